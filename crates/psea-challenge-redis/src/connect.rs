use std::fmt;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, IntoConnectionInfo};

use crate::error::ConnectError;

/// The first version whose commands are all there, and that is still maintained.
const LEAST_VERSION: u32 = 7;

/// How long a connection and an answer may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Challenges in one Redis database, under keys that begin with `psea:challenge:`.
///
/// Cheap to clone; clones share one connection, which is made anew when it breaks.
#[derive(Clone)]
pub struct RedisChallenges {
    pub(crate) connection: ConnectionManager,
    pub(crate) prefix: Box<str>,
}

impl RedisChallenges {
    /// Connects: `redis://host:port/`, `unix:///path`, or any other form that the `redis` crate
    /// knows.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, is too old, is no primary, or may evict keys.
    pub async fn connect(server: impl IntoConnectionInfo) -> Result<Self, ConnectError> {
        let client = Client::open(server)?;
        // A command whose answer was lost is never sent again by the connection: a burn could
        // then burn twice.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_response_timeout(Some(TIMEOUT))
            .set_connection_timeout(Some(TIMEOUT));
        let connection = ConnectionManager::new_with_config(client, config).await?;
        let this = Self { connection, prefix: "psea:challenge:".into() };
        this.check().await?;
        Ok(this)
    }

    /// Another beginning for its keys, so that deployments can share a database.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Box<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    async fn check(&self) -> Result<(), ConnectError> {
        let mut connection = self.connection.clone();
        let mut info = String::new();
        for section in ["server", "replication", "memory"] {
            let part: String = redis::cmd("INFO").arg(section).query_async(&mut connection).await?;
            info.push_str(&part);
            info.push('\n');
        }
        suits(&info)
    }
}

/// Whether a server that says this of itself keeps what it is told.
fn suits(info: &str) -> Result<(), ConnectError> {
    let version = field(info, "redis_version");
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < LEAST_VERSION) {
        return Err(ConnectError::Version { found: version.into() });
    }
    let role = field(info, "role");
    if role != "master" {
        return Err(ConnectError::NotPrimary { role: role.into() });
    }
    let policy = field(info, "maxmemory_policy");
    if policy != "noeviction" {
        return Err(ConnectError::Eviction { found: policy.into() });
    }
    Ok(())
}

/// The value of `name:` in the answer to INFO; empty if it is not there.
fn field<'a>(info: &'a str, name: &str) -> &'a str {
    info.lines()
        .filter_map(|line| line.trim_end().split_once(':'))
        .find_map(|(key, value)| (key == name).then_some(value))
        .unwrap_or_default()
}

impl fmt::Debug for RedisChallenges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisChallenges").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{field, suits};

    fn told(version: &str, role: &str, policy: &str) -> Option<String> {
        let info =
            format!("redis_version:{version}\r\nrole:{role}\r\nmaxmemory_policy:{policy}\r\n");
        suits(&info).err().map(|error| error.to_string())
    }

    #[test]
    fn a_primary_of_version_7_that_evicts_nothing_will_do() {
        assert_eq!(told("7.0.0", "master", "noeviction"), None);
        assert_eq!(told("8.2.1", "master", "noeviction"), None);
        for version in ["6.2.14", "", "seven"] {
            let want = format!("Redis {version} is not enough: version 7 or later is needed");
            assert_eq!(told(version, "master", "noeviction"), Some(want));
        }
        let want = "the server's role is `slave`: connect to the primary";
        assert_eq!(told("7.0.0", "slave", "noeviction").as_deref(), Some(want));
        let want =
            "maxmemory-policy is `allkeys-lru`, which drops challenges: set it to noeviction";
        assert_eq!(told("7.0.0", "master", "allkeys-lru").as_deref(), Some(want));
    }

    #[test]
    fn fields_are_found_by_their_whole_name() {
        let info = "# Server\r\nredis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n";
        assert_eq!(field(info, "redis_version"), "7.0.15");
        assert_eq!(field(info, "maxmemory_policy"), "noeviction");
        assert_eq!(field(info, "memory_policy"), "");
    }
}
