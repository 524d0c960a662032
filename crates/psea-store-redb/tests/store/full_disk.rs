//! D3: the disk is full. What was approved is there, the store stops, and it opens again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use psea_store_redb::RedbStore;
use psea_verifier::ChallengeStore as _;

use crate::support::*;

const DIRECTORY: &str = "PSEA_TEST_FULL_IN";
const MOST: u64 = 400;

/// The process whose disk is full: tells every answer. Does nothing when it is run as a test.
#[test]
fn child() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let store = RedbStore::open(Path::new(&directory).join("store"), keys(), now()).unwrap();
    let mut after = 0;
    for number in 1..MOST {
        // Long ones, so that the file grows.
        let _ = store.issue(challenge(&format!("{number}{}", "n".repeat(20_000)), NOW));
        let answer = submit(&store, &proof(format!("p-{number}"), number));
        println!("\n{number} {answer:?}");
        after += u64::from(answer != Answer::Approved);
        if after > 5 {
            break;
        }
    }
}

/// A file system of its own that is that small, where this process may make one.
const SMALL_DISK: &str = r#"mkdir "$1/disk" && mount -t tmpfs -o "size=$2" tmpfs "$1/disk" || exit 99
cp "$1/store" "$1/disk/store"
PSEA_TEST_FULL_IN="$1/disk" "$3" --exact full_disk::child --nocapture
cp "$1/disk/store" "$1/left""#;

/// A limit on the size of files.
const SMALL_FILES: &str = r#"trap '' XFSZ
(ulimit -f $(($2 / 512)); PSEA_TEST_FULL_IN="$1" "$3" --exact full_disk::child --nocapture)
cp "$1/store" "$1/left""#;

fn run(shell: &mut Command, script: &str, directory: &Path, size: u64) -> Option<String> {
    let exe = std::env::current_exe().unwrap();
    shell.args(["-c", script, "sh"]).arg(directory).arg(size.to_string()).arg(exe);
    let out = shell.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    (out.status.code() != Some(99)).then(|| String::from_utf8(out.stdout).unwrap())
}

fn store_in(directory: &Path) -> (PathBuf, u64) {
    let path = directory.join("store");
    let store = small().create(&path, keys()).unwrap();
    enroll(&store, 1);
    drop(store);
    let size = std::fs::metadata(&path).unwrap().len();
    (path, size)
}

/// What is wrong with what a full disk left.
fn judge(directory: &Path, said: &str) -> Result<u64, String> {
    let store = RedbStore::open(directory.join("left"), keys(), now())
        .map_err(|error| format!("unopenable: {error}"))?;
    let report = store.check().unwrap();
    if !report.is_sound() {
        return Err(format!("in part: {:?}", report.damage));
    }
    let mut approved = 0;
    let mut failed = false;
    for line in said.lines() {
        let Some((number, answer)) = line.split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        let there = is_recorded(&store, &proof(format!("p-{number}"), number));
        match answer {
            "Approved" if failed => return Err(format!("{number}: approved after a failure")),
            "Approved" if there => approved += 1,
            "Approved" => return Err(format!("lost: {number}")),
            "Unknown" if !failed => failed = true,
            "Unavailable" if !there => failed = true,
            other => return Err(format!("{number}: {other}, recorded: {there}")),
        }
    }
    if failed { Ok(approved) } else { Err("the disk was never full".into()) }
}

#[test]
fn a_full_disk() {
    let directory = tempfile::tempdir().unwrap();
    let (_, size) = store_in(directory.path());
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh"]);
    let Some(said) = run(&mut unshare, SMALL_DISK, directory.path(), size + (900 << 10)) else {
        println!("no small file system can be made here");
        return;
    };
    println!("a full file system: {} approvals", judge(directory.path(), &said).unwrap());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_grow() {
    for room in [100 << 10, 500 << 10, 900 << 10] {
        let directory = tempfile::tempdir().unwrap();
        let (_, size) = store_in(directory.path());
        let said = run(&mut Command::new("sh"), SMALL_FILES, directory.path(), size + room);
        let said = said.unwrap();
        println!("{room} octets of room: {} approvals", judge(directory.path(), &said).unwrap());
        // The control: an approval that is not on the disk is seen.
        assert!(judge(directory.path(), &format!("399 Approved\n{said}")).is_err());
    }
}
