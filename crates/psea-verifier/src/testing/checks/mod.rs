//! The checks by topic, and the list of all of them.

mod chain;
mod challenges;
mod changes;
mod enrollment;
mod records;
mod refusals;
mod replay;
mod restart;
mod rotation;
mod time;

use super::suite::{Check, Ran, Suite};
use super::{histories, races, sequences};

const fn check(
    name: &'static str,
    section: &'static str,
    row: Option<&'static str>,
    run: fn(&Suite<'_>) -> Ran,
) -> Check {
    Check { name, section, row, run }
}

/// Every check, the plain ones first.
pub(super) const CHECKS: &[Check] = &[
    check("replay.once", "3.10", Some("R1"), replay::once),
    check("replay.counter_increases", "3.10", Some("R2"), replay::counter_increases),
    check("replay.counter_range", "3.10", Some("R5"), replay::counter_range),
    check("replay.jti_spent", "3.10", Some("R2"), replay::jti_spent),
    check("replay.jti_per_issuer", "3.10", None, replay::jti_per_issuer),
    check("replay.counters_per_scope", "3.10", None, replay::counters_per_scope),
    check("replay.texts_are_exact", "3.10", None, replay::texts_are_exact),
    check("replay.max_counter_advance", "3.10", None, replay::max_counter_advance),
    check("chain.links", "3.12", None, chain::links),
    check("chain.over_scopes", "3.12", None, chain::over_scopes),
    check("chain.off", "3.12", None, chain::off),
    check("challenge.outstanding", "3.1.1", Some("R5"), challenges::outstanding),
    check("challenge.bound", "3.1.1", None, challenges::bound),
    check("challenge.burned_once", "3.1.1", None, challenges::burned_once),
    check("challenge.kept_on_refusal", "3.1.1", None, challenges::kept_on_refusal),
    check("challenge.issued_twice", "3.1.1", None, challenges::issued_twice),
    check("challenge.texts_are_exact", "3.1.1", None, challenges::texts_are_exact),
    check("enrollment.enroll", "3.14", None, enrollment::enrolling),
    check("enrollment.status", "3.14", None, enrollment::status),
    check("enrollment.revocation_is_final", "3.14", None, enrollment::revocation_is_final),
    check("enrollment.history", "3.14", None, enrollment::history),
    check("enrollment.refused_change", "3.14", None, enrollment::refused_change),
    check("enrollment.texts_are_exact", "3.14", None, enrollment::texts_are_exact),
    check("rotation.old_kid_is_gone", "3.14", None, rotation::old_kid_is_gone),
    check("rotation.resets_nothing", "3.10", None, rotation::resets_nothing),
    check("change.wins_over_appraised", "3.14", Some("R4"), changes::win_over_appraised),
    check("change.of_another_attester", "3.14", None, changes::of_another_attester),
    check("refusal.changes_nothing", "3.13.2", Some("R2"), refusals::change_nothing),
    check("record.complete", "6.5", None, records::complete),
    check("record.by_issuer_and_jti", "6.5", None, records::by_issuer_and_jti),
    check("time.jti_kept", "3.10", Some("D6"), time::jti_kept),
    check("time.clock_behind", "3.10", Some("D6"), time::clock_behind),
    check("time.refusals_do_not_count", "3.10", Some("D6"), time::refusals_do_not_count),
    check("restart.keeps_its_promise", "6.5", None, restart::keeps_its_promise),
    check("restart.clock", "6.5", Some("D6"), restart::clock),
    check("fence.refuses_older_proofs", "6.5", Some("D5"), restart::fence),
    check("race.one_of_many", "3.10", Some("R1"), races::one_of_many),
    check("race.pairs", "3.10", Some("R2"), races::exclusive_pairs),
    check("race.revocation", "3.14", Some("R4"), races::nothing_after_a_revocation),
    check("history.linearizable", "6.5", Some("R3"), histories::are_linearizable),
    check("sequence.model", "3.10", Some("R5"), sequences::agree_with_the_model),
];
