//! Many signatures, one after the other and at once.

use std::sync::Arc;

use psea_attester::HardwareKey as _;
use psea_key_tpm::TpmKey;

use crate::support::*;
use crate::swtpm::Swtpm;

/// A TPM has room for a handful of objects: 200 signatures and 20 refusals leave none.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn two_hundred_signatures_leak_nothing() {
    let swtpm = Swtpm::start();
    let user = User::willing();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let verifier = verifier(key.public_key());
    let start = std::time::Instant::now();
    for number in 1..=200 {
        let proof = prove(&attester, &key, &format!("a-{number}")).unwrap();
        assert_eq!(counter(&proof), number);
        submit(&verifier, &proof).unwrap();
    }
    println!("200 signatures in {:?}", start.elapsed());
    assert_eq!(swtpm.loaded(), 0);
    assert_eq!(user.asked().len(), 200);
    // Control: what a careless program leaves is seen.
    assert!(leave_objects(&swtpm, 1));
    assert_eq!(swtpm.loaded(), 1);
}

/// Threads share a key, and two openings share a TPM: every signature is made, once, with its own
/// PIN and counter.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn threads_take_turns() {
    const THREADS: usize = 4;
    const EACH: usize = 6;
    let swtpm = Swtpm::start();
    let user = User::willing();
    let (one, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let two = TpmKey::open(&swtpm.reference("a.tpmkey"), Arc::clone(&user) as _).unwrap();
    let proofs: Vec<_> = std::thread::scope(|scope| {
        let work = |thread: usize| {
            let (key, attester) = ([&one, &two][thread % 2], &attester);
            scope.spawn(move || {
                let prove = |n| prove(attester, key, &format!("a-{thread}-{n}")).unwrap();
                (0..EACH).map(prove).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..THREADS).map(work).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(user.asked().len(), THREADS * EACH);
    let mut proofs = proofs;
    proofs.sort_by_key(counter);
    let numbers: Vec<_> = proofs.iter().map(counter).collect();
    assert_eq!(numbers, (1..=(THREADS * EACH) as u64).collect::<Vec<_>>());
    let verifier = verifier(one.public_key());
    for proof in &proofs {
        submit(&verifier, proof).unwrap();
    }
    assert_eq!(swtpm.loaded(), 0);
}

/// Leaves objects in the TPM, as programs do that do not flush; false once it is full.
pub(crate) fn leave_objects(swtpm: &Swtpm, count: usize) -> bool {
    (0..count).all(|_| {
        std::process::Command::new("tpm2_createprimary")
            .args(["-Q", "-C", "o", "-G", "ecc", "--tcti", &swtpm.tcti(), "-c"])
            .arg(swtpm.dir().join("left.ctx"))
            .output()
            .expect("tpm2_createprimary of the package tpm2-tools")
            .status
            .success()
    })
}
