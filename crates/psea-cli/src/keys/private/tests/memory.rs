//! What is left of a secret in the process that read it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use zeroize::{Zeroize as _, Zeroizing};

use super::key_file;
use crate::edge::{files, random};
use crate::keys::private::{read_private, write_private};

/// One test at a time: a search reads what the other one has in memory.
static ALONE: Mutex<()> = Mutex::new(());

/// A text to be looked for, in a form in which it does not find itself.
struct Sought(Vec<u8>);

const MASK: u8 = 0xA5;

/// How much of the memory is looked at in one go.
const PART: usize = 1 << 16;

impl Sought {
    /// The end of a text: an allocator writes to the first octets of what was freed.
    fn end_of(text: &[u8]) -> Self {
        Self(text[text.len() - 24..].iter().map(|octet| octet ^ MASK).collect())
    }

    /// How often it is in what this process can write to.
    fn found(&self) -> usize {
        let memory = File::open("/proc/self/mem").unwrap();
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let writable = maps.lines().filter_map(|line| {
            let mut fields = line.split_whitespace();
            let (start, end) = fields.next()?.split_once('-')?;
            let number = |text| u64::from_str_radix(text, 16).ok();
            fields.next()?.starts_with("rw").then_some((number(start)?, number(end)?))
        });
        let mut part = Zeroizing::new(vec![0; PART + self.0.len()]);
        let own = part.as_ptr() as u64;
        let own = own..own + part.len() as u64;
        let nothing = vec![0; part.len()];
        let mut found = 0;
        for (start, end) in writable {
            for at in (start..end).step_by(PART) {
                // Each part overlaps the next by the text's length, less one octet.
                let whole = PART + self.0.len() - 1;
                let length = usize::try_from(end - at).map_or(whole, |left| left.min(whole));
                // What was unmapped meanwhile holds nothing.
                let Ok(read) = memory.read_at(&mut part[..length], at) else { continue };
                if part[..read] == nothing[..read] {
                    continue;
                }
                let places = (at..).zip(part[..read].windows(self.0.len()));
                found += places
                    .filter(|(_, place)| place.iter().zip(&self.0).all(|(is, of)| is ^ MASK == *of))
                    // The room in which it is looked for is looked at as well.
                    .filter(|(address, _)| !own.contains(address))
                    .count();
            }
        }
        found
    }
}

/// The file's text is in memory while it is read, and not afterwards.
#[test]
fn nothing_of_a_key_file_is_left() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let key = random::key().unwrap();
    let (_directory, file) = key_file(&key);
    write_private(&file, &key, true).unwrap();
    let sought = {
        let text = files::read_secret(&file).unwrap();
        let line = text.split(|octet| *octet == b'\n').find(|line| line.starts_with(b"  \"d\""));
        Sought::end_of(line.unwrap().strip_suffix(b"\",").unwrap())
    };
    assert_eq!(sought.found(), 0, "after it was written, and read as a secret");
    read_private(&file).unwrap();
    assert_eq!(sought.found(), 0, "after the key was read");
    control(&sought, &file);
}

/// The same for the first line of a file, which is how PINs and passphrases come.
#[test]
fn nothing_of_a_line_is_left() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secret");
    let mut line: [u8; 64] = random::octets().unwrap();
    line.iter_mut().for_each(|octet| *octet = b'a' + *octet % 26);
    let sought = Sought::end_of(&line);
    fs::write(&file, Zeroizing::new([&line, &b"\nmore\n"[..]].concat()).as_slice()).unwrap();
    line.zeroize();
    let read = files::read_secret_line(&file).unwrap();
    assert_eq!(read.len(), 64);
    drop(read);
    assert_eq!(sought.found(), 0);
    control(&sought, &file);
}

/// A copy is found: the same search as before, with the same text.
fn control(sought: &Sought, file: &Path) {
    let mut plain = fs::read(file).unwrap();
    assert!(sought.found() > 0, "the search finds nothing");
    plain.zeroize();
}
