//! Embeds the schemas of the vectors, which stand beside the vectors and nowhere else.
//!
//! `schema` is a link to that folder; packaging puts the files themselves in its place. A checkout
//! without links gives a command without embedded schemas, which says so.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const SUFFIX: &str = ".schema.json";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let link = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schema");
    // The folder itself: a change of what a link points to does not change the link.
    let folder = fs::canonicalize(&link).unwrap_or(link);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = schemas_in(&folder).unwrap_or_default();
    files.sort();

    let mut code = String::from("&[\n");
    for file in files {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_suffix(SUFFIX));
        let (Some(suite), Some(path)) = (name, file.to_str()) else {
            continue;
        };
        writeln!(code, "    ({suite:?}, include_str!({path:?})),")?;
    }
    code.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("schemas.rs"), code)?;
    Ok(())
}

fn schemas_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(SUFFIX));
    Ok(files)
}
