use psea_verifier::StoreError;
use redis::RedisError;

/// Why Redis is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The server cannot be reached, or refused a command.
    #[error("Redis cannot be reached: {0}")]
    Unreachable(#[from] RedisError),
    /// The server is too old, or does not say what it is.
    #[error("Redis {found} is not enough: version 7 or later is needed")]
    Version {
        /// Its `redis_version`.
        found: Box<str>,
    },
    /// The server is a replica, which forgets what it is told.
    #[error("the server's role is `{role}`: connect to the primary")]
    NotPrimary {
        /// Its `role`.
        role: Box<str>,
    },
    /// The server may drop keys when its memory is full.
    #[error("maxmemory-policy is `{found}`, which drops challenges: set it to noeviction")]
    Eviction {
        /// Its `maxmemory_policy`.
        found: Box<str>,
    },
}

/// An answer that did not come. Whether the command took place is not known, unless Redis itself
/// refused it or no connection was there.
pub(crate) fn unanswered(error: RedisError) -> StoreError {
    let not_sent = error.is_connection_refusal();
    let refused = matches!(error.kind(), redis::ErrorKind::Server(_));
    if not_sent || refused {
        StoreError::Unavailable(Box::new(error))
    } else {
        StoreError::OutcomeUnknown(Box::new(error))
    }
}
