//! The record of an accepted proof.

use psea::claims::{
    ChainEntry, Counter, CounterScope, Issuer, Jti, Operation, PayloadHash, Tier, Ueid,
};
use psea::jose::base64::url;
use psea::verifier::{ApprovalRecord, AttesterId, UvAnchor};
use serde::{Deserialize, Serialize};

use super::seconds;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    iss: String,
    jti: String,
    attester: String,
    proof_hash: String,
    payload_hash: String,
    op: String,
    tier: String,
    counter: u64,
    scope: String,
    ueid: String,
    uv: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_entry: Option<String>,
    accepted_at: u64,
    keep_until: u64,
}

pub(crate) fn write(record: &ApprovalRecord) -> Record {
    Record {
        iss: record.iss.as_str().into(),
        jti: record.jti.as_str().into(),
        attester: record.attester.as_str().into(),
        proof_hash: url::encode(&record.proof_hash),
        payload_hash: record.payload_hash.to_text(),
        op: record.op.as_str().into(),
        tier: record.tier.as_str().into(),
        counter: record.counter.get(),
        scope: record.scope.as_key().into(),
        ueid: record.ueid.to_text(),
        uv: record.uv.as_str().into(),
        chain_entry: record.chain_entry.as_ref().map(ChainEntry::to_text),
        accepted_at: record.accepted_at.get(),
        keep_until: record.keep_until.get(),
    }
}

pub(super) fn read(record: Record) -> Result<ApprovalRecord, String> {
    let jti = record.jti;
    let bad = |field: &str| format!("`{field}` of the record of {jti:?} is not one written here");
    let chain_entry = match record.chain_entry {
        Some(text) => Some(ChainEntry::parse(&text).ok_or_else(|| bad("chain_entry"))?),
        None => None,
    };
    Ok(ApprovalRecord {
        attester: AttesterId::new(record.attester).ok_or_else(|| bad("attester"))?,
        iss: Issuer::new(record.iss).map_err(|_| bad("iss"))?,
        jti: Jti::new(jti.clone()).map_err(|_| bad("jti"))?,
        proof_hash: url::decode_exact(&record.proof_hash).map_err(|_| bad("proof_hash"))?,
        payload_hash: PayloadHash::parse(&record.payload_hash).map_err(|_| bad("payload_hash"))?,
        op: Operation::new(record.op).map_err(|_| bad("op"))?,
        tier: Tier::new(record.tier).map_err(|_| bad("tier"))?,
        counter: Counter::new(record.counter).ok_or_else(|| bad("counter"))?,
        scope: CounterScope::from_key(record.scope),
        ueid: Ueid::parse(&record.ueid).map_err(|_| bad("ueid"))?,
        uv: UvAnchor::from_name(&record.uv).ok_or_else(|| bad("uv"))?,
        chain_entry,
        accepted_at: seconds("accepted_at", record.accepted_at)?,
        keep_until: seconds("keep_until", record.keep_until)?,
    })
}
