//! The export: a snapshot of a store as JSON, and back. What does not come back whole is an error,
//! never an emptier store. EXPORT.md describes the format for others.

pub(crate) mod history;
pub(crate) mod record;

use std::collections::BTreeSet;
use std::path::Path;

use psea::claims::{
    ChainEntry, Counter, CounterScope, DeviceId, EpochSeconds, Nonce, Operation, Ueid, UvGate,
};
use psea::jose::es256::PublicKey;
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea::verifier::{
    AttesterId, AttesterSnapshot, Challenge, ChallengeSnapshot, EnrolledDevice, EnrollmentStatus,
    EnrollmentVersion, Snapshot, StoreTime,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::output;

const FORMAT: &str = "psea-verifier-state/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Store {
    format: String,
    /// The greatest time at which a proof was accepted.
    latest: u64,
    /// When the state became another one, if it ever did.
    #[serde(skip_serializing_if = "Option::is_none")]
    fence: Option<u64>,
    attesters: Vec<Attester>,
    records: Vec<record::Record>,
    challenges: Vec<Issued>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attester {
    attester: String,
    kid: String,
    key: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ueid: Option<String>,
    status: String,
    uv: String,
    version: u64,
    counters: Vec<ScopeCounter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_head: Option<String>,
    history: Vec<history::Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeCounter {
    scope: String,
    counter: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Issued {
    nonce: String,
    issued: u64,
    until: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    attester: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<String>,
    burned: bool,
}

/// The document for a snapshot; none if something of it has no JSON, which nothing lacks.
pub(crate) fn write(snapshot: &Snapshot) -> Option<String> {
    let attesters: Option<Vec<_>> = snapshot.attesters.iter().map(write_attester).collect();
    Some(output::json(&Store {
        format: FORMAT.into(),
        latest: snapshot.time.latest.get(),
        fence: snapshot.time.fence.map(EpochSeconds::get),
        attesters: attesters?,
        records: snapshot.records.iter().map(record::write).collect(),
        challenges: snapshot
            .challenges
            .iter()
            .map(|ChallengeSnapshot { challenge, burned }| Issued {
                nonce: challenge.nonce().as_str().into(),
                issued: challenge.issued().get(),
                until: challenge.until().get(),
                attester: challenge.attester().map(|attester| attester.as_str().into()),
                op: challenge.op().map(|op| op.as_str().into()),
                burned: *burned,
            })
            .collect(),
    }))
}

fn write_attester(attester: &AttesterSnapshot) -> Option<Attester> {
    let (device_id, ueid) = match &attester.device {
        EnrolledDevice::Id(id) => (Some(id.as_str().into()), None),
        EnrolledDevice::Ueid(ueid) => (None, Some(ueid.to_text())),
    };
    Some(Attester {
        attester: attester.attester.as_str().into(),
        kid: attester.kid.as_ref().into(),
        key: RawValue::from_string(attester.key.to_jwk().into_string()).ok()?,
        device_id,
        ueid,
        status: attester.status.name().into(),
        uv: attester.uv_gate.name().into(),
        version: attester.version.get(),
        counters: attester
            .counters
            .iter()
            .map(|(scope, counter)| ScopeCounter {
                scope: scope.as_key().into(),
                counter: counter.get(),
            })
            .collect(),
        chain_head: attester.chain_head.as_ref().map(ChainEntry::to_text),
        history: attester.history.iter().map(history::write).collect::<Option<_>>()?,
    })
}

/// Reads the document.
pub(crate) fn read(path: &Path, octets: &[u8]) -> Result<Snapshot, Failure> {
    parse(octets).map_err(|problem| {
        Failure::new("export_invalid", format!("the file cannot be used: {problem}"))
            .file(path)
            .fix("use the file as it was written, to the last octet, or another one")
    })
}

fn parse(octets: &[u8]) -> Result<Snapshot, String> {
    // serde alone would let a name come twice here and there.
    Document::parse(octets, DEFAULT_MAX_DEPTH).map_err(|error| error.to_string())?;
    let store: Store = serde_json::from_slice(octets).map_err(|error| error.to_string())?;
    if store.format != FORMAT {
        return Err(format!("`format` is {:?}, and this version reads {FORMAT:?}", store.format));
    }
    let time = StoreTime {
        latest: seconds("latest", store.latest)?,
        fence: store.fence.map(|fence| seconds("fence", fence)).transpose()?,
    };
    let mut snapshot = Snapshot { time, ..Snapshot::default() };
    let (mut names, mut kids) = (BTreeSet::new(), BTreeSet::new());
    for attester in store.attesters {
        let attester = read_attester(attester)?;
        let twice = !names.insert(attester.attester.clone()) || !kids.insert(attester.kid.clone());
        if twice {
            return Err(format!("the attester or kid of {:?} comes twice", attester.attester));
        }
        snapshot.attesters.push(attester);
    }
    let mut jtis = BTreeSet::new();
    for record in store.records {
        let record = record::read(record)?;
        if !jtis.insert((record.iss.clone(), record.jti.clone())) {
            return Err(format!("the jti {:?} comes twice", record.jti.as_str()));
        }
        snapshot.records.push(record);
    }
    let mut nonces = BTreeSet::new();
    for issued in store.challenges {
        if !nonces.insert(issued.nonce.clone()) {
            return Err(format!("the nonce {:?} comes twice", issued.nonce));
        }
        snapshot.challenges.push(read_challenge(issued)?);
    }
    Ok(snapshot)
}

fn read_attester(attester: Attester) -> Result<AttesterSnapshot, String> {
    let name = attester.attester;
    let bad = |field: &str| format!("`{field}` of the attester {name:?} is not one written here");
    let device = match (attester.device_id, attester.ueid) {
        (Some(id), None) => EnrolledDevice::Id(DeviceId::new(id).map_err(|_| bad("device_id"))?),
        (None, Some(text)) => EnrolledDevice::Ueid(Ueid::parse(&text).map_err(|_| bad("ueid"))?),
        _ => return Err(bad("device_id")),
    };
    let mut counters = Vec::new();
    for ScopeCounter { scope, counter } in attester.counters {
        let scope = CounterScope::from_key(scope);
        if counters.iter().any(|(other, _)| *other == scope) {
            return Err(bad("counters"));
        }
        counters.push((scope, Counter::new(counter).ok_or_else(|| bad("counters"))?));
    }
    let chain_head = match attester.chain_head {
        Some(text) => Some(ChainEntry::parse(&text).ok_or_else(|| bad("chain_head"))?),
        None => None,
    };
    Ok(AttesterSnapshot {
        attester: AttesterId::new(name.as_str()).ok_or_else(|| bad("attester"))?,
        kid: attester.kid.into(),
        key: PublicKey::from_jwk(attester.key.get().as_bytes()).map_err(|_| bad("key"))?,
        device,
        status: EnrollmentStatus::from_name(&attester.status),
        uv_gate: UvGate::from_name(&attester.uv).ok_or_else(|| bad("uv"))?,
        version: EnrollmentVersion::new(attester.version),
        counters,
        chain_head,
        history: attester.history.into_iter().map(history::read).collect::<Result<_, _>>()?,
    })
}

fn read_challenge(issued: Issued) -> Result<ChallengeSnapshot, String> {
    let bad = |field: &str| format!("`{field}` of a challenge is not one written here");
    let nonce = Nonce::new(issued.nonce).map_err(|_| bad("nonce"))?;
    let mut challenge =
        challenge(nonce, issued.issued, issued.until).ok_or_else(|| bad("until"))?;
    if let Some(attester) = issued.attester {
        challenge =
            challenge.for_attester(AttesterId::new(attester).ok_or_else(|| bad("attester"))?);
    }
    if let Some(op) = issued.op {
        challenge = challenge.for_operation(Operation::new(op).map_err(|_| bad("op"))?);
    }
    Ok(ChallengeSnapshot { challenge, burned: issued.burned })
}

/// The challenge that was issued at one second and ends at another.
fn challenge(nonce: Nonce<'static>, issued: u64, until: u64) -> Option<Challenge> {
    let ttl = u32::try_from(until.checked_sub(issued)?).ok()?;
    Some(Challenge::new(nonce, EpochSeconds::new(issued)?, ttl))
}

fn seconds(field: &str, value: u64) -> Result<EpochSeconds, String> {
    EpochSeconds::new(value).ok_or_else(|| format!("`{field}` is above 2^53 − 1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use psea::claims::{ActionPayload, Issuer, Jti, Tier};
    use psea::jose::es256::{Es256Signer as _, P256Signer};
    use psea::verifier::{ApprovalRecord, Change, ChangeKind, ChangeRecord, UvAnchor};

    fn full() -> Snapshot {
        let key = *P256Signer::from_scalar(&[7; 32]).unwrap().public_key();
        let attester = |name: &str, device| AttesterSnapshot {
            attester: AttesterId::new(name).unwrap(),
            kid: format!("kid-{name}").into(),
            key,
            device,
            status: EnrollmentStatus::from_name("lost"),
            uv_gate: UvGate::Attested,
            version: EnrollmentVersion::new(3),
            counters: vec![
                (CounterScope::SINGLE, Counter::from(7)),
                (CounterScope::from_key("tier:high"), Counter::MAX),
            ],
            chain_head: ChainEntry::parse(&"ab".repeat(32)),
            history: history_of(name),
        };
        let id = EnrolledDevice::Id(DeviceId::new("device \u{1F511}\n").unwrap());
        let ueid = Ueid::parse("AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7").unwrap();
        let challenge = Challenge::new(Nonce::new("n-1").unwrap(), EpochSeconds::from(900), 60)
            .for_attester(AttesterId::new("a").unwrap())
            .for_operation(Operation::new("pay").unwrap());
        Snapshot {
            attesters: vec![attester("a", id), attester("b", EnrolledDevice::Ueid(ueid))],
            records: vec![accepted()],
            challenges: vec![ChallengeSnapshot { challenge, burned: true }],
            time: StoreTime { latest: EpochSeconds::from(950), fence: Some(EpochSeconds::from(7)) },
        }
    }

    fn history_of(name: &str) -> Vec<ChangeRecord> {
        let record = |at: u32, kind, version| {
            let change = Change::new(EpochSeconds::from(at), "at the \"branch\"");
            change.into_record(kind, EnrollmentVersion::new(version))
        };
        vec![
            record(1, ChangeKind::Enrolled { kid: "kid-0".into() }, 0),
            record(2, ChangeKind::KeyRotated { kid: format!("kid-{name}").into() }, 1),
            record(3, ChangeKind::Status(EnrollmentStatus::from_name("lost")), 3),
        ]
    }

    fn accepted() -> ApprovalRecord {
        ApprovalRecord {
            attester: AttesterId::new("a").unwrap(),
            iss: Issuer::new("tenant.example").unwrap(),
            jti: Jti::new("j-1").unwrap(),
            proof_hash: [5; 32],
            payload_hash: ActionPayload::parse(b"{}").unwrap().hash(),
            op: Operation::new("pay").unwrap(),
            tier: Tier::new("high").unwrap(),
            counter: Counter::from(7),
            scope: CounterScope::SINGLE,
            ueid: Ueid::parse("AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7").unwrap(),
            uv: UvAnchor::Asserted,
            chain_entry: ChainEntry::parse(&"cd".repeat(32)),
            accepted_at: EpochSeconds::from(950),
            keep_until: EpochSeconds::from(1000),
        }
    }

    #[test]
    fn what_is_written_comes_back() {
        let text = write(&full()).unwrap();
        assert_eq!(parse(text.as_bytes()).unwrap(), full());
        let empty = write(&Snapshot::default()).unwrap();
        assert_eq!(parse(empty.as_bytes()).unwrap(), Snapshot::default());
    }

    /// EXPORT.md names every member, the ones of a public key aside.
    #[test]
    fn the_format_is_described() {
        fn names(value: &serde_json::Value, found: &mut BTreeSet<String>) {
            match value {
                serde_json::Value::Object(members) => {
                    for (name, value) in members {
                        found.insert(name.clone());
                        if name != "key" {
                            names(value, found);
                        }
                    }
                }
                serde_json::Value::Array(elements) => {
                    elements.iter().for_each(|element| names(element, found));
                }
                _ => {}
            }
        }
        let described: BTreeSet<_> = include_str!("../../EXPORT.md")
            .split(|c: char| !c.is_ascii_lowercase() && c != '_')
            .collect();
        let mut found = BTreeSet::new();
        names(&serde_json::from_str(&write(&full()).unwrap()).unwrap(), &mut found);
        assert!(found.len() > 35, "{found:?}");
        for name in found {
            assert!(described.contains(name.as_str()), "{name}");
        }
    }

    /// A crash or an editor may leave anything behind; nothing of it is an emptier store.
    #[test]
    fn no_part_of_a_store_is_a_store() {
        let text = write(&full()).unwrap();
        let text = text.trim_end();
        for end in 0..text.len() {
            assert!(parse(&text.as_bytes()[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn what_was_not_written_here_is_refused() {
        let text = write(&full()).unwrap();
        let changes = [
            ("psea-verifier-state/1", "psea-verifier-state/2"),
            ("\"kid-b\"", "\"kid-a\""),
            ("\"attester\": \"b\"", "\"attester\": \"a\""),
            ("\"latest\": 950", "\"latest\": 9007199254740992"),
            ("\"latest\": 950", "\"latest\": 950, \"latest\": 950"),
            ("\"latest\": 950", "\"latest\": 950, \"later\": 1"),
            ("\"tier:high\"", "\"single\""),
            ("\"attested\"", "\"sure\""),
            ("\"P-256\"", "\"P-384\""),
            ("abab", "ABAB"),
            ("cdcd", "CDCD"),
            ("\"asserted\"", "\"sure\""),
            ("\"key_rotated\"", "\"replaced\""),
            ("\"keep_until\": 1000", "\"keep_until\": -1"),
        ];
        for (old, new) in changes {
            assert!(text.contains(old), "{old}");
            assert!(parse(text.replacen(old, new, 1).as_bytes()).is_err(), "{new}");
        }
    }
}
