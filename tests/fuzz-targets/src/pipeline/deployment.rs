//! The two deployments that submissions are made to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use psea_claims::{
    Audience, CallerPackage, ContextHash, DeviceId, EpochSeconds, Issuer, Nonce, Operation, UvGate,
};
use psea_jose::es256::VerifyingKey;
use psea_verifier::testing::AnySignature;
use psea_verifier::{
    AttesterId, Challenge, ChallengePolicy, ChallengeStore as _, Change, ContextPolicy,
    EnrolledDevice, EnrollmentAdmin as _, EnrollmentStatus, Expected, MemoryStore, NewEnrollment,
    Snapshot, Verifier, VerifierConfig,
};
use serde_json::{Value, json};

use crate::plain::{self, NOW, SENTINEL, SKEW, UEID};

use super::parts::{body_of, parts};

/// How strict a deployment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deployment {
    /// The defaults.
    Plain,
    /// Every option: challenges, the chain, callers, attested user verification, the context, and
    /// canonical payloads.
    Strict,
}

/// The `jti` that was accepted before.
pub(crate) const USED_JTI: &str = "used-1";
/// The counter that went with it, of the Attester of `key-5`.
pub(crate) const USED_COUNTER: u64 = 40;

thread_local! {
    static STORES: RefCell<BTreeMap<Deployment, Arc<MemoryStore>>> = const { RefCell::new(BTreeMap::new()) };
}

pub(super) fn context() -> ContextHash {
    ContextHash::parse(&plain::hash(plain::CONTEXT.as_bytes())).unwrap()
}

/// A claim set that the strict deployment approves from `key-1`.
pub(crate) fn strict_claims() -> Value {
    json!({
        "aud": "verifier.example", "eat_nonce": "n-1", "eat_profile": plain::PROFILE,
        "exp": NOW + 110, "iat": NOW - 10, "iss": "tenant.example", "jti": "strict-1",
        "psea_caller_package": plain::CALLER, "psea_chain_prev": SENTINEL, "psea_counter": 1,
        "psea_op": "payment.execute", "psea_payload_hash": "\u{1}", "psea_proof_version": "1",
        "psea_rp_context_hash": plain::hash(plain::CONTEXT.as_bytes()), "psea_tier": "high",
        "psea_uv": { "method": "biometric", "verified": true }, "ueid": UEID,
    })
}

impl Deployment {
    pub(super) fn config(self) -> VerifierConfig {
        let iss = Issuer::new("tenant.example").unwrap();
        let aud = Audience::new("verifier.example").unwrap();
        let op = || Operation::new("payment.execute").unwrap();
        let config = VerifierConfig::new(iss, aud).clock_skew(SKEW).unwrap();
        match self {
            Self::Plain => config,
            Self::Strict => config
                .challenges(ChallengePolicy::Required)
                .with_chain()
                .require_canonical_payload()
                .high_assurance(op())
                .caller(op(), CallerPackage::new(plain::CALLER).unwrap())
                .context(ContextPolicy::Bound),
        }
    }

    /// `key-1` is active, `key-2` suspended, `key-3` revoked, `key-4` contradicts its user
    /// verification, `key-5` had a proof accepted, and of `key-6` no attestation is known.
    pub(super) fn state(self) -> &'static Snapshot {
        static STATES: OnceLock<[Snapshot; 2]> = OnceLock::new();
        let [plain, strict] = STATES.get_or_init(|| [Self::Plain, Self::Strict].map(Self::prepare));
        match self {
            Self::Plain => plain,
            Self::Strict => strict,
        }
    }

    /// A store in this state: one that was put back, since to restore one takes longer than most
    /// submissions do.
    pub(super) fn store(self) -> Arc<MemoryStore> {
        STORES.with_borrow_mut(|stores| stores.remove(&self)).unwrap_or_else(|| {
            Arc::new(MemoryStore::restore(self.state().clone(), &AnySignature).unwrap())
        })
    }

    /// Takes back a store that was seen to be in its first state.
    pub(super) fn put_back(self, store: Arc<MemoryStore>) {
        STORES.with_borrow_mut(|stores| stores.insert(self, store));
    }

    fn prepare(self) -> Snapshot {
        let store = Arc::new(MemoryStore::volatile());
        for number in 1..=6 {
            let key = psea_model::deployment::public_key(number % 4, number / 4);
            let key = VerifyingKey::new(key, &AnySignature).unwrap();
            let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
            let name = AttesterId::new(format!("attester-{number}")).unwrap();
            let gate = match number {
                4 => UvGate::Contradicted,
                6 => UvGate::Unknown,
                _ => UvGate::Attested,
            };
            let new = NewEnrollment::new(name.clone(), format!("key-{number}"), key, device);
            let change = || Change::new(EpochSeconds::default(), "");
            store.enroll(new.uv_gate(gate), change()).unwrap();
            match number {
                2 => store.set_status(&name, EnrollmentStatus::Suspended, change()).unwrap(),
                3 => store.set_status(&name, EnrollmentStatus::Revoked, change()).unwrap(),
                _ => {}
            }
        }
        let now = EpochSeconds::new(NOW).unwrap();
        for nonce in ["n-0", "n-1"] {
            store.issue(Challenge::new(Nonce::new(nonce).unwrap(), now, 300)).unwrap();
        }
        self.accept_one(&store, now);
        store.snapshot().unwrap()
    }

    fn accept_one(self, store: &Arc<MemoryStore>, now: EpochSeconds) {
        let mut claims = strict_claims();
        claims["jti"] = USED_JTI.into();
        claims["psea_counter"] = USED_COUNTER.into();
        claims["eat_nonce"] = "n-0".into();
        let header = r#"{"alg":"ES256","kid":"key-5","typ":"psea-proof+jwt"}"#;
        let payload = serde_json::to_string(&claims).unwrap().replace("\\u0001", "\u{1}");
        let input = parts(self, header.as_bytes(), payload.as_bytes(), b"{}", b"");
        let verifier = Verifier::new(self.config(), Arc::<MemoryStore>::clone(store));
        let op = Operation::new("payment.execute").unwrap();
        let mut expected = Expected::new(op, psea_claims::Tier::new("high").unwrap());
        if self == Self::Strict {
            expected = expected.with_context(context());
        }
        let approval = verifier.verify(&body_of(&input).1, &expected, now).unwrap();
        assert_eq!(approval.jti().as_str(), USED_JTI);
    }
}
