//! Sizes and nesting (§3.13.2): inclusive, in octets, containers alone.

use super::case::Topic;
use crate::core::json::{nested_arrays, quote};
use crate::core::proof::Proof;

/// A proof whose body has so many octets.
fn body_of(octets: usize) -> Proof {
    let short = Proof::new().body("requestId", "\"\"").build_body().len();
    Proof::new().body("requestId", &quote(&"r".repeat(octets - short)))
}

/// A proof whose compact form has so many octets, padded in a header parameter.
fn compact_of(octets: usize) -> Proof {
    for sdk in 1..=4 {
        let proof = Proof::new().claim_str("psea_sdk_version", &"1".repeat(sdk));
        for pad in 0..octets {
            // Four characters carry three octets: start near the target.
            let pad = (octets * 3 / 4).saturating_sub(900) + pad;
            let padded = proof.clone().header("pad", &quote(&"p".repeat(pad)));
            match padded.build().len() {
                length if length == octets => return padded,
                length if length > octets => break,
                _ => {}
            }
        }
    }
    panic!("no proof of {octets} octets");
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("limits", &["3.13.2"]);
    let valid = Proof::new();

    t.accept("body-max", "A body of 65,536 octets is within the default limit.", &body_of(65_536));
    t.reject(
        "body-above-max",
        "A body of 65,537 octets is refused.",
        "body_too_large",
        &body_of(65_537),
    );
    t.accept("body-configured", "A body of exactly the configured size passes.", &body_of(2_000))
        .limit("max_body", 2_000);
    t.reject(
        "body-above-configured",
        "A body of one octet more is refused.",
        "body_too_large",
        &body_of(2_001),
    )
    .limit("max_body", 2_000);
    t.reject(
        "body-white-space",
        "White space around the body counts.",
        "body_too_large",
        &body_of(2_000).edit_body(|body| format!("{body}\n")),
    )
    .limit("max_body", 2_000);
    t.reject(
        "body-octets",
        "The limit counts octets and not characters.",
        "body_too_large",
        &body_of(2_000).edit_body(|body| body.replacen("rrrr", "r\u{1f511}r", 1)),
    )
    .limit("max_body", 2_001);
    t.accept(
        "proof-max",
        "A proof of 16,384 octets is within the default limit.",
        &compact_of(16_384),
    );
    t.reject(
        "proof-above-max",
        "A proof of 16,385 octets is refused.",
        "proof_too_large",
        &compact_of(16_385),
    );
    t.accept(
        "proof-configured",
        "A proof of exactly the configured size passes.",
        &compact_of(1_024),
    )
    .limit("max_proof", 1_024);
    t.reject(
        "proof-above-configured",
        "A proof of one octet more is refused.",
        "proof_too_large",
        &compact_of(1_025),
    )
    .limit("max_proof", 1_024);

    // The body is one container; a member's value adds its own.
    let action = |containers: usize| format!(r#"{{"a":{}}}"#, nested_arrays(containers - 1));
    t.accept(
        "depth-body-max",
        "An ignored member may bring the body to 32 containers.",
        &valid.clone().body("x", &nested_arrays(31)),
    );
    t.reject(
        "depth-body-above-max",
        "33 containers in the body are refused.",
        "body_malformed",
        &valid.clone().body("x", &nested_arrays(32)),
    );
    t.accept(
        "depth-body-scalar",
        "What stands inside the innermost container is no level.",
        &valid.clone().body("x", &nested_arrays(31).replacen("[]", "[1]", 1)),
    );
    t.accept(
        "depth-action-max",
        "An action payload of 31 containers makes a body of 32.",
        &valid.clone().acting(&action(31)),
    );
    t.reject(
        "depth-action-above-max",
        "An action payload of 32 containers makes a body of 33.",
        "body_malformed",
        &valid.clone().acting(&action(32)),
    );
    t.reject(
        "depth-signals-above-max",
        "The limit holds in a signal report.",
        "body_malformed",
        &valid.clone().signals(&nested_arrays(32)),
    );
    t.reject(
        "depth-body-thousands",
        "Thousands of containers are refused without harm.",
        "body_malformed",
        &valid.clone().body("x", &nested_arrays(20_000)),
    );
    t.accept(
        "depth-header-max",
        "The header may have 32 containers of its own.",
        &valid.clone().header("x", &nested_arrays(31)),
    );
    t.reject(
        "depth-header-above-max",
        "33 containers in the header are refused.",
        "proof_malformed",
        &valid.clone().header("x", &nested_arrays(32)),
    );
    t.accept(
        "depth-payload-max",
        "The payload may have 32 containers of its own.",
        &valid.clone().claim("psea_chain_pending", &nested_arrays(31)),
    );
    t.reject(
        "depth-payload-above-max",
        "33 containers in the payload are refused.",
        "payload_malformed",
        &valid.clone().claim("psea_chain_pending", &nested_arrays(32)),
    );
    t.accept(
        "depth-objects",
        "Objects and arrays count alike.",
        &valid.clone().claim(
            "psea_chain_pending",
            &format!("{}1{}", r#"{"a":["#.repeat(15), "]}".repeat(15)),
        ),
    );
    t.accept(
        "depth-wide",
        "Containers side by side do not add up.",
        &valid.clone().body("x", &format!("[{}]", ["[[]]"; 60].join(","))),
    );
    t.accept(
        "depth-configured",
        "A body of exactly the configured depth passes.",
        &valid.clone().body("x", &nested_arrays(3)),
    )
    .limit("max_depth", 4);
    t.reject(
        "depth-above-configured",
        "A body of one container more is refused.",
        "body_malformed",
        &valid.clone().body("x", &nested_arrays(4)),
    )
    .limit("max_depth", 4);

    // The long names are enrolled, so that nothing but the limit refuses them. Octets, not
    // characters: two for each of these.
    let long = "\u{e9}".repeat(256);
    t.accept(
        "kid-max",
        "A kid of 512 octets is within the default limit.",
        &valid.clone().kid(&long),
    )
    .enrolled_kid(&long);
    for (slug, title, kid) in [
        (
            "kid-above-max",
            "A kid of 513 octets is refused, of however few characters.",
            format!("{long}e"),
        ),
        ("kid-above-max-ascii", "A kid of 513 letters is refused.", "k".repeat(513)),
    ] {
        t.reject(slug, title, "header_kid", &valid.clone().kid(&kid)).enrolled_kid(&kid);
    }
    t.accept("kid-configured", "A kid of exactly the configured size passes.", &valid)
        .limit("max_kid", 5);
    t.reject(
        "kid-above-configured",
        "A kid of one octet more is refused.",
        "header_kid",
        &valid.clone().kid("key-10"),
    )
    .enrolled_kid("key-10")
    .limit("max_kid", 5);
    t
}
