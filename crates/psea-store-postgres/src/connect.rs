//! Connections, and what is done with each before it serves.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool_postgres::{
    Connect, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use psea_verifier::Durability;
use tokio::task::JoinHandle;
use tokio_postgres::error::{DbError, Severity, SqlState};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, Socket};

use crate::anchor::{Anchor, Refused};
use crate::error::ConnectError;
use crate::migrate;
use crate::options::PostgresOptions;
use crate::server;
use crate::store::PostgresStore;

impl PostgresOptions {
    /// Opens the store over a local socket, or a network that needs no encryption.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, or is not what the store needs.
    pub async fn connect(&self) -> Result<PostgresStore, ConnectError> {
        self.connect_tls(NoTls).await
    }

    /// Opens the store with a TLS connector for tokio-postgres.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub async fn connect_tls<T>(&self, tls: T) -> Result<PostgresStore, ConnectError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let anchor = Arc::new(match &self.anchor {
            None => Anchor::in_memory(),
            Some(path) => Anchor::open(path).map_err(|source| self.anchor_failed(source))?,
        });
        let doubts = Arc::new(AtomicU64::new(0));
        let watched = Watched { tls, doubts: Arc::clone(&doubts) };
        // The first connection says in detail what is wrong; those of the pool only that it is.
        let (client, task) = self.in_time(watched.open(self.config.clone())).await?;
        let ready = self.in_time(prepare(&client, self, self.require, &anchor)).await;
        task.abort();
        let durability = ready?;

        let manager = Manager::from_connect(
            self.config.clone(),
            watched,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let (options, marks) = (self.clone(), Arc::clone(&anchor));
        let hook = Hook::async_fn(move |client, _| {
            let (options, marks) = (options.clone(), Arc::clone(&marks));
            Box::pin(async move {
                // What was promised is not taken back: a lesser server gets no connection.
                match options.in_time(prepare(client, &options, durability, &marks)).await {
                    Ok(_) => Ok(()),
                    Err(error) => Err(HookError::message(error.to_string())),
                }
            })
        });
        let pool = Pool::builder(manager)
            .max_size(self.pool_size)
            .wait_timeout(Some(self.timeout))
            .create_timeout(Some(self.timeout))
            .recycle_timeout(Some(self.timeout))
            .runtime(Runtime::Tokio1)
            .post_create(hook)
            .build()
            .map_err(|error| ConnectError::Unreachable(Box::new(error)))?;
        Ok(PostgresStore::new(self, pool, durability, doubts, anchor))
    }

    fn anchor_failed(&self, source: std::io::Error) -> ConnectError {
        ConnectError::Anchor { path: self.anchor.clone().unwrap_or_default(), source }
    }

    pub(crate) async fn in_time<V, E>(
        &self,
        work: impl Future<Output = Result<V, E>>,
    ) -> Result<V, ConnectError>
    where
        ConnectError: From<E>,
    {
        match tokio::time::timeout(self.timeout, work).await {
            Ok(answer) => answer.map_err(ConnectError::from),
            Err(_) => Err(ConnectError::TimedOut(self.timeout)),
        }
    }
}

/// Sets the session and checks the server. The answer is what it promises.
async fn prepare(
    client: &Client,
    options: &PostgresOptions,
    least: Durability,
    anchor: &Anchor,
) -> Result<Durability, ConnectError> {
    let millis = server_limit(options.timeout);
    // Nothing of this may come from the defaults of a server, a database or a role.
    client
        .batch_execute(&format!(
            "SET synchronous_commit = 'on'; \
             SET default_transaction_isolation = 'read committed'; \
             SET default_transaction_read_only = 'off'; \
             SET statement_timeout = {millis}; SET lock_timeout = {millis}; \
             SET idle_in_transaction_session_timeout = {millis}"
        ))
        .await?;
    server::check_version(client).await?;
    let found = migrate::version(client).await?;
    if found != migrate::SCHEMA_VERSION {
        return Err(ConnectError::Schema { found, wanted: migrate::SCHEMA_VERSION });
    }
    let (durability, reason) = server::durability(client).await?;
    if durability < least {
        return Err(ConnectError::Durability { found: durability, required: least, reason });
    }
    let now = (options.clock)();
    server::attend(client, now).await?;
    anchor.compare(client, now).await.map_err(|refused| match refused {
        Refused::Database(error) => error.into(),
        Refused::File(source) => options.anchor_failed(source),
    })?;
    Ok(durability)
}

/// When the server gives up, in milliseconds: after four fifths of the time that the client waits.
/// Its 0 would be no limit.
fn server_limit(timeout: Duration) -> u128 {
    let millis = timeout.as_millis().saturating_mul(4) / 5;
    millis.clamp(1, i32::MAX.unsigned_abs().into())
}

/// Connects, and listens to what the server says beside its answers.
pub(crate) struct Watched<T> {
    tls: T,
    /// How often a server said that a commit was not replicated.
    doubts: Arc<AtomicU64>,
}

impl<T> Watched<T>
where
    T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
    T::Stream: Sync + Send,
    T::TlsConnect: Sync + Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn open(
        &self,
        config: Config,
    ) -> impl Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + 'static {
        let (tls, doubts) = (self.tls.clone(), Arc::clone(&self.doubts));
        async move {
            let (client, mut connection) = config.connect(tls).await?;
            let task = tokio::spawn(async move {
                // An error ends the connection: whoever waits for an answer learns it there.
                while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                    if let AsyncMessage::Notice(notice) = message
                        && is_doubt(&notice)
                    {
                        doubts.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
            Ok((client, task))
        }
    }
}

/// "The transaction has already committed locally, but might not have been replicated to the
/// standby" comes as a warning without a code of its own, before the answer that says success.
fn is_doubt(notice: &DbError) -> bool {
    *notice.code() == SqlState::WARNING
        && matches!(notice.parsed_severity(), Some(Severity::Warning) | None)
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<T> Connect for Watched<T>
where
    T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
    T::Stream: Sync + Send,
    T::TlsConnect: Sync + Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn connect(&self, config: &Config) -> BoxFuture<'_, Result<(Client, JoinHandle<()>), Error>> {
        Box::pin(self.open(config.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::server_limit;

    #[test]
    fn the_server_gives_up_first_and_always_has_a_limit() {
        for (timeout, millis) in [
            (Duration::from_secs(5), 4_000),
            (Duration::from_millis(3), 2),
            (Duration::ZERO, 1),
            (Duration::MAX, 2_147_483_647),
        ] {
            assert_eq!(server_limit(timeout), millis, "{timeout:?}");
        }
    }
}
