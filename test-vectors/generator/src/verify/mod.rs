//! Suite `verify`: what a verifier decides (§3.13.2), topic by topic in the order of its checks.

mod action;
mod binding;
mod case;
mod chain;
mod challenge;
mod claims_length;
mod claims_missing;
mod claims_pattern;
mod claims_type;
mod claims_unknown;
mod context;
mod enrollment;
mod freshness;
mod header_ignored;
mod header_json;
mod header_kid;
mod header_parameters;
mod limits;
mod payload_json;
mod payload_order;
mod refusal;
mod replay;
mod revision;
mod rotation;
mod scope;
mod segments;
mod signals;
mod signature;
mod transport;
mod transport_json;
mod user_verification;

use crate::vector::Suite;

/// The suite.
pub(crate) fn suite() -> Suite {
    let topics = [
        transport::topic(),
        transport_json::topic(),
        limits::topic(),
        segments::topic(),
        header_json::topic(),
        header_parameters::topic(),
        header_kid::topic(),
        header_ignored::topic(),
        signature::topic(),
        enrollment::topic(),
        payload_json::topic(),
        payload_order::topic(),
        claims_unknown::topic(),
        claims_missing::topic(),
        claims_type::topic(),
        claims_pattern::topic(),
        claims_length::topic(),
        revision::topic(),
        binding::topic(),
        freshness::topic(),
        challenge::topic(),
        user_verification::topic(),
        action::topic(),
        signals::topic(),
        context::topic(),
        replay::topic(),
        scope::topic(),
        chain::topic(),
        rotation::topic(),
        refusal::topic(),
    ];
    let vectors = topics.iter().flat_map(case::Topic::vectors).collect();
    Suite { name: "verify", vectors }
}
