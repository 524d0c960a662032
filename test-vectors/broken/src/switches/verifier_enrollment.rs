//! Which key, and whether its Attester is active (§3.4, §3.14).

use super::Switch;

const APPRAISAL: &str = "verifier/src/appraisal/mod.rs";
const COMMIT: &str = "verifier/src/store/commit.rs";
const STATUS: &str = "verifier/src/enrollment.rs";
const STATE: &str = "verifier/src/store/memory/state.rs";
const SUBMISSION: &str = "verifier/src/submission.rs";
const ACTIVE: &str = "EnrollmentStatus::Active => Ok(()),";
const STILL_ACTIVE: &str = "EnrollmentStatus::Active => {}";
const FIND: &str = "let index = self.kids.get(kid)";
const SAME_KID: &str = "*enrollment.kid != *self.kid()";
const KEY: &str = "enrollment.key = key;";

pub(super) const ALL: &[Switch] = &[
    // Asked before the claims are read, and once more when the proof is committed.
    switch!(
        "enrollment.suspended",
        "3.14",
        (APPRAISAL, ACTIVE, "EnrollmentStatus::Suspended if OFF => Ok(()), @"),
        (COMMIT, STILL_ACTIVE, "EnrollmentStatus::Suspended if OFF => {} @")
    ),
    switch!(
        "enrollment.revoked",
        "3.14",
        (APPRAISAL, ACTIVE, "EnrollmentStatus::Revoked if OFF => Ok(()), @"),
        (COMMIT, STILL_ACTIVE, "EnrollmentStatus::Revoked if OFF => {} @")
    ),
    switch!(
        "enrollment.other-status",
        "3.14",
        (APPRAISAL, ACTIVE, "EnrollmentStatus::Other(_) if OFF => Ok(()), @"),
        (COMMIT, STILL_ACTIVE, "EnrollmentStatus::Other(_) if OFF => {} @")
    ),
    switch!(
        "enrollment.status-case",
        "3.14",
        (
            STATUS,
            r#""active" => Self::Active,"#,
            r#"other if OFF && other.eq_ignore_ascii_case("active") => Self::Active, @"#
        )
    ),
    switch!(
        "enrollment.status-change",
        "3.14",
        (
            STATE,
            "|enrollment| enrollment.status = status",
            "|enrollment| if !OFF { enrollment.status = status }"
        )
    ),
    switch!(
        "enrollment.key-unknown",
        "3.4",
        (STATE, FIND, "@.or_else(|| if OFF { self.kids.values().next() } else { None })"),
        (SUBMISSION, SAME_KID, "(@ && !OFF)")
    ),
    switch!(
        "enrollment.kid-case",
        "3.4",
        (
            STATE,
            FIND,
            "@.or_else(|| if OFF { self.kids.iter().find(|(known, _)| known.eq_ignore_ascii_case(kid)).map(|(_, index)| index) } else { None })"
        ),
        (SUBMISSION, SAME_KID, "(@ && !OFF)")
    ),
    switch!(
        "enrollment.kid-prefix",
        "3.4",
        (
            STATE,
            FIND,
            "@.or_else(|| if OFF { self.kids.iter().find(|(known, _)| known.starts_with(kid) || kid.starts_with(&***known)).map(|(_, index)| index) } else { None })"
        ),
        (SUBMISSION, SAME_KID, "(@ && !OFF)")
    ),
    switch!(
        "rotation.status",
        "3.14",
        (STATE, KEY, "if OFF { enrollment.status = EnrollmentStatus::Active; } @")
    ),
    switch!(
        "rotation.uv",
        "3.7.1",
        (STATE, KEY, "if OFF { enrollment.uv_gate = psea_claims::UvGate::Attested; } @")
    ),
    switch!(
        "rotation.uv-forgotten",
        "3.7.1",
        (STATE, KEY, "if OFF { enrollment.uv_gate = psea_claims::UvGate::Unknown; } @")
    ),
    switch!("rotation.key", "3.4", (STATE, KEY, "if !OFF { @ }")),
    switch!(
        "rotation.old-kid",
        "3.4",
        (STATE, "self.kids.remove(&old_kid);", "if !OFF { @ }"),
        (
            STATE,
            "let mut old_kid = None;",
            r#"if OFF && let Some(record) = self.attester(attester) && let Some(name) = AttesterId::new(format!("{attester} before")) {
                let mut before = Enrollment::clone(&record.enrollment);
                before.attester = name;
                let (counters, chain_head) = (record.counters.clone(), record.chain_head);
                self.insert(Attester { counters, chain_head, ..Attester::of(before) });
            } @"#
        )
    ),
];
