//! Input of attackers, each as long as a Verifier admits it. None of it has a signature that would
//! have to be checked.

use psea::claims::Limits;

/// One kind of hostile body.
#[derive(Debug)]
pub struct Hostile {
    /// What it is.
    pub name: &'static str,
    /// The code of its refusal.
    pub code: &'static str,
    /// Makes the body.
    pub body: fn() -> Vec<u8>,
}

/// All of them.
pub const ALL: [Hostile; 5] = [
    Hostile { name: "bad base64", code: "proof_malformed", body: bad_base64 },
    Hostile { name: "64 KiB of nesting", code: "body_malformed", body: nesting },
    Hostile {
        name: "members up to the limit, one twice at the end",
        code: "body_malformed",
        body: members,
    },
    Hostile {
        name: "members, cut at the limit",
        code: "body_malformed",
        body: || cut_members(Limits::default().max_body),
    },
    Hostile {
        name: "a million members",
        code: "body_too_large",
        body: || cut_members(16_usize.saturating_mul(1 << 20)),
    },
];

/// What the parser finds hardest: as many names as fit, in an order that has all of them sorted, and
/// the first one again at the end; and as many values as fit. Counted beside the others.
pub const DENSE: [Hostile; 6] = [
    Hostile { name: "names in no order", code: "body_malformed", body: || in_no_order(false) },
    Hostile {
        name: "names in escapes and in no order",
        code: "body_malformed",
        body: || in_no_order(true),
    },
    Hostile { name: "zeros", code: "body_malformed", body: || filled("0,") },
    Hostile { name: "empty strings", code: "body_malformed", body: || filled(r#""","#) },
    Hostile { name: "empty objects", code: "body_malformed", body: || filled("{},") },
    Hostile {
        name: "objects of one member",
        code: "body_malformed",
        body: || filled(r#"{"":{"":0}},"#),
    },
];

/// `{"actionPayload":[0,0,…`, cut at the limit.
fn filled(value: &str) -> Vec<u8> {
    let mut body = br#"{"proof":"a.b.c","actionPayload":["#.to_vec();
    let max_body = Limits::default().max_body;
    while body.len() < max_body {
        body.extend(value.bytes());
    }
    body.truncate(max_body);
    body
}

/// A proof of the greatest length whose payload's last character is none of base64url.
fn bad_base64() -> Vec<u8> {
    let max_proof = Limits::default().max_proof;
    let header = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImtleS0xIiwidHlwIjoicHNlYS1wcm9vZitqd3QifQ";
    let signature = "A".repeat(86);
    let others = header.len().saturating_add(signature.len()).saturating_add(3);
    let payload = "A".repeat((max_proof.saturating_sub(others) / 4 * 4).saturating_sub(1));
    format!(r#"{{"proof":"{header}.{payload}+.{signature}","actionPayload":{{}}}}"#).into_bytes()
}

fn nesting() -> Vec<u8> {
    let mut body = br#"{"proof":"a.b.c","actionPayload":"#.to_vec();
    body.resize(Limits::default().max_body, b'[');
    body
}

/// `{"m00000":0,…`, cut after so many octets.
fn cut_members(octets: usize) -> Vec<u8> {
    let mut body = String::from("{");
    let mut number = 0_u32;
    while body.len() < octets {
        body.push_str(&format!(r#""m{number:06}":0,"#));
        number = number.saturating_add(1);
    }
    body.truncate(octets);
    body.into_bytes()
}

/// The last name is that of the first member: nothing before the end shows it.
fn members() -> Vec<u8> {
    const LAST: &str = r#""m000000":0}"#;
    let max_body = Limits::default().max_body;
    let mut body = cut_members(max_body.saturating_sub(LAST.len()));
    let whole =
        body.iter().rposition(|octet| *octet == b',').map_or(0, |comma| comma.saturating_add(1));
    body.truncate(whole);
    body.extend(LAST.bytes());
    body
}

/// `{"k7q":0,…`: names of three characters, each one far from the one before.
fn in_no_order(escaped: bool) -> Vec<u8> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz012345";
    let member = |number: u32| {
        // Odd, so that no number comes twice before all came once.
        let far = number.wrapping_mul(20_077) % (1 << 15);
        let letter = |shift: u32| {
            let letter = LETTERS.get((far >> shift) as usize % 32).copied().unwrap_or_default();
            let text = char::from(letter);
            if escaped { format!("\\u{:04x}", u32::from(letter)) } else { text.into() }
        };
        format!(r#""{}{}{}":0"#, letter(10), letter(5), letter(0))
    };
    let max_body = Limits::default().max_body;
    let last = member(0);
    let mut body = String::from("{");
    for number in 0.. {
        let next = member(number);
        if body.len().saturating_add(next.len()).saturating_add(last.len()).saturating_add(2)
            > max_body
        {
            break;
        }
        body.push_str(&next);
        body.push(',');
    }
    body.push_str(&last);
    body.push('}');
    body.into_bytes()
}
