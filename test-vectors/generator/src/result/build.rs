//! What a Verifier makes (§3.13.3, B.3).

use super::case::{At, Topic};
use super::kinds::REFUSALS;
use super::token::{ENTRY, EXP, IAT, ID, PARTY, SIGNER, Token};
use crate::core::json::{Json, canonical};
use crate::core::keys::Key;
use crate::core::proof::{ACTION, AUD, DEVICE, ISS, JTI, MAX, NOW, OP, Proof, TIER};
use crate::core::values::Revision;

/// Inputs of a result.
#[derive(Clone, Debug)]
struct Inputs {
    key: &'static str,
    members: Vec<(&'static str, Json)>,
    approval: Option<Vec<(&'static str, Json)>>,
    refused_jti: Option<String>,
}

impl Inputs {
    fn envelope(outcome: &str) -> Self {
        let members = vec![
            ("iss", AUD.into()),
            ("aud", PARTY.into()),
            ("iat", IAT.into()),
            ("exp", EXP.into()),
            ("jti", ID.into()),
            ("outcome", outcome.into()),
        ];
        Self { key: SIGNER, members, approval: None, refused_jti: None }
    }

    fn approval() -> Self {
        let record = vec![
            ("proof", Proof::new().build().into()),
            ("proof_jti", JTI.into()),
            ("action", ACTION.into()),
            ("op", OP.into()),
            ("tier", TIER.into()),
            ("counter", 1_u64.into()),
            ("ueid", Revision::Draft03.ueid(DEVICE, ISS).into()),
            ("uv", "attested".into()),
            ("durability", "power_loss".into()),
        ];
        Self { approval: Some(record), ..Self::envelope("approve") }
    }

    fn key(mut self, label: &'static str) -> Self {
        self.key = label;
        self
    }

    fn refused(mut self, jti: &str) -> Self {
        self.refused_jti = Some(jti.to_owned());
        self
    }

    /// Sets a member of the envelope or of the record.
    fn set(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        let record = self.approval.iter_mut().flatten();
        match self.members.iter_mut().chain(record).find(|(n, _)| *n == name) {
            Some(member) => member.1 = value.into(),
            None => self.approval.as_mut().unwrap().push((name, value.into())),
        }
        self
    }

    fn json(&self) -> Json {
        let object = |members: &[(&'static str, Json)]| {
            let mut object = Json::object([]);
            for (name, value) in members {
                object.push(name, value.clone());
            }
            object
        };
        let mut inputs = Json::object([("key", Key::new(self.key).private_jwk())]);
        for (name, value) in &self.members {
            inputs.push(name, value.clone());
        }
        if let Some(record) = &self.approval {
            inputs.push("approval", object(record));
        }
        if let Some(jti) = &self.refused_jti {
            inputs.push("refused_jti", jti.as_str());
        }
        inputs
    }
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("build", &["3.13.3"]);
    {
        let mut built = |slug: &str, title: &str, inputs: &Inputs, token: &Token| {
            t.case(slug, title).flag("rfc6979").built(inputs.json(), token).approve(token);
        };
        let (inputs, token) = (Inputs::approval, Token::approval);
        built("approval", "An approval as it is made, and read.", &inputs(), &token());
        built(
            "chain",
            "An approval with the new head of the chain.",
            &inputs().set("chain_entry", ENTRY),
            &token().text("psea_chain_entry", ENTRY),
        );
        built(
            "asserted",
            "An approval with an asserted verification.",
            &inputs().set("uv", "asserted"),
            &token().text("psea_uv_anchor", "asserted"),
        );
        for word in ["volatile", "process_crash", "failover"] {
            built(
                &format!("durability-{}", word.replace('_', "-")),
                &format!("An approval that is kept as {word}."),
                &inputs().set("durability", word),
                &token().text("psea_durability", word),
            );
        }
        built(
            "counter-zero",
            "An approval of counter 0.",
            &inputs().set("counter", 0_u64),
            &token().claim("psea_counter", "0"),
        );
        built(
            "counter-max",
            "An approval of counter 2^53-1.",
            &inputs().set("counter", MAX),
            &token().claim("psea_counter", &MAX.to_string()),
        );
        let action = r#"{"to":"z\u00fcrich","amount":-0,"a":[1,{"c":null,"b":true}]}"#;
        built(
            "action-spelling",
            "An action in another spelling has the hash of its canonical form.",
            &inputs().set("action", action),
            &token().of_action(&canonical(&action.replace("-0", "0"))),
        );
        let proof = Proof::nth(7).build();
        built(
            "proof",
            "The hash of the proof is over its compact text.",
            &inputs().set("proof", proof.as_str()).set("proof_jti", "action-0007"),
            &token().of_proof(&proof).text("psea_proof_jti", "action-0007"),
        );
        let text = "a\"b\\c/\u{8}\t\n\u{c}\r\u{1f}\u{7f}\u{e9}\u{2028}\u{1f4b6}";
        built(
            "escapes",
            "Texts are written in canonical form.",
            &inputs().set("op", text),
            &token().text("psea_op", text),
        );
        built(
            "ueid-draft-02",
            "The ueid of a proof under draft-02.",
            &inputs().set("ueid", Revision::Draft02.ueid(DEVICE, ISS)),
            &token().text("ueid", &Revision::Draft02.ueid(DEVICE, ISS)),
        );
        built(
            "times",
            "Another time and lifetime.",
            &inputs().set("iat", NOW).set("exp", NOW + 300),
            &token().times(NOW, NOW + 300),
        );
    }
    t.case("key", "The kid is the thumbprint of whatever key signs.")
        .flag("rfc6979")
        .keys(vec![Key::new("verifier-2").jwk()])
        .built(Inputs::approval().key("verifier-2").json(), &{
            Token::approval().signed_by("verifier-2")
        })
        .approve(&Token::approval().signed_by("verifier-2"));
    let longest = "v".repeat(256);
    t.case("longest", "Names of 256 and ids of 128 characters.")
        .flag("rfc6979")
        .iss(&longest)
        .aud(&longest)
        .built(
            Inputs::approval()
                .set("iss", longest.as_str())
                .set("aud", longest.as_str())
                .set("jti", "j".repeat(128))
                .set("op", "o".repeat(128))
                .set("tier", "\u{1f4b6}".repeat(128))
                .json(),
            &Token::approval()
                .text("iss", &longest)
                .text("aud", &longest)
                .text("jti", &"j".repeat(128))
                .text("psea_op", &"o".repeat(128))
                .text("psea_tier", &"\u{1f4b6}".repeat(128)),
        );
    let ueid = Revision::Draft03.ueid(DEVICE, ISS);
    t.case("to-the-attester", "An approval for the attester.")
        .flag("rfc6979")
        .aud(&ueid)
        .built(
            Inputs::approval().set("aud", ueid.as_str()).set("chain_entry", ENTRY).json(),
            &Token::approval().text("aud", &ueid).text("psea_chain_entry", ENTRY),
        )
        .approve_at(
            &Token::approval().text("aud", &ueid).text("psea_chain_entry", ENTRY),
            At::Late(NOW + 1_000),
        );
    for outcome in REFUSALS {
        t.case(outcome, &format!("A refusal with the word {outcome} as it is made, and read."))
            .flag("rfc6979")
            .built(Inputs::envelope(outcome).json(), &Token::refusal(outcome))
            .refuse(&Token::refusal(outcome));
        let named = Token::refusal(outcome).text("psea_refused_jti", JTI);
        t.case(
            &format!("{outcome}-jti"),
            &format!("A refusal with {outcome} that names the proof."),
        )
        .flag("rfc6979")
        .built(Inputs::envelope(outcome).refused(JTI).json(), &named)
        .refuse(&named);
    }

    let mut invalid = |slug: &str, title: &str, inputs: &Inputs| {
        t.case(&format!("invalid-{slug}"), title).not_built(inputs.json());
    };
    for (slug, name, value) in [
        ("iss-empty", "iss", String::new()),
        ("iss-too-long", "iss", "v".repeat(257)),
        ("aud-empty", "aud", String::new()),
        ("aud-too-long", "aud", "p".repeat(257)),
        ("jti-empty", "jti", String::new()),
        ("jti-too-long", "jti", "j".repeat(129)),
        ("jti-space", "jti", "a b".to_owned()),
        ("proof-jti-newline", "proof_jti", "action-1\n".to_owned()),
        ("op-empty", "op", String::new()),
        ("op-too-long", "op", "o".repeat(129)),
        ("tier-empty", "tier", String::new()),
        ("ueid-short", "ueid", "AQMi".to_owned()),
        ("uv-unknown", "uv", "contradicted".to_owned()),
        ("durability-unknown", "durability", "forever".to_owned()),
        ("chain-entry-upper-case", "chain_entry", ENTRY.to_uppercase()),
        ("action-array", "action", "[]".to_owned()),
        ("action-fraction", "action", r#"{"amount":0.5}"#.to_owned()),
        ("action-duplicate", "action", r#"{"a":1,"a":1}"#.to_owned()),
        ("action-empty", "action", String::new()),
    ] {
        let title = format!("Nothing is made of {name} in a wrong form ({slug}).");
        invalid(slug, &title, &Inputs::approval().set(name, value));
    }
    for (slug, name) in [("counter", "counter"), ("iat", "iat"), ("exp", "exp")] {
        invalid(
            &format!("{slug}-above-max"),
            &format!("Nothing is made of {name} above 2^53-1."),
            &Inputs::approval().set(name, MAX + 1),
        );
    }
    for (slug, word) in [("unknown", "accept"), ("code", "expired"), ("empty", "")] {
        invalid(
            &format!("outcome-{slug}"),
            "Nothing is made of a word that is no outcome.",
            &Inputs::envelope(word),
        );
    }
    invalid(
        "refused-jti-space",
        "Nothing is made of a refused id in a wrong form.",
        &Inputs::envelope("reject").refused("a b"),
    );
    t
}
