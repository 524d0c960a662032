//! D3, D4: the n-th write, sync or change of length fails.

use std::sync::Arc;

use psea_verifier::EnrollmentLookup as _;

use crate::power_cuts::examine;
use crate::support::*;
use psea_trial::{Disk, Faults};

const PROOFS: u64 = 50;

fn image() -> Vec<u8> {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    drop(store);
    disk.written()
}

fn run(disk: &Arc<Disk>) -> Option<(Vec<(Proof, Answer)>, bool)> {
    let store = open(disk).ok()?;
    let mut answers = Vec::new();
    for number in 1..=PROOFS {
        let proof = proof(format!("p-{number}"), number);
        let answer = submit(&store, &proof);
        answers.push((proof, answer));
    }
    let serves = store.find("key-1").is_ok();
    Some((answers, serves))
}

/// Approved and durable, or unknown; and after the first that was not approved, nothing.
fn judge(answers: &[(Proof, Answer)], serves: bool) -> Result<(), String> {
    let approved = answers.iter().take_while(|(_, answer)| *answer == Answer::Approved).count();
    let rest = &answers[approved..];
    for (place, (proof, answer)) in rest.iter().enumerate() {
        match answer {
            Answer::Unavailable => {}
            Answer::Unknown if place == 0 => {}
            other => return Err(format!("{}: {other:?} after a failure", proof.jti)),
        }
    }
    if !rest.is_empty() && serves {
        return Err("the store serves on after a failure".into());
    }
    Ok(())
}

#[test]
fn every_operation_fails_once() {
    let image = image();
    let calm = Arc::new(Disk::of(image.clone(), Faults::default()));
    run(&calm).unwrap();
    let operations = calm.operations();
    let mut random = Random::seeded("errors");
    let mut unknown = 0;
    // Each round cuts the power elsewhere.
    let rounds = rounds(1, 100);
    for fail_at in (0..rounds).flat_map(|_| 0..operations) {
        let faults = Faults { fail_at: Some(fail_at), ..Faults::default() };
        let disk = Arc::new(Disk::of(image.clone(), faults));
        let Some((answers, serves)) = run(&disk) else { continue };
        judge(&answers, serves).unwrap_or_else(|wrong| panic!("operation {fail_at}: {wrong}"));
        unknown += answers.iter().filter(|(_, answer)| *answer == Answer::Unknown).count();
        // The process ends; or the power fails as well.
        for left in [disk.written(), disk.after_cut(&mut random)] {
            let tried: Vec<_> =
                answers.iter().filter(|(_, a)| *a != Answer::Unavailable).cloned().collect();
            examine(left, &tried).unwrap_or_else(|wrong| panic!("operation {fail_at}: {wrong}"));
        }
    }
    println!("{rounds} × {operations} operations, each failed once; {unknown} outcomes unknown");
    assert!(unknown > 0, "no commit failed");
}

/// After a failure nobody knows what is on the disk: the end of such a store does not say that it
/// was a clean one, by an anchor that is written seldom.
#[test]
fn a_store_that_failed_does_not_end_well() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("anchor");
    let options = small().anchor(&path).anchor_every(100);
    for fails in [true, false] {
        let _ = std::fs::remove_file(&path);
        let fail_at = fails.then_some(200);
        let disk = Arc::new(Disk::of(Vec::new(), Faults { fail_at, ..Faults::default() }));
        let store = psea_store_redb::create_on(&options, disk, keys()).unwrap();
        let anchor = std::fs::read(&path).unwrap();
        enroll(&store, 1);
        let answers: Vec<_> =
            (1..=PROOFS).map(|n| submit(&store, &proof(format!("p-{n}"), n))).collect();
        let approved = answers.iter().filter(|answer| **answer == Answer::Approved).count();
        assert!(approved > 0, "{answers:?}");
        assert_eq!(approved as u64 == PROOFS, !fails, "{answers:?}");
        assert_eq!(std::fs::read(&path).unwrap(), anchor, "it is not due");
        drop(store);
        assert_eq!(std::fs::read(&path).unwrap() == anchor, fails);
    }
}

/// The control: an error that is reported as a refusal is caught.
#[test]
fn control_an_error_reported_as_a_refusal() {
    let image = image();
    let caught = (0..400).step_by(7).any(|fail_at| {
        let faults = Faults { fail_at: Some(fail_at), ..Faults::default() };
        let disk = Arc::new(Disk::of(image.clone(), faults));
        let Some((mut answers, serves)) = run(&disk) else { return false };
        for (_, answer) in &mut answers {
            if *answer == Answer::Unknown {
                *answer = Answer::Refused("jti_replayed");
            }
        }
        judge(&answers, serves).is_err()
    });
    assert!(caught, "the harness takes an error for a refusal");
}

/// The control of D4: whoever tries again with a fresh id executes twice.
#[test]
fn control_a_retry_with_a_fresh_id() {
    let image = image();
    let caught = (0..400).any(|fail_at| {
        let faults = Faults { fail_at: Some(fail_at), ..Faults::default() };
        let disk = Arc::new(Disk::of(image.clone(), faults));
        let Some((answers, _)) = run(&disk) else { return false };
        let unknown = answers.iter().find(|(_, answer)| *answer == Answer::Unknown);
        let Some((unknown, _)) = unknown else { return false };
        let store = open(&Arc::new(Disk::of(disk.written(), Faults::default()))).unwrap();
        let recorded = is_recorded(&store, unknown);
        let fresh = proof("fresh", unknown.counter + 1);
        recorded && submit(&store, &fresh) == Answer::Approved
    });
    assert!(caught, "a fresh id never executed twice");
}
