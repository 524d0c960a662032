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
