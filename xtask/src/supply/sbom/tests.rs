use std::collections::BTreeSet;

use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::validation::Validate as _;

use super::super::workspace::{Crate, Workspace};
use super::{bill, purl, text, twice};

/// The bill of `psea-jose`.
fn written() -> String {
    let workspace = Workspace::read().unwrap();
    let published = workspace.published();
    let package = published.iter().find(|package| package.name == "psea-jose").unwrap();
    let tree = workspace.tree(package, &["--all-features"]).unwrap();
    text(&bill(&workspace, package, &tree).unwrap()).unwrap()
}

/// Whether another implementation reads it and finds nothing against the specification.
fn valid(text: &str) -> bool {
    Bom::parse_from_json(text.as_bytes())
        .is_ok_and(|bom| bom.validate_version(SpecVersion::V1_5).passed())
}

#[test]
fn another_implementation_takes_what_is_written() {
    let text = written();
    assert!(valid(&text), "{text}");
    let bom = Bom::parse_from_json(text.as_bytes()).unwrap();
    assert!(bom.serial_number.is_none());
    let components = bom.components.unwrap().0;
    assert!(components.iter().any(|one| &*one.name == "p256"));
    for one in &components {
        assert!(one.purl.is_some() && one.licenses.is_some(), "{}", &*one.name);
        assert!(one.hashes.is_some(), "{}: all of these are of a registry", &*one.name);
    }
    let named: BTreeSet<_> = components.iter().filter_map(|one| one.bom_ref.clone()).collect();
    for dependency in bom.dependencies.unwrap().0 {
        for on in dependency.dependencies {
            assert!(named.contains(&on), "{on} is no component");
        }
    }
}

#[test]
fn a_planted_fault_in_what_is_written_is_seen() {
    let good = written();
    for (from, to) in [
        ("\"alg\": \"SHA-256\"", "\"alg\": \"SHA-257\""),
        ("\"type\": \"library\"", "\"type\": \"book\""),
        ("\"expression\": \"MIT", "\"expression\": \"MIT OR OR"),
        ("\"bomFormat\": \"CycloneDX\"", "\"bomFormat\": \"CycloneDY\""),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} is not there");
        assert!(!valid(&bad), "{to} was taken");
    }
}

#[test]
fn nothing_in_it_is_of_this_machine_or_this_moment() {
    let text = written();
    assert_eq!(text, written());
    for word in [env!("CARGO_MANIFEST_DIR"), "timestamp", "serialNumber", "file:"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_version_is_escaped_in_a_package_url() {
    let one = Crate { name: "wasi".into(), version: "0.11.1+wasi-snapshot".into() };
    assert_eq!(purl(&one), "pkg:cargo/wasi@0.11.1%2Bwasi-snapshot");
}

#[test]
fn two_versions_of_a_name_are_told_once() {
    let tree = [("a", "1"), ("b", "1"), ("b", "2"), ("b", "3"), ("c", "1")]
        .map(|(name, version)| (Crate { name: name.into(), version: version.into() }, [].into()));
    assert_eq!(twice(&tree.into_iter().collect()), ["b"]);
}
