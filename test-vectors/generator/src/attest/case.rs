//! The builder of one `attest` vector.

use crate::core::json::{canonical, quote};
use crate::core::keys::Key;
use crate::core::proof::{ACTION, AUD, DEVICE, EXP, IAT, ISS, JTI, OP, Proof, TIER};
use crate::core::values::Revision;
use crate::vector::Vector;

/// The inputs of one proof.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    key: &'static str,
    kid: String,
    revision: Revision,
    device_id: String,
    iss: String,
    aud: String,
    op: String,
    tier: String,
    counter: u64,
    jti: String,
    iat: u64,
    exp: u64,
    uv_method: String,
    action: String,
    /// Member of the vector and its text.
    optional: Vec<(&'static str, String)>,
}

/// The optional members: name in the vector, claim.
const OPTIONAL: &[(&str, &str)] = &[
    ("nonce", "eat_nonce"),
    ("chain_prev", "psea_chain_prev"),
    ("caller_package", "psea_caller_package"),
    ("sdk_version", "psea_sdk_version"),
    ("user_hash", "psea_user_hash"),
    ("device_state", "submods"),
    ("signal_report", "psea_signals_hash"),
];

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident),+) => {
        $($(#[$doc])* pub(super) fn $name(mut self, value: &str) -> Self {
            value.clone_into(&mut self.$name);
            self
        })+
    };
}

impl Inputs {
    /// Inputs that give a proof.
    pub(super) fn new() -> Self {
        Self {
            key: "key-1",
            kid: "key-1".to_owned(),
            revision: Revision::Draft03,
            device_id: DEVICE.to_owned(),
            iss: ISS.to_owned(),
            aud: AUD.to_owned(),
            op: OP.to_owned(),
            tier: TIER.to_owned(),
            counter: 1,
            jti: JTI.to_owned(),
            iat: IAT,
            exp: EXP,
            uv_method: "biometric".to_owned(),
            action: ACTION.to_owned(),
            optional: Vec::new(),
        }
    }

    setters!(kid, device_id, iss, aud, op, tier, jti, uv_method, action);

    /// The key of another label.
    pub(super) fn key(mut self, label: &'static str) -> Self {
        self.key = label;
        self
    }

    /// The revision to emit.
    pub(super) fn revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }

    /// The counter.
    pub(super) fn counter(mut self, counter: u64) -> Self {
        self.counter = counter;
        self
    }

    /// Time of signing and expiry.
    pub(super) fn times(mut self, iat: u64, exp: u64) -> Self {
        (self.iat, self.exp) = (iat, exp);
        self
    }

    /// An optional member.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        assert!(OPTIONAL.iter().any(|(n, _)| *n == name), "no input {name}");
        self.optional.push((name, value.to_owned()));
        self
    }

    fn proof(&self) -> Proof {
        let mut proof = Proof::new()
            .signed_by(self.key)
            .kid(&self.kid)
            .device(&self.device_id)
            .revision(self.revision)
            .iss(&self.iss)
            .claim_str("aud", &self.aud)
            .op(&self.op)
            .tier(&self.tier)
            .counter(self.counter)
            .jti(&self.jti)
            .times(self.iat, self.exp)
            .commits(&self.action);
        let method = quote(&self.uv_method);
        proof = proof.claim("psea_uv", &format!(r#"{{"method":{method},"verified":true}}"#));
        for (name, value) in &self.optional {
            let claim = OPTIONAL.iter().find(|(n, _)| n == name).unwrap().1;
            proof = match *name {
                "device_state" => {
                    let text = format!(r#"{{"psea-device-state":{}}}"#, canonical(value));
                    proof.claim(claim, &text)
                }
                "signal_report" => proof.commits_signals(value),
                _ => proof.claim_str(claim, value),
            };
        }
        proof
    }

    fn vector(&self, id: &str, title: &str, sections: &[&'static str]) -> Vector {
        let mut vector = Vector::new(id, title, sections)
            .with("key", Key::new(self.key).private_jwk())
            .with("kid", self.kid.as_str())
            .with("profile", self.revision.name())
            .with("device_id", self.device_id.as_str())
            .with("iss", self.iss.as_str())
            .with("aud", self.aud.as_str())
            .with("op", self.op.as_str())
            .with("tier", self.tier.as_str())
            .with("counter", self.counter)
            .with("jti", self.jti.as_str())
            .with("iat", self.iat)
            .with("exp", self.exp)
            .with("uv_method", self.uv_method.as_str())
            .with("action_payload", self.action.as_str());
        for (name, _) in OPTIONAL {
            if let Some((_, value)) = self.optional.iter().find(|(n, _)| n == name) {
                vector = vector.with(name, value.as_str());
            }
        }
        if self.revision == Revision::Draft02 {
            vector.flag("draft-02");
        }
        vector
    }

    /// The vector of inputs that give a proof.
    pub(super) fn valid(&self, id: &str, title: &str, sections: &[&'static str]) -> Vector {
        let proof = self.proof();
        self.vector(id, title, sections)
            .flagged("rfc6979")
            .with("header", String::from_utf8(proof.build_header()).unwrap())
            .with("payload", String::from_utf8(proof.build_payload()).unwrap())
            .with("proof", proof.build())
    }

    /// The vector of inputs from which no proof may come.
    pub(super) fn invalid(&self, id: &str, title: &str, sections: &[&'static str]) -> Vector {
        self.vector(id, title, sections).flagged("negative").with("result", "invalid")
    }
}
