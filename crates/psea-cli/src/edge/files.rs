use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::failure::Failure;

/// More than any body, key or action; so that a wrong file does not fill the memory.
const LONGEST: u64 = 16 << 20;
/// More than an export of ten million records.
const LONGEST_EXPORT: u64 = 16 << 30;

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Whoever the system's defaults let.
    Default,
    /// Its owner alone.
    Private,
}

/// Whether the standard input is meant.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The content of a file, or of the standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(LONGEST, path)
}

/// As [`read`], for a file that holds a whole store.
pub(crate) fn read_export(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(LONGEST_EXPORT, path)
}

/// More than any private key with its certificates, PIN or passphrase.
const LONGEST_SECRET: usize = 64 << 10;

/// The content of a file that holds a secret, or of the standard input for `-`. It is zeroised when
/// it is dropped, and is never moved: the room for it is there before the first octet.
///
/// No copy of it is left behind in this process. The room is twice what is admitted, so that every
/// read asks for more than the standard input's own buffer holds, and passes it by.
pub(crate) fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut octets = Zeroizing::new(vec![0; LONGEST_SECRET << 1]);
    let mut file: Box<dyn io::Read> = if is_stdin(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| unreadable(path, &error))?)
    };
    let mut length = 0_usize;
    while length <= LONGEST_SECRET {
        match file.read(octets.get_mut(length..).unwrap_or_default()) {
            Ok(0) => {
                octets.truncate(length);
                return Ok(octets);
            }
            Ok(more) => length = length.saturating_add(more),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
    Err(too_large(path, &format!("{} KiB", LONGEST_SECRET >> 10)))
}

/// The first line of a file that holds a secret, read as [`read_secret`] does.
pub(crate) fn read_secret_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let octets = read_secret(path)?;
    let line = octets.split(|octet| *octet == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| {
        Failure::new("file_unreadable", "the file's first line is no text")
            .file(path)
            .fix("name the file that was meant")
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn read_up_to(limit: u64, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut octets = Vec::new();
    let most = limit.saturating_add(1);
    let read = if is_stdin(path) {
        io::stdin().lock().take(most).read_to_end(&mut octets)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut octets))
    };
    read.map_err(|error| unreadable(path, &error))?;
    if octets.len() as u64 > limit {
        return Err(too_large(path, &format!("{} MiB", limit >> 20)));
    }
    Ok(octets)
}

fn too_large(path: &Path, limit: &str) -> Failure {
    Failure::new("file_too_large", format!("the file has more than {limit}"))
        .file(path)
        .fix("name the file that was meant")
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (code, fix) = match error.kind() {
        io::ErrorKind::NotFound => ("file_missing", "check the name; - reads the standard input"),
        io::ErrorKind::PermissionDenied => {
            ("file_unreadable", "run as the file's owner, or change who may read it")
        }
        io::ErrorKind::IsADirectory => ("file_unreadable", "name a file in this directory"),
        _ => ("file_unreadable", "try again, or read it from another place"),
    };
    Failure::new(code, format!("the file cannot be read: {}", plain(error))).file(path).fix(fix)
}

/// Writes a file that is not there yet.
pub(crate) fn create(path: &Path, octets: &[u8], mode: Mode) -> Result<(), Failure> {
    let written = new_file(path, mode).and_then(|mut file| {
        file.write_all(octets)?;
        file.sync_all()
    });
    written.map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            return exists(path);
        }
        unwritable(path, &error)
    })
}

/// Puts a new file in the place of an old one: a reader, and a crash, finds one of the two whole.
pub(crate) fn replace(path: &Path, octets: &[u8], mode: Mode) -> io::Result<()> {
    // A device or a directory is not a place that a file could take.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is there, and is no regular file"));
    }
    let new = beside(path, ".new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = new_file(&new, mode)?;
    file.write_all(octets)?;
    file.sync_all()?;
    rename(&new, path)
}

/// Gives a file another name, durably.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_directory(to)
}

/// Writes a file that is not there yet, whole or not at all. Its owner alone may read it.
pub(crate) fn create_whole(path: &Path, octets: &[u8]) -> Result<(), Failure> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let written = tempfile::NamedTempFile::new_in(parent.unwrap_or(Path::new(".")))
        .and_then(|mut file| {
            file.write_all(octets)?;
            file.as_file().sync_all()?;
            file.persist_noclobber(path).map_err(io::Error::from)
        })
        .and_then(|_| sync_directory(path));
    written.map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            return exists(path).fix("name a file that is not there yet");
        }
        unwritable(path, &error)
    })
}

/// Makes a directory that its owner alone may read, with those above it.
pub(crate) fn create_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

pub(crate) fn exists(path: &Path) -> Failure {
    Failure::new("file_exists", "the file is there already, and was left alone").file(path)
}

pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new("file_unwritable", format!("the file cannot be written: {}", plain(error)))
        .file(path)
        .fix("choose a directory that exists and that you may write to, with room on its disk")
}

/// `path` with something appended to its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// `key.json` becomes `key.pub.json`.
pub(crate) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let stem = match path.extension() {
        Some(extension) if extension == "json" => path.with_extension(""),
        _ => path.to_owned(),
    };
    beside(&stem, suffix)
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "the mode is Unix's"))]
fn new_file(path: &Path, mode: Mode) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if mode == Mode::Private {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Makes a rename itself durable.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere directories cannot be opened for a sync; the rename is as durable as the system
/// makes it.
#[cfg(not(unix))]
fn sync_directory(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Without the system's number, which says the same once more.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" (os error ") {
        Some((text, _)) => text.into(),
        None => text,
    }
}
