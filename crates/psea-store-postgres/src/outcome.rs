use psea_claims::{
    ChainEntry, Counter, CounterScope, Issuer, Jti, Operation, PayloadHash, Tier, Ueid,
};
use psea_jose::base64;
use psea_verifier::{ApprovalRecord, AsyncOutcomeLookup, BoxFuture, StoreError, UvAnchor};
use tokio_postgres::Row;

use crate::enrollment::{attester, text};
use crate::error::unavailable;
use crate::store::{PostgresStore, seconds};

impl AsyncOutcomeLookup for PostgresStore {
    fn recorded<'a>(
        &'a self,
        iss: &'a Issuer<'a>,
        jti: &'a Jti<'a>,
    ) -> BoxFuture<'a, Result<Option<ApprovalRecord>, StoreError>> {
        Box::pin(self.find_record(iss, jti))
    }
}

impl PostgresStore {
    async fn find_record(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let sql = "SELECT a.name, j.proof_hash, j.payload_hash, j.op, j.tier, j.counter, j.scope, \
                   j.ueid, j.uv, j.chain_entry, j.accepted_at, j.keep_until \
                   FROM psea.jti j JOIN psea.attester a ON a.id = j.attester \
                   WHERE j.iss = $1 AND j.jti = $2";
        let parameters = (iss.as_str().as_bytes(), jti.as_str().as_bytes());
        let rows = self.ask(sql, &[&parameters.0, &parameters.1]).await?;
        rows.first().map(|row| record(row, iss, jti)).transpose()
    }
}

fn record(row: &Row, iss: &Issuer<'_>, jti: &Jti<'_>) -> Result<ApprovalRecord, StoreError> {
    let counter: i64 = row.try_get(5).map_err(unavailable)?;
    let counter = u64::try_from(counter).ok().and_then(Counter::new);
    let chain_entry = match row.try_get::<_, Option<Vec<u8>>>(9).map_err(unavailable)? {
        Some(octets) => Some(ChainEntry::from_octets(exact(&octets)?)),
        None => None,
    };
    let payload_hash = base64::standard::encode(&octets(row, 2)?);
    let ueid = base64::url::encode(&octets(row, 7)?);
    Ok(ApprovalRecord {
        attester: attester(row, 0)?,
        iss: iss.clone().into_owned(),
        jti: jti.clone().into_owned(),
        proof_hash: exact(&octets(row, 1)?)?,
        payload_hash: PayloadHash::parse(&payload_hash).map_err(unavailable)?,
        op: Operation::new(text(row, 3)?).map_err(unavailable)?,
        tier: Tier::new(text(row, 4)?).map_err(unavailable)?,
        counter: counter.ok_or_else(|| unavailable("the store holds no such counter"))?,
        scope: CounterScope::from_key(text(row, 6)?),
        ueid: Ueid::parse(&ueid).map_err(unavailable)?,
        uv: uv(row.try_get(8).map_err(unavailable)?),
        chain_entry,
        accepted_at: seconds(row.try_get(10).map_err(unavailable)?)?,
        keep_until: seconds(row.try_get(11).map_err(unavailable)?)?,
    })
}

pub(crate) const fn uv_code(uv: UvAnchor) -> i16 {
    match uv {
        UvAnchor::Asserted => 0,
        UvAnchor::Attested => 1,
    }
}

/// The other way round. An unknown number attests nothing.
const fn uv(code: i16) -> UvAnchor {
    match code {
        1 => UvAnchor::Attested,
        _ => UvAnchor::Asserted,
    }
}

fn octets(row: &Row, column: usize) -> Result<Vec<u8>, StoreError> {
    row.try_get(column).map_err(unavailable)
}

fn exact<const N: usize>(octets: &[u8]) -> Result<[u8; N], StoreError> {
    octets.try_into().map_err(unavailable)
}

#[cfg(test)]
mod tests {
    use psea_verifier::UvAnchor;

    use super::{uv, uv_code};

    /// The numbers are those of the rows that are there.
    #[test]
    fn what_verified_the_user_is_read_as_it_was_written() {
        for (code, value) in [(0, UvAnchor::Asserted), (1, UvAnchor::Attested)] {
            assert_eq!((uv_code(value), uv(code)), (code, value));
        }
        assert_eq!(uv(2), UvAnchor::Asserted);
    }
}
