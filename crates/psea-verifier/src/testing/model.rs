//! The reference: what a store must answer, written out plainly and on its own. It shares no rule
//! with the crate's stores.

use std::collections::BTreeMap;

use psea_claims::ChainEntry;

use super::signature::Key;

/// A step that takes effect at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Enroll { attester: String, kid: String, reason: String },
    SetStatus { attester: String, status: String, reason: String },
    Rotate { attester: String, kid: String, key: Key, reason: String },
    Issue { nonce: String, issued: u64, ttl: u64, attester: Option<String>, op: Option<String> },
    Find { kid: String },
    Commit(Facts),
    Recorded { iss: String, jti: String },
    History { attester: String },
}

/// What an appraised proof asks of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) attester: String,
    pub(super) kid: String,
    /// How often the record that was appraised had changed.
    pub(super) changes: usize,
    pub(super) iss: String,
    pub(super) jti: String,
    pub(super) counter: u64,
    pub(super) tier: String,
    pub(super) op: String,
    pub(super) nonce: Option<String>,
    pub(super) previous: Option<ChainEntry>,
    pub(super) entry: ChainEntry,
    pub(super) now: u64,
    pub(super) keep_until: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Code(String),
    Found(Option<Found>),
    /// Counter and time of the acceptance.
    Recorded(Option<(u64, u64)>),
    History(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) attester: String,
    pub(super) status: String,
    pub(super) key: Key,
    /// How often the record had changed.
    pub(super) changes: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Model {
    pub(super) attesters: BTreeMap<String, Record>,
    pub(super) accepted: BTreeMap<(String, String), Accepted>,
    pub(super) nonces: BTreeMap<String, Nonce>,
    /// The greatest time at which a proof was accepted.
    pub(super) latest: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    pub(super) kid: String,
    pub(super) key: Key,
    pub(super) status: String,
    pub(super) history: Vec<String>,
    pub(super) counters: BTreeMap<String, u64>,
    pub(super) head: [u8; 32],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Accepted {
    pub(super) counter: u64,
    pub(super) at: u64,
    pub(super) keep_until: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Nonce {
    pub(super) until: u64,
    attester: Option<String>,
    op: Option<String>,
    pub(super) burned: bool,
}

/// How far the clock may stand behind, and how long what ended is kept.
pub(super) const TOLERANCE: u64 = 60;

impl Model {
    /// Takes a step.
    pub(super) fn apply(&mut self, op: &Op) -> Answer {
        match op {
            Op::Enroll { attester, kid, reason } => code(self.enroll(attester, kid, reason)),
            Op::SetStatus { attester, status, reason } => {
                code(self.set_status(attester, status, reason))
            }
            Op::Rotate { attester, kid, key, reason } => {
                code(self.rotate(attester, kid, *key, reason))
            }
            Op::Issue { nonce, issued, ttl, attester, op } => {
                if self.nonces.contains_key(nonce) {
                    return code("already_issued");
                }
                let (attester, op) = (attester.clone(), op.clone());
                let issued = Nonce { until: issued + ttl, attester, op, burned: false };
                self.nonces.insert(nonce.clone(), issued);
                code("done")
            }
            Op::Find { kid } => Answer::Found(self.owner(kid).map(|attester| {
                let record = &self.attesters[&attester];
                let (status, key) = (record.status.clone(), record.key);
                Found { attester, status, key, changes: record.history.len() }
            })),
            Op::Commit(facts) => code(self.commit(facts)),
            Op::Recorded { iss, jti } => {
                let accepted = self.accepted.get(&(iss.clone(), jti.clone()));
                Answer::Recorded(accepted.map(|accepted| (accepted.counter, accepted.at)))
            }
            Op::History { attester } => Answer::History(
                self.attesters.get(attester).map(|r| r.history.clone()).unwrap_or_default(),
            ),
        }
    }

    fn owner(&self, kid: &str) -> Option<String> {
        self.attesters.iter().find(|(_, record)| record.kid == kid).map(|(name, _)| name.clone())
    }

    fn enroll(&mut self, attester: &str, kid: &str, reason: &str) -> &'static str {
        if self.attesters.contains_key(attester) {
            return "attester_exists";
        }
        if kid.is_empty() {
            return "empty_kid";
        }
        if self.owner(kid).is_some() {
            return "kid_in_use";
        }
        let record = Record {
            kid: kid.into(),
            key: Key::First,
            status: "active".into(),
            history: vec![format!("enrolled {kid}: {reason}")],
            counters: BTreeMap::new(),
            head: [0; 32],
        };
        self.attesters.insert(attester.into(), record);
        "done"
    }

    fn set_status(&mut self, attester: &str, status: &str, reason: &str) -> &'static str {
        let Some(record) = self.attesters.get_mut(attester) else { return "unknown_attester" };
        if record.status == "revoked" && status != "revoked" {
            return "revoked";
        }
        record.status = status.into();
        record.history.push(format!("status {status}: {reason}"));
        "done"
    }

    fn rotate(&mut self, attester: &str, kid: &str, key: Key, reason: &str) -> &'static str {
        if kid.is_empty() {
            return "empty_kid";
        }
        if self.owner(kid).is_some_and(|owner| owner != attester) {
            return "kid_in_use";
        }
        let Some(record) = self.attesters.get_mut(attester) else { return "unknown_attester" };
        record.kid = kid.into();
        record.key = key;
        record.history.push(format!("rotated {kid}: {reason}"));
        "done"
    }

    fn commit(&mut self, facts: &Facts) -> &'static str {
        if facts.now + TOLERANCE < self.latest {
            return "clock_behind";
        }
        let record = match self.attesters.get_mut(&facts.attester) {
            Some(record) if record.kid == facts.kid => record,
            _ => return "key_unknown",
        };
        if record.status == "revoked" {
            return "enrollment_revoked";
        }
        if record.status != "active" {
            return "enrollment_suspended";
        }
        if record.history.len() != facts.changes {
            return "store_unavailable";
        }
        if let Some(nonce) = &facts.nonce {
            let Some(nonce) = self.nonces.get(nonce) else { return "challenge_unknown" };
            let wrong_attester = nonce.attester.as_ref().is_some_and(|a| *a != facts.attester);
            let wrong_op = nonce.op.as_ref().is_some_and(|op| *op != facts.op);
            if nonce.burned || facts.now >= nonce.until || wrong_attester || wrong_op {
                return "challenge_unknown";
            }
        }
        let id = (facts.iss.clone(), facts.jti.clone());
        if self.accepted.contains_key(&id) {
            return "jti_replayed";
        }
        if let Some(stored) = record.counters.get(&facts.tier)
            && facts.counter <= *stored
        {
            return "counter_not_increasing";
        }
        if let Some(previous) = &facts.previous {
            if *previous.as_octets() != record.head {
                return "chain_broken";
            }
            record.head = *facts.entry.as_octets();
        }
        record.counters.insert(facts.tier.clone(), facts.counter);
        if let Some(nonce) = &facts.nonce {
            self.nonces.get_mut(nonce).expect("it was looked up").burned = true;
        }
        let Facts { counter, now, keep_until, .. } = *facts;
        self.accepted.insert(id, Accepted { counter, at: now, keep_until });
        self.latest = self.latest.max(now);
        "approved"
    }
}

fn code(text: &str) -> Answer {
    Answer::Code(text.into())
}
