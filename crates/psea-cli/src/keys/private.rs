//! Private development keys as JWK (RFC 7517, RFC 7518 §6.2).

use std::path::{Path, PathBuf};

use psea::jose::base64::url;
use psea::jose::es256::{Es256Signer as _, P256Signer};
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document, Object};

use super::public::{coordinates, jwk};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::output::excerpt::json_failure;

/// A new key in its file.
#[derive(Debug)]
pub(crate) struct PrivateKeyFile {
    pub(crate) public_file: PathBuf,
    pub(crate) kid: String,
}

/// Writes the private JWK for its owner alone, and the public one beside it.
pub(crate) fn write_private(
    path: &Path,
    key: &P256Signer,
    overwrite: bool,
) -> Result<PrivateKeyFile, Failure> {
    let public = key.public_key();
    let d = url::encode(key.to_scalar().as_slice());
    let public_file = files::sibling(path, ".pub.json");
    let documents = [
        (path, jwk(public, Some(&d)), Mode::Private),
        (&public_file, jwk(public, None), Mode::Default),
    ];
    if !overwrite && let Some((path, ..)) = documents.iter().find(|(path, ..)| path.exists()) {
        return Err(Failure::new("file_exists", "the file is there already, and was left alone")
            .file(path)
            .fix("choose another --out, or give --force: the old key is lost then"));
    }
    for (path, text, mode) in &documents {
        if overwrite {
            files::replace(path, text.as_bytes(), *mode)
                .map_err(|error| files::unwritable(path, &error))?;
        } else {
            files::create(path, text.as_bytes(), *mode)?;
        }
    }
    Ok(PrivateKeyFile { public_file, kid: public.thumbprint() })
}

/// Reads what `psea keygen` writes, or any other private P-256 JWK.
pub(crate) fn read_private(path: &Path) -> Result<P256Signer, Failure> {
    let octets = files::read(path)?;
    let document = Document::parse(&octets, DEFAULT_MAX_DEPTH)
        .map_err(|error| json_failure(path, &octets, error))?;
    let bad = |field: &str, problem: &str, fix: &str| {
        Failure::new("key_unusable", format!("the private key's `{field}` {problem}"))
            .file(path)
            .field(field)
            .fix(fix)
    };
    const MAKE: &str = "make a key with `psea keygen`";
    let jwk = document.root().as_object().ok_or_else(|| {
        Failure::new("key_unusable", "the file holds no JSON Web Key").file(path).fix(MAKE)
    })?;
    for (field, expected) in [("kty", "EC"), ("crv", "P-256")] {
        if text(jwk, field).as_deref() != Some(expected) {
            return Err(bad(field, &format!("is not \"{expected}\""), MAKE));
        }
    }
    let Some(d) = text(jwk, "d") else {
        return Err(bad(
            "d",
            "is absent: this is a public key, which cannot sign",
            "name the private key's file: the one without .pub",
        ));
    };
    let scalar = url::decode_exact::<32>(&d)
        .map_err(|_| bad("d", "is not 32 octets in base64url without padding", MAKE))?;
    let signer = P256Signer::from_scalar(&scalar)
        .map_err(|_| bad("d", "is no private key of P-256: out of range", MAKE))?;
    let (x, y) = coordinates(signer.public_key());
    for (field, expected) in [("x", x), ("y", y)] {
        if text(jwk, field).is_some_and(|found| found != expected) {
            return Err(bad(
                field,
                "does not belong to `d`: the file mixes two keys",
                "restore the file, or make a new key with `psea keygen`",
            ));
        }
    }
    Ok(signer)
}

fn text(jwk: Object<'_, '_>, member: &str) -> Option<String> {
    Some(jwk.get(member)?.as_text()?.to_cow().into_owned())
}
