//! The status of the enrolled attester (§3.14).

use super::case::{Enrollment, Topic};
use crate::core::proof::{NOW, Proof};
use crate::core::values::Revision;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("enrollment", &["3.14"]);
    let valid = Proof::new();

    t.accept("active", "An active attester's proof is approved.", &valid).status("active");
    t.reject(
        "suspended",
        "A suspended attester's proof is refused.",
        "enrollment_suspended",
        &valid,
    )
    .status("suspended");
    t.reject("revoked", "A revoked attester's proof is refused.", "enrollment_revoked", &valid)
        .status("revoked");
    for (slug, status) in [("other", "quarantined"), ("case", "Active")] {
        let title = "A status other than active, whatever its name, does not pass.";
        t.reject(&format!("status-{slug}"), title, "enrollment_suspended", &valid).status(status);
    }
    t.reject(
        "claimed-active",
        "A status that the token claims is no status.",
        "enrollment_suspended",
        &valid
            .clone()
            .claim("submods", r#"{"psea-device-state":{"status":"active"}}"#)
            .header("status", r#""active""#)
            .body("status", r#""active""#),
    )
    .status("suspended");
    t.accept("other-suspended", "Another attester's status does not count.", &valid)
        .enrolled(Enrollment::new("attester-2", "key-2", "device-22"))
        .set_status("attester-2", "revoked");

    t.case("suspended-between", "A suspension between two proofs holds for the second.")
        .accept(&Proof::nth(1))
        .set_status("attester-1", "suspended")
        .reject(&Proof::nth(2).at(NOW + 1), "enrollment_suspended");
    t.case("revoked-between", "A revocation between two proofs holds for the second.")
        .accept(&Proof::nth(1))
        .set_status("attester-1", "revoked")
        .reject(&Proof::nth(2).at(NOW + 1), "enrollment_revoked");
    t.case("signed-before", "A proof signed before a revocation is refused after it.")
        .set_status("attester-1", "revoked")
        .reject(&valid, "enrollment_revoked");
    t.case("reactivated", "A refused proof is approved once the attester is active again.")
        .set_status("attester-1", "suspended")
        .reject(&Proof::nth(1), "enrollment_suspended")
        .set_status("attester-1", "active")
        .accept(&Proof::nth(1).at(NOW + 1));
    t.case("reactivated-counter", "Reactivation does not reset the counter.")
        .accept(&Proof::nth(5))
        .set_status("attester-1", "suspended")
        .set_status("attester-1", "active")
        .reject(&Proof::nth(4), "counter_not_increasing")
        .accept(&Proof::nth(6));
    t.case("status-restart", "A status survives a restart.")
        .set_status("attester-1", "suspended")
        .restart()
        .reject(&valid, "enrollment_suspended");
    t.case("reactivated-restart", "A reactivation survives a restart.")
        .status("suspended")
        .set_status("attester-1", "active")
        .restart()
        .accept(&valid);
    t.case("one-of-two", "Suspending one attester leaves the other active.")
        .enrolled(Enrollment::new("attester-2", "key-2", "device-22"))
        .set_status("attester-1", "suspended")
        .reject(&Proof::nth(1), "enrollment_suspended")
        .accept(&Proof::nth(2).kid("key-2").signed_by("key-2").device("device-22"));

    let ueid = Revision::Draft03.ueid("device-7f3a", "tenant.example");
    t.accept("by-ueid", "An attester may be enrolled by its identifier alone.", &valid)
        .sections(&["3.14", "7.1"])
        .enrolled_ueid(&ueid);
    t.reject(
        "by-ueid-other",
        "Another identifier than the enrolled one is refused.",
        "ueid_mismatch",
        &valid.clone().device("device-22"),
    )
    .sections(&["3.14", "7.1"])
    .enrolled_ueid(&ueid);
    t
}
