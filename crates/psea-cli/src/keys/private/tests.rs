#[cfg(target_os = "linux")]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "helpers of tests, which clippy does not count as tests"
)]
mod memory;

use std::fs;
use std::path::{Path, PathBuf};

use psea::jose::base64::url;
use psea::jose::es256::{Es256Signer as _, P256Signer};
use tempfile::TempDir;

use super::{read_private, write_private};
use crate::edge::random;
use crate::failure::Failure;
use crate::keys::read_public;

fn key_file(key: &P256Signer) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key.json");
    write_private(&file, key, false).unwrap();
    (directory, file)
}

fn read_text(file: &Path, text: &str) -> Result<P256Signer, Failure> {
    fs::write(file, text).unwrap();
    read_private(file)
}

#[test]
fn what_was_written_is_read() {
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    assert_eq!(read_private(&file).unwrap().to_scalar(), key.to_scalar());
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("{\n  \"kty\": \"EC\",\n") && text.ends_with("\"\n}\n"), "{text}");
}

/// RFC 8259 §7: a string is its characters, whatever their spelling.
#[test]
fn d_may_be_written_with_escapes() {
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    let text = fs::read_to_string(&file).unwrap();
    let d = url::encode(key.to_scalar().as_slice());
    let escaped: String = d.bytes().map(|octet| format!("\\u{octet:04x}")).collect();
    let read = read_text(&file, &text.replace(&d, &escaped)).unwrap();
    assert_eq!(read.to_scalar(), key.to_scalar());
}

/// RFC 7518 §6.2.2.1: exactly 32 octets.
#[test]
fn another_length_of_d_is_refused() {
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    let text = fs::read_to_string(&file).unwrap();
    let d = url::encode(key.to_scalar().as_slice());
    for octets in (0..=70).filter(|octets| *octets != 32) {
        let other = text.replace(&d, &url::encode(&vec![7; octets]));
        let failure = read_text(&file, &other).unwrap_err();
        assert_eq!(failure.code(), "key_unusable", "{octets}");
        assert!(failure.message().contains("is not 32 octets"), "{octets}");
    }
    for wrong in ["=", "\\n", "é", "A"] {
        let failure = read_text(&file, &text.replace(&d, &format!("{d}{wrong}"))).unwrap_err();
        assert_eq!(failure.code(), "key_unusable", "{wrong}");
    }
}

/// A file that was damaged, or that is the wrong one, says where it is wrong. What it says may be
/// kept in a log, and is no part of the key.
#[test]
#[allow(clippy::string_slice, reason = "the texts are ASCII")]
fn no_failure_shows_a_part_of_the_key() {
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    let text = fs::read_to_string(&file).unwrap();
    let d = url::encode(key.to_scalar().as_slice());
    let shows = |failure: &Failure| {
        let said = format!("{failure:?}");
        (0..=d.len() - 8).any(|start| said.contains(&d[start..start + 8]))
    };
    let one_line: String = text.split_whitespace().collect();
    let mut damaged: Vec<String> = Vec::new();
    for text in [&text, &one_line] {
        damaged.extend((1..text.trim_end().len()).map(|end| text[..end].to_owned()));
        damaged.extend(
            (0..=text.len()).step_by(7).map(|at| format!("{}\u{1}{}", &text[..at], &text[at..])),
        );
        damaged.push(text.replace("\"d\":", &format!("\"{d}\": 1, \"{d}\":")));
        damaged.push(text.replace("\"EC\"", &format!("\"{d}\"")));
        damaged.push(text.replace(&d, &format!("{d}A")));
        damaged.push(format!("\"{d}\""));
        damaged.push(format!("{text}{text}"));
    }
    for text in &damaged {
        let failure = read_text(&file, text).unwrap_err();
        assert!(!shows(&failure), "{} for {text:?}", failure.message());
        let failure = read_public(&file).map(drop).unwrap_err();
        assert!(!shows(&failure), "{} for {text:?}", failure.message());
    }
    // The control: what is no secret is shown, and would be found.
    let octets = damaged[text.find(&d).unwrap() + d.len() - 1].as_bytes();
    let error = psea::jose::json::Document::parse(octets, 8).unwrap_err();
    assert!(shows(&crate::output::excerpt::json_failure(&file, octets, error)));
}

#[test]
fn a_file_that_is_too_long_for_a_key_is_refused() {
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    let text = fs::read_to_string(&file).unwrap();
    let padded = |octets: usize| format!("{text}{}", " ".repeat(octets - text.len()));
    let read = read_text(&file, &padded(64 << 10)).unwrap();
    assert_eq!(read.public_key(), key.public_key());
    let failure = read_text(&file, &padded((64 << 10) + 1)).unwrap_err();
    assert_eq!(
        (failure.code(), failure.message()),
        ("file_too_large", "the file has more than 64 KiB")
    );
}
