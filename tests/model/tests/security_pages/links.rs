//! Links, and the tests and vectors that their texts name.

use std::path::Path;

use crate::page::{Files, Page};

/// `[text](target)` outside of blocks of code, in order.
pub(crate) fn links(page: &Page) -> Vec<(String, String)> {
    let mut links = Vec::new();
    for paragraph in page.paragraphs() {
        for (middle, _) in paragraph.match_indices("](") {
            let text = paragraph[..middle].rsplit('[').next().unwrap();
            let target = paragraph[middle + 2..].split(')').next().unwrap();
            links.push((text.replace('\n', " "), target.into()));
        }
    }
    links
}

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let links = links(page);
    let (folder, mut files) = (page.folder(), Files::default());
    let wrong =
        links.iter().filter_map(|(text, target)| problem(&folder, &mut files, text, target));
    (links.len(), wrong.collect())
}

/// What is wrong with a link, if anything.
fn problem(folder: &Path, files: &mut Files, text: &str, target: &str) -> Option<String> {
    if target.starts_with("https://") || target.starts_with('#') {
        return None;
    }
    let (file, _) = target.split_once('#').unwrap_or((target, ""));
    let path = folder.join(file);
    if path.is_dir() {
        return None;
    }
    let Some(content) = files.read(&path) else {
        return Some(format!("{target} is not there"));
    };
    // What is no code is words about the file.
    let code = text.split('`').nth(1)?;
    if file.ends_with(".json") && !file.ends_with(code) {
        let wanted = match (code.strip_prefix("flag:"), code.strip_suffix('*')) {
            (Some(flag), _) => format!("\"{flag}\""),
            (None, Some(start)) => format!("\"id\": \"{start}"),
            (None, None) => format!("\"id\": \"{code}\""),
        };
        let found = content.contains(&wanted);
        return (!found).then(|| format!("{file} has no vector {code}"));
    }
    if file.ends_with(".rs") && !file.ends_with(code) {
        let name = code.rsplit("::").next().unwrap();
        let found = content.contains(&format!("fn {name}("));
        return (!found).then(|| format!("{file} has no function {name}"));
    }
    None
}
