//! The pages, and what of them is code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A page, and where it is from the root of the project.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) content: String,
}

/// The root of the project.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Page {
    pub(crate) fn new(path: &str, content: &str) -> Self {
        Self { path: path.into(), content: content.into() }
    }

    /// Every page of the project that is written for people. A link to another page is that page.
    pub(crate) fn all() -> Vec<Self> {
        let folders = ["", "docs/", "docs/security/", "test-vectors/", "fuzz/"];
        let mut folders: Vec<String> = folders.map(Into::into).into();
        for entry in std::fs::read_dir(project().join("crates")).unwrap() {
            folders.push(format!("crates/{}/", entry.unwrap().file_name().display()));
        }
        let mut pages = Vec::new();
        for folder in folders {
            for entry in std::fs::read_dir(project().join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                if name.ends_with(".md") && !entry.file_type().unwrap().is_symlink() {
                    let path = format!("{folder}{name}");
                    let content = std::fs::read_to_string(project().join(&path)).unwrap();
                    pages.push(Self { path, content });
                }
            }
        }
        pages
    }

    /// The folder that its links start from.
    pub(crate) fn folder(&self) -> PathBuf {
        project().join(&self.path).parent().unwrap().into()
    }

    /// The text outside of blocks of code, in paragraphs.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        prose(&self.content).split("\n\n").map(Into::into).collect()
    }

    /// The spans of code and the lines of the blocks of commands. A span that is the text of a link
    /// is left out: where it leads is checked as a link.
    pub(crate) fn code(&self) -> Vec<String> {
        let mut code = Vec::new();
        for paragraph in self.paragraphs() {
            let pieces: Vec<&str> = paragraph.split('`').collect();
            for (at, piece) in pieces.iter().enumerate().skip(1).step_by(2) {
                let before = pieces.get(at - 1).is_some_and(|text| text.ends_with('['));
                let after = pieces.get(at + 1).is_some_and(|text| text.starts_with("]("));
                if !(before && after) {
                    code.push(piece.replace('\n', " "));
                }
            }
        }
        // Every second piece is a block, and starts with its language.
        let content = format!("\n{}", self.content);
        for block in content.split("\n```").skip(1).step_by(2) {
            if let Some(block) = block.strip_prefix("sh\n") {
                code.extend(block.replace("\\\n", " ").lines().map(Into::into));
            }
        }
        code
    }
}

/// Files that were read once.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<PathBuf, Option<String>>);

impl Files {
    pub(crate) fn read(&mut self, path: &Path) -> Option<&str> {
        let read = || std::fs::read_to_string(path).ok();
        self.0.entry(path.into()).or_insert_with(read).as_deref()
    }
}

/// What is not in a block of code.
pub(crate) fn prose(content: &str) -> String {
    let mut is_code = false;
    let mut prose = String::new();
    for line in content.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            prose.push_str(line);
        }
        prose.push('\n');
    }
    prose
}
