/// The library by which this command verifies signatures.
#[cfg(feature = "aws-lc-rs")]
pub(crate) use psea::jose::es256::AwsLcBackend as Backend;
/// The library by which this command verifies signatures.
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) use psea::jose::es256::P256Backend as Backend;
