//! What is counted. Everything is the same in each run: signatures too.

use std::hint::black_box;

use psea::attester::Proof;
use psea::claims::{ActionPayload, Limits, TransportBody};
use psea::jose::canonical::CanonicalJson;
use psea::jose::es256::{Es256Backend, Es256Signer as _, P256Backend, P256Signer};
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea_benches::{Failure, World, hostile, payload};
use psea_verifier::testing::AnySignature;

const VERIFY: &str = "verify, the curve left out";

pub(crate) const WORKS: &[&str] = &[
    VERIFY,
    "verify, p256",
    "payload 200 B",
    "payload 4 KiB",
    "payload 64 KiB",
    "canonical octets 200 B",
    "attester",
    "refusal: bad base64",
    "refusal: 64 KiB of nesting",
    "refusal: members, cut at the limit",
    "refusal: members up to the limit, one twice at the end",
    "refusal: names in no order",
    "refusal: names in escapes and in no order",
    "refusal: zeros",
    "refusal: empty strings",
    "refusal: empty objects",
    "refusal: objects of one member",
];

/// What a check must notice: as one of the works, and a little more.
pub(crate) const CONTROL: &str = "verify, its body parsed once more";
pub(crate) const CONTROL_OF: &str = VERIFY;

/// Does a work some times.
pub(crate) fn run(name: &str, times: u32) -> Result<(), Failure> {
    match name {
        VERIFY => verify(&AnySignature, times, |_| {}),
        "verify, p256" => verify(&P256Backend, times, |_| {}),
        CONTROL => verify(&AnySignature, times, |body| {
            black_box(TransportBody::parse(body, &Limits::default()).is_ok());
        }),
        "payload 200 B" => hash(203, times),
        "payload 4 KiB" => hash(4 << 10, times),
        "payload 64 KiB" => hash(64 << 10, times),
        "canonical octets 200 B" => canonical(times),
        "attester" => attest(times),
        name => refuse(name.strip_prefix("refusal: ").ok_or("no such work")?, times),
    }
}

fn verify(backend: &dyn Es256Backend, times: u32, beside: impl Fn(&[u8])) -> Result<(), Failure> {
    let world = World::new(backend)?;
    let verifier = world.verifier()?;
    let body = proof(&world)?.body().build();
    for _ in 0..times {
        beside(black_box(body.as_bytes()));
        // From the second time on a replay, which is noticed last.
        let _ = black_box(world.verify(&verifier, black_box(body.as_bytes())));
    }
    Ok(())
}

fn hash(octets: usize, times: u32) -> Result<(), Failure> {
    let text = payload(octets);
    for _ in 0..times {
        black_box(ActionPayload::parse(black_box(text.as_bytes()))?.hash());
    }
    Ok(())
}

fn canonical(times: u32) -> Result<(), Failure> {
    let text = payload(203);
    let document = Document::parse(text.as_bytes(), DEFAULT_MAX_DEPTH)?;
    for _ in 0..times {
        black_box(CanonicalJson::from_value(black_box(document.root()))?);
    }
    Ok(())
}

fn attest(times: u32) -> Result<(), Failure> {
    let world = World::new(&AnySignature)?;
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let request = world.request(1, &action)?;
    let signature = psea::jose::es256::Signature::from_octets(&[1; 64])?;
    for _ in 0..times {
        black_box(world.prepare(black_box(request.clone()))?.complete(&signature));
    }
    Ok(())
}

fn refuse(name: &str, times: u32) -> Result<(), Failure> {
    let world = World::new(&AnySignature)?;
    let verifier = world.verifier()?;
    let found = hostile::ALL.into_iter().chain(hostile::DENSE).find(|hostile| hostile.name == name);
    let found = found.ok_or("no such input")?;
    let body = (found.body)();
    for _ in 0..times {
        let code = world.verify(&verifier, black_box(&body)).err().map(|refusal| refusal.code());
        if code != Some(found.code) {
            return Err(format!("{name}: {code:?}").into());
        }
    }
    Ok(())
}

/// The same octets each time: the signer is deterministic.
fn proof(world: &World) -> Result<Proof, Failure> {
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let prepared = world.prepare(world.request(1, &action)?)?;
    let signer = P256Signer::from_scalar(&[7; 32])?;
    let signature = signer.sign(prepared.signing_input().octets())?;
    Ok(prepared.complete(&signature))
}
