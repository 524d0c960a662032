//! The two wire revisions (§3.5, §7.1) and `psea_proof_version`.

use super::case::Topic;
use crate::core::proof::{DEVICE, ISS, Proof};
use crate::core::values::Revision::{Draft02, Draft03};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("revision", &["3.5"]);
    let new = Proof::new();
    let old = Proof::draft02();
    let both = &["draft-02", "draft-03"][..];

    t.accept("draft-03", "A draft-03 proof is accepted by a draft-03 verifier.", &new);
    t.accept("draft-02", "A draft-02 proof is accepted by a draft-02 verifier.", &old)
        .profiles(&["draft-02"]);
    t.accept("draft-03-of-both", "A verifier of both revisions accepts draft-03.", &new)
        .profiles(both);
    t.accept("draft-02-of-both", "A verifier of both revisions accepts draft-02.", &old)
        .profiles(both);
    t.case("both-in-turn", "One attester may move from draft-02 to draft-03.")
        .profiles(both)
        .accept(&Proof::nth(1).revision(Draft02))
        .accept(&Proof::nth(2));
    t.case("one-counter", "The counter is one over both revisions.")
        .profiles(both)
        .accept(&Proof::nth(2).revision(Draft02))
        .reject(&Proof::nth(1), "counter_not_increasing");
    t.reject(
        "draft-02-not-accepted",
        "A draft-03 verifier refuses draft-02.",
        "profile_unsupported",
        &old,
    );
    t.reject(
        "draft-03-not-accepted",
        "A draft-02 verifier refuses draft-03.",
        "profile_unsupported",
        &new,
    )
    .profiles(&["draft-02"]);
    for (slug, profile) in [
        ("unknown", "urn:ietf:params:psea:eat-profile:2"),
        ("empty", ""),
        ("case", "HTTPS://datatracker.ietf.org/doc/draft-yossif-psea/"),
        ("no-slash", "https://datatracker.ietf.org/doc/draft-yossif-psea"),
        ("http", "http://datatracker.ietf.org/doc/draft-yossif-psea/"),
        ("numbered", "https://datatracker.ietf.org/doc/draft-yossif-psea/03/"),
        ("space", "https://datatracker.ietf.org/doc/draft-yossif-psea/ "),
        ("short-name", "draft-03"),
    ] {
        let title = format!("The profile `{profile}` is refused.");
        let proof = new.clone().claim_str("eat_profile", profile);
        t.reject(&format!("profile-{slug}"), &title, "profile_unsupported", &proof).profiles(both);
    }
    for (slug, title, proof) in [
        (
            "ueid-draft-02",
            "A draft-03 proof with the identifier of draft-02 is refused.",
            new.clone().claim_str("ueid", &Draft02.ueid(DEVICE, ISS)),
        ),
        (
            "ueid-draft-03",
            "A draft-02 proof with the identifier of draft-03 is refused.",
            old.clone().claim_str("ueid", &Draft03.ueid(DEVICE, ISS)),
        ),
    ] {
        t.reject(slug, title, "ueid_mismatch", &proof).sections(&["3.5", "7.1"]).profiles(both);
    }
    t.accept(
        "ueid-collision-draft-02",
        "Under draft-02 another device's identifier may be the same, which the draft admits.",
        &old.clone().claim_str("ueid", &Draft02.ueid("device-7f3atenant", ".example")),
    )
    .sections(&["7.1"])
    .profiles(&["draft-02"]);
    t.reject(
        "ueid-collision-draft-03",
        "Under draft-03 a shifted boundary gives another identifier.",
        "ueid_mismatch",
        &new.clone().claim_str("ueid", &Draft03.ueid("device-7f3atenant", ".example")),
    )
    .sections(&["7.1"]);

    for (slug, version) in [
        ("two", "2"),
        ("decimal", "1.0"),
        ("zero-padded", "01"),
        ("empty", ""),
        ("space", "1 "),
        ("word", "v1"),
        ("full-width", "\u{ff11}"),
    ] {
        let title = format!("The proof version `{version}` is refused.");
        let proof = new.clone().claim_str("psea_proof_version", version);
        t.reject(&format!("version-{slug}"), &title, "version_unsupported", &proof);
    }
    t.reject(
        "version-draft-02",
        "Draft-02 has version 1 as well.",
        "version_unsupported",
        &old.clone().claim_str("psea_proof_version", "2"),
    )
    .profiles(&["draft-02"]);
    t
}
