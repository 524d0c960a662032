//! §3.10: power cuts. Whatever a disk that honours a sync leaves behind opens, no counter is given
//! out twice, and a revocation that was acknowledged holds.

use std::sync::Arc;

use psea_attester::{AttesterState as _, TrustState};
use psea_attester_state::{Chain, OpenError, RedbState};
use psea_claims::{ChainEntry, CounterScope};

use crate::support::*;
use psea_trial::{Disk, Faults, Wire};

fn open(disk: &Arc<Disk>) -> Result<RedbState, OpenError> {
    RedbState::open_on(Wire(Arc::clone(disk)))
}

fn image() -> Vec<u8> {
    let disk = Arc::new(Disk::default());
    let state = RedbState::create_on(Wire(Arc::clone(&disk))).unwrap();
    state.enroll(&enrollment("key-1", 7), Chain::Continue).unwrap();
    for _ in 0..5 {
        state.reserve_counter(&CounterScope::SINGLE).unwrap();
    }
    drop(state);
    disk.written()
}

fn head(number: u8) -> ChainEntry {
    ChainEntry::from_octets([number; 32])
}

/// One cut; what is wrong after it.
fn cut(image: &[u8], sync_lies: bool, random: &mut Random) -> Result<(), String> {
    let cut_at = Some(random.below(60));
    let disk =
        Arc::new(Disk::of(image.to_vec(), Faults { cut_at, sync_lies, ..Faults::default() }));
    let (mut last, mut chain, mut revoked) = (5, 0, false);
    if let Ok(state) = open(&disk) {
        for round in 1..=6_u8 {
            let Ok(counter) = state.reserve_counter(&CounterScope::SINGLE) else { break };
            last = counter.get();
            let before = if round == 1 { ChainEntry::SENTINEL } else { head(round - 1) };
            if state.advance_chain(&before, head(round)).is_err() {
                break;
            }
            chain = round;
        }
        revoked = state.set_trust(TrustState::Revoked).is_ok();
    }
    let left = Arc::new(Disk::of(disk.after_cut(random), Faults::default()));
    let state = open(&left).map_err(|error| format!("unopenable: {error}"))?;
    let found = state.chain_head().map_err(|error| error.to_string())?;
    // What was not acknowledged may be there or not.
    let before = if chain == 0 { ChainEntry::SENTINEL } else { head(chain) };
    if found != before && found != head(chain + 1) {
        return Err(format!("the head after {chain} is {found:?}"));
    }
    if revoked && state.trust().unwrap() != TrustState::Revoked {
        return Err("a revocation was forgotten".into());
    }
    let next = state.reserve_counter(&CounterScope::SINGLE).unwrap().get();
    if next <= last { Err(format!("{next} after {last}")) } else { Ok(()) }
}

#[test]
fn no_counter_is_given_out_twice() {
    let mut random = Random::seeded("power cuts");
    let image = image();
    let cuts = rounds(300);
    for number in 0..cuts {
        if let Err(wrong) = cut(&image, false, &mut random) {
            panic!("cut {number}: {wrong}");
        }
    }
    println!("{cuts} cuts, 0 counters twice");
}

/// The control: a sync that lies is caught.
#[test]
fn control_a_sync_that_lies() {
    let mut random = Random::seeded("power cuts, control");
    let image = image();
    let wrong = (0..500).find_map(|_| cut(&image, true, &mut random).err());
    println!("caught: {}", wrong.expect("the harness sees no lie"));
}
