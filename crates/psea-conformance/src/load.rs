//! Reading vectors from files and directories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::model::{FileError, Vector, VectorFile};

/// A vector and the file it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedVector {
    /// The file.
    pub path: Arc<Path>,
    /// The vector, with its expectations.
    pub vector: Vector,
}

/// All that was read, and all that could not be.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The vectors, in the order of the files and in each file's own order.
    pub vectors: Vec<LoadedVector>,
    /// Everything that is out of order. A run over vectors with errors beside them would claim more
    /// than it checked.
    pub errors: Vec<LoadError>,
}

/// Why a file, or a vector in it, cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or directory that cannot be read.
    #[error("{}: cannot be read: {error}; give a vector file or a directory of them", .path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A directory without any vector file.
    #[error("{}: no file ends in `.json` here; give the directory that holds the vector files", .path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// A file or vector that is not of the format.
    #[error("{}: {error}", .path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: FileError,
    },
    /// A file with an empty list.
    #[error("{}: `vectors` is empty; nothing would be checked", .path.display())]
    NoVectors {
        /// The file.
        path: PathBuf,
    },
    /// An id that two files use.
    #[error("{}: vector `{id}`: the id is taken by a vector of {}; give it another", .path.display(), .first.display())]
    Duplicate {
        /// The later file.
        path: PathBuf,
        /// The id.
        id: String,
        /// The earlier file.
        first: PathBuf,
    },
}

/// Reads every file, and of every directory all that ends in `.json`, sorted by name. Directories
/// below are not entered. A file that is named twice is read once.
pub fn load<P: AsRef<Path>>(paths: &[P]) -> Loaded {
    let mut loaded = Loaded::default();
    let mut seen_files = BTreeSet::new();
    let mut first_with_id: BTreeMap<String, Arc<Path>> = BTreeMap::new();
    for path in paths {
        for file in loaded.files_of(path.as_ref()) {
            let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            if seen_files.insert(identity) {
                loaded.add_file(&file, &mut first_with_id);
            }
        }
    }
    loaded
}

impl Loaded {
    fn files_of(&mut self, path: &Path) -> Vec<PathBuf> {
        let unreadable = |error| LoadError::Unreadable { path: path.to_owned(), error };
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return vec![path.to_owned()],
            Err(error) => {
                self.errors.push(unreadable(error));
                return Vec::new();
            }
        }
        let entries = fs::read_dir(path).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
        });
        match entries {
            Ok(mut files) => {
                files.retain(|file| {
                    file.extension().is_some_and(|extension| extension == "json") && !file.is_dir()
                });
                files.sort();
                if files.is_empty() {
                    self.errors.push(LoadError::NoFiles { path: path.to_owned() });
                }
                files
            }
            Err(error) => {
                self.errors.push(unreadable(error));
                Vec::new()
            }
        }
    }

    fn add_file(&mut self, path: &Path, first_with_id: &mut BTreeMap<String, Arc<Path>>) {
        let invalid = |error| LoadError::Invalid { path: path.to_owned(), error };
        let parsed = match fs::read_to_string(path) {
            Ok(text) => VectorFile::from_json(&text),
            Err(error) => {
                return self.errors.push(LoadError::Unreadable { path: path.to_owned(), error });
            }
        };
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return self.errors.push(invalid(error)),
        };
        if parsed.errors.is_empty() && parsed.file.vectors.is_empty() {
            self.errors.push(LoadError::NoVectors { path: path.to_owned() });
        }
        self.errors.extend(parsed.errors.into_iter().map(invalid));
        let path: Arc<Path> = path.into();
        for vector in parsed.file.vectors.into_vec() {
            if let Some(first) = first_with_id.get(vector.id()) {
                self.errors.push(LoadError::Duplicate {
                    path: path.to_path_buf(),
                    id: vector.id().to_owned(),
                    first: first.to_path_buf(),
                });
                continue;
            }
            first_with_id.insert(vector.id().to_owned(), Arc::clone(&path));
            self.vectors.push(LoadedVector { path: Arc::clone(&path), vector });
        }
    }
}
