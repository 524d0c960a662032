//! One deployment with three Attesters: what every Verifier and every store here starts from.

use psea_claims::{Audience, DeviceId, EpochSeconds, Issuer, Nonce, Operation, Revisions, Tier};
use psea_jose::es256::{Es256Backend, Es256Signer as _, P256Backend, P256Signer, VerifyingKey};
use psea_verifier::{
    AsyncEnrollmentAdmin, AttesterId, Change, EnrolledDevice, EnrollmentAdmin, EnrollmentStatus,
    Expected, NewEnrollment, VerifierConfig,
};

/// The time of the Verifiers, in seconds since 1970.
pub const NOW: u32 = 1_785_300_000;
/// `iss`.
pub const ISS: &str = "tenant.example";
/// `aud`.
pub const AUD: &str = "verifier.example";
/// The device id that is enrolled.
const DEVICE: &str = "device-7f3a";
/// `psea_op`.
pub const OP: &str = "payment.execute";
/// `psea_tier`.
pub const TIER: &str = "high";
/// Appendix A: `ueid` of the device at the issuer, revision -03.
pub const UEID_03: &str = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
/// `eat_profile` of revision -02.
pub const PROFILE_02: &str = "urn:ietf:params:psea:eat-profile:1";
/// `eat_profile` of revision -03.
pub const PROFILE_03: &str = "https://datatracker.ietf.org/doc/draft-yossif-psea/";
/// `psea_chain_prev` of a first proof (§3.12).
pub const SENTINEL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A time, in seconds since 1970.
#[must_use]
pub fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

/// [`NOW`].
#[must_use]
pub fn now() -> EpochSeconds {
    EpochSeconds::from(NOW)
}

/// An operation.
#[must_use]
pub fn op(text: &'static str) -> Operation<'static> {
    Operation::new(text).unwrap()
}

/// A nonce.
#[must_use]
pub fn nonce(text: &'static str) -> Nonce<'static> {
    Nonce::new(text).unwrap()
}

/// The key of `attester-1`.
#[must_use]
pub fn signer() -> P256Signer {
    P256Signer::from_scalar(&[7; 32]).unwrap()
}

/// The key of `attester-2`.
#[must_use]
pub fn other_signer() -> P256Signer {
    P256Signer::from_scalar(&[8; 32]).unwrap()
}

/// What is enrolled of a key, checked by `p256`.
#[must_use]
pub fn key_of(signer: &P256Signer) -> VerifyingKey {
    VerifyingKey::new(*signer.public_key(), &P256Backend).unwrap()
}

/// An Attester by its name.
#[must_use]
pub fn attester(name: &str) -> AttesterId {
    AttesterId::new(name).unwrap()
}

/// The configuration of the deployment.
#[must_use]
pub fn config() -> VerifierConfig {
    VerifierConfig::new(Issuer::new(ISS).unwrap(), Audience::new(AUD).unwrap())
}

/// What the requests expect.
#[must_use]
pub fn expected() -> Expected {
    Expected::new(op(OP), Tier::new(TIER).unwrap())
}

/// The device that every Attester is enrolled with.
#[must_use]
pub fn device() -> EnrolledDevice {
    EnrolledDevice::Id(DeviceId::new(DEVICE).unwrap())
}

/// An Attester with that device.
#[must_use]
pub fn enrollment(name: &str, kid: &str, key: VerifyingKey) -> NewEnrollment {
    NewEnrollment::new(attester(name), kid, key, device())
}

/// When and why, where no test looks at it.
#[must_use]
pub fn change() -> Change {
    Change::new(now(), "for a test")
}

/// The configuration that takes both revisions: each of [`starts`](crate::starts) passes.
#[must_use]
pub fn config_of_both() -> VerifierConfig {
    config().revisions(Revisions::BOTH)
}

/// The three Attesters, as `key-1` to `key-3`, whose signatures `backend` checks.
#[must_use]
pub fn attesters(backend: &dyn Es256Backend) -> [NewEnrollment; 3] {
    [7, 8, 9].map(|scalar: u8| {
        let number = scalar - 6;
        let signer = P256Signer::from_scalar(&[scalar; 32]).unwrap();
        let key = VerifyingKey::new(*signer.public_key(), backend).unwrap();
        enrollment(&format!("attester-{number}"), &format!("key-{number}"), key)
    })
}

/// Enrolls the three [`attesters`] in an empty store, and revokes the third.
pub fn enroll(store: &dyn EnrollmentAdmin, backend: &dyn Es256Backend) {
    for new in attesters(backend) {
        store.enroll(new, change()).unwrap();
    }
    store.set_status(&attester("attester-3"), EnrollmentStatus::Revoked, change()).unwrap();
}

/// The same for an asynchronous store.
pub async fn enroll_async(store: &dyn AsyncEnrollmentAdmin, backend: &dyn Es256Backend) {
    for new in attesters(backend) {
        store.enroll(new, change()).await.unwrap();
    }
    let revoked = EnrollmentStatus::Revoked;
    store.set_status(&attester("attester-3"), revoked, change()).await.unwrap();
}
