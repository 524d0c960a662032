//! Puts the switches into the copied files.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::copy::Files;
use crate::needle;
use crate::switches::{Edit, Switch};

/// The environment variable that names the switch that is on.
pub(crate) const VARIABLE: &str = "PSEA_OFF";

/// What stands for the code under the needle in a replacement.
const ORIGINAL: char = '@';
/// What stands for "this switch is on" in a replacement.
const OFF: &str = "OFF";

/// What each touched crate gets: the question whether a switch is on.
const HELPER: &str = r#"

mod broken {
    extern crate std;

    pub(crate) fn off(name: &str) -> bool {
        static OFF: std::sync::OnceLock<Option<std::string::String>> = std::sync::OnceLock::new();
        OFF.get_or_init(|| std::env::var("PSEA_OFF").ok()).as_deref() == Some(name)
    }
}
"#;

/// A switch that does not fit the code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Misfit {
    /// The needle's file is not there.
    #[error("switch `{switch}`: there is no file {file}")]
    NoFile {
        /// Which switch.
        switch: &'static str,
        /// The file.
        file: String,
    },
    /// The needle is not there, or more than once.
    #[error("switch `{switch}`: its needle occurs {found} times in {file}, not once:\n{needle}")]
    Needle {
        /// Which switch.
        switch: &'static str,
        /// The file.
        file: String,
        /// How often it occurs.
        found: usize,
        /// The needle.
        needle: &'static str,
    },
    /// Another switch with the same needle leaves the original, and this switch in it, out.
    #[error("switch `{switch}`: a later replacement of the same needle in {file} drops it")]
    Dropped {
        /// Which switch.
        switch: &'static str,
        /// The file.
        file: String,
    },
    /// Two needles share a part without being the same.
    #[error("switches `{first}` and `{second}`: their needles overlap in {file}")]
    Overlap {
        /// The switch whose needle starts first.
        first: &'static str,
        /// The other one.
        second: &'static str,
        /// The file.
        file: String,
    },
}

/// Every switch that does not fit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub(crate) struct Misfits(Vec<Misfit>);

/// The files with every switch in them.
pub(crate) fn apply(mut files: Files, switches: &[Switch]) -> Result<Files, Misfits> {
    let mut misfits = Vec::new();
    let mut by_file: BTreeMap<PathBuf, Vec<(&'static str, Edit)>> = BTreeMap::new();
    for switch in switches {
        for edit in switch.edits {
            by_file.entry(edit.path()).or_default().push((switch.name, *edit));
        }
    }
    let mut touched = Vec::new();
    for (path, edits) in by_file {
        let shown = path.display().to_string();
        let switch = edits.first().map_or("", |(name, _)| *name);
        let content = files.get_mut(&path);
        let Some(source) = content.as_ref().and_then(|octets| std::str::from_utf8(octets).ok())
        else {
            misfits.push(Misfit::NoFile { switch, file: shown });
            continue;
        };
        match (mutated(&shown, source, &edits), content) {
            (Ok(text), Some(content)) => *content = text.into_bytes(),
            (result, _) => misfits.extend(result.err().unwrap_or_default()),
        }
        touched.extend(library_of(&path));
    }
    if !misfits.is_empty() {
        return Err(Misfits(misfits));
    }
    touched.sort();
    touched.dedup();
    for library in touched {
        if let Some(content) = files.get_mut(&library) {
            content.extend_from_slice(HELPER.as_bytes());
        }
    }
    Ok(files)
}

/// `crates/NAME/src/lib.rs` of a file of that crate.
fn library_of(path: &Path) -> Option<PathBuf> {
    let source = path.ancestors().find(|folder| folder.ends_with("src"))?;
    Some(source.join("lib.rs"))
}

/// One file with its switches. Where several have the same needle, a later replacement has the
/// earlier one for its original.
fn mutated(
    file: &str,
    source: &str,
    edits: &[(&'static str, Edit)],
) -> Result<String, Vec<Misfit>> {
    let mut misfits = Vec::new();
    let mut places: Vec<(Range<usize>, &'static str, Edit)> = Vec::new();
    for (switch, edit) in edits {
        let (found, needle) = (needle::find(source, edit.needle), edit.needle);
        match found.as_slice() {
            [place] => places.push((place.clone(), switch, *edit)),
            _ => misfits.push(Misfit::Needle {
                switch,
                file: file.to_owned(),
                found: found.len(),
                needle,
            }),
        }
    }
    // Stable: switches with the same needle stay in the order of the table.
    places.sort_by_key(|(place, ..)| (place.start, place.end));
    for pair in places.windows(2) {
        if let [(place, first, _), (next, second, _)] = pair
            && place != next
            && next.start < place.end
        {
            misfits.push(Misfit::Overlap { first, second, file: file.to_owned() });
        }
    }
    if !misfits.is_empty() {
        return Err(misfits);
    }

    let mut text = String::with_capacity(source.len().saturating_mul(2));
    let mut done = 0;
    let mut places = places.into_iter().peekable();
    while let Some((place, switch, edit)) = places.next() {
        let mut code = edit.around(switch, source.get(place.clone()).unwrap_or_default());
        while let Some((_, next, edit)) = places.next_if(|(next, ..)| *next == place) {
            code = edit.around(next, &code);
        }
        text.push_str(source.get(done..place.start).unwrap_or_default());
        text.push_str(&code);
        done = place.end;
    }
    text.push_str(source.get(done..).unwrap_or_default());
    let switched = edits.iter().filter(|(_, edit)| edit.replacement.contains(OFF));
    let dropped = switched.filter(|(switch, _)| !text.contains(&question(switch)));
    let dropped: Vec<Misfit> =
        dropped.map(|(switch, _)| Misfit::Dropped { switch, file: file.to_owned() }).collect();
    if dropped.is_empty() { Ok(text) } else { Err(dropped) }
}

/// The question whether a switch is on.
fn question(switch: &str) -> String {
    format!("crate::broken::off({switch:?})")
}

impl Edit {
    /// The replacement around `original`.
    fn around(&self, switch: &str, original: &str) -> String {
        let on = question(switch);
        let parts: Vec<String> =
            self.replacement.split(ORIGINAL).map(|part| part.replace(OFF, &on)).collect();
        parts.join(original)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "crates/psea-x/src/a/b.rs";

    const fn edit(needle: &'static str, replacement: &'static str) -> Edit {
        Edit { file: "x/src/a/b.rs", needle, replacement }
    }

    #[test]
    fn switches_go_around_the_original() {
        let edits = [
            ("one", edit("a > b", "(@ && !OFF)")),
            ("two", edit("a>b", "(@ || OFF)")),
            ("three", edit("c", "d")),
        ];
        let text = mutated(FILE, "if a  > b { c }", &edits).unwrap();
        let on = |name| format!("crate::broken::off(\"{name}\")");
        assert_eq!(text, format!("if ((a  > b && !{}) || {}) {{ d }}", on("one"), on("two")));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (needle, found) in [("a", 2), ("x", 0)] {
            let error = mutated(FILE, "a + a", &[("one", edit(needle, "@"))]).unwrap_err();
            let file = FILE.to_owned();
            assert_eq!(error, [Misfit::Needle { switch: "one", file, found, needle }]);
        }
        let edits = [("one", edit("a", "(@ && !OFF)")), ("two", edit("a", "OFF"))];
        let error = mutated(FILE, "a", &edits).unwrap_err();
        assert_eq!(error, [Misfit::Dropped { switch: "one", file: FILE.to_owned() }]);
        let edits = [("one", edit("a b", "@")), ("two", edit("b c", "@"))];
        let error = mutated(FILE, "a b c", &edits).unwrap_err();
        assert_eq!(error, [Misfit::Overlap { first: "one", second: "two", file: FILE.to_owned() }]);
    }

    #[test]
    fn the_touched_crate_gets_the_helper() {
        const EDITS: &[Edit] = &[edit("a", "(@ && !OFF)")];
        let switches = [Switch { name: "one", section: "2", edits: EDITS }];
        let files = Files::from([
            (FILE.into(), b"a".to_vec()),
            ("crates/psea-x/src/lib.rs".into(), b"mod a;".to_vec()),
            ("crates/psea-y/src/lib.rs".into(), Vec::new()),
        ]);
        let files = apply(files, &switches).unwrap();
        let text = |path: &str| String::from_utf8_lossy(&files[Path::new(path)]).into_owned();
        assert_eq!(text(FILE), "(a && !crate::broken::off(\"one\"))");
        assert!(text("crates/psea-x/src/lib.rs").contains("fn off("));
        assert!(text("crates/psea-y/src/lib.rs").is_empty());
        assert!(HELPER.contains(&format!("\"{VARIABLE}\"")));
        let error = apply(Files::new(), &switches).unwrap_err();
        assert_eq!(error.0, [Misfit::NoFile { switch: "one", file: FILE.to_owned() }]);
    }
}
