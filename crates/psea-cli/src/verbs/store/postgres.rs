//! The store in PostgreSQL, as far as an operator needs it here.

use std::future::Future;

use psea::claims::EpochSeconds;
use psea::verifier::StoreError;
use psea_store_postgres::{ConnectError, MigrateError, PostgresOptions, PostgresStore, Pruned};
use serde::Serialize;

use super::migrate::Document as MigrateDocument;
use super::stats::{self, latest};
use crate::edge::terminal;
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::store_failure_code;

/// How many ids one step of a prune forgets.
const STEP: u32 = 10_000;

#[derive(Serialize)]
struct Checked {
    sound: bool,
    damage: Vec<String>,
}

pub(super) fn migrate(url: &str) -> Result<Report, Failure> {
    let options = options(url)?;
    wait_for(options.migrate())?.map_err(|error| not_migrated(&error))?;
    let document =
        MigrateDocument { store: "postgresql", migrated: true, old_file: None, fence: None };
    let text = format!("{GOOD}Up to date{GOOD:#}\n");
    Ok(Report::new(Exit::Done, text, &document))
}

pub(super) fn check(url: &str) -> Result<Report, Failure> {
    let connected = wait_for(options(url)?.connect())?;
    let damage = match connected {
        Ok(store) => {
            // Tables that cannot be read are told as such.
            wait_for(store.counts())?.map_err(|error| failed(&error))?;
            None
        }
        Err(
            error @ (ConnectError::ServerVersion { .. }
            | ConnectError::Standby
            | ConnectError::Schema { .. }
            | ConnectError::Durability { .. }),
        ) => Some(error.to_string()),
        Err(error) => return Err(not_connected(&error)),
    };
    let document = Checked { sound: damage.is_none(), damage: damage.into_iter().collect() };
    let mut pairs = Pairs::new();
    let Some(damage) = document.damage.first() else {
        pairs.text("server", "version, schema, durability and role are what the store needs");
        pairs.text("not checked", "pages and rows: PostgreSQL's pg_amcheck does that");
        return Ok(Report::new(Exit::Done, format!("{GOOD}SOUND{GOOD:#}\n{pairs}"), &document));
    };
    pairs.text("why", damage);
    Ok(Report::new(Exit::Refused, format!("{BAD}NOT USABLE{BAD:#}\n{pairs}"), &document))
}

pub(super) fn stats(url: &str) -> Result<Report, Failure> {
    let asked = on(url, async |store| Ok((store.counts().await?, store.time().await?)));
    let (counts, time) = asked?;
    Ok(stats::report(&stats::Document {
        store: "postgresql",
        file: None,
        file_octets: None,
        attesters: counts.attesters,
        counters: counts.counters,
        records: counts.jtis,
        challenges: counts.challenges,
        changes: None,
        commits: None,
        // Less than this is refused when connecting.
        durability: "power_loss, at least",
        notices_older_copy: false,
        anchor: None,
        latest_served: latest(&time),
        fence: time.fence.map(EpochSeconds::get),
    }))
}

pub(super) fn prune(url: &str) -> Result<Pruned, Failure> {
    let total = std::sync::atomic::AtomicU64::new(0);
    let relaxed = std::sync::atomic::Ordering::Relaxed;
    let work = || {
        on(url, async |store| {
            let mut all = Pruned::default();
            loop {
                let step = store.prune(STEP).await?;
                all.jtis = all.jtis.saturating_add(step.jtis);
                all.challenges = all.challenges.saturating_add(step.challenges);
                total.store(all.jtis, relaxed);
                if step.jtis < u64::from(STEP) && step.challenges < u64::from(STEP) {
                    return Ok(all);
                }
            }
        })
    };
    terminal::watched(work, || Some(format!("… {} records forgotten", total.load(relaxed))))
}

/// Raises the fence, and says where it stands then.
pub(super) fn fence(url: &str, at: EpochSeconds) -> Result<Option<EpochSeconds>, Failure> {
    on(url, async |store| {
        store.fence(at).await?;
        Ok(store.time().await?.fence)
    })
}

fn on<T>(
    url: &str,
    work: impl AsyncFnOnce(&PostgresStore) -> Result<T, StoreError>,
) -> Result<T, Failure> {
    let options = options(url)?;
    wait_for(async {
        let store = options.connect().await.map_err(|error| not_connected(&error))?;
        work(&store).await.map_err(|error| failed(&error))
    })?
}

fn options(url: &str) -> Result<PostgresOptions, Failure> {
    PostgresOptions::new(url).map_err(|error| {
        Failure::new("usage", error.to_string())
            .field("--postgres")
            .fix("write \"host=… dbname=… user=…\" or postgresql://user@host/database")
    })
}

fn wait_for<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new("internal", format!("no connection can be waited for: {error}"))
            .fix("look at the limits of this process, and try again")
    })?;
    Ok(runtime.block_on(work))
}

fn not_connected(error: &ConnectError) -> Failure {
    let (code, fix) = match error {
        ConnectError::Schema { .. } => {
            ("schema_differs", "run `psea store migrate --postgres URL`")
        }
        ConnectError::Standby => ("server_unusable", "connect to the primary"),
        ConnectError::Durability { .. } => ("server_unusable", "change the setting that it names"),
        ConnectError::ServerVersion { .. } => ("server_unusable", "upgrade the server"),
        _ => (
            "store_unavailable",
            "look at the server, its address and the role; encryption (sslmode=require) is not for \
             this command: use a local socket or a tunnel",
        ),
    };
    Failure::new(code, error.to_string()).field("--postgres").fix(fix)
}

fn not_migrated(error: &MigrateError) -> Failure {
    match error {
        MigrateError::Connect(error) => not_connected(error),
        MigrateError::Newer { .. } => Failure::new("schema_differs", error.to_string())
            .field("--postgres")
            .fix("use the psea that wrote it, or a later one"),
        _ => Failure::new("migration_failed", error.to_string())
            .field("--postgres")
            .fix("run it as the role that owns the schema; what failed left nothing behind"),
    }
}

fn failed(error: &StoreError) -> Failure {
    let failure = Failure::new(store_failure_code(error), error.to_string()).field("--postgres");
    match error {
        StoreError::OutcomeUnknown(_) => {
            failure.unknown().fix("look at the server, and run the same again: that is safe")
        }
        _ => failure.fix("look at the server, and try again"),
    }
}
