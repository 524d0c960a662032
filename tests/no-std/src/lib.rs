#![no_std]

use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: linked_list_allocator::LockedHeap = linked_list_allocator::LockedHeap::empty();

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// Reaches the whole claim model and the signature check, so that nothing is left out of the link.
pub fn check(body: &[u8], key: &[u8]) -> bool {
    use psea_claims::{ClaimRules, Claims, Limits, TransportBody};
    use psea_jose::es256::{P256Backend, PublicKey, VerifyingKey};
    use psea_jose::jws::UnverifiedJws;

    let limits = Limits::default();
    let Ok(body) = TransportBody::parse(body, &limits) else { return false };
    let proof = body.proof().to_cow();
    let Ok(token) = UnverifiedJws::parse(proof, &limits.header_rules()) else {
        return false;
    };
    let Ok(key) = PublicKey::from_sec1(key) else { return false };
    let Ok(key) = VerifyingKey::new(key, &P256Backend) else { return false };
    let Ok(verified) = token.verify(&key) else { return false };
    Claims::parse(&verified, &ClaimRules::default()).is_ok()
}

/// Reaches the whole of reading a result, the key set included.
pub fn check_result(result: &str, jwks: &[u8], now: u64) -> bool {
    use psea_claims::{Audience, EpochSeconds};
    use psea_jose::es256::P256Backend;
    use psea_result::{PinnedKeys, ResultReader, VerifiedResult};

    let Ok(keys) = PinnedKeys::from_jwks(jwks, &P256Backend) else { return false };
    let Some(now) = EpochSeconds::new(now) else { return false };
    let (Ok(iss), Ok(aud)) = (Audience::new("verifier"), Audience::new("party")) else {
        return false;
    };
    matches!(ResultReader::new(iss, aud).read(result, &keys, now), Ok(VerifiedResult::Approval(_)))
}
