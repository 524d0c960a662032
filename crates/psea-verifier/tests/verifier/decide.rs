//! The rules of a commit as a truth table: every combination of what a store can have read
//! against every combination of what a proof can ask (§3.10, §3.12, §3.14, §3.1.1).

use psea_claims::{ChainEntry, Counter};
use psea_verifier::{
    ChallengePolicy, CommitRefusal, EnrollmentLookup as _, EnrollmentStatus, EnrollmentVersion,
    StoredEnrollment, StoredState, Submission,
};

use crate::support::*;

const ELSEWHERE: ChainEntry = ChainEntry::from_octets([9; 32]);

/// The first broken rule, by a list in the order of the rules.
fn expected_refusal(facts: &[(bool, CommitRefusal)]) -> Option<CommitRefusal> {
    facts.iter().find(|(broken, _)| *broken).map(|(_, refusal)| *refusal)
}

#[test]
fn the_truth_table() {
    let statuses = [
        EnrollmentStatus::Active,
        EnrollmentStatus::Suspended,
        EnrollmentStatus::Revoked,
        EnrollmentStatus::from_name("on-leave"),
        EnrollmentStatus::from_name("Active"),
    ];
    let mut allowed = 0;
    let mut rows = 0;
    for asks in 0..8_u8 {
        let (has_challenge, has_chain, starts) = (asks & 1 > 0, asks & 2 > 0, asks & 4 > 0);
        let link = if starts { ChainEntry::SENTINEL } else { ChainEntry::from_octets([1; 32]) };
        let mut proof = draft("a-1", 10).claim("psea_chain_prev", link.to_text());
        let mut config = config().challenges(ChallengePolicy::Optional);
        if has_challenge {
            proof = proof.claim("eat_nonce", "n-1");
        }
        if has_chain {
            config = config.with_chain();
        }
        let body = proof.unsigned_body();
        let store = gullible_store();
        let enrollment = store.find("key-1").unwrap().unwrap();
        let version = enrollment.version;
        let submission = Submission::parse(body.as_bytes(), &config);
        let signed = submission.unwrap().verify_signature(enrollment).unwrap();
        let appraised = signed.appraise(&config, &expected(), now()).unwrap();
        let request = appraised.request();
        assert_eq!(request.challenge().is_some(), has_challenge);
        assert_eq!(request.chain().is_some(), has_chain);

        let mut records = vec![None];
        for status in &statuses {
            for version in [version, version.next().unwrap(), EnrollmentVersion::new(u64::MAX)] {
                records.push(Some(StoredEnrollment { status, version }));
            }
        }
        let counters = [None, Some(0), Some(9), Some(10), Some(11), Some((1 << 53) - 1)];
        let heads = [None, Some(ChainEntry::SENTINEL), Some(link), Some(ELSEWHERE)];
        for enrollment in records {
            for counter in counters {
                for chain_head in heads {
                    for (challenge_outstanding, jti_finalised) in
                        [(false, false), (false, true), (true, false), (true, true)]
                    {
                        let counter = counter.map(|value| Counter::new(value).unwrap());
                        let state = StoredState {
                            enrollment,
                            challenge_outstanding,
                            jti_finalised,
                            counter,
                            chain_head,
                        };
                        let status = enrollment.map(|record| record.status.name().to_owned());
                        let status = status.as_deref();
                        let head = chain_head.map_or("0".repeat(64), |head| head.to_text());
                        let facts = [
                            (status.is_none(), CommitRefusal::EnrollmentGone),
                            (status == Some("revoked"), CommitRefusal::EnrollmentRevoked),
                            (status != Some("active"), CommitRefusal::EnrollmentSuspended),
                            (
                                enrollment.is_some_and(|r| r.version.get() != version.get()),
                                CommitRefusal::EnrollmentChanged,
                            ),
                            (
                                has_challenge && !challenge_outstanding,
                                CommitRefusal::ChallengeUnknown,
                            ),
                            (jti_finalised, CommitRefusal::JtiReplayed),
                            (
                                counter.is_some_and(|stored| stored.get() >= 10),
                                CommitRefusal::CounterNotIncreasing,
                            ),
                            (has_chain && head != link.to_text(), CommitRefusal::ChainBroken),
                        ];
                        let expected = expected_refusal(&facts);
                        assert_eq!(request.decide(&state).err(), expected, "{state:?}");
                        allowed += usize::from(expected.is_none());
                        rows += 1;
                    }
                }
            }
        }
    }
    assert_eq!(rows, 8 * 16 * 6 * 4 * 4);
    assert!(allowed > 100, "{allowed}");
}
