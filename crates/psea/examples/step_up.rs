//! OAuth 2.0 step-up (RFC 9470) with an Attestation Result: a bearer token is enough to read, and
//! is not enough to pay. The resource server challenges with 401; the client has its user approve
//! the one payment and sends the request again, with the Verifier's result.
//!
//! Requests and responses are plain values, so that the example needs no network:
//! `cargo run -p psea --features software-key --example step_up`

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};

use psea::attester::software::SoftwareKey;
use psea::claims::Ueid;
use psea::jose::es256::{Es256Signer as _, P256Signer};
use psea::prelude::*;
use psea::relying_party::{Asked, MemoryOneTime, RelyingParty, concur};
use psea::result::{KeySet, PinnedKeys};
use psea::verifier::{AnsweringVerifier, Recipient, ResultIssuer};

/// The request as it reaches the resource server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// `Authorization: Bearer …`: a standing grant.
    pub(crate) bearer: String,
    /// `PSEA-Result: …`: what the Verifier said of this one action. A name of this example's own.
    pub(crate) psea_result: Option<String>,
    /// What is to be done.
    pub(crate) body: String,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// `WWW-Authenticate`, if there is one.
    pub(crate) challenge: Option<String>,
    /// For a reader; the codes are for the server's log.
    pub(crate) body: &'static str,
}

const OP: &str = "payment.execute";
const TIER: &str = "high";
/// The one value of `acr_values` that this server asks for. It names the operation and the tier.
const ACR: &str = "urn:example:psea:payment.execute:high";

/// The resource server: the relying party.
#[derive(Debug)]
pub(crate) struct ResourceServer {
    party: RelyingParty,
    keys: PinnedKeys,
    /// Whose device it is, and whose grant: this server's own directory, never a token's word.
    devices: HashMap<String, &'static str>,
    grants: HashMap<&'static str, &'static str>,
    /// The payments that were made.
    pub(crate) paid: Mutex<Vec<String>>,
}

impl ResourceServer {
    /// `POST /payments`.
    #[must_use]
    pub(crate) fn pay(&self, request: &Request, now: EpochSeconds) -> Response {
        // The grant first: without one, a step-up would lead nowhere (RFC 6750 §3.1).
        let Some(holder) = self.grants.get(&*request.bearer) else {
            let challenge = "Bearer error=\"invalid_token\"".into();
            return Response { status: 401, challenge: Some(challenge), body: "no grant" };
        };
        let Some(result) = &request.psea_result else { return step_up("approve this payment") };
        let (Ok(op), Ok(tier)) = (Operation::new(OP), Tier::new(TIER)) else {
            return Response { status: 500, challenge: None, body: "misconfigured" };
        };
        let attempt = self.party.authorize_concurring(
            result,
            &self.keys,
            &Asked::new(op, tier),
            request.body.as_bytes(),
            now,
            |said| concur(self.devices.get(&said.ueid.to_text()), Some(holder)),
        );
        let authorized = match attempt {
            Ok(authorized) => authorized,
            Err(error) => {
                return match error.code() {
                    // Another approval would not help.
                    "principals_diverge" | "principals_unresolved" => {
                        Response { status: 403, challenge: None, body: "not the grant's holder" }
                    }
                    // It was paid, or is being paid: the same request again gets no second payment.
                    "already_used" => {
                        Response { status: 409, challenge: None, body: "approved and used before" }
                    }
                    "one_time_unavailable" => {
                        Response { status: 503, challenge: None, body: "try again" }
                    }
                    _ => step_up("the approval does not fit: approve this payment"),
                };
            }
        };
        authorized.execute(|action| match self.paid.lock() {
            Ok(mut paid) => {
                paid.push(action.as_str().to_owned());
                Response { status: 200, challenge: None, body: "paid" }
            }
            Err(_) => Response { status: 500, challenge: None, body: "the ledger is broken" },
        })
    }
}

/// RFC 9470 §3: the token is good, and not good enough for this.
fn step_up(body: &'static str) -> Response {
    let challenge = format!(
        "Bearer error=\"insufficient_user_authentication\", \
         error_description=\"an approval of this one payment is required\", \
         acr_values=\"{ACR}\""
    );
    Response { status: 401, challenge: Some(challenge), body }
}

/// The client: it holds a bearer token, and reaches the user's device and the Verifier.
#[derive(Debug)]
pub(crate) struct Client {
    attester: Attester,
    key: SoftwareKey,
    verifier: AnsweringVerifier,
}

impl Client {
    /// Answers a step-up challenge: has the user approve `action`, and gives the result.
    ///
    /// # Errors
    ///
    /// If the challenge is another one, the user declines, or the Verifier's key does not sign.
    pub(crate) fn step_up(
        &self,
        challenge: &str,
        action: &str,
        now: EpochSeconds,
    ) -> Result<String, Box<dyn Error>> {
        if !challenge.contains("error=\"insufficient_user_authentication\"")
            || !challenge.contains(&format!("acr_values=\"{ACR}\""))
        {
            return Err("not a challenge that this client can answer".into());
        }
        // At random where the same payment may be made twice; the example is the same every time.
        let jti = Jti::uuid_v4([9; 16]);
        let action = ActionPayload::parse(action.as_bytes())?;
        let request = ActionRequest::new(jti, Operation::new(OP)?, Tier::new(TIER)?, action);
        let proof = self.attester.propose(request)?.verify_user(&self.key)?.sign(now)?;
        // The Verifier's side: operation, tier and addressee follow from its route.
        let expected = Expected::new(Operation::new(OP)?, Tier::new(TIER)?);
        let answered = self.verifier.answer(proof.body().build().as_bytes(), &expected, now);
        let party = Recipient::RelyingParty(Audience::new("https://pay.example")?);
        Ok(answered.result(&party)?.into_string())
    }
}

/// Alice with her phone and her token, a server and a Verifier, and Mallory with a token of her own.
///
/// # Errors
///
/// None, unless a constant of this example is wrong.
pub(crate) fn world(now: EpochSeconds) -> Result<(Client, ResourceServer), Box<dyn Error>> {
    let (iss, aud) = (Issuer::new("bank.example")?, Audience::new("verifier.example")?);
    let device = DeviceId::new("alice-phone")?;
    let key = SoftwareKey::for_development(&[7; 32], |_| true)?;
    let store = Arc::new(MemoryStore::volatile());
    let name = AttesterId::new("alice-phone").ok_or("a name")?;
    let verifying = VerifyingKey::new(*key.public_key(), &P256Backend)?;
    let enrolled = EnrolledDevice::Id(device.clone());
    store.enroll(
        NewEnrollment::new(name, "key-1", verifying, enrolled),
        Change::new(now, "an example"),
    )?;

    let result_key = P256Signer::from_scalar(&[21; 32])?;
    let published = KeySet::new(*result_key.public_key(), 3_600, now).to_jwks();
    let verifier = AnsweringVerifier::new(
        Verifier::new(VerifierConfig::new(iss.clone(), aud.clone()), Arc::clone(&store) as _),
        store,
        ResultIssuer::new(aud.clone(), Arc::new(result_key)),
    );
    let ueid = Ueid::derive(Revision::Draft03, &device, &iss).to_text();
    let config = AttesterConfig::new(iss, aud.clone(), device, "key-1")?;
    let attester = Attester::new(config, Arc::new(MemoryState::volatile()));

    let one_time = Arc::new(MemoryOneTime::volatile());
    let server = ResourceServer {
        party: RelyingParty::new(aud, Audience::new("https://pay.example")?, one_time),
        keys: PinnedKeys::from_jwks(published.as_octets(), &P256Backend)?,
        devices: HashMap::from([(ueid, "alice")]),
        grants: HashMap::from([("token-of-alice", "alice"), ("token-of-mallory", "mallory")]),
        paid: Mutex::default(),
    };
    Ok((Client { attester, key, verifier }, server))
}

/// The exchange, as it is printed.
///
/// # Errors
///
/// None, unless a constant of this example is wrong.
pub(crate) fn run() -> Result<String, Box<dyn Error>> {
    use std::fmt::Write as _;
    let now = EpochSeconds::from(1_785_300_000_u32);
    let (client, server) = world(now)?;
    let mut log = String::new();
    let mut request = Request {
        bearer: "token-of-alice".into(),
        psea_result: None,
        body: r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"bob"}"#.into(),
    };
    let challenged = server.pay(&request, now);
    writeln!(log, "POST /payments                        {}", challenged.status)?;
    let challenge = challenged.challenge.ok_or("a challenge")?;
    writeln!(log, "  WWW-Authenticate: {challenge}")?;
    request.psea_result = Some(client.step_up(&challenge, &request.body, now)?);
    let mut show = |what: &str, request: &Request| {
        let answer = server.pay(request, now);
        writeln!(log, "{what:<37} {} {}", answer.status, answer.body)
    };
    let dearer = Request { body: request.body.replace("2500", "9500"), ..request.clone() };
    show("again, with PSEA-Result, 9500 EUR", &dearer)?;
    let mallorys = Request { bearer: "token-of-mallory".into(), ..request.clone() };
    show("again, with PSEA-Result, by Mallory", &mallorys)?;
    show("again, with PSEA-Result", &request)?;
    show("once more", &request)?;
    Ok(log)
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run()?);
    Ok(())
}
