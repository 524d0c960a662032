use psea_claims::Operation;
use psea_verifier::{AsyncChallengeStore, AttesterId, BoxFuture, Challenge, ChallengeError};

use crate::connect::RedisChallenges;
use crate::error::unanswered;

impl AsyncChallengeStore for RedisChallenges {
    /// `SET NX PX`. Where the outcome is unknown, issue another one.
    fn issue(&self, challenge: Challenge) -> BoxFuture<'_, Result<(), ChallengeError>> {
        Box::pin(self.set(challenge))
    }
}

impl RedisChallenges {
    async fn set(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        // A challenge that is never outstanding is kept for a moment, to be refused as issued.
        let seconds = challenge.until().get().saturating_sub(challenge.issued().get());
        let millis = seconds.saturating_mul(1_000).max(1);
        let mut value = challenge.until().get().to_string().into_bytes();
        value.push(b'|');
        value.extend(binding(challenge.attester(), challenge.op()));
        let answer: Option<String> = redis::cmd("SET")
            .arg(self.key(challenge.nonce()))
            .arg(value)
            .arg("NX")
            .arg("PX")
            .arg(millis)
            .query_async(&mut self.connection.clone())
            .await
            .map_err(unanswered)?;
        if answer.is_some() { Ok(()) } else { Err(ChallengeError::AlreadyIssued) }
    }

    pub(crate) fn key(&self, nonce: &psea_claims::Nonce<'_>) -> String {
        format!("{}{}", self.prefix, nonce.as_str())
    }
}

/// Who may answer, as octets that no other binding has: each part with its length before it, or
/// `-` where it is not bound.
pub(crate) fn binding(attester: Option<&AttesterId>, op: Option<&Operation<'_>>) -> Vec<u8> {
    let mut octets = Vec::new();
    for part in [attester.map(AttesterId::as_str), op.map(Operation::as_str)] {
        match part {
            None => octets.push(b'-'),
            Some(text) => {
                octets.extend(format!("{}:", text.len()).bytes());
                octets.extend(text.bytes());
            }
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::binding;
    use psea_claims::Operation;
    use psea_verifier::AttesterId;

    #[test]
    fn bindings_do_not_meet() {
        let name = |text: &str| AttesterId::new(text).unwrap();
        let op = |text: &'static str| Operation::new(text).unwrap();
        let all = [
            binding(None, None),
            binding(Some(&name("-")), None),
            binding(None, Some(&op("-"))),
            binding(Some(&name("a")), Some(&op("b"))),
            binding(Some(&name("a1:b")), None),
            binding(Some(&name("ab")), None),
            binding(None, Some(&op("ab"))),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one), "{one:?}");
        }
    }
}
