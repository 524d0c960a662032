//! Properties over generated requests (§2, §3.2, §3.5).

use proptest::prelude::*;
use psea_attester::{ActionRequest, AttesterConfig, RemoteVerification};
use psea_claims::{
    ActionPayload, Audience, ClaimRules, Claims, DeviceId, Issuer, Jti, Nonce, Operation, Revision,
    Revisions, Tier, UvMethod,
};
use psea_jose::base64::url;
use psea_jose::canonical::CanonicalJson;
use psea_seed::cases;

use crate::support::*;

proptest! {
    #![proptest_config(cases(256))]

    /// §2, §3.5: whatever the texts are, the payload is canonical, says them, and is read back as
    /// what it was made from.
    #[test]
    fn any_texts_survive(
        [iss, aud, tier, op] in prop::array::uniform4("(?s).{1,40}"),
        [kid, nonce, method, device] in prop::array::uniform4("(?s).{1,40}"),
        jti in "[A-Za-z0-9._-]{1,128}",
        amount in -((1_i64 << 53) - 1)..(1 << 53),
        is_02 in any::<bool>(),
    ) {
        let revision = if is_02 { Revision::Draft02 } else { Revision::Draft03 };
        let action = serde_json::json!({"amount": amount, "to": device}).to_string();
        let action = ActionPayload::parse(action.as_bytes()).unwrap();
        let config = AttesterConfig::new(
            Issuer::new(iss.clone()).unwrap(),
            Audience::new(aud.clone()).unwrap(),
            DeviceId::new(device).unwrap(),
            kid.as_str(),
        );
        let attester = attester(config.unwrap().revision(revision));
        let request = ActionRequest::new(
            Jti::new(jti.clone()).unwrap(),
            Operation::new(op.clone()).unwrap(),
            Tier::new(tier.clone()).unwrap(),
            action.clone(),
        );
        let request = request.nonce(Nonce::new(nonce.clone()).unwrap());
        let verification = RemoteVerification::by(UvMethod::new(method.clone()).unwrap());
        let prepared = attester.propose(request).unwrap().prepare(verification, now()).unwrap();
        let input = std::str::from_utf8(prepared.signing_input().octets()).unwrap();
        let (header, payload) = input.split_once('.').unwrap();
        let (header, payload) = (url::decode(header).unwrap(), url::decode(payload).unwrap());
        for json in [&header, &payload] {
            let canonical = CanonicalJson::parse(json, 32).unwrap();
            prop_assert_eq!(canonical.as_octets(), &json[..]);
        }
        let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
        let expected = serde_json::json!({"alg": "ES256", "kid": kid, "typ": "psea-proof+jwt"});
        prop_assert_eq!(header, expected);

        let rules = ClaimRules { revisions: Revisions::only(revision), ..ClaimRules::default() };
        let claims = Claims::parse_unverified(&payload, &rules).unwrap();
        prop_assert_eq!(claims.iss.as_str(), iss);
        prop_assert_eq!(claims.aud.as_str(), aud);
        prop_assert_eq!(claims.tier.as_str(), tier);
        prop_assert_eq!(claims.op.as_str(), op);
        prop_assert_eq!(claims.jti.as_str(), jti);
        prop_assert_eq!(claims.uv.method().as_str(), method);
        prop_assert_eq!(claims.nonce.as_ref().unwrap().as_str(), nonce);
        prop_assert_eq!(claims.payload_hash, action.hash());
        prop_assert_eq!(claims.ueid, attester.ueid());
        prop_assert_eq!(claims.exp.get() - claims.iat.get(), 300);
    }
}
