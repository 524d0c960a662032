//! The builder of one `verify` vector.

use crate::core::json::Json;
use crate::core::keys::Key;
use crate::core::proof::{AUD, DEVICE, ISS, Proof};
use crate::vector::Vector;

/// An enrolled attester.
#[derive(Clone, Debug)]
pub(crate) struct Enrollment {
    attester: String,
    kid: String,
    key: Json,
    identity: (&'static str, String),
    status: Option<String>,
    uv: Option<&'static str>,
}

impl Enrollment {
    /// An attester with a `kid` and the key of the same label.
    pub(crate) fn new(attester: &str, kid: &str, device_id: &str) -> Self {
        Self {
            attester: attester.to_owned(),
            kid: kid.to_owned(),
            key: Key::new(kid).jwk(),
            identity: ("device_id", device_id.to_owned()),
            status: None,
            uv: Some("attested"),
        }
    }

    fn json(&self) -> Json {
        let mut json = Json::object([
            ("attester", self.attester.as_str().into()),
            ("kid", self.kid.as_str().into()),
            ("key", self.key.clone()),
        ]);
        json.push(self.identity.0, self.identity.1.as_str());
        if let Some(status) = &self.status {
            json.push("status", status.as_str());
        }
        if let Some(uv) = self.uv {
            json.push("uv", uv);
        }
        json
    }
}

/// One `verify` vector in the making.
#[derive(Debug)]
pub(crate) struct Case {
    slug: String,
    title: String,
    sections: Vec<&'static str>,
    flags: Vec<&'static str>,
    iss: String,
    aud: String,
    profiles: Vec<&'static str>,
    settings: Vec<(&'static str, Json)>,
    enrollments: Vec<Enrollment>,
    steps: Vec<Json>,
    negative: bool,
}

impl Case {
    fn new(slug: &str, title: &str, sections: &[&'static str], flag: &'static str) -> Self {
        Self {
            slug: slug.to_owned(),
            title: title.to_owned(),
            sections: sections.to_vec(),
            flags: vec![flag],
            iss: ISS.to_owned(),
            aud: AUD.to_owned(),
            profiles: vec!["draft-03"],
            settings: Vec::new(),
            enrollments: vec![Enrollment::new("attester-1", "key-1", DEVICE)],
            steps: Vec::new(),
            negative: false,
        }
    }

    // ---- about the vector -------------------------------------------------------------

    /// Replaces the sections of the topic.
    pub(crate) fn sections(&mut self, sections: &[&'static str]) -> &mut Self {
        self.sections = sections.to_vec();
        self
    }

    /// Adds a flag.
    pub(crate) fn flag(&mut self, flag: &'static str) -> &mut Self {
        self.flags.push(flag);
        self
    }

    // ---- the verifier -----------------------------------------------------------------

    fn setting(&mut self, name: &'static str, value: impl Into<Json>) -> &mut Self {
        assert!(self.settings.iter().all(|(n, _)| *n != name), "{name} twice");
        self.settings.push((name, value.into()));
        self
    }

    /// The issuer that the verifier expects.
    pub(crate) fn iss(&mut self, iss: &str) -> &mut Self {
        iss.clone_into(&mut self.iss);
        self
    }

    /// The audience that the verifier is.
    pub(crate) fn aud(&mut self, aud: &str) -> &mut Self {
        aud.clone_into(&mut self.aud);
        self
    }

    /// The accepted revisions.
    pub(crate) fn profiles(&mut self, profiles: &[&'static str]) -> &mut Self {
        self.profiles = profiles.to_vec();
        self
    }

    /// The tolerated clock skew in seconds.
    pub(crate) fn skew(&mut self, seconds: u64) -> &mut Self {
        self.setting("clock_skew", seconds)
    }

    /// The longest accepted lifetime in seconds.
    pub(crate) fn max_lifetime(&mut self, seconds: u64) -> &mut Self {
        self.setting("max_lifetime", seconds)
    }

    /// The challenge policy.
    pub(crate) fn challenges(&mut self, policy: &str) -> &mut Self {
        self.setting("challenges", policy)
    }

    /// The chain layer on.
    pub(crate) fn chain(&mut self) -> &mut Self {
        self.setting("chain", true)
    }

    /// Canonical payloads required.
    pub(crate) fn canonical_only(&mut self) -> &mut Self {
        self.setting("require_canonical_payload", true)
    }

    /// A counter for each tier.
    pub(crate) fn scope_tier(&mut self) -> &mut Self {
        self.setting("counter_scope", "tier")
    }

    /// A counter for each value at a pointer into the action payload.
    pub(crate) fn scope_pointer(&mut self, pointer: &str) -> &mut Self {
        self.setting("counter_scope", Json::object([("payload", pointer.into())]))
    }

    /// An operation that needs attested user verification.
    pub(crate) fn high_assurance(&mut self, op: &str) -> &mut Self {
        self.setting("high_assurance_ops", Json::strings(&[op]))
    }

    /// The caller expected for an operation.
    pub(crate) fn caller(&mut self, op: &str, package: &str) -> &mut Self {
        self.setting("callers", Json::object([(op, package.into())]))
    }

    /// The request context to which the proof must commit.
    pub(crate) fn rp_context(&mut self, text: &str) -> &mut Self {
        self.setting("rp_context", Json::parse(text))
    }

    /// A limit of the verifier.
    pub(crate) fn limit(&mut self, name: &str, value: u64) -> &mut Self {
        self.setting("limits", Json::object([(name, value.into())]))
    }

    // ---- the enrollments --------------------------------------------------------------

    /// A further attester.
    pub(crate) fn enrolled(&mut self, enrollment: Enrollment) -> &mut Self {
        self.enrollments.push(enrollment);
        self
    }

    /// Another `kid` for the first attester.
    pub(crate) fn enrolled_kid(&mut self, kid: &str) -> &mut Self {
        kid.clone_into(&mut self.enrollments[0].kid);
        self
    }

    /// Another key for the first attester, under the same `kid`.
    pub(crate) fn enrolled_key(&mut self, jwk: Json) -> &mut Self {
        self.enrollments[0].key = jwk;
        self
    }

    /// Another device for the first attester.
    pub(crate) fn enrolled_device(&mut self, device_id: &str) -> &mut Self {
        self.enrollments[0].identity = ("device_id", device_id.to_owned());
        self
    }

    /// The first attester enrolled by its `ueid` alone.
    pub(crate) fn enrolled_ueid(&mut self, ueid: &str) -> &mut Self {
        self.enrollments[0].identity = ("ueid", ueid.to_owned());
        self
    }

    /// The first attester's status.
    pub(crate) fn status(&mut self, status: &str) -> &mut Self {
        self.enrollments[0].status = Some(status.to_owned());
        self
    }

    /// What the first attester's attestation says of user verification, `None` left out.
    pub(crate) fn enrolled_uv(&mut self, uv: Option<&'static str>) -> &mut Self {
        assert!(self.steps.is_empty(), "user verification set after a step");
        self.enrollments[0].uv = uv;
        self
    }

    // ---- the steps --------------------------------------------------------------------

    /// A proof that is approved with the first attester's user verification.
    pub(crate) fn accept(&mut self, proof: &Proof) -> &mut Self {
        let uv = if self.enrollments[0].uv == Some("attested") { "attested" } else { "asserted" };
        self.submit(proof, Json::object([("result", "accept".into()), ("uv", uv.into())]))
    }

    /// A proof that is approved and whose chain entry is returned.
    pub(crate) fn accept_link(&mut self, proof: &Proof, entry: &str) -> &mut Self {
        let expect = Json::object([
            ("result", "accept".into()),
            ("uv", "attested".into()),
            ("chain_entry", entry.into()),
        ]);
        self.submit(proof, expect)
    }

    /// A proof that is refused.
    pub(crate) fn reject(&mut self, proof: &Proof, code: &str) -> &mut Self {
        self.negative = true;
        self.submit(proof, Json::object([("result", "reject".into()), ("code", code.into())]))
    }

    fn submit(&mut self, proof: &Proof, expect: Json) -> &mut Self {
        let (now, op, tier) = proof.asked();
        let mut submit =
            Json::object([("now", now.into()), ("op", op.into()), ("tier", tier.into())]);
        match String::from_utf8(proof.build_body()) {
            Ok(body) => submit.push("body", body),
            Err(e) => submit.push("body_hex", crate::core::encode::hex(e.into_bytes())),
        }
        self.steps.push(Json::object([("submit", submit), ("expect", expect)]));
        self
    }

    fn step(&mut self, name: &str, step: Json) -> &mut Self {
        self.steps.push(Json::object([(name, step)]));
        self
    }

    /// Sets an attester's status.
    pub(crate) fn set_status(&mut self, attester: &str, status: &str) -> &mut Self {
        let step = [("attester", attester.into()), ("status", status.into())];
        self.step("set_status", Json::object(step))
    }

    /// Gives an attester another key.
    pub(crate) fn rotate(&mut self, attester: &str, kid: &str) -> &mut Self {
        let key = Key::new(kid).jwk();
        let step = [("attester", attester.into()), ("kid", kid.into()), ("key", key)];
        self.step("rotate_key", Json::object(step))
    }

    /// Issues a challenge.
    pub(crate) fn issue(&mut self, nonce: &str, now: u64, ttl: u64) -> &mut Self {
        let step = [("nonce", nonce.into()), ("now", now.into()), ("ttl", ttl.into())];
        self.step("issue_challenge", Json::object(step))
    }

    /// Restarts the verifier on the same store.
    pub(crate) fn restart(&mut self) -> &mut Self {
        self.step("restart", Json::object([]))
    }

    fn vector(&self, prefix: &str) -> Vector {
        let mut verifier = Json::object([
            ("iss", self.iss.as_str().into()),
            ("aud", self.aud.as_str().into()),
            ("profiles", Json::strings(&self.profiles)),
        ]);
        for (name, value) in &self.settings {
            verifier.push(name, value.clone());
        }
        let enrollments: Vec<Json> = self.enrollments.iter().map(Enrollment::json).collect();
        assert!(!self.steps.is_empty(), "{} has no steps", self.slug);
        let id = format!("{prefix}.{}", self.slug);
        let mut vector = Vector::new(&id, &self.title, &self.sections);
        if self.negative {
            vector.flag("negative");
        }
        for flag in &self.flags {
            vector.flag(flag);
        }
        if self.profiles.contains(&"draft-02") {
            vector.flag("draft-02");
        }
        vector
            .with("verifier", verifier)
            .with("enrollments", enrollments)
            .with("steps", self.steps.clone())
    }
}

/// The cases of one topic, which share the id's prefix, the sections and a flag.
#[derive(Debug)]
pub(crate) struct Topic {
    flag: &'static str,
    sections: Vec<&'static str>,
    cases: Vec<Case>,
}

impl Topic {
    /// An empty topic.
    pub(crate) fn new(flag: &'static str, sections: &[&'static str]) -> Self {
        Self { flag, sections: sections.to_vec(), cases: Vec::new() }
    }

    /// A case whose steps follow.
    pub(crate) fn case(&mut self, slug: &str, title: &str) -> &mut Case {
        self.cases.push(Case::new(slug, title, &self.sections, self.flag));
        self.cases.last_mut().unwrap()
    }

    /// A case of one approved proof.
    pub(crate) fn accept(&mut self, slug: &str, title: &str, proof: &Proof) -> &mut Case {
        self.case(slug, title).accept(proof)
    }

    /// A case of one refused proof.
    pub(crate) fn reject(
        &mut self,
        slug: &str,
        title: &str,
        code: &str,
        proof: &Proof,
    ) -> &mut Case {
        self.case(slug, title).reject(proof, code)
    }

    /// The vectors of the topic.
    pub(crate) fn vectors(&self) -> Vec<Vector> {
        let prefix = format!("verify.{}", self.flag);
        self.cases.iter().map(|case| case.vector(&prefix)).collect()
    }
}
