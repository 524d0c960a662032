use std::sync::atomic::Ordering;

use psea_attester::{AttesterState, StateError, TrustState};
use psea_claims::{ChainEntry, Counter, CounterScope};
use redb::WriteTransaction;

use super::schema::{COUNTERS, META, META_CHAIN, META_ENROLLMENT, META_TRUST, RETIRED, WAITING};
use super::{RedbState, all, get, get_mut, put};
use crate::codec::{
    chain_row, counter_row, enrollment_row, read_chain, read_counter, read_enrollment,
    read_retired, read_trust, retired_row, trust_row,
};
use crate::enrollment::{Chain, Enrollment};
use crate::error::{Damaged, EnrollError, Error};

impl AttesterState for RedbState {
    fn reserve_counter(&self, scope: &CounterScope) -> Result<Counter, StateError> {
        let key = scope.as_key().as_bytes();
        let next = self.write(|txn| {
            let last = get_mut(txn, COUNTERS, key, |row| read_counter(key, row))?;
            // The first counter is 1.
            let next = match last {
                Some(last) => last.next(),
                None => Counter::new(1),
            };
            if let Some(next) = next {
                put(txn, COUNTERS, key, &counter_row(key, next))?;
            }
            Ok(next)
        })?;
        next.ok_or(StateError::Exhausted)
    }

    fn chain_head(&self) -> Result<ChainEntry, StateError> {
        let head = self.read(|txn| get(txn, META, META_CHAIN, read_chain))?;
        Ok(head.unwrap_or(ChainEntry::SENTINEL))
    }

    fn advance_chain(&self, previous: &ChainEntry, entry: ChainEntry) -> Result<(), StateError> {
        self.write(|txn| {
            let head = get_mut(txn, META, META_CHAIN, read_chain)?;
            if head.unwrap_or(ChainEntry::SENTINEL) == *previous {
                put(txn, META, META_CHAIN, &chain_row(&entry))?;
            }
            Ok(())
        })
    }

    fn trust(&self) -> Result<TrustState, StateError> {
        if self.revoked.load(Ordering::SeqCst) {
            return Ok(TrustState::Revoked);
        }
        self.read(|txn| {
            let missing = Damaged { table: META.name, what: "lacks the trust state" };
            Ok(get(txn, META, META_TRUST, read_trust)?.ok_or(missing)?)
        })
    }

    fn set_trust(&self, trust: TrustState) -> Result<(), StateError> {
        if trust == TrustState::Revoked {
            // What forbids, forbids at once, whether or not the disk takes it.
            self.revoked.store(true, Ordering::SeqCst);
        } else if self.revoked.load(Ordering::SeqCst) {
            return Err(StateError::Revoked);
        }
        let allowed = self.write(|txn| {
            let before = get_mut(txn, META, META_TRUST, read_trust)?;
            if before == Some(TrustState::Revoked) && trust != TrustState::Revoked {
                return Ok(false);
            }
            if matches!(trust, TrustState::Revoked | TrustState::Invalidated) {
                retire(txn)?;
            }
            put(txn, META, META_TRUST, &trust_row(trust))?;
            Ok(true)
        })?;
        if allowed { Ok(()) } else { Err(StateError::Revoked) }
    }
}

impl RedbState {
    /// As what this Attester is enrolled.
    ///
    /// # Errors
    ///
    /// If the state could not be read.
    pub fn enrollment(&self) -> Result<Option<Enrollment>, StateError> {
        self.read(|txn| get(txn, META, META_ENROLLMENT, read_enrollment))
    }

    /// The last counter that was used in each scope, in the order of the scopes' keys.
    ///
    /// # Errors
    ///
    /// If the state could not be read.
    pub fn counters(&self) -> Result<Vec<(CounterScope, Counter)>, StateError> {
        self.read(|txn| {
            all(txn, COUNTERS, |key, row| {
                let last = read_counter(key, row)?;
                Ok((CounterScope::from_key(String::from_utf8_lossy(key)), last))
            })
        })
    }

    /// Records an enrollment and trusts it: the first one, another key, or the only way out of
    /// `revoked` and `invalidated`. Counters go on: a gap harms nobody.
    ///
    /// # Errors
    ///
    /// [`EnrollError::Retired`] if the key or its `kid` was revoked or invalidated once;
    /// [`EnrollError::Waiting`] while proofs wait in the queue; or if the state could not be
    /// written.
    pub fn enroll(&self, enrollment: &Enrollment, chain: Chain) -> Result<(), EnrollError> {
        let names = retired_names(enrollment);
        let refused = self.write(|txn| {
            for (what, name) in &names {
                if get_mut(txn, RETIRED, name, |row| read_retired(name, row))?.is_some() {
                    return Ok(Some(EnrollError::Retired(what)));
                }
            }
            let waiting = redb::ReadableTableMetadata::len(&txn.open_table(WAITING.definition())?)?;
            if waiting > 0 {
                let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
                return Ok(Some(EnrollError::Waiting(waiting)));
            }
            put(txn, META, META_ENROLLMENT, &enrollment_row(enrollment))?;
            put(txn, META, META_TRUST, &trust_row(TrustState::Trusted))?;
            if chain == Chain::Fresh {
                put(txn, META, META_CHAIN, &chain_row(&ChainEntry::SENTINEL))?;
            }
            Ok(None)
        })?;
        if let Some(refused) = refused {
            return Err(refused);
        }
        self.revoked.store(false, Ordering::SeqCst);
        Ok(())
    }
}

/// The present key and its `kid` are over.
fn retire(txn: &WriteTransaction) -> Result<(), Error> {
    let Some(present) = get_mut(txn, META, META_ENROLLMENT, read_enrollment)? else {
        return Ok(());
    };
    for (_, name) in retired_names(&present) {
        put(txn, RETIRED, &name, &retired_row(&name))?;
    }
    Ok(())
}

fn retired_names(enrollment: &Enrollment) -> [(&'static str, Vec<u8>); 2] {
    let named = |kind: &[u8], name: &[u8]| [kind, name].concat();
    [
        ("key", named(b"k", enrollment.public_key.as_sec1())),
        ("kid", named(b"i", enrollment.kid.as_bytes())),
    ]
}
