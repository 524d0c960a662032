use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use psea_claims::EpochSeconds;
use psea_jose::es256::{Es256Backend, P256Backend};
use psea_verifier::Durability;
use tokio_postgres::Config;

use crate::error::ConnectError;

/// How a store reaches its database, and what it requires of it.
#[derive(Clone)]
pub struct PostgresOptions {
    pub(crate) config: Config,
    pub(crate) pool_size: usize,
    pub(crate) timeout: Duration,
    pub(crate) require: Durability,
    pub(crate) backend: Arc<dyn Es256Backend>,
    pub(crate) clock: fn() -> EpochSeconds,
    pub(crate) cached: usize,
    pub(crate) anchor: Option<PathBuf>,
}

impl PostgresOptions {
    /// A database by its connection string, as libpq knows them: `host=… dbname=…` or
    /// `postgresql://…`.
    ///
    /// # Errors
    ///
    /// [`ConnectError::Unreachable`] if the string is none.
    pub fn new(connection: &str) -> Result<Self, ConnectError> {
        Ok(Self::from_config(connection.parse::<Config>()?))
    }

    /// A database by its parameters.
    #[must_use]
    pub fn from_config(config: Config) -> Self {
        Self {
            config,
            pool_size: 16,
            timeout: Duration::from_secs(5),
            require: Durability::PowerLoss,
            backend: Arc::new(P256Backend),
            clock: system_clock,
            cached: 65_536,
            anchor: None,
        }
    }

    /// The greatest number of connections, hence of commits at a time. 16 by default, at least 1.
    #[must_use]
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections.max(1);
        self
    }

    /// How long to wait for a connection, and for an answer; 5 s by default. The server is told
    /// to give up after four fifths of it, so that its clean refusal usually comes first.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The least that the server has to promise. [`Durability::PowerLoss`] by default.
    #[must_use]
    pub const fn require(mut self, least: Durability) -> Self {
        self.require = least;
        self
    }

    /// The library that prepares the enrolled keys. [`P256Backend`] by default.
    #[must_use]
    pub fn backend(mut self, backend: Arc<dyn Es256Backend>) -> Self {
        self.backend = backend;
        self
    }

    /// How many enrollment records are kept in memory at most, with their prepared keys: some 1 KiB
    /// each, 65,536 by default. With 0 every verification asks the server twice.
    #[must_use]
    pub const fn cached(mut self, records: usize) -> Self {
        self.cached = records;
        self
    }

    /// A file of this process's own, on this machine and not on the database's, in which the store
    /// writes what was acknowledged, so that an older copy of the database is noticed when the next
    /// process opens it. It is made where it is missing. See the crate's documentation.
    #[must_use]
    pub fn anchor(mut self, path: impl Into<PathBuf>) -> Self {
        self.anchor = Some(path.into());
        self
    }

    /// The clock whose time becomes the fence where the server turns out to be another one. The
    /// system's by default; the server's own is used where it is ahead.
    #[must_use]
    pub const fn clock(mut self, clock: fn() -> EpochSeconds) -> Self {
        self.clock = clock;
        self
    }
}

/// Seconds since the epoch; the last representable one if the clock is beyond reason, so that
/// nothing passes.
fn system_clock() -> EpochSeconds {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|since| EpochSeconds::new(since.as_secs()))
        .unwrap_or(EpochSeconds::MAX)
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("config", &self.config)
            .field("pool_size", &self.pool_size)
            .field("timeout", &self.timeout)
            .field("require", &self.require)
            .field("cached", &self.cached)
            .field("anchor", &self.anchor)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::system_clock;

    #[test]
    fn the_default_clock_tells_the_time() {
        let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let (before, told, after) = (now(), system_clock().get(), now());
        assert!((before..=after).contains(&told), "{told} from {before} to {after}");
    }
}
