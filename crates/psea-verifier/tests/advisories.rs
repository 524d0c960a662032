//! Published vulnerabilities of JOSE and attestation libraries, tried on this Verifier: one test
//! for each class, named for the advisories that it was reported under.
//!
//! Each test starts from a submission that passes and changes what the advisory is about. It asserts
//! the code of the refusal, that the state stayed as it was, and where the advisory is about what is
//! done before the signature was verified, that no signature was looked at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

#[path = "verifier/support.rs"]
#[allow(dead_code, reason = "the helpers are another test's too")]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_jose::base64::{standard, url};
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, KeyError, Message, P256Backend, PreparedKey,
    PublicKey, Signature, VerifyingKey,
};
use psea_verifier::{ChallengePolicy, ChallengeStore as _, EnrollmentAdmin as _, MemoryStore};
use serde_json::{Value, json};
use support::*;

/// P-256 that counts how often it is asked.
#[derive(Clone, Debug, Default)]
struct Counting(Arc<AtomicUsize>);

#[derive(Debug)]
struct CountingKey(Arc<dyn PreparedKey>, Arc<AtomicUsize>);

impl Es256Backend for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(CountingKey(P256Backend.prepare(key)?, Arc::clone(&self.0))))
    }
}

impl PreparedKey for CountingKey {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.verify(message, signature)
    }
}

struct World {
    store: Arc<MemoryStore>,
    checks: Counting,
}

impl World {
    fn new() -> Self {
        let (store, checks) = (MemoryStore::volatile(), Counting::default());
        let key = VerifyingKey::new(*signer().public_key(), &checks).unwrap();
        store.enroll(enrollment("attester-1", "key-1", key), change()).unwrap();
        Self { store: Arc::new(store), checks }
    }

    /// Refused with `code`, without a trace. How many signatures were looked at.
    #[track_caller]
    fn refuses(&self, body: &[u8], code: &str) -> usize {
        let (before, looked) = (state(&self.store), self.checks.0.load(Ordering::SeqCst));
        let verifier = verifier(config(), &self.store);
        assert_eq!(answer_to(&verifier, body, &expected(), now()), code);
        assert_eq!(state(&self.store), before, "a refusal left a trace");
        self.checks.0.load(Ordering::SeqCst) - looked
    }

    /// As `refuses`, before any key was used.
    #[track_caller]
    fn refuses_unread(&self, body: &[u8], code: &str) {
        assert_eq!(self.refuses(body, code), 0, "a signature was looked at");
    }

    /// The submission that everything here starts from passes.
    fn approves(&self, proof: &Draft) {
        let verifier = verifier(config(), &self.store);
        assert_eq!(answer(&verifier, &proof.body(), now()), "approved");
    }
}

/// The body around `header`.`payload`.`signature`, which come as they are.
fn around(header: &str, payload: &str, signature: &str) -> Vec<u8> {
    draft("a-1", 1).body_around(&format!("{header}.{payload}.{signature}")).into_bytes()
}

/// The three segments of the proof that passes.
fn parts() -> [String; 3] {
    let proof = draft("a-1", 1).proof_by(&signer());
    let parts: Vec<_> = proof.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

/// HMAC with SHA-256 (RFC 2104), to forge what a confused verifier would take.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    let mut block = [0; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::digest([&block.map(|o| o ^ 0x36)[..], message].concat());
    Sha256::digest([&block.map(|o| o ^ 0x5C)[..], &inner].concat()).into()
}

#[test]
fn the_start_of_every_test_passes() {
    World::new().approves(&draft("a-1", 1));
}

/// CVE-2021-22160 (Apache Pulsar), CVE-2022-23540 (jsonwebtoken), RFC 8725 §2.1: `alg` none, in
/// every case and under every name that a filter might miss.
#[test]
fn cve_2021_22160_alg_none() {
    let world = World::new();
    let [_, payload, signature] = parts();
    for alg in ["none", "None", "NONE", "nOnE", "none ", " none", "no\u{200b}ne", "null", ""] {
        let header = draft("a-1", 1).header("alg", alg).header.to_string();
        let header = url::encode(header.as_bytes());
        world.refuses_unread(&around(&header, &payload, &signature), "header_alg");
        // Without a signature there are no three segments.
        world.refuses_unread(&around(&header, &payload, ""), "proof_malformed");
    }
    for header in [json!({"kid": "key-1", "typ": "psea-proof+jwt"}), {
        json!({"alg": null, "kid": "key-1", "typ": "psea-proof+jwt"})
    }] {
        let header = url::encode(header.to_string().as_bytes());
        world.refuses_unread(&around(&header, &payload, &signature), "header_alg");
    }
}

/// CVE-2015-9235 and CVE-2022-23541 (jsonwebtoken), CVE-2016-5431 (gree/jose), CVE-2016-10555
/// (jwt-simple), CVE-2017-11424 and CVE-2022-29217 (`PyJWT`), CVE-2023-48238 (json-web-token),
/// CVE-2024-33663 (python-jose), CVE-2024-54150 (cjwt): the public key taken for an HMAC secret.
/// The token chooses nothing here.
#[test]
fn cve_2015_9235_public_key_as_hmac_secret() {
    let world = World::new();
    let key = *signer().public_key();
    let der = key.to_spki_der();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        standard::encode(&der)
    );
    let jwk = key.to_jwk();
    let secrets: [&[u8]; 6] =
        [pem.as_bytes(), pem.trim_end().as_bytes(), &der, key.as_sec1(), jwk.as_octets(), b""];
    for alg in ["HS256", "HS384", "HS512", "hs256"] {
        let forged = draft("a-1", 1).header("alg", alg);
        let input = segments(&forged.header.to_string(), &forged.payload());
        for secret in secrets {
            let tag = url::encode(&hmac(secret, input.as_bytes()));
            let body = forged.body_around(&format!("{input}.{tag}"));
            world.refuses_unread(body.as_bytes(), "header_alg");
        }
    }
    // With `alg` as it must be, the tag is no signature.
    let forged = draft("a-1", 1);
    let input = segments(&forged.header.to_string(), &forged.payload());
    for secret in secrets {
        let tag = hmac(secret, input.as_bytes());
        let short = forged.body_around(&format!("{input}.{}", url::encode(&tag)));
        world.refuses_unread(short.as_bytes(), "signature_malformed");
        let twice = forged.body_around(&format!("{input}.{}", url::encode(&[tag, tag].concat())));
        world.refuses(twice.as_bytes(), "signature_invalid");
    }
}

/// CVE-2022-23539 (jsonwebtoken): a signature of another family under a key that does not fit.
#[test]
fn cve_2022_23539_other_algorithms() {
    let world = World::new();
    for alg in [
        "RS256",
        "PS256",
        "ES384",
        "ES512",
        "ES256K",
        "EdDSA",
        "Ed25519",
        "ESP256",
        "ES256 ",
        "es256",
        "ES-256",
        "A128KW",
        "dir",
        "PBES2-HS256+A128KW",
    ] {
        let body = draft("a-1", 1).header("alg", alg).body();
        world.refuses_unread(body.as_bytes(), "header_alg");
    }
    for alg in [json!(["ES256"]), json!({"ES256": 1}), json!(256), json!(true)] {
        let body = draft("a-1", 1).header("alg", alg).body();
        world.refuses_unread(body.as_bytes(), "header_alg");
    }
}

/// CVE-2018-0114 (node-jose), RFC 8725 §3.10: a key that the token brings or points to. It is not
/// looked at, whether the `kid` is enrolled or not.
#[test]
fn cve_2018_0114_key_in_the_token() {
    let world = World::new();
    let own = other_signer();
    let jwk: Value = serde_json::from_str(own.public_key().to_jwk().as_str()).unwrap();
    let certificate = standard::encode(&own.public_key().to_spki_der());
    for (name, value) in [
        ("jwk", jwk.clone()),
        ("jku", json!("http://169.254.169.254/latest/meta-data/")),
        ("jku", json!("file:///etc/passwd")),
        ("x5u", json!("https://attacker.example/key.pem")),
        ("x5c", json!([certificate])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!(url::encode(&[0; 32]))),
        ("keys", json!([jwk])),
    ] {
        let forged = draft("a-1", 1).header(name, value);
        let body = forged.body_around(&forged.proof_by(&own));
        assert_eq!(world.refuses(body.as_bytes(), "signature_invalid"), 1, "{name}");
        let unknown = forged.header("kid", own.public_key().thumbprint());
        let body = unknown.body_around(&unknown.proof_by(&own));
        world.refuses_unread(body.as_bytes(), "key_unknown");
    }
    // A key beside the proof confers nothing either.
    let forged = draft("a-1", 1).beside("jwk", own.public_key().to_jwk().as_str());
    let body = forged.body_around(&forged.proof_by(&own));
    world.refuses(body.as_bytes(), "signature_invalid");
}

/// RFC 8725 §2.9: `kid` as a path, a query or a command. It is compared, and nothing else.
#[test]
fn rfc_8725_kid_injection() {
    let world = World::new();
    for kid in [
        "../../../../dev/null",
        "/etc/passwd\0",
        "key-1' OR '1'='1",
        "x' UNION SELECT 'AAAA';-- ",
        "key-1\u{0}",
        "key-1 ",
        " key-1",
        "KEY-1",
        "key%2d1",
        "key\u{2010}1",
        "$(id)|`id`",
        "*)(uid=*))(|(uid=*",
        "{\"$ne\":null}",
        "${jndi:ldap://attacker.example/a}",
        "__proto__",
    ] {
        world.refuses_unread(draft("a-1", 1).header("kid", kid).body().as_bytes(), "key_unknown");
    }
    for kid in [json!(["key-1"]), json!({"$ne": null}), json!(1), json!(null), json!("")] {
        world.refuses_unread(draft("a-1", 1).header("kid", kid).body().as_bytes(), "header_kid");
    }
    let longest = "k".repeat(513);
    world.refuses_unread(draft("a-1", 1).header("kid", longest).body().as_bytes(), "header_kid");
}

/// CVE-2022-21449 (Java, “psychic signatures”), CVE-2021-43568 and CVE-2021-43572 (Stark Bank):
/// r and s of zero, or equal to zero modulo the order, verify anything where the range is not
/// checked.
#[test]
fn cve_2022_21449_psychic_signatures() {
    const N: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let world = World::new();
    let n: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&N[at..at + 2], 16).unwrap()).collect();
    let one: Vec<u8> = [vec![0; 31], vec![1]].concat();
    let zero = vec![0; 32];
    let all = vec![0xFF; 32];
    let mut above = n.clone();
    above[31] += 1;
    let [header, payload, _] = parts();
    for out in [&zero, &n, &above, &all] {
        for (r, s) in [(out, out), (out, &one), (&one, out)] {
            let signature = url::encode(&[r.as_slice(), s].concat());
            // Refused by its range, before the library sees it.
            world.refuses_unread(&around(&header, &payload, &signature), "signature_invalid");
        }
    }
    // In range and nobody's.
    let signature = url::encode(&[one.clone(), one].concat());
    assert_eq!(world.refuses(&around(&header, &payload, &signature), "signature_invalid"), 1);
}

/// CVE-2019-14859 (python-ecdsa), CVE-2020-13822, CVE-2024-42460 and CVE-2024-42461 (elliptic): more
/// than one encoding of one signature. Only 64 octets are taken; DER and BER are not.
#[test]
fn cve_2019_14859_signature_encodings() {
    let world = World::new();
    let [header, payload, signature] = parts();
    let raw = url::decode(&signature).unwrap();
    let integer = |half: &[u8]| {
        let mut octets = half.to_vec();
        if octets[0] & 0x80 != 0 {
            octets.insert(0, 0);
        }
        [vec![2, u8::try_from(octets.len()).unwrap()], octets].concat()
    };
    let (r, s) = (integer(&raw[..32]), integer(&raw[32..]));
    let body = [r, s].concat();
    let length = u8::try_from(body.len()).unwrap();
    let der = [vec![0x30, length], body.clone()].concat();
    let long_form = [vec![0x30, 0x81, length], body.clone()].concat();
    let indefinite = [vec![0x30, 0x80], body, vec![0, 0]].concat();
    let trailing = [der.clone(), vec![0]].concat();
    let padded = [vec![0], raw[..32].to_vec(), vec![0], raw[32..].to_vec()].concat();
    for octets in [der, long_form, indefinite, trailing, padded] {
        let body = around(&header, &payload, &url::encode(&octets));
        world.refuses_unread(&body, "signature_malformed");
    }
}

/// CVE-2020-28042 (ServiceStack): a signature that is compared as far as it goes.
#[test]
fn cve_2020_28042_short_signatures() {
    let world = World::new();
    let [header, payload, signature] = parts();
    let raw = url::decode(&signature).unwrap();
    for length in (1..64).chain([65, 66, 96, 128, 4096]) {
        let octets: Vec<u8> = raw.iter().copied().cycle().take(length).collect();
        let body = around(&header, &payload, &url::encode(&octets));
        world.refuses_unread(&body, "signature_malformed");
    }
    world.refuses_unread(&around(&header, &payload, ""), "proof_malformed");
}

/// F34 of our findings and CVE-2020-13822's kind: (r, n − s) verifies too. It is the same action,
/// and approved once.
#[test]
fn malleable_signatures_are_one_proof() {
    let world = World::new();
    let [header, payload, signature] = parts();
    world.approves(&draft("a-1", 1));
    let twin = Signature::from_octets(&url::decode(&signature).unwrap()).unwrap().twin();
    let body = around(&header, &payload, &url::encode(twin.as_octets()));
    assert_eq!(world.refuses(&body, "jti_replayed"), 1);
}

/// CVE-2022-25898 (jsrsasign): characters outside base64url skipped, so that many texts are one
/// token.
#[test]
fn cve_2022_25898_base64_variants() {
    let world = World::new();
    let segments = parts();
    for at in 0..3 {
        let segment = &segments[at];
        let middle = segment.len() / 2;
        for other in [
            format!("{segment}="),
            format!("{segment}=="),
            format!("{segment}\\u000a"),
            format!(" {segment}"),
            format!("{}\\n{}", &segment[..middle], &segment[middle..]),
            format!("{}!{}", &segment[..middle], &segment[middle..]),
            format!("{}%2D{}", &segment[..middle], &segment[middle..]),
            format!("{}+{}", &segment[..middle], &segment[middle + 1..]),
            format!("{}/{}", &segment[..middle], &segment[middle + 1..]),
            format!("{}\u{ff21}{}", &segment[..middle], &segment[middle + 1..]),
            format!("{segment}\\u0000"),
        ] {
            let mut changed = segments.clone();
            changed[at] = other;
            // The segments stand in JSON text: an escape is one character of the token.
            let body = format!(r#"{{"proof":"{}","actionPayload":{ACTION}}}"#, changed.join("."));
            world.refuses_unread(body.as_bytes(), "proof_malformed");
        }
    }
}

/// CVE-2022-39227 (python-jwt): a token that is compact to one parser and JSON to another; RFC
/// 7515 §7.2's serialisations are none of ours.
#[test]
fn cve_2022_39227_json_serialisation() {
    let world = World::new();
    let [header, payload, signature] = parts();
    let flattened = json!({"protected": header, "payload": payload, "signature": signature});
    let general = json!({
        "payload": payload, "signatures": [{"protected": header, "signature": signature}],
    });
    let polyglot = format!(r#"{{"  {header}.":"","x":"."}}.{payload}.{signature}"#);
    for proof in [flattened.to_string(), general.to_string(), polyglot] {
        let body = draft("a-1", 1).body_around(&proof);
        world.refuses_unread(body.as_bytes(), "proof_malformed");
    }
    for proof in [flattened, general] {
        let body = json!({"proof": proof, "actionPayload": {}}).to_string();
        world.refuses_unread(body.as_bytes(), "body_malformed");
    }
}

/// CVE-2022-3102 (jwcrypto), CVE-2023-51774 (json-jwt): an encrypted token where a signed one is
/// expected. Five segments are no proof, whatever the header says.
#[test]
fn cve_2023_51774_encrypted_for_signed() {
    let world = World::new();
    let [header, payload, signature] = parts();
    let jwe = json!({"alg": "ECDH-ES", "enc": "A256GCM", "kid": "key-1", "typ": "psea-proof+jwt"});
    for header in [header, url::encode(jwe.to_string().as_bytes())] {
        let proof = format!("{header}.{payload}.AAAA.{payload}.{signature}");
        let body = draft("a-1", 1).body_around(&proof);
        world.refuses_unread(body.as_bytes(), "proof_malformed");
    }
}

/// CVE-2022-36083 (jose), CVE-2023-50967 (latchset jose), CVE-2023-51775 (jose4j), CVE-2023-52428
/// (Nimbus): an iteration count that the token chooses. No parameter of the header costs anything.
#[test]
fn cve_2023_52428_p2c_bomb() {
    let world = World::new();
    let body = draft("a-1", 1)
        .header("alg", "PBES2-HS512+A256KW")
        .header("p2c", 2_147_483_647)
        .header("p2s", "AAAA")
        .body();
    world.refuses_unread(body.as_bytes(), "header_alg");
    // Beside the right `alg` it is an unknown parameter: ignored, and approved.
    world.approves(&draft("a-1", 1).header("p2c", 2_147_483_647));
}

/// CVE-2024-28176 (jose), CVE-2024-28180 (go-jose), CVE-2024-33664 (python-jose): a token that
/// expands. `zip` is nothing here: what was signed is what is read.
#[test]
fn cve_2024_28180_zip_bomb() {
    let world = World::new();
    // DEFLATE of many zeros; only a decompressor would make it large.
    let deflated = [0xED, 0xC1, 0x01, 0x01, 0x00, 0x00, 0x00, 0x80, 0x90, 0xFE, 0xAF, 0xEE];
    let header = draft("a-1", 1).header("zip", "DEF").header.to_string();
    let input = format!("{}.{}", url::encode(header.as_bytes()), url::encode(&deflated));
    let signature = signer().sign(input.as_bytes()).unwrap();
    let proof = format!("{input}.{}", url::encode(signature.as_octets()));
    let body = draft("a-1", 1).body_around(&proof);
    assert_eq!(world.refuses(body.as_bytes(), "payload_malformed"), 1);
}

/// CVE-2025-27144 (go-jose), CVE-2025-30204 (golang-jwt), CVE-2025-22868 (x/oauth2): memory for each
/// of thousands of dots.
#[test]
fn cve_2025_30204_many_dots() {
    let world = World::new();
    for dots in [3, 100, 16_000] {
        let body = draft("a-1", 1).body_around(&".".repeat(dots));
        world.refuses_unread(body.as_bytes(), "proof_malformed");
    }
    let body = draft("a-1", 1).body_around(&".".repeat(16_385));
    world.refuses_unread(body.as_bytes(), "proof_too_large");
    let body = draft("a-1", 1).body_around(&".".repeat(1 << 20));
    world.refuses_unread(body.as_bytes(), "body_too_large");
}

/// CVE-2025-59420 (Authlib): a critical extension that nobody understands, ignored.
#[test]
fn cve_2025_59420_critical_extensions() {
    let world = World::new();
    for crit in
        [json!(["exp"]), json!(["b64"]), json!([]), json!(["x", "x"]), json!(null), json!("alg")]
    {
        let body = draft("a-1", 1).header("crit", crit).header("x", true).body();
        world.refuses_unread(body.as_bytes(), "header_crit");
    }
}

/// RFC 7797 §6: with `b64` false one octet string is two tokens.
#[test]
fn rfc_7797_unencoded_payload() {
    let world = World::new();
    for b64 in [json!(false), json!(null), json!("false"), json!(0), json!([true])] {
        let unencoded = draft("a-1", 1).header("b64", b64);
        let header = url::encode(unencoded.header.to_string().as_bytes());
        let signature = signer().sign(format!("{header}.{}", unencoded.payload()).as_bytes());
        let signature = url::encode(signature.unwrap().as_octets());
        let payload = url::encode(unencoded.payload().as_bytes());
        world.refuses_unread(&around(&header, &payload, &signature), "header_b64");
        world.refuses_unread(unencoded.body().as_bytes(), "header_b64");
    }
}

/// CVE-2017-12635 (CouchDB): a name twice, and two parsers that keep different ones. In every place
/// that is parsed, also where one of the names is escaped.
#[test]
fn cve_2017_12635_duplicate_names() {
    let world = World::new();
    let signed = |header: &str, payload: &str| {
        draft("a-1", 1).body_around(&sign(header, payload, &signer())).into_bytes()
    };
    let header = draft("a-1", 1).header.to_string();
    let payload = draft("a-1", 1).payload();
    let twice = |json: &str, name: &str, value: &str| {
        [json.replacen('{', &format!("{{{name}:{value},"), 1), {
            format!("{},{name}:{value}}}", &json[..json.len() - 1])
        }]
    };
    for (name, value) in [
        ("\"alg\"", "\"none\""),
        ("\"\\u0061lg\"", "\"ES256\""),
        ("\"kid\"", "\"key-2\""),
        ("\"typ\"", "\"JWT\""),
    ] {
        for header in twice(&header, name, value) {
            world.refuses_unread(&signed(&header, &payload), "proof_malformed");
        }
    }
    for (name, value) in [
        ("\"psea_payload_hash\"", "\"\""),
        ("\"psea_counter\"", "9"),
        ("\"\\u0070sea_counter\"", "1"),
        ("\"aud\"", "\"other.example\""),
    ] {
        for payload in twice(&payload, name, value) {
            assert_eq!(world.refuses(&signed(&header, &payload), "payload_malformed"), 1);
        }
    }
    let body = draft("a-1", 1).body();
    let other = r#"{"actionType":"transfer","amount":9999,"currency":"EUR","to":"mallory"}"#;
    for (name, value) in [("\"actionPayload\"", other), ("\"action\\u0050ayload\"", other)] {
        for body in twice(&body, name, value) {
            world.refuses_unread(body.as_bytes(), "body_malformed");
        }
    }
    let inner = body.replace("\"amount\":2500", "\"amount\":2500,\"\\u0061mount\":9999");
    world.refuses_unread(inner.as_bytes(), "body_malformed");
}

/// RFC 8725 §2.6 and §3.7: names and values that are alike to a lenient reader: case, width,
/// normal form.
#[test]
fn rfc_8725_names_that_look_alike() {
    let world = World::new();
    let header = draft("a-1", 1).header.to_string();
    let payload = draft("a-1", 1).payload();
    for (from, to, code) in [
        ("\"alg\"", "\"Alg\"", "header_alg"),
        ("\"alg\"", "\"\u{ff41}lg\"", "header_alg"),
        ("\"typ\"", "\"TYP\"", "header_typ"),
        ("\"psea-proof+jwt\"", "\"PSEA-PROOF+JWT\"", "header_typ"),
        ("\"psea-proof+jwt\"", "\"application/psea-proof+jwt\"", "header_typ"),
        ("\"psea-proof+jwt\"", "\"JWT\"", "header_typ"),
        ("\"psea-proof+jwt\"", "\"psea-ack+jwt\"", "header_typ"),
        ("\"kid\"", "\"Kid\"", "header_kid"),
        ("\"kid\"", "\"\u{212a}id\"", "header_kid"),
    ] {
        let token = sign(&header.replace(from, to), &payload, &signer());
        world.refuses_unread(draft("a-1", 1).body_around(&token).as_bytes(), code);
    }
    for (from, to) in [("\"jti\"", "\"JTI\""), ("\"iss\"", "\"Iss\""), ("\"aud\"", "\"au\u{501}\"")]
    {
        let token = sign(&header, &payload.replace(from, to), &signer());
        let body = draft("a-1", 1).body_around(&token);
        world.refuses(body.as_bytes(), "claim_unknown");
    }
}

/// CVE-2024-21907 (Newtonsoft.Json), CVE-2025-52999 (jackson-core): nesting that exhausts the stack
/// of a recursive parser. What is refused before the signature is refused in a thread of 64 KiB.
#[test]
fn cve_2025_52999_nesting() {
    let deep = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    let objects =
        |levels: usize| ["{\"a\":".repeat(levels), "1".into(), "}".repeat(levels)].concat();
    let header = draft("a-1", 1).header.to_string();
    let payload = draft("a-1", 1).payload();
    let signed = |header: &str, payload: &str| {
        draft("a-1", 1).body_around(&sign(header, payload, &signer())).into_bytes()
    };
    let mut unread = Vec::new();
    for nested in [deep(33), deep(30_000), "[".repeat(60_000), objects(33), objects(9_000)] {
        let body = draft("a-1", 1).beside("signalReport", &nested).body();
        unread.push((body.into_bytes(), "body_malformed"));
    }
    for nested in [deep(33), deep(5_000), objects(33)] {
        let header = format!("{},\"x\":{nested}}}", &header[..header.len() - 1]);
        unread.push((signed(&header, &payload), "proof_malformed"));
    }
    let world = World::new();
    for nested in [deep(33), deep(3_000), objects(33)] {
        let payload =
            format!("{},\"psea_chain_pending\":{nested}}}", &payload[..payload.len() - 1]);
        assert_eq!(world.refuses(&signed(&header, &payload), "payload_malformed"), 1);
    }
    let small = std::thread::Builder::new().stack_size(64 << 10);
    let attempt = move || {
        for (body, code) in unread {
            world.refuses_unread(&body, code);
        }
    };
    small.spawn(attempt).unwrap().join().unwrap();
}

/// CVE-2020-26160 (jwt-go), CVE-2024-53861 (`PyJWT`): an audience or issuer that is an array, empty, or
/// a part of the right one.
#[test]
fn cve_2020_26160_audience_and_issuer() {
    let world = World::new();
    for (name, mismatch) in [("aud", "audience_mismatch"), ("iss", "issuer_mismatch")] {
        let right = if name == "aud" { AUD } else { ISS };
        for value in [json!([]), json!([right]), json!([right, "x"]), json!({}), json!(null)] {
            world.refuses(draft("a-1", 1).claim(name, value).body().as_bytes(), "claim_invalid");
        }
        world.refuses(draft("a-1", 1).claim(name, "").body().as_bytes(), "claim_invalid");
        world.refuses(draft("a-1", 1).without(name).body().as_bytes(), "claim_missing");
        for value in [&right[..3], &right[1..], &format!("{right}."), &right.to_uppercase()] {
            world.refuses(draft("a-1", 1).claim(name, value).body().as_bytes(), mismatch);
        }
    }
}

/// CVE-2017-12974 (Nimbus), CVE-2017-16007 (node-jose): a key that is no point of the curve. It is
/// refused when it is enrolled.
#[test]
fn cve_2017_16007_invalid_curve() {
    let mut octets = *signer().public_key().as_sec1();
    octets[64] ^= 1;
    assert_eq!(PublicKey::from_sec1(&octets), Err(KeyError::Point));
    assert_eq!(PublicKey::from_sec1(&[0]), Err(KeyError::Point));
    let mut zero = [0; 65];
    zero[0] = 4;
    assert_eq!(PublicKey::from_sec1(&zero), Err(KeyError::Point));
    let (x, y) = (url::encode(&octets[1..33]), url::encode(&octets[33..]));
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}).to_string();
    assert_eq!(PublicKey::from_jwk(jwk.as_bytes()), Err(KeyError::Point));
    // Nor a key of another curve or kind, nor a private one.
    for (name, value) in [("crv", "P-384"), ("kty", "RSA"), ("kty", "oct"), ("d", "AA")] {
        let mut jwk: Value = serde_json::from_str(signer().public_key().to_jwk().as_str()).unwrap();
        jwk[name] = json!(value);
        assert!(PublicKey::from_jwk(jwk.to_string().as_bytes()).is_err(), "{name}");
    }
}

/// CVE-2022-42731 (django-mfa2): a challenge that stays good after it was answered.
#[test]
fn cve_2022_42731_challenge_used_twice() {
    let store = store();
    let verifier = verifier(config().challenges(ChallengePolicy::Required), &store);
    store.issue(challenge("nonce-1")).unwrap();
    let proof = |jti, counter| draft(jti, counter).claim("eat_nonce", "nonce-1").body();
    assert_eq!(answer(&verifier, &proof("a-1", 1), now()), "approved");
    let before = state(&store);
    assert_eq!(answer(&verifier, &proof("a-2", 2), now()), "challenge_unknown");
    assert_eq!(answer(&verifier, &draft("a-3", 3).body(), now()), "challenge_missing");
    assert_eq!(state(&store), before);
}

/// CVE-2021-38299 (Webauthn Framework): the flag that says whether the user was there is not looked
/// at.
#[test]
fn cve_2021_38299_user_not_verified() {
    let world = World::new();
    let uv = |verified: Value| draft("a-1", 1).claim("psea_uv", verified).body();
    world.refuses(uv(json!({"verified": false, "method": "pin"})).as_bytes(), "uv_not_verified");
    for other in [
        json!({"verified": "true", "method": "pin"}),
        json!({"verified": 1, "method": "pin"}),
        json!({"verified": [true], "method": "pin"}),
        json!({"verified": null, "method": "pin"}),
        json!({"method": "pin"}),
        json!({"Verified": true, "method": "pin"}),
        json!(true),
        json!([]),
    ] {
        world.refuses(uv(other).as_bytes(), "claim_invalid");
    }
}

/// RFC 8725 §3.3: what comes after the right signature is not read as part of it, and what was
/// changed is not read at all.
#[test]
fn rfc_8725_nothing_is_read_before_the_signature() {
    let world = World::new();
    let [header, _, signature] = parts();
    for payload in ["{", "[]", "\"\"", "{\"jti\":1}", "\u{feff}{}"] {
        let payload = url::encode(payload.as_bytes());
        assert_eq!(world.refuses(&around(&header, &payload, &signature), "signature_invalid"), 1);
    }
}
