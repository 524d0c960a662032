//! Every rule, in the order of the report.

mod contention;
mod proof;
mod refusal;
mod signature;
mod stable;
mod verification;

use super::suite::Check;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "signature.of_what_was_asked",
        section: "3.4",
        run: signature::of_what_was_asked,
    },
    Check { name: "signature.twins", section: "3.4", run: signature::twins },
    Check { name: "verification.for_each_signature", section: "3.7", run: verification::for_each },
    Check { name: "verification.asked_once", section: "3.7", run: verification::asked_once },
    Check { name: "verification.dropped", section: "3.7", run: verification::dropped },
    Check { name: "verification.prompt", section: "3.7", run: verification::prompt },
    Check { name: "verification.method", section: "3.7.1", run: verification::method },
    Check { name: "refusal.declined", section: "3.7", run: refusal::declined },
    Check { name: "refusal.wrong_pin", section: "3.7", run: refusal::wrong_pin },
    Check { name: "refusal.locked", section: "3.7", run: refusal::locked },
    Check { name: "stable.report", section: "3.7.1", run: stable::report },
    Check { name: "stable.reopened", section: "3.7.1", run: stable::reopened },
    Check { name: "contention.signatures", section: "3.7", run: contention::signatures },
    Check { name: "contention.refusals", section: "3.7", run: contention::refusals },
    Check { name: "proof.one_call", section: "3.7", run: proof::one_call },
    Check { name: "proof.two_steps", section: "3.7", run: proof::two_steps },
    Check { name: "proof.refused_uses_no_counter", section: "3.10", run: proof::no_counter },
];
