//! No change of a token is read as anything: every single octet, and random longer edits.

use std::sync::Arc;

use proptest::prelude::*;
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, PreparedKey, PublicKey, Signature,
};
use psea_result::{PinnedKeys, VerifiedResult};
use psea_seed::cases;

use crate::support::*;

/// What stands in the place of an octet: bits flipped, the alphabet's ends, what separates.
fn replacements(octet: u8) -> Vec<u8> {
    let flipped = (0..7).map(|bit| octet ^ (1 << bit));
    let mut values: Vec<u8> = flipped.chain(*b"Az-_9.= \n\"").chain([0, 0x7F]).collect();
    values.sort_unstable();
    values.dedup();
    values.retain(|value| *value != octet);
    values
}

/// Every token at one octet's distance: replaced, inserted, removed.
fn neighbours(token: &str) -> Vec<String> {
    let octets = token.as_bytes();
    let mut all = Vec::new();
    for position in 0..octets.len() {
        for value in replacements(octets[position]) {
            let mut changed = octets.to_vec();
            changed[position] = value;
            all.push(changed);
        }
        let mut shorter = octets.to_vec();
        shorter.remove(position);
        all.push(shorter);
    }
    for position in 0..=octets.len() {
        for value in *b"A_.= \0" {
            let mut longer = octets.to_vec();
            longer.insert(position, value);
            all.push(longer);
        }
    }
    all.into_iter().map(|octets| String::from_utf8(octets).unwrap()).collect()
}

/// The neighbours that are read, with what they are read as.
fn read_as_something(token: &str, keys: &PinnedKeys) -> (usize, Vec<VerifiedResult>) {
    let neighbours = neighbours(token);
    let read = neighbours.iter().filter(|changed| *changed != token);
    let read = read.filter_map(|changed| reader().read(changed, keys, now()).ok());
    (neighbours.len(), read.collect())
}

#[test]
fn no_single_octet_can_be_changed() {
    for token in [approved_by(&key(7)), refused_by(&key(7))] {
        assert!(reader().read(&token, &pins(), now()).is_ok());
        let (tried, read) = read_as_something(&token, &pins());
        assert!(tried > 10 * token.len());
        assert_eq!(read, []);
    }
}

/// A cryptographic library for which every signature verifies.
#[derive(Debug)]
struct AnySignature;

impl Es256Backend for AnySignature {
    fn name(&self) -> &'static str {
        "any"
    }

    fn prepare(&self, _key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(Self))
    }
}

impl PreparedKey for AnySignature {
    fn verify(&self, _message: &Message<'_>, _signature: &Signature) -> bool {
        true
    }
}

/// Control: where signatures are not checked, the same search finds tokens that say something else.
#[test]
fn control_without_the_signature_the_search_finds_other_readings() {
    let gullible = PinnedKeys::of(&[*key(7).public_key()], &AnySignature).unwrap();
    let token = approved_by(&key(7));
    let (_, read) = read_as_something(&token, &gullible);
    let other = |read: &&VerifiedResult| match read {
        VerifiedResult::Approval(read) => *read.claims() != approval(),
        VerifiedResult::Refusal(_) => true,
    };
    assert!(read.iter().filter(other).count() > 100);
}

/// The one other token that verifies is ECDSA's: r ‖ (n − s), which anyone can make. It is no
/// single octet away, and it says the same, so that nothing may be keyed on a token's octets.
#[test]
fn the_twin_of_the_signature_is_read_as_the_same() {
    let token = approved_by(&key(7));
    let (input, signature) = token.rsplit_once('.').unwrap();
    let twin = Signature::from_octets(&url::decode(signature).unwrap()).unwrap().twin();
    let twin = format!("{input}.{}", url::encode(twin.as_octets()));
    let different = token.bytes().zip(twin.bytes()).filter(|(a, b)| a != b).count();
    assert!(different > 1, "{different}");
    let read = |token: &str| reader().read(token, &pins(), now()).unwrap();
    assert_eq!(read(&token), read(&twin));
}

proptest! {
    #![proptest_config(cases(512))]

    /// Longer edits: a piece of the token replaced by a piece of it, or by anything.
    #[test]
    fn no_edit_is_read(
        at in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 1_usize..40,
        other in "[A-Za-z0-9_.-]{0,20}",
        copy in any::<bool>(),
    ) {
        let token = approved_by(&key(7));
        let (at, from) = (at.index(token.len()), from.index(token.len()));
        let end = (at + length).min(token.len());
        let piece = if copy { &token[from..(from + length).min(token.len())] } else { &other };
        let changed = format!("{}{piece}{}", &token[..at], &token[end..]);
        prop_assume!(changed != token);
        prop_assert!(reader().read(&changed, &pins(), now()).is_err());
    }

    /// Another key's signature over the same octets.
    #[test]
    fn no_other_key_can_sign(octet in 1_u8..=254) {
        prop_assume!(octet != 7);
        let other = key(octet);
        let token = sign(&header().to_string(), approval().to_canonical().as_str(), &other);
        prop_assert_eq!(read(&token), "signature_invalid");
    }
}
