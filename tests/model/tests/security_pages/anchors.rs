//! The part of a link after `#`: a heading of a page, by the rule of GitHub, or a line of a file.

use std::collections::BTreeMap;

use crate::links::links;
use crate::page::{Files, Page, prose};

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let links = links(page).into_iter().map(|(_, target)| target);
    let ours = links.filter(|target| !target.starts_with("https://") && target.contains('#'));
    let ours: Vec<_> = ours.collect();
    let mut files = Files::default();
    let wrong = ours.iter().filter_map(|target| problem(page, &mut files, target)).collect();
    (ours.len(), wrong)
}

/// What is wrong with the anchor of a link, if anything. A file that is missing is the link's fault.
fn problem(page: &Page, files: &mut Files, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#')?;
    let content = match file {
        "" => &page.content,
        _ => files.read(&page.folder().join(file))?,
    };
    if !file.is_empty() && !file.ends_with(".md") {
        let line: Option<usize> = anchor.strip_prefix('L').and_then(|line| line.parse().ok());
        let is_there = line.is_some_and(|line| line > 0 && content.lines().nth(line - 1).is_some());
        return (!is_there).then(|| format!("{target}: there is no such line"));
    }
    (!slugs(content).contains(&anchor.into())).then(|| format!("{target}: no such heading"))
}

/// The anchors of a page's headings: letters, digits, `_` and `-` stay, in lower case, a space is a
/// `-`, all else goes; the second of one name has `-1` behind it.
fn slugs(content: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut slugs = Vec::new();
    for line in prose(content).lines() {
        let title = line.trim_start_matches('#');
        if !line.starts_with('#') || !title.starts_with(' ') {
            continue;
        }
        let keep = |c: char| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '_' | '-') => Some(c),
            _ => None,
        };
        let slug: String = title.trim().to_lowercase().chars().filter_map(keep).collect();
        let before = seen.entry(slug.clone()).or_default();
        slugs.push(if *before == 0 { slug } else { format!("{slug}-{before}") });
        *before += 1;
    }
    slugs
}
