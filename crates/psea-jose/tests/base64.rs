//! The two alphabets, each with exactly one spelling per value.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use proptest::prelude::*;
use psea_jose::base64::{Base64Error, standard, url};
use psea_seed::cases;

/// A decoder as lax as they come: either alphabet, white space, any padding, any trailing bits.
fn lax(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            c => c,
        })
        .collect();
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(plain).ok()
}

/// Other spellings of the octets that `text` encodes.
fn other_spellings(text: &str, at: usize) -> Vec<String> {
    let mut spellings = vec![
        format!("{text}="),
        format!("{text}=="),
        text.trim_end_matches('=').to_owned(),
        text.replace('+', "-"),
        text.replace('-', "+"),
        text.replace('/', "_"),
        text.replace('_', "/"),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\r\n"),
    ];
    for space in [' ', '\n', '\r', '\t', '\u{c}', '\u{a0}'] {
        let mut spaced = text.to_owned();
        spaced.insert(at.min(text.len()), space);
        spellings.push(spaced);
    }
    // Unused trailing bits.
    let digits = text.trim_end_matches('=');
    if let Some(last) = digits.chars().next_back() {
        for other in ('A'..='Z').chain('a'..='z').chain('0'..='9').chain("+/-_".chars()) {
            if other != last {
                spellings.push(format!(
                    "{}{other}{}",
                    &digits[..digits.len() - 1],
                    &text[digits.len()..]
                ));
            }
        }
    }
    spellings.retain(|spelling| spelling != text && lax(spelling) == lax(text));
    spellings
}

fn decode_standard(text: &str, octets: usize) -> Result<Vec<u8>, Base64Error> {
    match octets {
        0 => standard::decode_exact::<0>(text).map(Vec::from),
        1 => standard::decode_exact::<1>(text).map(Vec::from),
        2 => standard::decode_exact::<2>(text).map(Vec::from),
        3 => standard::decode_exact::<3>(text).map(Vec::from),
        31 => standard::decode_exact::<31>(text).map(Vec::from),
        32 => standard::decode_exact::<32>(text).map(Vec::from),
        33 => standard::decode_exact::<33>(text).map(Vec::from),
        _ => unreachable!("no such length in these tests"),
    }
}

proptest! {
    #![proptest_config(cases(512))]

    /// §3.4 (RFC 7515 §2): what is encoded decodes, and no other spelling of it does.
    #[test]
    fn url_round_trip(octets in proptest::collection::vec(any::<u8>(), 0..70), at in 0..100_usize) {
        let text = url::encode(&octets);
        prop_assert!(!text.contains(['=', '+', '/']));
        prop_assert_eq!(url::decode(&text), Ok(octets));
        let spellings = other_spellings(&text, at);
        prop_assert!(spellings.len() >= 8);
        for spelling in spellings {
            prop_assert_eq!(url::decode(&spelling), Err(Base64Error), "{}", spelling);
            prop_assert_eq!(url::decode_exact::<33>(&spelling), Err(Base64Error));
            prop_assert_eq!(url::decode_exact::<32>(&spelling), Err(Base64Error));
        }
    }

    /// §2: the same for standard base64 with padding.
    #[test]
    fn standard_round_trip(
        octets in prop::sample::select(&[0_usize, 1, 2, 3, 31, 32, 33][..])
            .prop_flat_map(|length| proptest::collection::vec(any::<u8>(), length)),
        at in 0..50_usize,
    ) {
        let text = standard::encode(&octets);
        prop_assert!(!text.contains(['-', '_']));
        prop_assert_eq!(text.len() % 4, 0);
        prop_assert_eq!(decode_standard(&text, octets.len()), Ok(octets.clone()));
        let spellings = other_spellings(&text, at);
        prop_assert!(spellings.len() >= 8);
        for spelling in spellings {
            prop_assert_eq!(decode_standard(&spelling, octets.len()), Err(Base64Error), "{}", spelling);
        }
    }

    /// Whatever text comes: what decodes is the one spelling.
    #[test]
    fn what_decodes_is_canonical(text in "[A-Za-z0-9+/=_ \n-]{0,12}", any: String) {
        for text in [text, any] {
            if let Ok(octets) = url::decode(&text) {
                prop_assert_eq!(url::encode(&octets), text.as_str());
            }
            if let Ok(octets) = standard::decode_exact::<3>(&text) {
                prop_assert_eq!(standard::encode(&octets), text.as_str());
            }
        }
    }
}

/// §2: exactly the expected number of octets.
#[test]
fn exact_length() {
    for octets in [0_usize, 1, 30, 31, 32, 33, 34, 64, 100] {
        let (url_text, standard_text) =
            (url::encode(&vec![7; octets]), standard::encode(&vec![7; octets]));
        assert_eq!(url::decode_exact::<32>(&url_text).is_ok(), octets == 32, "{octets}");
        assert_eq!(url::decode_exact::<33>(&url_text).is_ok(), octets == 33, "{octets}");
        assert_eq!(standard::decode_exact::<32>(&standard_text).is_ok(), octets == 32, "{octets}");
        assert_eq!(standard::decode_exact::<33>(&standard_text).is_ok(), octets == 33, "{octets}");
    }
    assert_eq!(url::decode_exact::<32>(&"A".repeat(1_000_000)), Err(Base64Error));
    assert_eq!(url::decode(""), Ok(vec![]));
}

/// §3.5: `^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$`, `^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$` and
/// `^[A-Za-z0-9_-]{44}$`: strict decoding and the patterns admit the same texts.
#[test]
fn strictness_is_the_pattern() {
    for last in (0..=0x7F_u8).map(char::from) {
        let listed = "AEIMQUYcgkosw048".contains(last);
        let user = format!("{}{last}", "A".repeat(42));
        assert_eq!(url::decode_exact::<32>(&user).is_ok(), listed, "{user:?}");
        let hash = format!("{}{last}=", "A".repeat(42));
        assert_eq!(standard::decode_exact::<32>(&hash).is_ok(), listed, "{hash:?}");
        let inner = last.is_ascii_alphanumeric();
        let ueid = format!("{}{last}", "A".repeat(43));
        assert_eq!(
            url::decode_exact::<33>(&ueid).is_ok(),
            inner || "-_".contains(last),
            "{ueid:?}"
        );
        let hash = format!("{}{last}A=", "A".repeat(41));
        assert_eq!(
            standard::decode_exact::<32>(&hash).is_ok(),
            inner || "+/".contains(last),
            "{hash:?}"
        );
    }
}

/// RFC 4648 §10: the published vectors, and appending gives the same text.
#[test]
fn rfc_4648_vectors() {
    for (octets, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(standard::encode(octets.as_bytes()), text);
        let unpadded = text.trim_end_matches('=');
        assert_eq!(url::encode(octets.as_bytes()), unpadded);
        assert_eq!(url::decode(unpadded).unwrap(), octets.as_bytes());
        let mut out = String::from("before.");
        url::encode_onto(octets.as_bytes(), &mut out);
        assert_eq!(out, format!("before.{unpadded}"));
    }
}
