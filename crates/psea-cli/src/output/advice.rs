//! What helps, for the operator who reads the verifier's own log.

use psea::claims::Outcome;
use psea::verifier::UvAnchor;

/// What to do about a refusal with this code.
pub(crate) fn for_code(code: &str) -> &'static str {
    match code {
        "body_too_large" | "proof_too_large" => "send less beside the action, or raise the limit",
        "body_malformed" => "send the body as `psea attest` wrote it: one JSON object with `proof`",
        "action_payload_missing" => "send `actionPayload`, the action itself, beside the proof",
        "proof_malformed" | "header_alg" | "header_typ" | "header_crit" | "header_b64"
        | "header_kid" => {
            "look into the token with `psea inspect`: a PSEA attester does not make it"
        }
        "key_unknown" => "enroll the key with `psea enroll`, under the kid that the proof carries",
        "signature_malformed" | "signature_invalid" => {
            "treat it as forged or damaged: another key signed, or something changed it"
        }
        "enrollment_suspended" => {
            "do not execute the action. `psea list NAME` says why the attester is suspended, and \
             `psea reactivate` ends it"
        }
        "enrollment_revoked" => {
            "do not execute the action. `psea list NAME` says why the attester was revoked, which \
             is final: a new attester with a new key can be enrolled"
        }
        "payload_malformed"
        | "payload_not_canonical"
        | "claim_unknown"
        | "claim_missing"
        | "claim_invalid"
        | "version_unsupported" => {
            "look into the token with `psea inspect`, and mend the attester's software"
        }
        "profile_unsupported" => {
            "emit a revision that verifier.json lists in `profiles`, or list this one there"
        }
        "issuer_mismatch" | "audience_mismatch" => {
            "the proof is for another deployment or verifier: compare --iss and --aud of the \
             attester with verifier.json"
        }
        "operation_mismatch" | "tier_mismatch" => {
            "the proof was made for another operation or tier: this request needs one of its own"
        }
        "ueid_mismatch" => "compare the attester's --device-id with the enrolled one",
        "caller_mismatch" => {
            "the operation is open to one application alone (`callers` in verifier.json): give \
             it with --caller"
        }
        "expired" => "have a fresh proof made; if this one is fresh, compare the clocks",
        "issued_in_future" => "compare the clocks; verifier.json admits a `clock_skew` up to 60 s",
        "lifetime_exceeded" => {
            "make the proof with a shorter --lifetime, or raise `max_lifetime` in verifier.json"
        }
        "challenge_missing" | "challenge_unknown" => {
            "have a fresh proof made with --nonce and an outstanding challenge, as `psea challenge` \
             issues them; each serves once"
        }
        "uv_not_verified" => "have the user verified for this one signature",
        "uv_contradicted" => "enroll a key whose hardware asks the user for every signature",
        "uv_unattested" => {
            "the operation needs a key whose gate is attested: enroll one, with --uv attested"
        }
        "action_payload_invalid" => "check the action with `psea canon`",
        "action_mismatch" => {
            "do not execute it: this is not what the user approved. Find out who changed it"
        }
        "signals_missing" | "signals_mismatch" => {
            "send the signal report that the proof commits to, unchanged"
        }
        "context_mismatch" => "have a proof made for the context of this request",
        "jti_replayed" => {
            "do not execute it again: this proof was approved before, and an approval serves once"
        }
        "counter_not_increasing" => {
            "do not execute it: a newer proof was accepted. Look for a restored or copied attester \
             state, or a second device with this key"
        }
        "chain_broken" => "make the proof with --chain-prev and the entry of the last accepted one",
        "clock_behind" => "set the verifier's clock: it stands behind the last accepted proof",
        "outcome_unknown" => {
            "mend the verifier's disk, then submit the same proof again: that is safe, for an \
             accepted one is refused as a replay"
        }
        "store_unavailable" => {
            "look at the store with `psea store check`, and submit the same proof again"
        }
        "store_fenced" => {
            "have a fresh proof made: one that is issued after the fence passes. `psea store stats` \
             shows the fence; only who knows that nothing was accepted that this store lacks lifts \
             it, with `psea store fence --lift`"
        }
        _ => "report this as a defect; nothing was approved",
    }
}

/// What an attester makes of the one word that it is told (§6.4.4).
pub(crate) const fn outcome_means(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => "the action was approved",
        Outcome::Stale => "have a fresh proof made",
        Outcome::Revoked => "stop: the enrollment was revoked",
        Outcome::Unavailable => "ask again later, with the same proof",
        Outcome::Reject => "refused, without a reason",
    }
}

/// On what an approval's user verification rests (§3.7.1).
pub(crate) const fn uv_means(anchor: UvAnchor) -> &'static str {
    match anchor {
        UvAnchor::Attested => {
            "by the enrollment: every signature needs a user verification of its own (§3.7.1)"
        }
        UvAnchor::Asserted => {
            "the host's word: no attestation is enrolled that shows how the key is gated (§3.7.1)"
        }
    }
}
