//! The two wire revisions.

use psea_claims::{ClaimError, ClaimName, ClaimRules, Claims, Profile, Revision, Revisions};

use crate::{Payload, REVISION_02, parse_with};

fn parse(payload: &Payload, revisions: Revisions) -> Result<Claims<'static>, ClaimError> {
    parse_with(payload.text(), &ClaimRules { revisions, ..ClaimRules::default() })
}

/// §3.5: a revision is accepted exactly where the deployment accepts it.
#[test]
fn accepted_sets() {
    let draft_03 = Payload::minimal();
    let draft_02 = Payload::minimal().with("eat_profile", REVISION_02);
    let only_02 = Revisions::only(Revision::Draft02);
    let only_03 = Revisions::only(Revision::Draft03);
    for (revisions, accepts_02, accepts_03) in [
        (only_02, true, false),
        (only_03, false, true),
        (Revisions::BOTH, true, true),
        (Revisions::default(), false, true),
    ] {
        assert_eq!(revisions.accepts(Revision::Draft02), accepts_02);
        assert_eq!(revisions.accepts(Revision::Draft03), accepts_03);
        for (payload, accepts, profile) in [
            (&draft_02, accepts_02, Profile::Draft02),
            (&draft_03, accepts_03, Profile::Draft03 { signals_hash: None }),
        ] {
            let want = if accepts { Ok(profile) } else { Err(ClaimError::Profile) };
            assert_eq!(parse(payload, revisions).map(|claims| claims.profile), want);
        }
    }
}

/// §3.5: `eat_profile` is byte-equal to one of two strings.
#[test]
fn profile_strings() {
    for value in [
        "",
        "urn:ietf:params:psea:eat-profile:2",
        "urn:ietf:params:psea:eat-profile:1 ",
        "URN:ietf:params:psea:eat-profile:1",
        "https://datatracker.ietf.org/doc/draft-yossif-psea",
        "https://datatracker.ietf.org/doc/draft-yossif-psea/03/",
        "http://datatracker.ietf.org/doc/draft-yossif-psea/",
        "https://DATATRACKER.ietf.org/doc/draft-yossif-psea/",
        "draft-03",
    ] {
        let payload = Payload::full().with("eat_profile", format!("\"{value}\""));
        assert_eq!(parse(&payload, Revisions::BOTH), Err(ClaimError::Profile), "{value}");
        assert_eq!(Revision::from_eat_profile(value), None, "{value}");
    }
    let escaped = Payload::full()
        .with("eat_profile", r#""https:\/\/datatracker.ietf.org\/doc\/draft-yossif-pse\u0061\/""#);
    assert_eq!(parse(&escaped, Revisions::BOTH).unwrap().profile.revision(), Revision::Draft03);
}

/// §3.5: `psea_proof_version` is the string "1" in both.
#[test]
fn version() {
    for value in ["", "0", "2", "1.0", "01", " 1", "1 ", "v1", "１"] {
        for profile in [REVISION_02, r#""https://datatracker.ietf.org/doc/draft-yossif-psea/""#] {
            let payload = Payload::minimal().with("eat_profile", profile);
            let payload = payload.with("psea_proof_version", format!("\"{value}\""));
            assert_eq!(parse(&payload, Revisions::BOTH), Err(ClaimError::Version), "{value}");
        }
    }
    let escaped = Payload::full().with("psea_proof_version", r#""\u0031""#);
    assert!(parse(&escaped, Revisions::BOTH).is_ok());
}

/// §3.5: revision -02 does not declare `psea_signals_hash`, whatever its value and whatever is
/// accepted; all else is the same.
#[test]
fn signals_hash_is_of_03() {
    let unknown = Err(ClaimError::Unknown { name: "psea_signals_hash".into() });
    let draft_02 = Payload::full().with("eat_profile", REVISION_02);
    for value in [r#""8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=""#, "null", "1.5"] {
        for revisions in [Revisions::BOTH, Revisions::only(Revision::Draft02), Revisions::default()]
        {
            assert_eq!(
                parse(&draft_02.clone().with("psea_signals_hash", value), revisions),
                unknown
            );
        }
    }
    // Before anything is found missing, and in any spelling of the profile.
    assert_eq!(parse(&draft_02.clone().without("jti"), Revisions::BOTH), unknown);
    let escaped =
        draft_02.clone().with("eat_profile", r#""\u0075rn:ietf:params:psea:eat-profile:1""#);
    assert_eq!(parse(&escaped, Revisions::BOTH), unknown);

    let without = draft_02.without("psea_signals_hash");
    let claims = parse(&without, Revisions::BOTH).unwrap();
    assert_eq!(claims.profile, Profile::Draft02);
    assert_eq!(claims.profile.signals_hash(), None);
    assert_eq!(claims.to_canonical().as_str(), without.text());
}

/// §3.5: names of the revisions, and what they write.
#[test]
fn names() {
    for (revision, name, profile) in [
        (Revision::Draft02, "draft-02", "urn:ietf:params:psea:eat-profile:1"),
        (Revision::Draft03, "draft-03", "https://datatracker.ietf.org/doc/draft-yossif-psea/"),
    ] {
        assert_eq!((revision.name(), revision.eat_profile()), (name, profile));
        assert_eq!(revision.to_string(), name);
        assert_eq!(Revision::from_eat_profile(profile), Some(revision));
    }
    assert_eq!(ClaimName::EatProfile.as_str(), "eat_profile");
}
