//! Actions from and to Rust values.

use psea_claims::{ActionError, ActionPayload};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Transfer {
    to: String,
    amount: u64,
    currency: String,
    #[serde(rename = "actionType")]
    action_type: String,
}

fn transfer(amount: u64) -> Transfer {
    Transfer { to: "alice".into(), amount, currency: "EUR".into(), action_type: "transfer".into() }
}

/// Appendix A: a Rust value gives the appendix hash, and comes back from the hashed octets.
#[test]
fn round_trip() {
    let action = ActionPayload::from_serialize(&transfer(2500)).unwrap();
    assert_eq!(action.hash().to_text(), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
    assert_eq!(action.deserialize::<Transfer>().unwrap(), transfer(2500));
    let more = ActionPayload::parse(
        br#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice","fee":1}"#,
    );
    assert!(more.unwrap().deserialize::<Transfer>().is_err());
}

fn refused_number(value: &impl Serialize) -> bool {
    matches!(ActionPayload::from_serialize(value), Err(ActionError::Number(_)))
}

/// §2: an integer beyond 2^53 − 1 is refused.
#[test]
fn large_integers() {
    assert!(ActionPayload::from_serialize(&transfer(9_007_199_254_740_991)).is_ok());
    assert!(refused_number(&transfer(9_007_199_254_740_992)));
    assert!(refused_number(&transfer(u64::MAX)));
    assert!(refused_number(&serde_json::json!({ "a": [i64::MIN] })));
}

/// §2: a floating-point number is refused, also where it is whole.
#[test]
fn floats() {
    for number in [25.0, 0.1, -0.0, 1e300, f64::MIN_POSITIVE] {
        assert!(refused_number(&serde_json::json!({ "amount": number })), "{number}");
    }
}

#[derive(Serialize)]
struct Floating<T> {
    amount: T,
}

/// §2: so is one that JSON cannot write: it does not become null.
#[test]
fn floats_that_json_lacks() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            ActionPayload::from_serialize(&Floating { amount: number }),
            Err(ActionError::Serialize)
        );
        assert_eq!(
            ActionPayload::from_serialize(&Floating { amount: Some([(1, number)]) }),
            Err(ActionError::Serialize)
        );
    }
    assert_eq!(
        ActionPayload::from_serialize(&Floating { amount: f32::NAN }),
        Err(ActionError::Serialize)
    );
    // An absent value is null.
    let action = ActionPayload::from_serialize(&Floating { amount: None::<f64> }).unwrap();
    assert_eq!(action.as_str(), r#"{"amount":null}"#);
}

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
struct Pair<T>(u8, T);

#[derive(Serialize)]
enum Shape<T> {
    Newtype(T),
    Tuple(u8, T),
    Struct { amount: T },
}

/// §2: wherever in the value it stands.
#[test]
fn floats_that_json_lacks_in_every_shape() {
    fn wrapped(number: f64) -> [Result<ActionPayload, ActionError>; 8] {
        [
            ActionPayload::from_serialize(&Floating { amount: Newtype(number) }),
            ActionPayload::from_serialize(&Floating { amount: Pair(1, number) }),
            ActionPayload::from_serialize(&Floating { amount: (1, number) }),
            ActionPayload::from_serialize(&Floating { amount: vec![number] }),
            ActionPayload::from_serialize(&Shape::Newtype(number)),
            ActionPayload::from_serialize(&Shape::Tuple(1, number)),
            ActionPayload::from_serialize(&Shape::Struct { amount: number }),
            ActionPayload::from_serialize(&std::collections::BTreeMap::from([("a", number)])),
        ]
    }
    for result in wrapped(f64::NAN) {
        assert_eq!(result, Err(ActionError::Serialize));
    }
    for result in wrapped(1.0) {
        assert!(matches!(result, Err(ActionError::Number(_))), "{result:?}");
    }
}

/// §2: every other kind of value passes as JSON writes it.
#[test]
fn every_kind_of_value() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    enum Word {
        One,
    }
    #[derive(Serialize)]
    struct All<'a> {
        integers: (i8, i16, i32, i64, i128, u8, u16, u32, u64, u128),
        texts: (bool, char, &'a str, Word),
        nothing: (Unit, (), Option<u8>),
        shapes: (Newtype<u8>, Pair<u8>, [Shape<u8>; 3]),
    }
    let all = All {
        integers: (-1, -2, -3, -4, -5, 1, 2, 3, 4, 5),
        texts: (true, 'c', "s", Word::One),
        nothing: (Unit, (), Some(1)),
        shapes: (
            Newtype(1),
            Pair(1, 2),
            [Shape::Newtype(1), Shape::Tuple(1, 2), Shape::Struct { amount: 1 }],
        ),
    };
    assert_eq!(
        ActionPayload::from_serialize(&all).unwrap().as_str(),
        r#"{"integers":[-1,-2,-3,-4,-5,1,2,3,4,5],"nothing":[null,null,1],"shapes":[1,[1,2],[{"Newtype":1},{"Tuple":[1,2]},{"Struct":{"amount":1}}]],"texts":[true,"c","s","One"]}"#
    );
}

/// §2: an object, with distinct names.
#[test]
fn other_shapes() {
    assert_eq!(ActionPayload::from_serialize("x"), Err(ActionError::NotObject));
    assert_eq!(ActionPayload::from_serialize(&[1, 2]), Err(ActionError::NotObject));
    assert_eq!(ActionPayload::from_serialize(&()), Err(ActionError::NotObject));
    // A map whose keys JSON cannot write.
    let map = std::collections::BTreeMap::from([(vec![1], 1)]);
    assert_eq!(ActionPayload::from_serialize(&map), Err(ActionError::Serialize));

    #[derive(Serialize)]
    struct Twice {
        a: u8,
        #[serde(rename = "a")]
        b: u8,
    }
    assert!(matches!(
        ActionPayload::from_serialize(&Twice { a: 1, b: 2 }),
        Err(ActionError::Json(_))
    ));
}
