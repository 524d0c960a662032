//! Cross-replay binding (§3.13.4), the identifier (§7.1) and the caller (§3.13.5).

use super::case::{Enrollment, Topic};
use crate::core::encode::{base64url, sha256};
use crate::core::proof::{DEVICE, ISS, OP, Proof};
use crate::core::values::Revision::Draft03;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("binding", &["3.13.4"]);
    let valid = Proof::new();

    for (slug, iss) in [
        ("other", "other.example"),
        ("case", "Tenant.example"),
        ("prefix", "tenant.exampl"),
        ("longer", "tenant.example.com"),
        ("point", "tenant.example."),
        ("space", "tenant.example "),
        ("scheme", "https://tenant.example"),
    ] {
        let title = format!("A proof of the issuer `{iss}` is refused.");
        // The identifier is the one of the enrolled record: the issuer alone is wrong.
        let proof = valid.clone().claim_str("iss", iss);
        t.reject(&format!("iss-{slug}"), &title, "issuer_mismatch", &proof);
    }
    t.reject(
        "iss-with-ueid",
        "A proof made whole for another issuer is refused.",
        "issuer_mismatch",
        &valid.clone().iss("other.example"),
    )
    .enrolled_ueid(&Draft03.ueid(DEVICE, "other.example"));
    t.reject(
        "iss-normalisation",
        "Issuers are compared without normalisation.",
        "issuer_mismatch",
        &valid.clone().iss("m\u{fc}ller.example").claim_str("iss", "mu\u{308}ller.example"),
    )
    .iss("m\u{fc}ller.example");
    t.accept(
        "iss-unicode",
        "An issuer may hold any character.",
        &valid.clone().iss("m\u{fc}ller/\"1\""),
    )
    .iss("m\u{fc}ller/\"1\"");

    for (slug, aud) in [
        ("other", "other-verifier.example"),
        ("case", "VERIFIER.example"),
        ("prefix", "verifier"),
        ("slash", "verifier.example/"),
        ("space", " verifier.example"),
        ("list", "other.example verifier.example"),
        ("wildcard", "*"),
    ] {
        let title = format!("A proof for the audience `{aud}` is refused.");
        let proof = valid.clone().claim_str("aud", aud);
        t.reject(&format!("aud-{slug}"), &title, "audience_mismatch", &proof);
    }
    t.accept(
        "aud-escaped",
        "An audience that needs escapes is compared by its value.",
        &valid.clone().claim_str("aud", "a\"b\\c\u{1}"),
    )
    .aud("a\"b\\c\u{1}");

    for (slug, op) in [
        ("other", "payment.cancel"),
        ("case", "Payment.Execute"),
        ("prefix", "payment"),
        ("longer", "payment.execute.all"),
        ("space", "payment.execute "),
        ("wildcard", "payment.*"),
        ("look-alike", "p\u{430}yment.execute"),
    ] {
        let title = format!("A proof for the operation `{op}` is refused.");
        let proof = valid.clone().op(op).asked_op(OP);
        t.reject(&format!("op-{slug}"), &title, "operation_mismatch", &proof);
    }
    t.accept(
        "op-unicode",
        "An operation is an opaque string.",
        &valid.clone().op("\u{1f4b8} \"now\"\n"),
    );
    t.reject(
        "op-normalisation",
        "Operations are compared without normalisation.",
        "operation_mismatch",
        &valid.clone().op("ge\u{301}rer").asked_op("g\u{e9}rer"),
    );

    for (slug, tier) in
        [("other", "low"), ("case", "High"), ("space", "high "), ("higher", "highest")]
    {
        let title = format!("A proof of the tier `{tier}` is refused where `high` is expected.");
        let proof = valid.clone().claim_str("psea_tier", tier);
        t.reject(&format!("tier-{slug}"), &title, "tier_mismatch", &proof);
    }
    t.reject(
        "tier-not-ordered",
        "A tier is opaque: none stands in for another.",
        "tier_mismatch",
        &valid.clone().tier("4").asked_tier("1"),
    );
    t.reject(
        "tier-number-text",
        "The tier 3 is not the tier 03.",
        "tier_mismatch",
        &valid.clone().tier("3").asked_tier("03"),
    );

    ueid(&mut t);
    caller(&mut t);
    t
}

fn ueid(t: &mut Topic) {
    let valid = Proof::new();
    let right = Draft03.ueid(DEVICE, ISS);
    let digest = sha256(format!(r#"{{"deviceId":"{DEVICE}","iss":"{ISS}"}}"#));
    let with_type = |octet: u8| base64url([vec![octet], digest.clone()].concat());
    assert_eq!(with_type(1), right);
    let spaced = sha256(format!(r#"{{"deviceId": "{DEVICE}", "iss": "{ISS}"}}"#));
    let reversed = sha256(format!(r#"{{"iss":"{ISS}","deviceId":"{DEVICE}"}}"#));
    for (slug, title, value) in [
        ("device", "The identifier of another device is refused.", Draft03.ueid("device-22", ISS)),
        (
            "issuer",
            "The identifier for another issuer is refused.",
            Draft03.ueid(DEVICE, "other.example"),
        ),
        ("device-case", "A device id is case-sensitive.", Draft03.ueid("Device-7f3a", ISS)),
        ("type-0", "An identifier of type 0 is refused.", with_type(0)),
        ("type-2", "An identifier of type 2 is refused.", with_type(2)),
        ("type-3", "An identifier of type 3 is refused.", with_type(3)),
        ("zeros", "An identifier of zeros is refused.", "A".repeat(44)),
        (
            "spaced",
            "An identifier over JSON with white space is refused.",
            base64url([vec![1], spaced].concat()),
        ),
        (
            "reversed",
            "An identifier over members in another order is refused.",
            base64url([vec![1], reversed].concat()),
        ),
        (
            "last-character",
            "An identifier that differs in its last character is refused.",
            format!("{}A", &right[..43]),
        ),
    ] {
        let proof = valid.clone().claim_str("ueid", &value);
        t.reject(&format!("ueid-{slug}"), title, "ueid_mismatch", &proof).sections(&["7.1"]);
    }
    let case = t.case("ueid-normalisation", "A device id is not normalised.");
    case.sections(&["7.1"])
        .enrolled_device("ger\u{e4}t")
        .reject(&valid.clone().device("gera\u{308}t"), "ueid_mismatch");
    for (slug, device) in
        [("unicode", "ger\u{e4}t-\u{1f4f1}"), ("escaped", "a\"b\\c/d\n\u{1}\u{7f}")]
    {
        let title = "The identifier of an unusual device id is derived over canonical JSON.";
        t.accept(&format!("ueid-{slug}"), title, &valid.clone().device(device))
            .sections(&["7.1"])
            .enrolled_device(device);
    }
    t.reject(
        "ueid-other-enrolled",
        "The identifier of another enrolled attester is refused.",
        "ueid_mismatch",
        &valid.clone().device("device-22"),
    )
    .sections(&["7.1"])
    .enrolled(Enrollment::new("attester-2", "key-2", "device-22"));
}

fn caller(t: &mut Topic) {
    let valid = Proof::new();
    let bank = "com.example.bank";
    let by = |package: &str| valid.clone().claim_str("psea_caller_package", package);
    let sections = &["3.13.5"];
    t.accept("caller", "The expected caller is accepted.", &by(bank))
        .sections(sections)
        .caller(OP, bank);
    t.reject(
        "caller-absent",
        "A missing caller is refused where one is expected.",
        "caller_mismatch",
        &valid,
    )
    .sections(sections)
    .caller(OP, bank);
    for (slug, package) in [
        ("other", "com.attacker.bank"),
        ("case", "com.example.Bank"),
        ("prefix", "com.example"),
        ("longer", "com.example.bank.debug"),
        ("space", "com.example.bank "),
    ] {
        let title = format!("The caller `{package}` is refused where another is expected.");
        t.reject(&format!("caller-{slug}"), &title, "caller_mismatch", &by(package))
            .sections(sections)
            .caller(OP, bank);
    }
    t.accept(
        "caller-none-expected",
        "Any caller is accepted where none is expected.",
        &by("com.any.app"),
    )
    .sections(sections);
    t.accept(
        "caller-other-operation",
        "A caller expected for one operation is not expected for another.",
        &valid,
    )
    .sections(sections)
    .caller("payment.cancel", bank);
    t.reject(
        "caller-in-body",
        "A caller named outside the token does not count.",
        "caller_mismatch",
        &valid.clone().body("psea_caller_package", "\"com.example.bank\""),
    )
    .sections(sections)
    .caller(OP, bank);
}
