//! Writing and reading are inverse.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use psea_claims::{
    Audience, CallerPackage, ChainEntry, ClaimRules, Claims, Counter, EpochSeconds, Issuer, Jti,
    Nonce, Operation, PayloadHash, Profile, Revisions, SdkVersion, SignalsHash, Submods, Tier,
    Ueid, UserHash, UserVerification, UvMethod,
};
use psea_jose::base64::{standard, url};
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::Document;
use psea_seed::cases;

use crate::parse_with;

const RULES: ClaimRules =
    ClaimRules { revisions: Revisions::BOTH, max_depth: 32, require_canonical: false };
const STRICT: ClaimRules = ClaimRules { require_canonical: true, ..RULES };

fn text(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(prop_oneof![3 => any::<char>(), 1 => prop::sample::select(&['"', '\\', '\n', '\u{1}', '/', 'a'][..])], length)
        .prop_map(String::from_iter)
}

fn json() -> impl Strategy<Value = CanonicalJson> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(|n| n.to_string()),
        text(0..6).prop_map(|s| CanonicalJson::string(&s).into_string()),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            proptest::collection::btree_map("[a-d]{1,2}", inner, 0..4).prop_map(|members| {
                let members: Vec<_> = members
                    .iter()
                    .rev()
                    .map(|(name, value)| format!("\"{name}\":{value}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    });
    value.prop_map(|text| CanonicalJson::parse(text.as_bytes(), 32).unwrap())
}

fn seconds() -> impl Strategy<Value = EpochSeconds> {
    (0..=EpochSeconds::MAX.get()).prop_map(|n| EpochSeconds::new(n).unwrap())
}

fn uv() -> impl Strategy<Value = UserVerification<'static>> {
    text(0..20).prop_map(|method| UserVerification::performed(UvMethod::new(method).unwrap()))
}

fn submods() -> impl Strategy<Value = Submods> {
    of(json().prop_map(|json| {
        let object = format!("{{\"state\":{json}}}");
        CanonicalJson::parse(object.as_bytes(), 32).unwrap()
    }))
    .prop_map(|state| {
        state.map_or_else(Submods::default, |state| Submods::with_device_state(state).unwrap())
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    prop_oneof![
        Just(Profile::Draft02),
        of(any::<[u8; 32]>()).prop_map(|digest| Profile::Draft03 {
            signals_hash: digest
                .map(|digest| SignalsHash::parse(&standard::encode(&digest)).unwrap()),
        }),
    ]
}

prop_compose! {
    fn required()(
        jti in "[A-Za-z0-9._-]{1,128}",
        aud in text(1..257),
        iss in text(1..129),
        times in (seconds(), seconds()),
        ueid in any::<[u8; 32]>(),
        profile in profile(),
        tier in text(1..129),
        op in text(1..129),
        counter in 0..=Counter::MAX.get(),
        payload_hash in any::<[u8; 32]>(),
        uv in uv(),
    ) -> Claims<'static> {
        Claims {
            jti: Jti::new(jti).unwrap(),
            aud: Audience::new(aud).unwrap(),
            iss: Issuer::new(iss).unwrap(),
            iat: times.0,
            exp: times.1,
            ueid: Ueid::parse(&url::encode(&[&[1], &ueid[..]].concat())).unwrap(),
            profile,
            tier: Tier::new(tier).unwrap(),
            op: Operation::new(op).unwrap(),
            counter: Counter::new(counter).unwrap(),
            payload_hash: PayloadHash::parse(&standard::encode(&payload_hash)).unwrap(),
            uv,
            nonce: None,
            submods: None,
            chain_prev: None,
            caller_package: None,
            sdk_version: None,
            user_hash: None,
            chain_pending: None,
            last_confirmed_head: None,
            rp_context_hash: None,
        }
    }
}

prop_compose! {
    fn claims()(
        required in required(),
        nonce in of(text(0..40)),
        submods in of(submods()),
        chain_prev in of(any::<[u8; 32]>()),
        caller in of(text(1..257)),
        sdk in of(text(0..65)),
        user in of(any::<[u8; 32]>()),
        opaque in (of(json()), of(json()), of(json())),
    ) -> Claims<'static> {
        Claims {
            nonce: nonce.map(|nonce| Nonce::new(nonce).unwrap()),
            submods,
            chain_prev: chain_prev.map(ChainEntry::from_octets),
            caller_package: caller.map(|caller| CallerPackage::new(caller).unwrap()),
            sdk_version: sdk.map(|sdk| SdkVersion::new(sdk).unwrap()),
            user_hash: user.map(|user| UserHash::parse(&url::encode(&user)).unwrap()),
            chain_pending: opaque.0,
            last_confirmed_head: opaque.1,
            rp_context_hash: opaque.2,
            ..required
        }
    }
}

/// The members of a payload in another order, with white space and other spellings.
fn respell(canonical: &CanonicalJson, order: &[prop::sample::Index]) -> String {
    let document = Document::parse(canonical.as_octets(), 32).unwrap();
    let object = document.root().as_object().unwrap();
    let mut members: Vec<String> = object
        .iter()
        .map(|(name, value)| {
            format!(
                "\"\\u{:04x}{}\" : {}",
                name.chars().next().map_or(0, u32::from),
                &name.to_cow()[1..],
                value.source()
            )
        })
        .collect();
    for index in order {
        let chosen = members.remove(index.index(members.len()));
        members.push(chosen);
    }
    format!(" {{ {} }} ", members.join(" , "))
}

proptest! {
    #![proptest_config(cases(512))]

    /// §2, §3.5: what an Attester writes is canonical, and reads as what was written.
    #[test]
    fn round_trip(claims in claims()) {
        let payload = claims.to_canonical();
        let canonical = CanonicalJson::parse(payload.as_octets(), 32).unwrap();
        prop_assert_eq!(&canonical, &payload);
        let read = parse_with(payload.as_octets(), &STRICT).unwrap();
        prop_assert_eq!(&read, &claims);
        prop_assert_eq!(read.to_canonical(), payload);
    }

    /// §2: in any order and spelling it reads as the same claim set, and is written canonically.
    #[test]
    fn order_and_spelling(claims in claims(), order in vec(any::<prop::sample::Index>(), 24)) {
        let payload = claims.to_canonical();
        let other = respell(&payload, &order);
        let read = parse_with(other.clone(), &RULES).unwrap();
        prop_assert_eq!(&read, &claims);
        prop_assert_eq!(read.to_canonical(), payload);
        prop_assert_eq!(parse_with(other, &STRICT), Err(psea_claims::ClaimError::NotCanonical));
    }

    /// §3.5: a claim set is closed: what was accepted is written again in full, `psea_uv` with all
    /// its members.
    #[test]
    fn nothing_is_lost(claims in claims(), extra in json(), verified: bool) {
        let payload = claims.to_canonical().into_string();
        let uv = format!(r#""psea_uv":{{"extra":{extra},"method":"pin","verified":{verified}}},"#);
        let start = payload.find(r#""psea_uv":{"#).unwrap();
        // `psea_uv` is the last `psea_` claim and an object of two scalars.
        let end = start + payload[start..].find("\"verified\":true}").unwrap() + "\"verified\":true},".len();
        let payload = format!("{}{uv}{}", &payload[..start], &payload[end..]);
        let read = parse_with(payload.clone(), &STRICT).unwrap();
        prop_assert_eq!(read.uv.is_verified(), verified);
        prop_assert_eq!(read.to_canonical().into_string(), payload);
    }

    /// §3.5: no payload panics, and whatever is accepted is written as its canonical form.
    #[test]
    fn accepted_payloads_are_their_canonical_form(
        claims in claims(),
        edits in vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..3),
    ) {
        let mut payload = claims.to_canonical().into_string().into_bytes();
        for (at, octet, insert) in edits {
            let at = at.index(payload.len());
            if insert { payload.insert(at, octet) } else { payload[at] = octet }
        }
        if let Ok(read) = Claims::parse_unverified(&payload, &RULES) {
            let canonical = CanonicalJson::parse(&payload, 32).unwrap();
            prop_assert_eq!(read.to_canonical(), canonical);
        }
    }
}
