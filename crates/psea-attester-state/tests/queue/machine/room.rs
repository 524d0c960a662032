//! How many proofs may wait.

use psea_attester_state::queue::{Refused, Ticket};

use super::*;

fn one(chain: bool) -> (Machine, Ticket) {
    let mut machine = Machine::resume(options().most(2), chain, Vec::new());
    let ticket = machine.open_ticket(&CounterScope::SINGLE).unwrap();
    (machine, ticket)
}

#[test]
fn room_is_bounded_and_a_chain_has_room_for_one() {
    let (mut machine, ticket) = one(false);
    machine.open_ticket(&CounterScope::SINGLE).unwrap();
    assert_eq!(machine.open_ticket(&CounterScope::SINGLE), Err(Refused::Full(2)));
    machine.close_ticket(ticket);
    machine.open_ticket(&CounterScope::SINGLE).unwrap();
    let (mut machine, ticket) = one(true);
    assert_eq!(machine.open_ticket(&tier_scope("other")), Err(Refused::ChainBusy));
    machine.close_ticket(ticket);
    machine.open_ticket(&tier_scope("other")).unwrap();
}
