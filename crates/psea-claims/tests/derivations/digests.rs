//! The digest claims as values.

use psea_claims::{ContextHash, PayloadHash, SignalsHash};
use psea_jose::base64::Base64Error;

const TEXT: &str = "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=";

/// §2: text and octets, one spelling each; equality compares all octets.
#[test]
fn forms() {
    let hash = PayloadHash::parse(TEXT).unwrap();
    assert_eq!((hash.to_text().as_str(), hash.to_string().as_str()), (TEXT, TEXT));
    assert_eq!(hash.as_octets()[..4], [0xF0, 0xF8, 0xEB, 0x39]);
    assert_eq!(format!("{hash:?}"), format!("PayloadHash({TEXT})"));
    assert_eq!(SignalsHash::parse(TEXT).unwrap().to_text(), TEXT);
    assert_eq!(ContextHash::parse(TEXT).unwrap().to_text(), TEXT);
    for other in [TEXT.replacen('8', "9", 1), TEXT.replace("UI=", "UM="), TEXT.replace("lz", "lA")]
    {
        assert_ne!(PayloadHash::parse(&other).unwrap(), hash);
    }
    for refused in [
        "",
        &TEXT.replace('=', ""),
        &TEXT.replace('+', "-"),
        &TEXT.replace("UI=", "UJ="),
        &TEXT.replace("UI=", "U=="),
    ] {
        assert_eq!(PayloadHash::parse(refused), Err(Base64Error), "{refused}");
        assert_eq!(SignalsHash::parse(refused), Err(Base64Error), "{refused}");
        assert_eq!(ContextHash::parse(refused), Err(Base64Error), "{refused}");
    }
}
