//! Private development keys as JWK (RFC 7517, RFC 7518 §6.2).

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use psea::jose::base64::url;
use psea::jose::es256::{Es256Signer as _, P256Signer};
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document, Object, Text};
use zeroize::Zeroizing;

use super::public::{coordinates, private_jwk, public_jwk};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::output::excerpt::secret_json_failure;

/// 32 octets in base64url.
const D_CHARACTERS: usize = 43;

/// A new key in its file.
#[derive(Debug)]
pub(crate) struct PrivateKeyFile {
    pub(crate) public_file: PathBuf,
    pub(crate) kid: String,
}

/// Writes the private JWK for its owner alone, and the public one beside it. The private
/// text and the scalar are zeroised when they are dropped.
pub(crate) fn write_private(
    path: &Path,
    key: &P256Signer,
    overwrite: bool,
) -> Result<PrivateKeyFile, Failure> {
    let public = key.public_key();
    let d = Zeroizing::new(url::encode(key.to_scalar().as_slice()));
    let (private_text, public_text) = (private_jwk(public, &d)?, public_jwk(public));
    let public_file = files::sibling(path, ".pub.json");
    let documents = [
        (path, private_text.as_slice(), Mode::Private),
        (&public_file, public_text.as_bytes(), Mode::Default),
    ];
    if !overwrite && let Some((path, ..)) = documents.iter().find(|(path, ..)| path.exists()) {
        return Err(Failure::new("file_exists", "the file is there already, and was left alone")
            .file(path)
            .fix("choose another --out, or give --force: the old key is lost then"));
    }
    for (path, octets, mode) in &documents {
        if overwrite {
            files::replace(path, octets, *mode).map_err(|error| files::unwritable(path, &error))?;
        } else {
            files::create(path, octets, *mode)?;
        }
    }
    Ok(PrivateKeyFile { public_file, kid: public.thumbprint() })
}

/// Reads what `psea keygen` writes, or any other private P-256 JWK. No failure shows a part of it.
///
/// The file's content, `d` and the scalar are zeroised when they are dropped, and are copied nowhere
/// else here: the parser keeps places in the text. What `p256` puts on the stack while it makes the
/// key of the scalar is its own; the key is zeroised when it is dropped.
pub(crate) fn read_private(path: &Path) -> Result<P256Signer, Failure> {
    let octets = files::read_secret(path)?;
    let document = Document::parse(&octets, DEFAULT_MAX_DEPTH)
        .map_err(|error| secret_json_failure(path, &octets, error))?;
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
        if text(jwk, field).is_none_or(|found| found != *expected) {
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
    let octets = decoded(d);
    let scalar = octets.as_ref().and_then(|octets| octets.as_slice().try_into().ok());
    let scalar: &[u8; 32] =
        scalar.ok_or_else(|| bad("d", "is not 32 octets in base64url without padding", MAKE))?;
    let signer = P256Signer::from_scalar(scalar)
        .map_err(|_| bad("d", "is no private key of P-256: out of range", MAKE))?;
    let (x, y) = coordinates(signer.public_key());
    for (field, expected) in [("x", x), ("y", y)] {
        if text(jwk, field).is_some_and(|found| found != *expected) {
            return Err(bad(
                field,
                "does not belong to `d`: the file mixes two keys",
                "restore the file, or make a new key with `psea keygen`",
            ));
        }
    }
    Ok(signer)
}

fn text<'a>(jwk: Object<'_, 'a>, member: &str) -> Option<Text<'a>> {
    jwk.get(member)?.as_text()
}

/// The octets of `d`, if it is base64url. Both the text, which may be written with escapes, and the
/// octets have room from the start for more than is taken, so that neither is moved.
fn decoded(d: Text<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(String::with_capacity(D_CHARACTERS << 3));
    text.extend(d.chars().take(D_CHARACTERS.saturating_add(1)));
    let mut octets = Zeroizing::new(Vec::with_capacity(D_CHARACTERS << 1));
    url::decode_onto(&text, &mut octets).ok()?;
    Some(octets)
}
