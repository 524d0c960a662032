//! Licences and sources, by the rules of `deny.toml`.
//!
//! `cargo deny` (the step `deny`) checks more. This needs nothing installed, so that it runs
//! everywhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

use super::workspace::{Crate, Workspace};
use super::{Answer, Options, Problem};

#[derive(Debug, Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

/// What the rules ask about one package.
#[derive(Clone, Debug)]
struct Facts {
    of: Crate,
    licence: Option<String>,
    /// Of this repository.
    own: bool,
    /// From crates.io.
    crates_io: bool,
    checksum: bool,
    /// A published crate brings it along: its licence matters to others.
    brought: bool,
}

pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    let file = workspace.root.join("deny.toml");
    let rules = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut brought = BTreeSet::new();
    for package in workspace.published() {
        brought.extend(workspace.tree(package, &["--all-features"])?.into_keys());
    }
    let facts = workspace.metadata.packages.iter().map(|package| {
        let of = Crate::from(package);
        Facts {
            licence: package.license.clone(),
            own: package.source.is_none(),
            crates_io: package.source.as_ref().is_some_and(cargo_metadata::Source::is_crates_io),
            checksum: workspace.checksums.contains_key(&of),
            brought: brought.contains(&of),
            of,
        }
    });
    let facts: Vec<_> = facts.collect();
    let licences = check(&rules, &facts)?;
    let others = facts.iter().filter(|one| !one.own);
    Ok(format!(
        "{} dependencies, all of crates.io with a checksum; {} of them come with our crates, under \
         {} allowed expressions of licences",
        others.clone().count(),
        others.filter(|one| one.brought).count(),
        licences.len(),
    ))
}

/// How often each expression was found, or everything that is against the rules.
fn check(rules: &str, facts: &[Facts]) -> Result<BTreeMap<String, usize>, Problem> {
    let rules: Deny = toml_edit::de::from_str(rules).map_err(|e| format!("deny.toml: {e}"))?;
    let allowed = rules.licenses.allow.iter().map(|name| Licensee::parse(name));
    let allowed = allowed.collect::<Result<Vec<_>, _>>().map_err(|e| format!("deny.toml: {e}"))?;
    let mut found = BTreeMap::new();
    let mut bad = Vec::new();
    for one in facts {
        if !one.own && !one.crates_io {
            bad.push(format!("{}: not from crates.io", one.of));
        } else if !one.own && !one.checksum {
            bad.push(format!("{}: Cargo.lock has no checksum", one.of));
        }
        if !one.brought {
            continue;
        }
        match licence(one.licence.as_deref(), &allowed) {
            Ok(expression) => {
                let count: &mut usize = found.entry(expression).or_default();
                *count = count.saturating_add(1);
            }
            Err(why) => bad.push(format!("{}: {why}", one.of)),
        }
    }
    if bad.is_empty() {
        return Ok(found);
    }
    let what = "what is against deny.toml: replace the dependency, or allow the licence there";
    Err(Problem::Failed(format!("{what}\n{}", bad.join("\n"))))
}

/// The expression in its usual form, if what is allowed satisfies it.
fn licence(text: Option<&str>, allowed: &[Licensee]) -> Result<String, String> {
    let text = text.ok_or("no licence expression")?;
    let expression = expression(text)?;
    if expression.evaluate(|asked| allowed.iter().any(|one| one.satisfies(asked))) {
        Ok(expression.to_string())
    } else {
        Err(format!("licence `{text}` is not allowed"))
    }
}

/// Reads an expression; the slash of old manifests is an `OR`.
pub(super) fn expression(text: &str) -> Result<Expression, String> {
    let text = text.replace('/', " OR ");
    Expression::parse_mode(&text, ParseMode::STRICT)
        .map_err(|error| format!("licence `{text}`: {}", error.reason))
}

#[cfg(test)]
mod tests {
    use super::{Crate, Facts, Problem, check};

    const RULES: &str =
        "[graph]\nall-features = true\n[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n";

    fn good(licence: &str) -> Facts {
        Facts {
            of: Crate { name: "planted".into(), version: "1.0.0".into() },
            licence: Some(licence.into()),
            own: false,
            crates_io: true,
            checksum: true,
            brought: true,
        }
    }

    fn refused(facts: Facts) -> String {
        match check(RULES, &[good("MIT"), facts]) {
            Err(Problem::Failed(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        for licence in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "MIT AND Apache-2.0"] {
            assert!(check(RULES, &[good(licence)]).is_ok(), "{licence}");
        }
    }

    #[test]
    fn a_planted_licence_is_refused() {
        for licence in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0 WITH LLVM-exception"] {
            let expected = format!("planted 1.0.0: licence `{licence}` is not allowed");
            assert!(refused(good(licence)).contains(&expected), "{licence}");
        }
        assert!(refused(good("free")).contains("planted 1.0.0: licence `free`: "));
        let none = Facts { licence: None, ..good("MIT") };
        assert!(refused(none).contains("planted 1.0.0: no licence expression"));
    }

    #[test]
    fn what_only_our_tests_need_may_have_another_licence() {
        assert!(check(RULES, &[Facts { brought: false, ..good("GPL-3.0-only") }]).is_ok());
    }

    #[test]
    fn a_planted_source_is_refused() {
        let elsewhere = Facts { crates_io: false, brought: false, ..good("MIT") };
        assert!(refused(elsewhere).contains("planted 1.0.0: not from crates.io"));
        let unchecked = Facts { checksum: false, brought: false, ..good("MIT") };
        assert!(refused(unchecked).contains("planted 1.0.0: Cargo.lock has no checksum"));
    }
}
