//! Suite `ueid`: the derivation of §7.1 under both revisions.

use crate::core::values::Revision::{self, Draft02, Draft03};
use crate::vector::{Suite, Vector};

/// A device, an issuer, and what the pair shows.
#[derive(Clone, Copy)]
struct Pair {
    slug: &'static str,
    what: &'static str,
    device_id: &'static str,
    iss: &'static str,
    flag: Option<&'static str>,
}

const fn pair(
    slug: &'static str,
    what: &'static str,
    device_id: &'static str,
    iss: &'static str,
) -> Pair {
    Pair { slug, what, device_id, iss, flag: None }
}

const fn flagged(pair: Pair, flag: &'static str) -> Pair {
    Pair { flag: Some(flag), ..pair }
}

const PAIRS: &[Pair] = &[
    flagged(
        pair("split-a", "of one pair that draft-02 cannot tell apart", "acme", "corp.example"),
        "collision",
    ),
    flagged(
        pair("split-b", "of the pair that collides with it under draft-02", "acmecorp", ".example"),
        "collision",
    ),
    flagged(pair("split-c", "split after the first letter", "a", "bc"), "collision"),
    flagged(pair("split-d", "split after the second letter", "ab", "c"), "collision"),
    pair("uuid", "that is a UUID", "0b7e4a52-1f0d-4a55-8c3e-6f1d2b9a7c10", "tenant.example"),
    pair("iss-case", "of an issuer in capitals", "device-7f3a", "TENANT.EXAMPLE"),
    pair("space", "that is one space", " ", "tenant.example"),
    pair("padding", "with white space around it", " device-7f3a\t", "tenant.example"),
    pair("quote", "with a quotation mark and a backslash", "a\"b\\c", "tenant.example"),
    pair("injection", "that looks like the end of its own JSON string", "x\",\"iss\":\"y", "z"),
    pair("solidus", "with a solidus, which is not escaped", "a/b", "tenant.example/unit"),
    pair("short-escapes", "with the five two-letter escapes", "\u{8}\t\n\u{c}\r", "tenant.example"),
    pair("control", "with other control characters, escaped in lower case", "\0\u{1}\u{1f}", "t"),
    pair("delete", "with U+007F, which is not escaped", "a\u{7f}b", "tenant.example"),
    pair("line-separator", "with U+2028, which is not escaped", "a\u{2028}b", "tenant.example"),
    pair("composed", "with a composed letter", "ger\u{e4}t", "m\u{fc}ller.example"),
    pair("decomposed", "with the same letter decomposed", "gera\u{308}t", "mu\u{308}ller.example"),
    pair("cjk", "in Chinese", "\u{8bbe}\u{5907}", "\u{79df}\u{6237}.example"),
    pair("supplementary", "beyond the basic plane", "\u{1f511}\u{1d54f}", "\u{1f3e6}"),
    pair("noncharacter", "with a noncharacter", "a\u{ffff}b", "tenant.example"),
];

/// The suite.
pub(crate) fn suite() -> Suite {
    let mut vectors = vec![
        published(
            "device-7f3a",
            "tenant.example",
            Draft02,
            "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1",
        ),
        published(
            "device-7f3a",
            "tenant.example",
            Draft03,
            "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
        ),
    ];
    for pair in PAIRS {
        for revision in [Draft02, Draft03] {
            let id = format!("ueid.{}.{}", revision.name(), pair.slug);
            let title = format!("The identifier of a device id {}.", pair.what);
            let vector = vector(&id, &title, pair.device_id, pair.iss, revision);
            vectors.push(match pair.flag {
                Some(flag) => vector.flagged(flag),
                None => vector,
            });
        }
    }
    for (revision, expected) in [
        (Draft02, "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D"),
        (Draft03, "AQ_ztaDJEDfjYbSo_48Tu2QVwYwmO7BKVUNIC_G-2nLG"),
    ] {
        assert_eq!(revision.ueid("acme", "corp.example"), expected);
    }
    for (revision, expected) in [
        (Draft02, "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D"),
        (Draft03, "AdkTro4TxBf72eFzGPIL5DhdoXS8CxOS4KW_hZdHnvta"),
    ] {
        assert_eq!(revision.ueid("acmecorp", ".example"), expected);
    }
    Suite { name: "ueid", vectors }
}

fn published(device_id: &str, iss: &str, revision: Revision, ueid: &str) -> Vector {
    assert_eq!(revision.ueid(device_id, iss), ueid);
    let id = format!("ueid.{}.published", revision.name());
    let title = "The identifier of a plain device id.";
    vector(&id, title, device_id, iss, revision)
}

fn vector(id: &str, title: &str, device_id: &str, iss: &str, revision: Revision) -> Vector {
    Vector::new(id, title, &["7.1"])
        .flagged(revision.name())
        .with("profile", revision.name())
        .with("device_id", device_id)
        .with("iss", iss)
        .with("ueid", revision.ueid(device_id, iss))
}
