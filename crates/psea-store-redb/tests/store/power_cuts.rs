//! D1, D4: power cuts. Nothing acknowledged is lost, nothing is there in part, nothing is approved
//! twice, and the store opens.

use std::sync::Arc;

use psea_store_redb::{Verify, create_on};
use psea_verifier::ChallengeStore as _;

use crate::support::*;
use psea_trial::{Disk, Faults};

/// A store with three Attesters and some history. Its log is full after a few commits.
fn image() -> Vec<u8> {
    let disk = Arc::new(Disk::default());
    let options = small().log_size(6 * 4096);
    let store = create_on(&options, disk.clone(), keys()).unwrap();
    enroll(&store, 3);
    for number in 0..20 {
        assert_eq!(submit(&store, &proof(format!("old-{number}"), number)), Answer::Approved);
    }
    drop(store);
    disk.written()
}

/// Submits proofs of three Attesters at the same time until the disk fails.
fn work(disk: &Arc<Disk>, round: usize, bulk: bool) -> Vec<(Proof, Answer)> {
    // The image is as it was left: only what is left of a cut is looked at as a whole.
    let Ok(store) = open_with(&small().verify(Verify::Never), disk) else { return Vec::new() };
    let store = &store;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (1..=3)
            .map(|attester| {
                scope.spawn(move || {
                    let mut answers = Vec::new();
                    for number in 0..3 {
                        let jti = format!("r{round}-{attester}-{number}");
                        if bulk {
                            let nonce = format!("{jti}{}", "n".repeat(100_000));
                            let _ = store.issue(challenge(&nonce, NOW));
                        }
                        let proof = proof(jti, 100 + number).of(attester);
                        let answer = submit(store, &proof);
                        answers.push((proof, answer));
                    }
                    answers
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// One cut; what is wrong after it.
fn cut(
    image: &[u8],
    round: usize,
    lies: bool,
    bulk: bool,
    random: &mut Random,
) -> Result<(), String> {
    let cut_at = Some(random.below(if bulk { 60 } else { 45 }));
    let faults = Faults { cut_at, sync_lies: lies, ..Faults::default() };
    let disk = Arc::new(Disk::of(image.to_vec(), faults));
    let answers = work(&disk, round, bulk);
    let mut left = disk.after_cut(random);
    // Sometimes the power fails again while the store recovers.
    if random.one_in(3) {
        let cut_at = Some(random.below(20));
        let disk = Arc::new(Disk::of(left, Faults { cut_at, ..Faults::default() }));
        drop(open(&disk));
        left = disk.after_cut(random);
    }
    examine(left, &answers)
}

/// Opens what is left and asks for every proof.
pub(crate) fn examine(image: Vec<u8>, answers: &[(Proof, Answer)]) -> Result<(), String> {
    let disk = Arc::new(Disk::of(image, Faults::default()));
    // The check looks at each page too.
    let options = small().verify(Verify::Never);
    let store = open_with(&options, &disk).map_err(|error| format!("unopenable: {error}"))?;
    let report = store.check().map_err(|error| format!("unreadable: {error}"))?;
    if !report.is_sound() {
        return Err(format!("in part: {:?}", report.damage));
    }
    if report.stats.time.fence.is_some() {
        return Err("fenced: the last state was not at hand".into());
    }
    for (proof, answer) in answers {
        let recorded = is_recorded(&store, proof);
        let again = submit(&store, proof);
        let approvals = usize::from(recorded) + usize::from(again == Answer::Approved);
        match answer {
            Answer::Approved if !recorded => return Err(format!("lost: {}", proof.jti)),
            Answer::Unavailable if recorded => return Err(format!("written: {}", proof.jti)),
            Answer::Refused(code) => return Err(format!("refused: {code}")),
            _ if approvals != 1 => {
                return Err(format!("{}: {approvals} approvals, {again:?}", proof.jti));
            }
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn nothing_acknowledged_is_lost() {
    let mut random = Random::seeded("power cuts");
    let cuts = rounds(9_400, 940_000);
    cut_often(&image(), cuts, false, &mut random);
}

/// The same while the file grows. (redb before 4.2 fails it: a cut while the file grew could leave
/// a file that does not open.)
#[test]
fn nothing_is_lost_while_the_file_grows() {
    let mut random = Random::seeded("power cuts, growth");
    let image = image();
    let calm = Arc::new(Disk::of(image.clone(), Faults::default()));
    work(&calm, 0, true);
    assert!(calm.written().len() > image.len(), "the file does not grow");
    cut_often(&image, rounds(600, 60_000), true, &mut random);
}

fn cut_often(image: &[u8], cuts: usize, bulk: bool, random: &mut Random) {
    let start = std::time::Instant::now();
    let mut other = random.another();
    let half = |random: &mut Random| {
        let mut progress = Progress::of("cuts", cuts / 2);
        for round in 0..cuts / 2 {
            if let Err(wrong) = cut(image, round, false, bulk, random) {
                panic!("cut {round}: {wrong}");
            }
            progress.held();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| half(&mut other));
        half(random);
    });
    println!("{cuts} cuts, 0 failures (rate < {:.1e}), {:?}", 3.0 / cuts as f64, start.elapsed());
}

/// The control: a sync that lies is caught.
#[test]
fn control_a_sync_that_lies() {
    let mut random = Random::seeded("power cuts, control");
    let image = image();
    let wrong = (0..500).find_map(|round| cut(&image, round, true, false, &mut random).err());
    println!("caught: {}", wrong.expect("the harness sees no lie"));
}
