//! Calls of the functions past the store, so that two can be held at exact places.

use std::time::Duration;

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::server::Server;

/// Arguments of `psea.commit`.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) attester: &'static str,
    pub(super) counter: u64,
    pub(super) jti: &'static str,
    pub(super) nonce: Option<&'static str>,
    pub(super) fence_least: u64,
    pub(super) now: u64,
    pub(super) failover: bool,
}

pub(super) fn call(attester: &'static str, counter: u64, jti: &'static str) -> Call {
    let fence_least = 1_000;
    Call { attester, counter, jti, nonce: None, fence_least, now: 1_000, failover: false }
}

impl Call {
    pub(super) fn sql(&self) -> String {
        let Self { attester, counter, jti, fence_least, now, failover, .. } = self;
        let nonce = self.nonce.map_or("NULL".to_owned(), |nonce| format!("'{nonce}'"));
        format!(
            "SELECT code, detail FROM psea.commit('{attester}', 'k{attester}', 0, 'single', \
             {counter}, 0, 'i', '{jti}', 2000, NULL, NULL, {nonce}, 'op', {fence_least}, {now}, \
             't', 'u', 'p', 'h', 0::smallint, {failover})"
        )
    }
}

pub(super) fn enroll(name: &str, kid: &str) -> String {
    format!(
        "SELECT code, version FROM psea.enroll('{name}', '{kid}', \
         decode('04' || repeat('01', 64), 'hex'), false, 'd', 0::smallint, 0, 0, 'r')"
    )
}

pub(super) fn rotate(name: &str, kid: &str) -> String {
    format!(
        "SELECT code, version FROM psea.rotate_key('{name}', '{kid}', \
         decode('04' || repeat('02', 64), 'hex'), 0, 'r')"
    )
}

pub(super) fn suspend(name: &str) -> String {
    format!("SELECT code, version FROM psea.set_status('{name}', 1::smallint, '', 0, 'r')")
}

/// The last row's columns with blanks between them, or the code of the error.
pub(super) async fn say(client: &Client, sql: &str) -> String {
    match client.simple_query(sql).await {
        Err(error) => match error.code() {
            Some(code) => format!("error {}", code.code()),
            None => error.to_string(),
        },
        Ok(messages) => {
            let rows = messages.iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            let last = rows.last();
            let columns = last.into_iter().flat_map(|row| {
                (0..row.len()).map(|column| row.get(column).unwrap_or("NULL").to_owned())
            });
            columns.collect::<Vec<_>>().join(" ")
        }
    }
}

/// What `second` answers if it comes while the transaction of `first` is open, and that ends like
/// this once `second` waits for it. `meanwhile` is done by a third while it waits.
pub(super) async fn overlapping(
    server: &Server,
    database: &str,
    first: &[String],
    second: String,
    meanwhile: &str,
    end: &str,
) -> String {
    let (one, other) = (server.raw(database).await, server.raw(database).await);
    let watching = server.raw(database).await;
    say(&one, "BEGIN").await;
    for sql in first {
        say(&one, sql).await;
    }
    let pid = say(&other, "SELECT pg_backend_pid()").await;
    let waiting = tokio::spawn(async move { say(&other, &second).await });
    let asked =
        format!("SELECT 1 FROM pg_stat_activity WHERE pid = {pid} AND wait_event_type = 'Lock'");
    for _ in 0..2_000 {
        if waiting.is_finished() || say(&watching, &asked).await == "1" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if !meanwhile.is_empty() {
        say(&watching, meanwhile).await;
    }
    say(&one, end).await;
    waiting.await.unwrap()
}

/// What `second` answers while the transaction of `first` stays open: it may not wait for it.
pub(super) async fn beside(
    server: &Server,
    database: &str,
    first: &[&str],
    second: &str,
) -> String {
    let (one, other) = (server.raw(database).await, server.raw(database).await);
    say(&one, "BEGIN").await;
    for sql in first {
        say(&one, sql).await;
    }
    say(&other, "SET lock_timeout = 200").await;
    let said = say(&other, second).await;
    say(&one, "COMMIT").await;
    said
}
