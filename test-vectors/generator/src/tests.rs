//! The published files as they lie in the tree.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::core::json::{canonical, quote};
use crate::vector::{Suite, Vector};
use crate::{suites, tree};

fn read(path: &str) -> Value {
    let text = fs::read_to_string(tree::root().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn regenerating_gives_the_tree() {
    let (files, errors) = tree::files(&suites());
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(tree::differences(&files), Vec::<String>::new());
}

#[test]
fn every_file_follows_its_schema() {
    for Suite { name, .. } in suites() {
        let schema = read(&format!("test-vectors/schema/{name}.schema.json"));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let file = read(&format!("test-vectors/{name}.json"));
        let errors: Vec<_> = validator
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(5)
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn schemas_refuse_what_they_do_not_know() {
    for Suite { name, .. } in suites() {
        let schema = read(&format!("test-vectors/schema/{name}.schema.json"));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let mut file = read(&format!("test-vectors/{name}.json"));
        let vectors = file["vectors"].as_array_mut().unwrap();
        vectors.truncate(1);
        vectors[0]["surplus"] = Value::Null;
        assert!(!validator.is_valid(&file), "{name}");
    }
}

/// The model of the runner reads every file whole and gives back the same values.
#[test]
fn every_file_is_read_by_the_runners_model() {
    for Suite { name, vectors } in suites() {
        let path = tree::root().join(format!("test-vectors/{name}.json"));
        let text = fs::read_to_string(path).unwrap();
        let parsed = psea_conformance::model::VectorFile::from_json(&text).unwrap();
        let errors: Vec<_> = parsed.errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        let again: Value = serde_json::from_str(&parsed.file.to_json().unwrap()).unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        for (a, b) in
            again["vectors"].as_array().unwrap().iter().zip(read["vectors"].as_array().unwrap())
        {
            // A member that has its default may be left out in one of the two.
            assert_eq!(without_defaults(a.clone()), without_defaults(b.clone()));
        }
        assert_eq!(again["vectors"].as_array().unwrap().len(), vectors.len());
    }
}

fn without_defaults(mut vector: Value) -> Value {
    for enrollment in vector["enrollments"].as_array_mut().into_iter().flatten() {
        let members = enrollment.as_object_mut().unwrap();
        members.retain(|name, value| {
            !(name == "status" && value == "active" || name == "uv" && value == "unknown")
        });
    }
    if vector["enrollments"].is_null() {
        vector.as_object_mut().unwrap().remove("enrollments");
    }
    vector
}

#[test]
fn ids_are_unique_and_of_their_suite() {
    let mut ids = BTreeSet::new();
    for Suite { name, vectors } in suites() {
        for Vector { id, .. } in vectors {
            assert!(id.starts_with(&format!("{name}.")), "{id}");
            assert!(ids.insert(id.clone()), "{id} twice");
        }
    }
    assert!(ids.len() >= 400);
}

#[test]
fn titles_are_sentences() {
    for Suite { vectors, .. } in suites() {
        for Vector { id, title, .. } in vectors {
            assert!(title.ends_with('.') && !title.contains('\n'), "{id}: {title}");
            assert!(
                title.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()),
                "{id}: {title}"
            );
        }
    }
}

/// Every code that input alone can bring about has a vector.
#[test]
fn every_code_but_internal_ones_is_expected_somewhere() {
    let schema = read("test-vectors/schema/verify.schema.json");
    let codes: BTreeSet<_> = schema["$defs"]["code"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    let internal =
        ["store_unavailable", "store_fenced", "clock_behind", "outcome_unknown", "internal"];
    let file = read("test-vectors/verify.json");
    let mut seen = BTreeSet::from(internal);
    for vector in file["vectors"].as_array().unwrap() {
        for step in vector["steps"].as_array().unwrap() {
            seen.extend(step["expect"]["code"].as_str());
        }
    }
    assert_eq!(seen, codes);
}

/// Every code of results that input alone can bring about has a vector.
#[test]
fn every_code_of_results_is_expected_somewhere() {
    let schema = read("test-vectors/schema/result.schema.json");
    let codes: BTreeSet<_> = schema["$defs"]["code"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    let file = read("test-vectors/result.json");
    let mut seen = BTreeSet::from(["internal", "one_time_unavailable"]);
    for vector in file["vectors"].as_array().unwrap() {
        for step in vector["steps"].as_array().unwrap() {
            seen.extend(step["expect"]["code"].as_str().filter(|code| *code != "key_set_invalid"));
        }
    }
    assert_eq!(seen, codes);
}

#[test]
fn no_step_turns_the_clock_back_but_on_purpose() {
    let file = read("test-vectors/verify.json");
    for vector in file["vectors"].as_array().unwrap() {
        let times: Vec<_> = vector["steps"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|step| {
                step["submit"]["now"].as_u64().or(step["issue_challenge"]["now"].as_u64())
            })
            .collect();
        assert!(times.is_sorted(), "{}", vector["id"]);
    }
    let file = read("test-vectors/result.json");
    for vector in file["vectors"].as_array().unwrap() {
        let steps = vector["steps"].as_array().unwrap().iter();
        let times: Vec<_> = steps
            .filter_map(|step| step["read"]["now"].as_u64().or(step["authorize"]["now"].as_u64()))
            .collect();
        assert!(times.is_sorted(), "{}", vector["id"]);
    }
}

/// The canonicaliser that expectations are built with agrees with the suite's literals.
#[test]
fn canonical_form_agrees_with_the_literals() {
    let file = read("test-vectors/canonical-json.json");
    for vector in file["vectors"].as_array().unwrap() {
        if vector["result"] == "valid" {
            let expected = vector["canonical"].as_str().unwrap();
            assert_eq!(canonical(vector["input"].as_str().unwrap()), expected, "{}", vector["id"]);
        }
    }
}

#[test]
fn quoting_agrees_with_the_canonicaliser() {
    let every: String = ('\0'..='\u{2100}').chain("\u{1f600}\u{ffff}".chars()).collect();
    assert_eq!(quote(&every), serde_jcs::to_string(&every).unwrap());
}

/// Published in the draft's Appendix A and in the derivations' tables.
#[test]
fn published_values_are_there() {
    let files: String = suites().iter().map(Suite::file).collect();
    for value in [
        "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942",
        "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=",
        "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9",
        "fc7892f1df476be778613749e96412547922a69dc23600b85878df95ecdafb31",
        "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1",
        "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
        "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D",
        "AQ_ztaDJEDfjYbSo_48Tu2QVwYwmO7BKVUNIC_G-2nLG",
        "AdkTro4TxBf72eFzGPIL5DhdoXS8CxOS4KW_hZdHnvta",
    ] {
        assert!(files.contains(value), "{value}");
    }
}

#[test]
fn the_page_explains_every_flag() {
    let page = fs::read_to_string(tree::root().join("test-vectors/README.md")).unwrap();
    let (_, section) = page.split_once("## Flags").unwrap();
    let (section, _) = section.split_once("## Keys").unwrap();
    for Vector { id, flags, .. } in suites().into_iter().flat_map(|suite| suite.vectors) {
        for flag in flags {
            assert!(section.contains(&format!("`{flag}`")), "{flag} of {id}");
        }
    }
}

/// Every id and pattern that the page names belongs to a vector.
#[test]
fn the_page_names_vectors_that_exist() {
    let page = fs::read_to_string(tree::root().join("test-vectors/README.md")).unwrap();
    let suites = suites();
    let ids: Vec<_> = suites.iter().flat_map(|s| &s.vectors).map(|v| v.id.as_str()).collect();
    let named = page.split('`').skip(1).step_by(2).filter(|text| {
        let suite = text.split_once('.').map(|(suite, _)| suite);
        suites.iter().any(|s| Some(s.name) == suite) && !text.ends_with(".json")
    });
    let mut count = 0;
    for name in named {
        let found = match name.strip_suffix('*') {
            Some(prefix) => ids.iter().any(|id| id.starts_with(prefix)),
            None => ids.contains(&name),
        };
        assert!(found, "no vector is {name}");
        count += 1;
    }
    assert!(count > 40, "{count}");
}
