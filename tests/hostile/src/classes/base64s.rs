//! Every other spelling of the three segments.

use super::starts;
use crate::case::Case;
use crate::*;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let proof = start.proof_by(&signer());
    let segments: Vec<String> = proof.split('.').map(str::to_owned).collect();
    let mut cases = Vec::new();
    let mut add = |what: String, at: usize, segment: String| {
        let mut segments = segments.clone();
        segments[at] = segment;
        let body = start.body_around(&segments.join("."));
        cases.push(Case::new(what, body, "proof_malformed"));
    };
    let foreign = (0..0x80_u8).map(char::from).filter(|c| !ALPHABET.contains(*c));
    let foreign = foreign.chain("\u{a0}\u{ad}\u{200b}\u{2010}\u{ff21}\u{1f600}".chars());
    for letter in foreign {
        for (at, segment) in segments.iter().enumerate() {
            for place in [0, segment.len() / 2, segment.len()] {
                let (before, after) = segment.split_at(place);
                add(format!("{letter:?} in {at}"), at, format!("{before}{letter}{after}"));
                let after = after.get(1..).unwrap_or_default();
                add(format!("{letter:?} for one in {at}"), at, format!("{before}{letter}{after}"));
            }
        }
    }
    for (at, segment) in segments.iter().enumerate() {
        add(format!("{at} empty"), at, String::new());
        for padding in ["=", "==", "===", "====", "%3D", "\n", "\r\n", " ", "\t", "\0"] {
            add(format!("{padding:?} after {at}"), at, format!("{segment}{padding}"));
            add(format!("{padding:?} before {at}"), at, format!("{padding}{segment}"));
        }
        // Lines of 64 and 76, as PEM and MIME have them.
        for width in [64, 76] {
            let lines: Vec<_> =
                segment.as_bytes().chunks(width).map(|l| std::str::from_utf8(l).unwrap()).collect();
            if lines.len() > 1 {
                add(format!("{at} in lines of {width}"), at, lines.join("\n"));
            }
        }
        // One character too many is no octet; unused bits are zero.
        let spare = match segment.len() % 4 {
            0 => "A".to_owned(),
            2 => "AAA".to_owned(),
            _ => "AA".to_owned(),
        };
        add(format!("{at} of a length that none has"), at, format!("{segment}{spare}"));
        let (start, last) = segment.split_at(segment.len() - 1);
        let unused = match segment.len() % 4 {
            2 => 16,
            3 => 4,
            _ => 1,
        };
        let first = ALPHABET.find(last).unwrap();
        for other in first + 1..first + unused {
            add(
                format!("{at} with unused bits"),
                at,
                format!("{start}{}", &ALPHABET[other..=other]),
            );
        }
    }
    for (what, proof) in [
        ("no segment", String::new()),
        ("one segment", segments[0].clone()),
        ("two segments", segments[..2].join(".")),
        ("four segments", format!("{proof}.AAAA")),
        ("five segments", format!("{proof}.AAAA.AAAA")),
        ("a dot before", format!(".{proof}")),
        ("a dot after", format!("{proof}.")),
        ("dots", "..".into()),
        ("two dots", segments.join("..")),
        ("a list", segments.join(",")),
        ("a bearer", format!("Bearer {proof}")),
        ("the standard alphabet", proof.replace('-', "+").replace('_', "/") + "+"),
        ("hex", segments.iter().map(|_| "zz".into()).collect::<Vec<String>>().join(".") + "."),
    ] {
        cases.push(Case::new(what, start.body_around(&proof), "proof_malformed"));
    }
    cases
}
