use std::hint::black_box;

use allocation_counter::measure;
use psea::jose::base64::url;

use crate::World;

/// What an outsider sends, and the code of its refusal.
fn hostile(good: &str) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let proof = "\"proof\":\"";
    let at = good.find(proof).unwrap() + proof.len();
    let end = at + good[at..].find('"').unwrap();
    let token = &good[at..end];
    let with = |token: &str| good.replacen(&good[at..end], token, 1).into_bytes();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let headed =
        |json: &str| with(&format!("{}.{payload}.{signature}", url::encode(json.as_bytes())));
    let many: String = (0..1_000_000_u32)
        .map(|n| format!("\"{:x}\":0,", n.wrapping_mul(2_654_435_761)))
        .scan(0, |octets, member| {
            *octets += member.len();
            (*octets < 65_000).then_some(member)
        })
        .collect();
    let complete = format!("{{{}}}", many.trim_end_matches(','));
    vec![
        ("nothing", vec![], "body_malformed"),
        ("brackets", vec![b'['; 65_536], "body_malformed"),
        ("an object that is cut", format!("{{{many}").into_bytes(), "body_malformed"),
        ("many members", complete.into_bytes(), "body_malformed"),
        ("a long array", format!("[{}0]", "0,".repeat(32_000)).into_bytes(), "body_malformed"),
        ("too large", vec![b' '; 65_537], "body_too_large"),
        ("bad base64", with(&format!("{header}.{payload}!.{signature}")), "proof_malformed"),
        ("two segments", with(&format!("{header}.{payload}")), "proof_malformed"),
        ("another alg", headed(r#"{"alg":"none","kid":"key-1","typ":"psea+jwt"}"#), "header_alg"),
        ("a short signature", with(&format!("{header}.{payload}.AAAA")), "signature_malformed"),
        (
            "r and s are zero",
            with(&format!("{header}.{payload}.{}", "A".repeat(86))),
            "signature_invalid",
        ),
    ]
}

/// §3.13.2: what is refused before the signature is checked costs no check, and at most twelve
/// octets of memory for each that was received, beside a constant.
#[test]
fn refusals_before_the_signature_check_none() {
    let world = World::new();
    let good = world.body(0);
    let before = world.counter.checks();
    for (name, body, code) in hostile(&good) {
        let mut answer = None;
        let counted = measure(|| answer = Some(world.verify(black_box(&body))));
        let refusal = answer.unwrap().unwrap_err();
        assert_eq!(refusal.code(), code, "{name}");
        assert_eq!(world.counter.checks(), before, "{name}");
        let bound = 12 * body.len() as u64 + 4096;
        println!("{name}: {} octets of heap for {}", counted.bytes_max, body.len());
        assert!(counted.bytes_max <= bound, "{name}: {} octets at once", counted.bytes_max);
    }
    // The counter counts: one check for what is accepted, and for what is signed otherwise.
    drop(world.verify(good.as_bytes()).unwrap());
    assert_eq!(world.counter.checks(), before + 1);
}
