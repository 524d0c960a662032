//! D8: flipped bits in the file are noticed or harmless.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_store_redb::{Options, Verify, open_on};
use psea_verifier::{EnrollmentAdmin as _, EnrollmentStatus};

use crate::support::*;
use psea_trial::{Disk, Faults};

const PROOFS: u64 = 6;

/// A store with proofs of two Attesters, one of them revoked since, that was closed or killed; and
/// its anchor.
fn image(options: &Options, anchor: &Path, closed: bool) -> (Vec<u8>, Vec<u8>) {
    let disk = Arc::new(Disk::default());
    let store = psea_store_redb::create_on(options, disk.clone(), keys()).unwrap();
    enroll(&store, 2);
    for number in 1..=PROOFS {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
    }
    store.set_status(&attester("attester-2"), EnrollmentStatus::Revoked, change()).unwrap();
    if closed {
        drop(store);
        return (disk.written(), std::fs::read(anchor).unwrap());
    }
    (disk.written(), std::fs::read(anchor).unwrap())
}

#[derive(Debug, PartialEq, Eq)]
enum Effect {
    Noticed,
    Harmless,
    Harmful(String),
}

/// Opens the image and tries everything that must not pass.
fn effect(image: Vec<u8>, options: &Options) -> Effect {
    let disk = Arc::new(Disk::of(image, Faults::default()));
    let Ok(store) = open_on(options, disk, keys(), now()) else { return Effect::Noticed };
    let mut noticed = store.stats().is_ok_and(|stats| stats.time.fence.is_some());
    let mut tries = Vec::new();
    for number in 1..=PROOFS {
        tries.push(proof(format!("p-{number}"), number));
        // The id again with a counter that passes; a new id with a counter that does not.
        tries.push(proof(format!("p-{number}"), 1000));
        tries.push(proof(format!("new-{number}"), number));
    }
    tries.push(proof("revoked", 1).of(2));
    for proof in tries {
        match submit(&store, &proof) {
            Answer::Approved => return Effect::Harmful(format!("{proof:?}")),
            Answer::Refused("jti_replayed" | "counter_not_increasing" | "enrollment_revoked") => {}
            // Refused for another reason, or no answer.
            _ => noticed = true,
        }
    }
    if submit(&store, &proof("fresh", 1001)) != Answer::Approved {
        noticed = true;
    }
    if noticed { Effect::Noticed } else { Effect::Harmless }
}

/// Flips bits in pages that hold something: how many were noticed and harmless, or the harm.
fn flips(
    verify: Verify,
    closed: bool,
    count: usize,
    random: &mut Random,
) -> Result<[usize; 2], String> {
    let directory = tempfile::tempdir().unwrap();
    let anchor = directory.path().join("anchor");
    let options = small().anchor(&anchor).verify(verify);
    let (image, anchor_then) = image(&options, &anchor, closed);
    let used: Vec<_> = (0..image.len())
        .filter(|at| image[*at / 4096 * 4096..][..64].iter().any(|octet| *octet != 0))
        .collect();
    let mut counts = [0; 2];
    for _ in 0..count {
        let at = used[random.below(used.len())];
        let bit = random.below(8);
        let mut flipped = image.clone();
        flipped[at] ^= 1 << bit;
        std::fs::write(&anchor, &anchor_then).unwrap();
        match catch_unwind(AssertUnwindSafe(|| effect(flipped, &options))) {
            Ok(Effect::Harmless) => counts[1] += 1,
            Ok(Effect::Harmful(harm)) => return Err(format!("octet {at}, bit {bit}: {harm}")),
            Ok(Effect::Noticed) | Err(_) => counts[0] += 1,
        }
    }
    Ok(counts)
}

#[test]
fn noticed_or_harmless() {
    let mut random = Random::seeded("bit flips");
    let count = rounds(1000, 20_000);
    for closed in [true, false] {
        match flips(Verify::Always, closed, count, &mut random) {
            Ok([noticed, harmless]) => {
                println!(
                    "closed: {closed}, {count} flips: {noticed} noticed, {harmless} harmless, 0 \
                     harmful"
                );
                assert!(noticed > 0, "nothing was hit");
            }
            Err(harm) => panic!("{harm}"),
        }
    }
}

const CHILD: &str = "PSEA_TEST_FLIPS";

/// The process that opens damaged files without a check. Does nothing when it is run as a test.
#[test]
fn child() {
    let Ok(seed) = std::env::var(CHILD) else { return };
    let mut random = Random::of(seed.parse().unwrap());
    // Harm is possible here: that is what the check is for.
    let _ = flips(Verify::Never, true, 20, &mut random);
}

/// With the check of pages off too, a damaged file ends in an answer or in the end of the process
/// (redb panics in a destructor on some), but in no loop.
#[test]
fn nothing_hangs() {
    let mut random = Random::seeded("bit flips, no check of pages");
    let processes = rounds(15, 1000);
    let mut ended = 0;
    for _ in 0..processes {
        let seed = random.next().to_string();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "bit_rot::child"]).env(CHILD, &seed);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > Duration::from_secs(120) {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("seed {seed}: no answer after 120 s");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        ended += usize::from(!status.success());
    }
    println!("{processes} times 20 flips, {ended} processes ended, none hung");
}

/// The control: with the check of pages off, a flip in the key of an id is harmful.
#[test]
fn control_checksums_off() {
    let directory = tempfile::tempdir().unwrap();
    let anchor = directory.path().join("anchor");
    let options = small().anchor(&anchor).verify(Verify::Never);
    let (image, anchor_then) = image(&options, &anchor, true);
    let id = b"tenant.examplep-";
    let ids = image.windows(id.len()).enumerate().filter(|(_, window)| window == id);
    let harm = ids.take(200).find_map(|(at, _)| {
        let mut flipped = image.clone();
        flipped[at + id.len()] ^= 0x40;
        std::fs::write(&anchor, &anchor_then).unwrap();
        match catch_unwind(AssertUnwindSafe(|| effect(flipped, &options))) {
            Ok(Effect::Harmful(harm)) => Some(harm),
            _ => None,
        }
    });
    println!("caught: {}", harm.expect("the harness sees no harm"));
}
