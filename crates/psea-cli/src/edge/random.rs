use psea::claims::Jti;
use psea::jose::es256::P256Signer;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Octets of the operating system's random source.
pub(crate) fn octets<const N: usize>() -> Result<[u8; N], Failure> {
    let mut octets = [0; N];
    fill(&mut octets)?;
    Ok(octets)
}

fn fill(octets: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(octets).map_err(|error| {
        Failure::new("random", format!("the system's random source failed: {error}"))
            .fix("try again; nothing was written")
    })
}

/// A fresh action id.
pub(crate) fn jti() -> Result<Jti<'static>, Failure> {
    octets().map(Jti::uuid_v4)
}

/// A fresh P-256 key.
pub(crate) fn key() -> Result<P256Signer, Failure> {
    let mut scalar = Zeroizing::new([0; 32]);
    loop {
        fill(&mut *scalar)?;
        // All but one in 2^32 scalars are in range.
        if let Ok(signer) = P256Signer::from_scalar(&scalar) {
            return Ok(signer);
        }
    }
}

/// Numbers for delays, which need be no secret: from a seed of the system's.
pub(crate) fn source() -> Result<impl FnMut() -> u64, Failure> {
    let mut state = u64::from_le_bytes(octets()?) | 1;
    Ok(move || {
        // Marsaglia's xorshift64.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}
