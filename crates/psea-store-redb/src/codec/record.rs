use psea_claims::{ChainEntry, CounterScope, Issuer, Jti, Operation, PayloadHash, Tier, Ueid};
use psea_jose::base64::{standard, url};
use psea_verifier::{ApprovalRecord, AttesterId, UvAnchor};

use super::Fields;
use super::{key, open_row, seal_row};
use crate::error::Damaged;
use crate::schema::JTIS;

/// The row of an accepted proof. Issuer and jti are its key.
pub(crate) fn record_row(key: &[u8], record: &ApprovalRecord) -> Vec<u8> {
    seal_row(JTIS, key, |row| {
        row.u64(record.keep_until.get());
        row.u64(record.accepted_at.get());
        row.u64(record.counter.get());
        row.octets(&record.proof_hash);
        row.octets(record.payload_hash.as_octets());
        row.octets(record.ueid.as_octets());
        row.u8(match record.uv {
            UvAnchor::Attested => 1,
            UvAnchor::Asserted => 2,
        });
        row.optional(record.chain_entry, |row, entry| row.octets(entry.as_octets()));
        row.text(record.attester.as_str());
        row.text(record.op.as_str());
        row.text(record.tier.as_str());
        row.text(record.scope.as_key());
    })
}

pub(crate) fn read_record(key: &[u8], value: &[u8]) -> Result<ApprovalRecord, Damaged> {
    open_row(JTIS, key, value, |fields| read(key, fields))
}

fn read(key: &[u8], fields: &mut Fields<'_>) -> Option<ApprovalRecord> {
    let (iss, jti) = key::split(key)?;
    let keep_until = fields.time()?;
    let accepted_at = fields.time()?;
    let counter = fields.counter()?;
    let proof_hash = fields.array()?;
    let payload_hash = PayloadHash::parse(&standard::encode(&fields.array::<32>()?)).ok()?;
    let ueid = Ueid::parse(&url::encode(&fields.array::<33>()?)).ok()?;
    let uv = match fields.u8()? {
        1 => UvAnchor::Attested,
        2 => UvAnchor::Asserted,
        _ => return None,
    };
    let chain_entry = fields.optional(|f| f.array().map(ChainEntry::from_octets))?;
    Some(ApprovalRecord {
        attester: AttesterId::new(fields.text()?)?,
        iss: Issuer::new(iss).ok()?.into_owned(),
        jti: Jti::new(jti).ok()?.into_owned(),
        proof_hash,
        payload_hash,
        op: Operation::new(fields.text()?).ok()?.into_owned(),
        tier: Tier::new(fields.text()?).ok()?.into_owned(),
        counter,
        scope: CounterScope::from_key(fields.text()?),
        ueid,
        uv,
        chain_entry,
        accepted_at,
        keep_until,
    })
}
