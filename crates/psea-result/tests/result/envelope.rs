//! From whom, and for whom.

use psea_result::ResultReader;

use crate::support::*;

#[test]
fn another_verifier_or_another_party_is_refused() {
    let token = approved_by(&key(7));
    let read = |iss, aud| {
        code(&ResultReader::new(audience(iss), audience(aud)).read(&token, &pins(), now()))
    };
    assert_eq!(read(ISS, AUD), "approval");
    assert_eq!(read("other.example", AUD), "issuer_mismatch");
    assert_eq!(read(ISS, "https://other.example"), "audience_mismatch");
    // Octet for octet.
    assert_eq!(read(ISS, "https://payments.example/"), "audience_mismatch");
    assert_eq!(read(ISS, "HTTPS://payments.example"), "audience_mismatch");
    assert_eq!(read("other.example", "https://other.example"), "issuer_mismatch");
}

/// Before freshness: what is somebody else's is not told to be late.
#[test]
fn the_addressee_comes_before_the_time() {
    let token = approved_by(&key(7));
    let reader = ResultReader::new(audience(ISS), audience("x"));
    assert_eq!(code(&reader.read(&token, &pins(), at(NOW + 1_000))), "audience_mismatch");
}

#[test]
fn a_reader_says_what_it_reads() {
    assert_eq!((reader().iss().as_str(), reader().aud().as_str()), (ISS, AUD));
    let read = reader().read(&approved_by(&key(7)), &pins(), now()).unwrap();
    let psea_result::VerifiedResult::Approval(read) = read else { panic!("an approval") };
    assert_eq!(read.claims(), &approval());
    assert_eq!(read.kid(), kid(&key(7)));
}
