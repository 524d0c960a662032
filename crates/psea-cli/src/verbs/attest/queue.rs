//! A proof that waits on this device.

use std::path::Path;
use std::sync::Arc;

use psea::attester::{ActionRequest, AttesterConfig, HardwareKey};
use psea::claims::Operation;
use psea_attester_state::{OfflineQueue, QueueOptions, RedbState};
use serde::{Deserialize, Serialize};

use super::Making;
use super::deliver::{expiry, note, of_key};
use crate::attester::{queue_failure, state_failure};
use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::style::{GOOD, HEADING};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};

/// What may be approved offline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    offline: Vec<String>,
}

pub(super) fn policy(file: &Path) -> Result<Vec<Operation<'static>>, Failure> {
    let bad = |problem: String| {
        Failure::new("policy_unusable", format!("the policy for offline proofs: {problem}"))
            .file(file)
            .field("--queue")
            .fix("write {\"offline\": [\"OP\", …]}: the operations that may be approved offline")
    };
    let octets = files::read(file)?;
    let policy: Policy = serde_json::from_slice(&octets).map_err(|error| bad(error.to_string()))?;
    let operation = |op: String| Operation::new(op).map_err(|error| bad(error.to_string()));
    policy.offline.into_iter().map(operation).collect()
}

#[derive(Serialize)]
struct Document<'a> {
    queued: u64,
    jti: String,
    counter: u64,
    kid: &'a str,
    exp: u64,
    until: u64,
    waiting: usize,
    state_file: String,
}

/// Makes the proof, and keeps it: it waits when this returns.
pub(super) fn put(
    making: &Making<'_>,
    config: AttesterConfig,
    state: Arc<RedbState>,
    policy: Vec<Operation<'static>>,
    request: ActionRequest,
    key: &dyn HardwareKey,
) -> Result<Report, Failure> {
    let Making { args, state_file, .. } = *making;
    let failed = |error| queue_failure(&error, state_file);
    let options = QueueOptions::default().grace_window(args.grace);
    let now = clock::millis_or(args.now)?;
    let queue = OfflineQueue::open(config, state, Arc::new(policy), options, now)
        .map_err(|error| state_failure(&error, state_file))?;
    let proposal = queue.propose(request).map_err(failed)?;
    let confirmed = proposal.verify_user(key).map_err(|error| failed(error.into()))?;
    // §3.7: `iat` is the time of signing.
    let queued = confirmed.sign(clock::millis_or(args.now)?).map_err(failed)?;
    let waiting = queue.waiting();
    let found = waiting.iter().find(|waiting| waiting.id == queued.id);
    let entry = found.ok_or_else(|| Failure::new("internal", "the proof is not in the queue"))?;

    let (exp, until) = (entry.exp.seconds(), queued.until.seconds());
    let mut pairs = Pairs::new();
    pairs
        .text("number", queued.id.get().to_string())
        .text("jti", entry.label.jti.as_str())
        .text("counter", entry.label.counter.to_string())
        .text("expires", expiry(exp, args.lifetime()))
        .text("key", of_key(making.reference))
        .text("state", state_file.display().to_string());
    let text = format!(
        "{GOOD}Queued{GOOD:#}: nothing was sent\n{pairs}{}\n{HEADING}Next:{HEADING:#}\n  psea \
         queue run --state {} --keys JWKS --exec PROGRAM\n",
        note(args.lifetime()),
        state_file.display(),
    );
    let document = Document {
        queued: queued.id.get(),
        jti: entry.label.jti.as_str().into(),
        counter: entry.label.counter.get(),
        kid: making.kid,
        exp: exp.get(),
        until: until.get(),
        waiting: waiting.len(),
        state_file: state_file.display().to_string(),
    };
    Ok(Report::new(Exit::Done, text, &document))
}
