//! One approval lets one execution through.

use std::sync::{Arc, Mutex};

use psea_claims::{EpochSeconds, Ueid};
use psea_relying_party::{ApprovalId, OneTime, OneTimeError, Use};
use psea_result::ProofHash;

use crate::support::*;

#[test]
fn what_is_executed_is_what_was_hashed() {
    // Another spelling of the same action.
    let spelled = format!(" {} ", ACTION.replace(':', " : "));
    let attempt = party().authorize(&approved("a-1"), &pins(), &asked(), spelled.as_bytes(), now());
    let authorized = attempt.unwrap();
    assert_eq!(authorized.action().as_str(), ACTION);
    assert_eq!(authorized.claims(), &claims("a-1"));
    assert_eq!(authorized.execute(|action| action.as_str().to_owned()), ACTION);
}

#[test]
fn a_second_use_is_refused() {
    let party = party();
    assert_eq!(try_at(&party, &approved("a-1"), now()), "authorized");
    for offset in [0, 1, 59] {
        assert_eq!(try_at(&party, &approved("a-1"), at(NOW + offset)), "already_used");
        assert_eq!(try_at(&party.clone(), &approved("a-1"), at(NOW + offset)), "already_used");
    }
    assert_eq!(try_at(&party, &approved("a-1"), at(NOW + 60)), "expired");
    assert_eq!(try_at(&party, &approved("a-2"), at(NOW + 59)), "authorized");
}

/// §3.4: neither another result of the same action is a second licence, nor one of the same proof
/// with the signature's twin, which a Verifier that forgot could take for another proof.
#[test]
fn another_spelling_of_the_approval_is_no_second_one() {
    let party = party();
    assert_eq!(try_at(&party, &approved("a-1"), now()), "authorized");
    let mut again = claims("a-1");
    again.envelope.jti = psea_claims::Jti::new("r-other").unwrap();
    again.envelope.iat = at(NOW + 10);
    again.envelope.exp = at(NOW + 70);
    again.proof_hash = ProofHash::of("the twin");
    assert_eq!(try_at(&party, &signed(&again), at(NOW + 20)), "already_used");
    // The same `jti` of another device, in another deployment, is another action.
    let mut other = claims("a-1");
    other.ueid = Ueid::parse(&format!("A{}", "Q".repeat(43))).unwrap();
    assert_eq!(try_at(&party, &signed(&other), at(NOW + 20)), "authorized");
}

/// A second result of the approval that ends later than the first does not outlive its use.
#[test]
fn a_result_that_ends_later_is_no_second_licence() {
    let party = party();
    let ending = |seconds: u64| {
        let mut claims = claims("a-1");
        claims.envelope.exp = at(NOW + seconds);
        signed(&claims)
    };
    assert_eq!(try_at(&party, &ending(5), now()), "authorized");
    assert_eq!(try_at(&party, &approved("a-2"), at(NOW + 7)), "authorized", "time has passed");
    assert_eq!(try_at(&party, &ending(50), at(NOW + 10)), "already_used");
}

/// What the store is told: the approval, and until when it can come again.
#[test]
fn the_store_is_told_until_when() {
    #[derive(Debug, Default)]
    struct Noting(Mutex<Vec<(String, String, u64, u64)>>);
    impl OneTime for Noting {
        fn take(
            &self,
            approval: &ApprovalId<'_>,
            until: EpochSeconds,
            now: EpochSeconds,
        ) -> Result<Use, OneTimeError> {
            let ApprovalId { verifier, proof_jti, .. } = approval;
            let noted = (verifier.to_string(), proof_jti.to_string(), until.get(), now.get());
            self.0.lock().unwrap().push(noted);
            Ok(Use::First)
        }
    }
    let noting = Arc::new(Noting::default());
    let party = party_with(noting.clone()).clock_skew(5);
    assert_eq!(try_at(&party, &approved("a-1"), at(NOW + 64)), "authorized");
    let noted = noting.0.lock().unwrap().pop().unwrap();
    // As long as any result of it could be admitted: 300 s and the skew.
    assert_eq!(noted, (ISS.into(), "a-1".into(), NOW + 305, NOW + 64));
}
