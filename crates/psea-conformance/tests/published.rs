//! The published vectors: the model reads them all, and they follow their schemas.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use std::fs;
use std::path::{Path, PathBuf};

use psea_conformance::load;
use psea_conformance::model::Suite;
use serde_json::Value;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors")
}

fn json(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display())).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn all_are_read() {
    let loaded = load::load(&[vectors()]);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    for suite in Suite::ALL {
        assert!(loaded.vectors.iter().any(|loaded| loaded.vector.suite() == *suite), "{suite}");
    }
}

/// Nothing that a file states is lost on the way to an implementation.
#[test]
fn all_are_written_as_they_were_read() {
    for suite in Suite::ALL {
        let path = vectors().join(format!("{suite}.json"));
        let file = json(&path);
        let loaded = load::load(&[path]);
        let stated = file["vectors"].as_array().unwrap();
        assert_eq!(stated.len(), loaded.vectors.len());
        for (stated, loaded) in stated.iter().zip(loaded.vectors) {
            let written = serde_json::to_value(&loaded.vector).unwrap();
            assert_eq!(written, without_defaults(stated.clone()), "{}", loaded.vector.id());
        }
    }
}

/// The model leaves out what has its default.
fn without_defaults(mut vector: Value) -> Value {
    if let Some(verifier) = vector.get_mut("verifier").and_then(Value::as_object_mut) {
        let defaults = serde_json::json!({
            "max_lifetime": 300, "clock_skew": 0, "challenges": "unused", "chain": false,
            "require_canonical_payload": false, "counter_scope": "single", "high_assurance_ops": [],
            "callers": {}, "rp_context": null, "limits": {}
        });
        verifier.retain(|member, value| defaults.get(member) != Some(value));
    }
    for enrollment in
        vector.get_mut("enrollments").and_then(Value::as_array_mut).into_iter().flatten()
    {
        let defaults = serde_json::json!({"status": "active", "uv": "unknown"});
        enrollment
            .as_object_mut()
            .unwrap()
            .retain(|member, value| defaults.get(member) != Some(value));
    }
    vector
}

#[test]

fn all_follow_their_schemas() {
    for suite in Suite::ALL {
        let schema = json(&vectors().join(format!("schema/{suite}.schema.json")));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let file = json(&vectors().join(format!("{suite}.json")));
        let errors: Vec<_> = validator
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{suite}");
    }
}
