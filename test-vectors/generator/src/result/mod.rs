//! Suite `result`: signed Attestation Results (§3.13.3), topic by topic in the order of the checks.

mod action;
mod binding;
mod build;
mod case;
mod claims_form;
mod claims_presence;
mod freshness;
mod header;
mod header_json;
mod key_set;
mod keys;
mod kinds;
mod once;
mod payload;
mod published;
mod segments;
mod signature;
mod token;

use crate::vector::Suite;

/// The suite.
pub(crate) fn suite() -> Suite {
    let topics = [
        kinds::topic(),
        segments::limits(),
        segments::topic(),
        header_json::topic(),
        header::topic(),
        header::parameters(),
        header::kid(),
        keys::topic(),
        keys::recorded(),
        keys::refresh(),
        signature::topic(),
        payload::json(),
        payload::form(),
        claims_presence::outcome(),
        claims_presence::unknown(),
        claims_presence::missing(),
        claims_form::types(),
        claims_form::patterns(),
        claims_form::lengths(),
        claims_form::version(),
        binding::topic(),
        freshness::topic(),
        freshness::late(),
        action::asked(),
        action::topic(),
        once::topic(),
        key_set::topic(),
        key_set::renewed(),
        build::topic(),
    ];
    let vectors = topics.iter().flat_map(case::Topic::vectors).collect();
    Suite { name: "result", vectors }
}
