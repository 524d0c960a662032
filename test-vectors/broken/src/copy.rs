//! The copy: the crates under `psea-conformance`, as files by their path, and a root manifest that
//! names no others.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::manifest;

/// The package that runs the vectors.
pub(crate) const RUNNER: &str = "psea-conformance";

/// Files by their path, relative to the root.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Reads what is copied.
pub(crate) fn read(root: &Path) -> Result<Files, Box<dyn Error>> {
    let text = |path: &Path| {
        fs::read_to_string(root.join(path)).map_err(|error| format!("{}: {error}", path.display()))
    };
    let workspace = manifest::parse(&text(Path::new("Cargo.toml"))?)?;
    let members = manifest::members_under(&workspace, RUNNER, |folder| {
        manifest::parse(&text(&folder.join("Cargo.toml"))?)
    })?;
    let mut files = Files::new();
    for member in &members {
        read_folder(root, member, &mut files)
            .map_err(|error| format!("{}: {error}", member.display()))?;
    }
    files.insert("Cargo.toml".into(), manifest::reduced(workspace, &members).into_bytes());
    files.insert("Cargo.lock".into(), text(Path::new("Cargo.lock"))?.into_bytes());
    Ok(files)
}

/// Follows links: in the copy there is nothing that they could point to.
fn read_folder(root: &Path, folder: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let name = entry?.file_name();
        let path = folder.join(&name);
        if name == "target" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        if root.join(&path).is_dir() {
            read_folder(root, &path, files)?;
        } else {
            files.insert(path.clone(), fs::read(root.join(&path))?);
        }
    }
    Ok(())
}

/// Makes `folder` hold these files and what is built from them. Files that are right already are
/// not touched, so that cargo does not build them anew.
pub(crate) fn write(folder: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    remove_others(folder, Path::new(""), files)?;
    for (path, content) in files {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|present| present == *content) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, content).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

fn remove_others(root: &Path, folder: &Path, files: &Files) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let path = folder.join(entry?.file_name());
        if path == Path::new("target") {
            continue;
        }
        if root.join(&path).is_dir() {
            remove_others(root, &path, files)?;
        } else if !files.contains_key(&path) {
            fs::remove_file(root.join(&path))?;
        }
    }
    Ok(())
}
