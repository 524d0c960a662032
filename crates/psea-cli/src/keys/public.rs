//! Public keys to enroll: JWK, PEM, DER or SEC1, told apart by what they start with.

use std::io::Write as _;
use std::path::Path;

use psea::jose::base64::url;
use psea::jose::es256::{KeyError, PublicKey};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::output;

/// How the label of a private key in PEM ends, whatever its form (RFC 7468).
const PRIVATE: &[u8] = b"PRIVATE KEY";

/// Room for a private key as a JWK, which has 360 octets.
const PRIVATE_JWK: usize = 1024;

/// In which form a key was given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Jwk,
    SpkiPem,
    SpkiDer,
    Sec1,
}

impl Form {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Jwk => "JWK",
            Self::SpkiPem => "SPKI PEM",
            Self::SpkiDer => "SPKI DER",
            Self::Sec1 => "SEC1",
        }
    }

    fn detect(octets: &[u8]) -> Option<Self> {
        match octets.trim_ascii_start().first()? {
            b'{' => return Some(Self::Jwk),
            b'-' => return Some(Self::SpkiPem),
            _ => {}
        }
        match (octets.first()?, octets.len()) {
            (0x30, _) => Some(Self::SpkiDer),
            (0x04, 65) | (0x02 | 0x03, 33) => Some(Self::Sec1),
            _ => None,
        }
    }
}

/// Reads a public key. What is named by mistake is often the private one, so that the file is read
/// as a secret.
pub(crate) fn read_public(path: &Path) -> Result<(PublicKey, Form), Failure> {
    let octets = files::read_secret(path)?;
    let form = Form::detect(&octets).ok_or_else(|| {
        Failure::new("key_unusable", "the file holds no public key in a form known here")
            .file(path)
            .fix("give a JWK, an SPKI PEM or DER, or a SEC1 point (65 or 33 octets) of P-256")
    })?;
    let key = match form {
        Form::Jwk => PublicKey::from_jwk(&octets),
        Form::SpkiPem => {
            if octets.windows(PRIVATE.len()).any(|part| part == PRIVATE) {
                return Err(private(path, None));
            }
            PublicKey::from_spki_pem(&String::from_utf8_lossy(&octets))
        }
        Form::SpkiDer => PublicKey::from_spki_der(&octets),
        Form::Sec1 => PublicKey::from_sec1(&octets),
    };
    let key = key.map_err(|error| unusable(path, form, &error))?;
    Ok((key, form))
}

fn unusable(path: &Path, form: Form, error: &KeyError) -> Failure {
    let failure = Failure::new("key_unusable", format!("{} key: {error}", form.name())).file(path);
    match error {
        KeyError::JwkMember { member: "d", .. } => private(path, Some("d")),
        KeyError::JwkMember { member, .. } => {
            failure.field(*member).fix("export the public half of a P-256 signature key again")
        }
        KeyError::JwkJson => failure.fix("export the key again: its JSON is damaged"),
        _ => failure.fix("give the public half of a P-256 key: PSEA signs with ES256 alone (§3.4)"),
    }
}

fn private(path: &Path, field: Option<&str>) -> Failure {
    let public = files::sibling(path, ".pub.json");
    let fix = if public.exists() {
        format!("enroll {}: the private key stays with its owner", public.display())
    } else {
        "enroll the public half alone: the private key stays with its owner".into()
    };
    let failure = Failure::new("key_private", "this is a private key, and was not enrolled")
        .file(path)
        .fix(fix);
    match field {
        Some(field) => failure.field(field),
        None => failure,
    }
}

#[derive(Serialize)]
struct Jwk<'a> {
    kty: &'static str,
    crv: &'static str,
    x: &'a str,
    y: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<&'a str>,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: &'a str,
}

impl<'a> Jwk<'a> {
    const fn of(x: &'a str, y: &'a str, kid: &'a str, d: Option<&'a str>) -> Self {
        Self { kty: "EC", crv: "P-256", x, y, d, alg: "ES256", usage: "sig", kid }
    }
}

/// A public key as a JWK.
pub(super) fn public_jwk(key: &PublicKey) -> String {
    let ((x, y), kid) = (coordinates(key), key.thumbprint());
    output::json(&Jwk::of(&x, &y, &kid, None))
}

/// A key as a JWK with its private half, zeroised when dropped. It is written into room that does
/// not grow, so that no copy of an unfinished text is left behind.
pub(super) fn private_jwk(key: &PublicKey, d: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let ((x, y), kid) = (coordinates(key), key.thumbprint());
    let mut octets = Zeroizing::new(vec![0; PRIVATE_JWK]);
    let mut room = octets.as_mut_slice();
    serde_json::to_writer_pretty(&mut room, &Jwk::of(&x, &y, &kid, Some(d)))
        .map_err(std::io::Error::from)
        .and_then(|()| room.write_all(b"\n"))
        .map_err(|_| Failure::new("internal", "the key's JWK is longer than any"))?;
    let left = room.len();
    octets.truncate(PRIVATE_JWK.saturating_sub(left));
    Ok(octets)
}

/// Writes the public JWK of a key that is kept elsewhere.
pub(crate) fn write_public(path: &Path, key: &PublicKey, overwrite: bool) -> Result<(), Failure> {
    let text = public_jwk(key);
    if overwrite {
        files::replace(path, text.as_bytes(), Mode::Default)
            .map_err(|error| files::unwritable(path, &error))
    } else {
        files::create(path, text.as_bytes(), Mode::Default)
    }
}

/// `x` and `y` as a JWK has them.
pub(super) fn coordinates(key: &PublicKey) -> (String, String) {
    let point = key.as_sec1().get(1..).unwrap_or_default();
    let (x, y) = point.split_at_checked(32).unwrap_or_default();
    (url::encode(x), url::encode(y))
}
