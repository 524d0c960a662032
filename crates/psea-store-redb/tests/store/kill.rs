//! D2, D4: the whole process is killed under load, again and again, on a real file.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use psea_store_redb::RedbStore;

use crate::support::*;

const DIRECTORY: &str = "PSEA_TEST_KILLED_IN";
const EARLY: &str = "PSEA_TEST_ANSWERS_EARLY";

/// The process that is killed: submits and tells every answer. Does nothing when it is run as a
/// test.
#[test]
fn child() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let early = std::env::var(EARLY).is_ok();
    let store = RedbStore::open(Path::new(&directory).join("store"), keys(), now()).unwrap();
    let first = store.stats().unwrap().sequence * 1000;
    std::thread::scope(|scope| {
        for attester in 1..=4_usize {
            let store = &store;
            scope.spawn(move || {
                for number in first.. {
                    let proof = proof(format!("{attester}-{number}"), number).of(attester);
                    let tell = |word: &str| {
                        let mut out = std::io::stdout().lock();
                        let _ = writeln!(out, "{word} {attester} {number}");
                        let _ = out.flush();
                    };
                    tell("tries");
                    if early {
                        tell("approved");
                    }
                    match submit(store, &proof) {
                        Answer::Approved => tell("approved"),
                        other => panic!("{other:?}"),
                    }
                }
            });
        }
    });
}

/// One kill; what is wrong after it.
fn kill(directory: &Path, after: Duration, early: bool) -> Result<usize, String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kill::child", "--nocapture"]).env(DIRECTORY, directory);
    if early {
        command.env(EARLY, "1");
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // The load begins with the first line.
    let mut first = String::new();
    while !first.contains("tries") && out.read_line(&mut first).unwrap() > 0 {}
    let told = std::thread::spawn(move || out.lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();

    let mut tried = HashSet::new();
    let mut approved = HashSet::new();
    let first: Vec<_> = first.lines().map(str::to_owned).collect();
    for line in first.into_iter().chain(told.join().unwrap()) {
        let words: Vec<_> = line.split(' ').collect();
        let ["tries" | "approved", attester, number] = words[..] else { continue };
        let (Ok(attester), Ok(number)) = (attester.parse::<usize>(), number.parse::<u64>()) else {
            continue;
        };
        tried.insert((attester, number));
        if line.starts_with("approved") {
            approved.insert((attester, number));
        }
    }
    let store = RedbStore::open(directory.join("store"), keys(), now())
        .map_err(|error| format!("unopenable: {error}"))?;
    if !store.check().unwrap().is_sound() {
        return Err("in part".into());
    }
    for (attester, number) in tried {
        let proof = proof(format!("{attester}-{number}"), number).of(attester);
        let recorded = is_recorded(&store, &proof);
        if approved.contains(&(attester, number)) && !recorded {
            return Err(format!("lost: {}", proof.jti));
        }
        // Only the last of each thread can be unknown, so that no counter stands in its way.
        let again = submit(&store, &proof) == Answer::Approved;
        if usize::from(recorded) + usize::from(again) != 1 {
            return Err(format!("{}: recorded {recorded}, approved again {again}", proof.jti));
        }
    }
    Ok(approved.len())
}

fn store_in(directory: &Path) {
    let store = small().create(directory.join("store"), keys()).unwrap();
    enroll(&store, 4);
}

/// Kills again and again: how many approvals there were.
fn kill_often(kills: usize, random: &mut Random) -> usize {
    let mut approvals = 0;
    let mut directory = directory_in_memory();
    let mut progress = Progress::of("kills", kills);
    for number in 0..kills {
        if number % 50 == 0 {
            directory = directory_in_memory();
            store_in(directory.path());
        }
        let after = Duration::from_millis(1 + random.below(20));
        match kill(directory.path(), after, false) {
            Ok(approved) => approvals += approved,
            Err(wrong) => panic!("kill {number}: {wrong}"),
        }
        progress.held();
    }
    approvals
}

/// A SIGKILL leaves what was written, synced or not: it does not depend on the disk.
#[test]
fn nothing_acknowledged_is_lost() {
    let start = std::time::Instant::now();
    let kills = rounds(1000, 100_000);
    let randoms = [Random::seeded("kills"), Random::seeded("kills")];
    let approvals: usize = std::thread::scope(|scope| {
        let both =
            randoms.map(|mut random| scope.spawn(move || kill_often(kills / 2, &mut random)));
        both.into_iter().map(|half| half.join().unwrap()).sum()
    });
    println!("{kills} kills, {approvals} approvals, 0 lost, 0 double, {:?}", start.elapsed());
    assert!(approvals > kills, "hardly anything was under way");
}

/// The control: a process that answers before the commit is caught.
#[test]
fn control_answers_before_the_commit() {
    let mut random = Random::seeded("kills, control");
    let directory = tempfile::tempdir().unwrap();
    store_in(directory.path());
    let caught = (0..200).find_map(|_| {
        let after = Duration::from_millis(1 + random.below(20));
        kill(directory.path(), after, true).err()
    });
    println!("caught: {}", caught.expect("the harness sees no early answer"));
}
