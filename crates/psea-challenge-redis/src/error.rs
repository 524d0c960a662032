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

#[cfg(test)]
mod tests {
    use std::io;

    use psea_verifier::StoreError;
    use redis::{ErrorKind, RedisError, ServerErrorKind};

    use super::unanswered;

    #[test]
    fn only_what_was_not_done_can_be_asked_again() {
        let io = |kind: io::ErrorKind| RedisError::from(io::Error::from(kind));
        let server = ErrorKind::Server(ServerErrorKind::ResponseError);
        for not_done in [io(io::ErrorKind::ConnectionRefused), (server, "refused").into()] {
            assert!(matches!(unanswered(not_done), StoreError::Unavailable(_)));
        }
        for perhaps in [io(io::ErrorKind::TimedOut), io(io::ErrorKind::ConnectionReset)] {
            assert!(matches!(unanswered(perhaps), StoreError::OutcomeUnknown(_)));
        }
    }
}
