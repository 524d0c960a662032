//! The asynchronous form says the same.

use std::collections::VecDeque;
use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use psea_claims::Outcome;
use psea_verifier::{
    AsyncAnsweringVerifier, AsyncVerifier, AsyncVerifierStore, BoxFuture, EnrollmentAdmin as _,
    ResultIssueError,
};

use super::*;

fn ready_now<T>(future: impl Future<Output = T> + Send) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("no future here waits"),
    }
}

#[test]
fn it_answers_as_the_synchronous_one_does() {
    let late = u64::from(NOW) + 300;
    let steps: [(&str, Draft, u64, Mood, bool); 8] = [
        ("unavailable", draft("a-1", 1), NOW.into(), Mood::Unavailable, false),
        ("lost", draft("a-1", 1), NOW.into(), Mood::LosesAnswer, false),
        ("repeat", draft("a-1", 1), NOW.into(), Mood::Willing, false),
        ("late", draft("a-1", 1), late, Mood::Willing, false),
        ("blind", draft("a-1", 1), NOW.into(), Mood::Willing, true),
        ("fence", draft("a-1", 1), NOW.into(), Mood::Fenced, false),
        ("other", draft("a-1", 2), NOW.into(), Mood::Willing, false),
        ("next", draft("a-2", 2), NOW.into(), Mood::Willing, false),
    ];
    let synchronous = world();
    let moody = Moody::over(store());
    let verifier = AsyncVerifier::new(config(), moody.clone());
    let asynchronous = AsyncAnsweringVerifier::new(verifier, moody.clone(), issuer(result_key(21)));
    for (step, draft, time, mood, blind) in steps {
        for store in [&moody, &synchronous.moody] {
            store.set(mood);
            store.set_blind(blind);
        }
        let body = draft.body();
        let one = synchronous.answer_at(&body, at(time));
        let two = ready_now(asynchronous.answer(body.as_bytes(), &expected(), at(time)));
        assert_eq!((told(&one), one.is_repeat()), (told(&two), two.is_repeat()), "{step}");
        // The keys sign otherwise; what they sign is the same.
        let [one, two] = [one, two].map(|answered| answered.result(&party()).unwrap());
        let signed = |result: &SignedResult| {
            result.as_str().rsplit_once('.').map(|(input, _)| input.to_owned())
        };
        assert_eq!(signed(&one), signed(&two), "{step}");
    }
}

/// Finds an earlier version of the record first, as a store may.
#[derive(Debug)]
struct Behind {
    moody: Arc<Moody>,
    earlier: Mutex<VecDeque<Arc<Enrollment>>>,
}

impl AsyncVerifierStore for Behind {
    fn promise(&self) -> StorePromise {
        VOLATILE
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        match self.earlier.lock().unwrap().pop_front() {
            Some(earlier) => Box::pin(ready(Ok(Some(earlier)))),
            None => self.find_current(kid),
        }
    }

    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(ready(EnrollmentLookup::find(&*self.moody, kid)))
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(ready(ReplayStore::commit(&*self.moody, request)))
    }
}

/// A signature that verified by an earlier record and does not by the current one names nothing:
/// that key is no longer the Attester's.
#[test]
fn an_earlier_records_signature_names_nothing() {
    let moody = Moody::over(store());
    let earlier = EnrollmentLookup::find(&*moody, "key-1").unwrap().unwrap();
    let name = attester("attester-1");
    moody.store.rotate_key(&name, "key-1", key_of(&other_signer()), change()).unwrap();
    let behind = Behind { moody: moody.clone(), earlier: Mutex::new([earlier].into()) };
    let verifier = AsyncVerifier::new(config(), Arc::new(behind));
    let answering = AsyncAnsweringVerifier::new(verifier, moody, issuer(result_key(21)));
    let body = draft("a-1", 1).body();
    let answered = ready_now(answering.answer(body.as_bytes(), &expected(), now()));
    assert_eq!(told(&answered), (Outcome::Reject, "signature_invalid"));
    assert_eq!(answered.result(&Recipient::Attester).unwrap_err(), ResultIssueError::NoAttester);
    let said = refusal_in(&answered.result(&party()).unwrap(), PARTY, now());
    assert_eq!(said.claims().refused_jti, None);
}
