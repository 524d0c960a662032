//! The table: every check of the profile, and how the copy is made to lack it.
//!
//! A switch replaces a piece of code, found by its text (white space disregarded), by code that
//! behaves alike unless the switch is on. In a replacement `@` stands for what was there and `OFF`
//! for "this switch is on".

/// A check that can be switched off, or made too strict.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switch {
    pub(crate) name: &'static str,
    /// The draft's section that asks for the check.
    pub(crate) section: &'static str,
    /// All of them together; more than one where a check is made twice.
    pub(crate) edits: &'static [Edit],
}

/// One replacement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edit {
    /// Under `crates/psea-`.
    pub(crate) file: &'static str,
    /// Occurs exactly once in the file.
    pub(crate) needle: &'static str,
    pub(crate) replacement: &'static str,
}

impl Edit {
    /// The file, relative to the workspace's root.
    pub(crate) fn path(&self) -> std::path::PathBuf {
        format!("crates/psea-{}", self.file).into()
    }
}

/// A check whose absence no vector can show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unobservable {
    pub(crate) check: &'static str,
    pub(crate) section: &'static str,
    pub(crate) reason: &'static str,
}

/// `switch!(name, section, (file, needle, replacement), …)`.
macro_rules! switch {
    ($name:expr, $section:expr, $(($file:expr, $needle:expr, $replacement:expr $(,)?)),+ $(,)?) => {
        $crate::switches::Switch {
            name: $name,
            section: $section,
            edits: &[$($crate::switches::Edit {
                file: $file,
                needle: $needle,
                replacement: $replacement,
            }),+],
        }
    };
}

mod attester;
mod claims_numbers;
mod claims_objects;
mod claims_presence;
mod claims_text;
mod derivations;
mod jose_base64;
mod jose_canonical;
mod jose_json;
mod jose_jws;
mod jose_numbers;
mod jose_signature;
mod relying_party;
mod result_claims;
mod result_keys;
mod result_read;
mod transport;
mod unobservable;
mod verifier_action;
mod verifier_binding;
mod verifier_enrollment;
mod verifier_freshness;
mod verifier_replay;
mod verifier_restart;

pub(crate) use unobservable::UNOBSERVABLE;

/// Every switch.
pub(crate) fn all() -> Vec<Switch> {
    [
        jose_json::ALL,
        jose_numbers::ALL,
        jose_canonical::ALL,
        jose_base64::ALL,
        jose_jws::ALL,
        jose_signature::ALL,
        transport::ALL,
        claims_presence::ALL,
        claims_text::ALL,
        claims_numbers::ALL,
        claims_objects::ALL,
        derivations::ALL,
        verifier_enrollment::ALL,
        verifier_binding::ALL,
        verifier_freshness::ALL,
        verifier_action::ALL,
        verifier_replay::ALL,
        verifier_restart::ALL,
        attester::ALL,
        result_read::ALL,
        result_claims::ALL,
        result_keys::ALL,
        relying_party::ALL,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::{copy, mutate};

    #[test]
    fn names_are_distinct() {
        let all = all();
        let names: BTreeSet<&str> = all.iter().map(|switch| switch.name).collect();
        assert_eq!(names.len(), all.len());
    }

    #[test]
    fn every_switch_can_be_switched() {
        for switch in all() {
            let switched = switch.edits.iter().any(|edit| edit.replacement.contains("OFF"));
            assert!(switched, "{}", switch.name);
        }
    }

    /// The table fits the code as it is now.
    #[test]
    fn every_needle_occurs_once() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        if let Err(misfits) = mutate::apply(copy::read(root).unwrap(), &all()) {
            panic!("{misfits}");
        }
    }
}
