//! Which Attester is told is what the enrollment says, never what the proof says.

use psea_claims::{DeviceId, Issuer, Outcome, Revision, Ueid};
use psea_verifier::{EnrolledDevice, EnrollmentAdmin as _, EnrollmentStatus, NewEnrollment};

use super::*;

fn ueid_of(device: &'static str) -> String {
    let iss = Issuer::new(ISS).unwrap();
    Ueid::derive(Revision::Draft03, &DeviceId::new(device).unwrap(), &iss).to_text()
}

/// An Attester who was revoked sends a proof that names another device, so that a signed `revoked`
/// would be addressed to that one, who obeys it. It is addressed to the sender.
#[test]
fn a_revocation_cannot_be_aimed_at_another_device() {
    let store = store();
    let device = EnrolledDevice::Id(DeviceId::new("device-mallory").unwrap());
    let mallory = NewEnrollment::new(attester("mallory"), "key-m", key_of(&other_signer()), device);
    store.enroll(mallory, change()).unwrap();
    store.set_status(&attester("mallory"), EnrollmentStatus::Revoked, change()).unwrap();
    let world = world_with(config(), store);

    // Everything as in a proof of the victim's, its `jti` among it, but the key.
    let victims = draft("a-1", 1).claim("ueid", UEID_03);
    let forged = victims.clone().header("kid", "key-m");
    let answered = world.answer(&forged.body_around(&forged.proof_by(&other_signer())));
    assert_eq!(told(&answered), (Outcome::Revoked, "enrollment_revoked"));
    let result = answered.result(&Recipient::Attester).unwrap();
    let said = refusal_in(&result, &ueid_of("device-mallory"), now());
    assert_eq!(said.claims().envelope.aud.as_str(), ueid_of("device-mallory"));
    assert_ne!(said.claims().envelope.aud.as_str(), UEID_03);
}

/// A proof that names another device is refused and told to its sender.
#[test]
fn a_foreign_ueid_is_told_to_the_sender() {
    let world = world();
    let foreign = draft("a-1", 1).claim("ueid", ueid_of("device-other"));
    let answered = world.answer(&foreign.body());
    assert_eq!(told(&answered), (Outcome::Reject, "ueid_mismatch"));
    let _ = refusal_in(&answered.result(&Recipient::Attester).unwrap(), UEID_03, now());
}
