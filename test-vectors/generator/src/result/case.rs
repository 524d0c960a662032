//! The builder of one `result` vector.

use super::token::{PARTY, SIGNER, Token};
use crate::core::json::{Json, canonical};
use crate::core::keys::Key;
use crate::core::proof::{ACTION, AUD, NOW, OP, TIER};
use crate::vector::Vector;

/// What a relying party asks for and is about to execute.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    op: String,
    tier: String,
    action: String,
    now: u64,
    attested: bool,
    durability: Option<&'static str>,
}

impl Asked {
    /// The default action.
    pub(super) fn new() -> Self {
        Self {
            op: OP.to_owned(),
            tier: TIER.to_owned(),
            action: ACTION.to_owned(),
            now: NOW,
            attested: false,
            durability: None,
        }
    }

    /// Another operation.
    pub(super) fn op(mut self, op: &str) -> Self {
        op.clone_into(&mut self.op);
        self
    }

    /// Another tier.
    pub(super) fn tier(mut self, tier: &str) -> Self {
        tier.clone_into(&mut self.tier);
        self
    }

    /// Another text of an action.
    pub(super) fn action(mut self, action: &str) -> Self {
        action.clone_into(&mut self.action);
        self
    }

    /// At another time.
    pub(super) fn at(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    /// With an attested user verification alone.
    pub(super) fn attested(mut self) -> Self {
        self.attested = true;
        self
    }

    /// With a record that outlives at least this.
    pub(super) fn durability(mut self, least: &'static str) -> Self {
        self.durability = Some(least);
        self
    }

    fn step(&self, token: &Token) -> Json {
        let mut step = Json::object([
            ("token", token.build().into()),
            ("now", self.now.into()),
            ("op", self.op.as_str().into()),
            ("tier", self.tier.as_str().into()),
            ("action", self.action.as_str().into()),
        ]);
        if self.attested {
            step.push("attested", true);
        }
        if let Some(least) = self.durability {
            step.push("durability", least);
        }
        step
    }
}

/// When a result is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    Now(u64),
    Late(u64),
    Recorded(u64),
}

/// One `result` vector in the making.
#[derive(Debug)]
pub(super) struct Case {
    slug: String,
    title: String,
    sections: Vec<&'static str>,
    flags: Vec<&'static str>,
    iss: String,
    aud: String,
    settings: Vec<(&'static str, Json)>,
    trust: (&'static str, Json),
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
            iss: AUD.to_owned(),
            aud: PARTY.to_owned(),
            settings: Vec::new(),
            trust: ("keys", Json::Array(vec![Key::new(SIGNER).jwk()])),
            steps: Vec::new(),
            negative: false,
        }
    }

    // ---- about the vector -------------------------------------------------------------

    /// Replaces the sections of the topic.
    pub(super) fn sections(&mut self, sections: &[&'static str]) -> &mut Self {
        self.sections = sections.to_vec();
        self
    }

    /// Adds a flag.
    pub(super) fn flag(&mut self, flag: &'static str) -> &mut Self {
        self.flags.push(flag);
        self
    }

    // ---- the consumer -----------------------------------------------------------------

    fn setting(&mut self, name: &'static str, value: u64) -> &mut Self {
        assert!(self.settings.iter().all(|(n, _)| *n != name), "{name} twice");
        self.settings.push((name, value.into()));
        self
    }

    /// The Verifier that is relied on.
    pub(super) fn iss(&mut self, iss: &str) -> &mut Self {
        iss.clone_into(&mut self.iss);
        self
    }

    /// The consumer itself.
    pub(super) fn aud(&mut self, aud: &str) -> &mut Self {
        aud.clone_into(&mut self.aud);
        self
    }

    /// The tolerated clock skew in seconds.
    pub(super) fn skew(&mut self, seconds: u64) -> &mut Self {
        self.setting("clock_skew", seconds)
    }

    /// The longest admitted lifetime in seconds.
    pub(super) fn max_lifetime(&mut self, seconds: u64) -> &mut Self {
        self.setting("max_lifetime", seconds)
    }

    /// For how long no second refresh is asked for, in seconds.
    pub(super) fn cool_down(&mut self, seconds: u64) -> &mut Self {
        self.setting("cool_down", seconds)
    }

    /// Trusts these keys.
    pub(super) fn keys(&mut self, keys: Vec<Json>) -> &mut Self {
        self.trust = ("keys", Json::Array(keys));
        self
    }

    /// Trusts this key set.
    pub(super) fn key_set(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.trust = ("key_set", text.as_ref().into());
        self
    }

    // ---- the steps --------------------------------------------------------------------

    fn step(&mut self, name: &str, step: impl Into<Json>, expect: Json) -> &mut Self {
        self.steps.push(Json::object([(name, step.into()), ("expect", expect)]));
        self
    }

    fn read(&mut self, token: &Token, at: At, expect: Json) -> &mut Self {
        let mut step = Json::object([("token", token.build().into())]);
        match at {
            At::Now(now) => step.push("now", now),
            At::Late(now) => {
                step.push("now", now);
                step.push("late", true);
            }
            At::Recorded(at) => step.push("recorded", at),
        }
        self.step("read", step, expect)
    }

    /// An approval that is read.
    pub(super) fn approve_at(&mut self, token: &Token, at: At) -> &mut Self {
        let expect = Json::object([("result", "approve".into()), ("claims", token.claims())]);
        self.read(token, at, expect)
    }

    /// An approval that is read at the default time.
    pub(super) fn approve(&mut self, token: &Token) -> &mut Self {
        self.approve_at(token, At::Now(NOW))
    }

    /// A refusal that is read.
    pub(super) fn refuse_at(&mut self, token: &Token, at: At) -> &mut Self {
        let outcome = token.string("psea_outcome").unwrap();
        let mut expect = Json::object([("result", "refuse".into()), ("outcome", outcome.into())]);
        if let Some(jti) = token.string("psea_refused_jti") {
            expect.push("refused_jti", jti);
        }
        self.read(token, at, expect)
    }

    /// A refusal that is read at the default time.
    pub(super) fn refuse(&mut self, token: &Token) -> &mut Self {
        self.refuse_at(token, At::Now(NOW))
    }

    /// A result that is not relied on.
    pub(super) fn reject_at(&mut self, token: &Token, at: At, code: &str) -> &mut Self {
        self.negative = true;
        self.read(token, at, rejection(code))
    }

    /// A result that is not relied on at the default time.
    pub(super) fn reject(&mut self, token: &Token, code: &str) -> &mut Self {
        self.reject_at(token, At::Now(NOW), code)
    }

    /// A result whose key is not known.
    pub(super) fn unknown(&mut self, token: &Token, at: At, refresh: bool) -> &mut Self {
        self.negative = true;
        let mut expect = rejection("key_unknown");
        expect.push("refresh", refresh);
        self.read(token, at, expect)
    }

    /// An action that is let through.
    pub(super) fn authorize(&mut self, token: &Token, asked: &Asked) -> &mut Self {
        let action = canonical(&asked.action);
        let expect = Json::object([("result", "approve".into()), ("action", action.into())]);
        self.step("authorize", asked.step(token), expect)
    }

    /// An action that a refusal keeps from being executed.
    pub(super) fn deny(&mut self, token: &Token, asked: &Asked) -> &mut Self {
        let outcome = token.string("psea_outcome").unwrap();
        let expect = Json::object([("result", "refuse".into()), ("outcome", outcome.into())]);
        self.step("authorize", asked.step(token), expect)
    }

    /// An action that is not let through.
    pub(super) fn forbid(&mut self, token: &Token, asked: &Asked, code: &str) -> &mut Self {
        self.negative = true;
        self.step("authorize", asked.step(token), rejection(code))
    }

    /// A newer copy of the key set.
    pub(super) fn renewed(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.step("key_set", text.as_ref(), Json::object([("result", "taken".into())]))
    }

    /// A text that is no key set.
    pub(super) fn not_renewed(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.negative = true;
        self.step("key_set", text.as_ref(), rejection("key_set_invalid"))
    }

    /// A result that is made, and is this one.
    pub(super) fn built(&mut self, inputs: Json, token: &Token) -> &mut Self {
        let text = |octets| String::from_utf8(octets).unwrap();
        let expect = Json::object([
            ("result", "built".into()),
            ("header", text(token.build_header()).into()),
            ("payload", text(token.build_payload()).into()),
            ("token", token.build().into()),
        ]);
        self.step("build", inputs, expect)
    }

    /// Inputs of which nothing may be made.
    pub(super) fn not_built(&mut self, inputs: Json) -> &mut Self {
        self.negative = true;
        self.step("build", inputs, Json::object([("result", "invalid".into())]))
    }

    fn vector(&self, prefix: &str) -> Vector {
        let mut consumer =
            Json::object([("iss", self.iss.as_str().into()), ("aud", self.aud.as_str().into())]);
        for (name, value) in &self.settings {
            consumer.push(name, value.clone());
        }
        consumer.push(self.trust.0, self.trust.1.clone());
        assert!(!self.steps.is_empty(), "{} has no steps", self.slug);
        let id = format!("{prefix}.{}", self.slug);
        let mut vector = Vector::new(&id, &self.title, &self.sections);
        if self.negative {
            vector.flag("negative");
        }
        for flag in &self.flags {
            vector.flag(flag);
        }
        vector.with("consumer", consumer).with("steps", self.steps.clone())
    }
}

fn rejection(code: &str) -> Json {
    Json::object([("result", "reject".into()), ("code", code.into())])
}

/// The cases of one topic, which share the id's prefix, the sections and a flag.
#[derive(Debug)]
pub(super) struct Topic {
    flag: &'static str,
    sections: Vec<&'static str>,
    cases: Vec<Case>,
}

impl Topic {
    /// An empty topic.
    pub(super) fn new(flag: &'static str, sections: &[&'static str]) -> Self {
        Self { flag, sections: sections.to_vec(), cases: Vec::new() }
    }

    /// A case whose steps follow.
    pub(super) fn case(&mut self, slug: &str, title: &str) -> &mut Case {
        self.cases.push(Case::new(slug, title, &self.sections, self.flag));
        self.cases.last_mut().unwrap()
    }

    /// A case of one approval that is relied on.
    pub(super) fn approve(&mut self, slug: &str, title: &str, token: &Token) -> &mut Case {
        self.case(slug, title).approve(token)
    }

    /// A case of one refusal that is relied on.
    pub(super) fn refuse(&mut self, slug: &str, title: &str, token: &Token) -> &mut Case {
        self.case(slug, title).refuse(token)
    }

    /// A case of one result that is not relied on.
    pub(super) fn reject(
        &mut self,
        slug: &str,
        title: &str,
        code: &str,
        token: &Token,
    ) -> &mut Case {
        self.case(slug, title).reject(token, code)
    }

    /// The vectors of the topic.
    pub(super) fn vectors(&self) -> Vec<Vector> {
        let prefix = format!("result.{}", self.flag);
        self.cases.iter().map(|case| case.vector(&prefix)).collect()
    }
}
