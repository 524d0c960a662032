//! Which crate may depend on which: Attester, Verifier and relying party know nothing of each other, and what is
//! below knows nothing of what is above.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, which clippy does not count as tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Every dependency of a crate on another one of the project that whoever uses it gets too. A test
/// may need more: a proof to verify, or somebody who verifies it.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names = |packages: &Value| {
        let packages = packages.as_array().unwrap().iter();
        let shipped = packages.filter(|package| package["kind"] != "dev");
        shipped.map(|package| package["name"].as_str().unwrap().to_owned()).collect()
    };
    let packages = metadata["packages"].as_array().unwrap();
    let all: BTreeSet<String> = names(&metadata["packages"]);
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().unwrap();
            let mut named: BTreeSet<String> = names(&package["dependencies"]);
            // A crate may name itself, to turn features on for its tests.
            named.retain(|other| all.contains(other) && other != name);
            (name.to_owned(), named)
        })
        .collect()
}

#[test]
fn the_layers_hold() {
    let dependencies = dependencies();
    let of = |name: &str| dependencies[name].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("psea-jose"), [] as [&str; 0]);
    assert_eq!(of("psea-claims"), ["psea-jose"]);
    assert_eq!(of("psea-result"), ["psea-claims", "psea-jose"]);
    assert_eq!(of("psea-attester"), ["psea-claims", "psea-jose", "psea-result"]);
    assert_eq!(of("psea-verifier"), ["psea-claims", "psea-jose", "psea-result"]);
    // It executes, and can neither prove nor verify.
    assert_eq!(of("psea-relying-party"), ["psea-claims", "psea-result"]);
    let sides = ["psea-attester", "psea-claims", "psea-jose", "psea-relying-party"];
    assert_eq!(of("psea"), [&sides[..], &["psea-result", "psea-verifier"]].concat());
}
