//! The file, in chunks of whole lines. No line takes more memory than a body may have.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use psea::claims::Limits;

use crate::edge::files;
use crate::failure::Failure;

/// A chunk ends with the line that reaches so many octets, or so many lines.
const CHUNK_OCTETS: usize = 128 << 10;
const CHUNK_LINES: usize = 256;
/// What is kept of the text before a place, by which the file is recognised.
const BEFORE: usize = 4096;

/// Between two lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Octets before it.
    pub(super) offset: u64,
    /// Lines before it.
    pub(super) lines: u64,
    /// The last octets before it.
    pub(super) before: Vec<u8>,
}

pub(super) struct Input {
    reader: Box<dyn BufRead + Send>,
    /// Where it can be gone on elsewhere in it.
    file: Option<File>,
    length: Option<u64>,
    place: Place,
}

/// Some lines.
pub(super) struct Chunk {
    text: Vec<u8>,
    /// The end of each line's content in the text, and of the line.
    lines: Vec<(usize, usize)>,
    pub(super) first_line: u64,
    pub(super) end: Place,
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let place = Place::default();
        if files::is_stdin(path) {
            let reader = Box::new(BufReader::new(io::stdin()));
            return Ok(Self { reader, file: None, length: None, place });
        }
        let opened = File::open(path).and_then(|file| {
            let data = file.metadata()?;
            if data.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let regular = if data.is_file() { Some((file.try_clone()?, data.len())) } else { None };
            Ok((file, regular))
        });
        let (file, regular) = opened.map_err(|error| unreadable(path, &error))?;
        let (other, length) = regular.map_or((None, None), |(file, len)| (Some(file), Some(len)));
        let reader = Box::new(BufReader::with_capacity(1 << 16, file));
        Ok(Self { reader, file: other, length, place })
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(super) fn offset(&self) -> u64 {
        self.place.offset
    }

    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Goes on at an offset. False: what stands before it is not what `is_before` expects, or the
    /// file has no places.
    pub(super) fn go_to(
        &mut self,
        offset: u64,
        lines: u64,
        octets_before: usize,
        is_before: impl FnOnce(&[u8]) -> bool,
    ) -> io::Result<bool> {
        let Some(file) = &mut self.file else { return Ok(false) };
        let octets = octets_before.min(BEFORE) as u64;
        // The reader has its place in common with this handle, and has read nothing yet.
        file.seek(SeekFrom::Start(offset.saturating_sub(octets)))?;
        let mut before = Vec::new();
        Read::by_ref(file).take(octets).read_to_end(&mut before)?;
        let grown = self.length.is_some_and(|length| length > offset);
        // The last line may have been cut short then.
        let between_lines = before.last().is_none_or(|octet| *octet == b'\n');
        if !is_before(&before) || (grown && !between_lines) {
            return Ok(false);
        }
        self.place = Place { offset, lines, before };
        Ok(true)
    }

    /// The next lines; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Chunk>> {
        let limit = Limits::default().max_body as u64;
        let (mut text, mut lines) = (Vec::with_capacity(CHUNK_OCTETS), Vec::new());
        let first_line = self.place.lines.saturating_add(1);
        while text.len() < CHUNK_OCTETS && lines.len() < CHUNK_LINES {
            // What is longer than a body may be is refused for it, and need not be kept.
            let room = limit.saturating_add(2);
            let began = text.len();
            let read = self.reader.by_ref().take(room).read_until(b'\n', &mut text)?;
            if read == 0 {
                break;
            }
            self.place.offset = self.place.offset.saturating_add(read as u64);
            let end = text.len();
            let whole = text.last() == Some(&b'\n');
            let content = end.saturating_sub(usize::from(whole)).max(began);
            lines.push((content, end));
            if !whole {
                let skipped = skip_line(&mut *self.reader, &mut text)?;
                self.place.offset = self.place.offset.saturating_add(skipped);
                if let Some(line) = lines.last_mut() {
                    line.1 = text.len();
                }
            }
            self.place.lines = self.place.lines.saturating_add(1);
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let mut before = std::mem::take(&mut self.place.before);
        before.extend_from_slice(text.get(text.len().saturating_sub(BEFORE)..).unwrap_or_default());
        let surplus = before.len().saturating_sub(BEFORE);
        before.drain(..surplus);
        self.place.before = before;
        Ok(Some(Chunk { text, lines, first_line, end: self.place.clone() }))
    }
}

impl Chunk {
    /// Each line that is not blank, with its number.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut begin = 0;
        let numbers = self.first_line..;
        self.lines.iter().zip(numbers).filter_map(move |((content, end), number)| {
            let line = self.text.get(begin..*content).unwrap_or_default();
            begin = *end;
            (!line.trim_ascii().is_empty()).then_some((number, line))
        })
    }
}

/// Passes over the rest of a line, of which the last octets are kept for the place after it. How
/// many octets that was.
fn skip_line(reader: &mut dyn BufRead, text: &mut Vec<u8>) -> io::Result<u64> {
    let (mut skipped, mut last) = (0_u64, Vec::new());
    loop {
        let found = reader.fill_buf()?;
        if found.is_empty() {
            break;
        }
        let (length, ended) = match found.iter().position(|octet| *octet == b'\n') {
            Some(at) => (at.saturating_add(1), true),
            None => (found.len(), false),
        };
        let part = found.get(..length).unwrap_or_default();
        last.extend_from_slice(part.get(length.saturating_sub(BEFORE)..).unwrap_or_default());
        let surplus = last.len().saturating_sub(BEFORE);
        last.drain(..surplus);
        reader.consume(length);
        skipped = skipped.saturating_add(length as u64);
        if ended {
            break;
        }
    }
    text.append(&mut last);
    Ok(skipped)
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let code =
        if error.kind() == io::ErrorKind::NotFound { "file_missing" } else { "file_unreadable" };
    Failure::new(code, format!("the file cannot be read: {error}"))
        .file(path)
        .fix("name a file of transport bodies, one a line; - reads the standard input")
}
