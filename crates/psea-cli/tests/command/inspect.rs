use psea::jose::base64::url;

use crate::support::Place;

const NOTICE: &str = "NOTHING WAS VERIFIED";

fn token(header: &str, payload: &str) -> String {
    format!(
        "{}.{}.{}",
        url::encode(header.as_bytes()),
        url::encode(payload.as_bytes()),
        url::encode(&[1; 64])
    )
}

#[test]
fn it_says_first_and_last_that_nothing_was_verified() {
    let place = Place::enrolled();
    let text = place.run_with_input("inspect", place.body("")).exits(0).out;
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.first().unwrap().contains(NOTICE) && lines.last().unwrap().contains(NOTICE));
    for part in [
        "psea_counter",
        "2026-07-29 04:40:00 UTC",
        "2026-07-29 04:45:00 UTC",
        "64 octets",
        "as the token says",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Odd"), "{text}");
    let json = place.run_with_input("inspect --json", place.body("")).exits(0).json();
    assert_eq!(json["verified"], false);
    assert_eq!(json["remarks"].as_array().unwrap().len(), 0);
    assert_eq!(json["action"]["hash_is_in_token"], true);
}

#[test]
fn tokens_come_as_an_argument_a_file_or_standard_input() {
    let place = Place::new();
    let token = token(r#"{"alg":"ES256","kid":"k","typ":"psea-proof+jwt"}"#, "{}");
    place.write("token.txt", format!("{token}\n"));
    for said in [
        place.run(&format!("inspect --json {token}")),
        place.run("inspect --json token.txt"),
        place.run_with_input("inspect --json -", &token),
        place.run_with_input("inspect --json", &token),
    ] {
        assert_eq!(said.exits(0).json()["header"]["kid"], "k");
    }
    place.run("inspect absent.json").exits(2).tells(&["absent.json"]);
}

/// What is odd is remarked, place by place, and no verdict follows: exit 0.
#[test]
fn odd_members_are_remarked() {
    let place = Place::new();
    let header = r#"{"alg":"none","kid":"k","typ":"JWT","jwk":{},"crit":["x"]}"#;
    let payload = r#"{"psea_counter":"42","exp":1.5,"iat":1785300000,"aud":["a"],"admin":true,
        "psea_uv":{"verified":false,"method":"pin"},"jti":"a b"}"#;
    let said = place.run(&format!("inspect --json {}", token(header, payload))).exits(0);
    let json = said.json();
    let remarks: Vec<_> = json["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remark| {
            format!(
                "{}.{}",
                remark["place"].as_str().unwrap(),
                remark["name"].as_str().unwrap_or("")
            )
        })
        .collect();
    for expected in [
        "header.alg",
        "header.typ",
        "header.jwk",
        "header.crit",
        "claims.psea_counter",
        "claims.exp",
        "claims.aud",
        "claims.admin",
        "claims.psea_uv",
        "claims.jti",
    ] {
        assert!(remarks.contains(&expected.to_owned()), "{expected}: {remarks:?}");
    }
    assert!(!remarks.contains(&"claims.iat".to_owned()));
    let text = place.run(&format!("inspect {}", token(header, payload))).exits(0).out;
    assert!(text.contains("Odd, without a verdict") && text.contains("not a declared claim"));
}

/// Broken ones too, as far as they go, and never with a panic.
#[test]
fn broken_tokens_are_shown_as_far_as_they_go() {
    let place = Place::new();
    let header = url::encode(br#"{"alg":"ES256","kid":"k","typ":"psea-proof+jwt"}"#);
    let cases = [
        (format!("{header}.e30"), "2 segments"),
        (format!("{header}.e30.AAAA.x"), "4 segments"),
        (format!("{header}.!!!!.AAAA"), "not base64url"),
        (format!("{header}==.e30.AAAA"), "probably meant"),
        (format!("{header}.{}.AAAA", url::encode(b"\xff{")), "not strict JSON"),
        (format!("{header}.{}.AAAA", url::encode(b"[1]")), "no object"),
        (format!("{header}.{}.AAAA", url::encode(br#"{"a":1,"a":2}"#)), "already has"),
        (format!("{header}.."), "empty"),
        ("{\"proof\":\"a.b.c\",\"proof\":\"d.e.f\"}".into(), "already has"),
        ("{\"proof\":5}".into(), "no string"),
        ("{}".into(), "actionPayload"),
        ("garbage".into(), "1 segments"),
        (String::new(), "1 segments"),
    ];
    for (input, part) in cases {
        let said = place.run_with_input("inspect", &input).exits(0);
        assert!(said.out.contains(part), "{part}: {}", said.out);
        assert!(said.out.starts_with(NOTICE) && said.out.contains("Odd"), "{input}");
        let json = place.run_with_input("inspect --json", &input).exits(0).json();
        assert_eq!(json["verified"], false);
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let place = Place::new();
    let payload = "{\"\u{202e}\":\"\\u001b[31m\",\"jti\":\"\u{9b}2J\"}";
    let text = place.run(&format!("inspect {}", token("{}", payload))).exits(0).out;
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{text}");
    assert!(text.contains("\\u202e"), "{text}");
}

#[test]
fn an_action_with_another_hash_is_remarked() {
    let place = Place::enrolled();
    let body = place.body("").replace("2500", "9500");
    let text = place.run_with_input("inspect", body).exits(0).out;
    assert!(text.contains("the token says another"), "{text}");
}
