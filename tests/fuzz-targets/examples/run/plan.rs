//! The limits of each target.

/// How libFuzzer runs a target.
pub(crate) struct Plan {
    /// The longest input, in octets.
    pub(crate) max_len: u32,
    /// A longer execution, in seconds, is a finding. libFuzzer knows whole seconds only.
    pub(crate) timeout: u32,
    /// Words that inputs are made of, in `fuzz/dictionaries`.
    pub(crate) dictionary: Option<&'static str>,
}

/// More memory than this, in MiB, is a finding. `AddressSanitizer` keeps what was freed for a
/// while, and libFuzzer keeps the corpus.
pub(crate) const MEMORY: u32 = 1024;
/// A single allocation of more than this, in MiB, is a finding.
pub(crate) const ALLOCATION: u32 = 16;

impl Plan {
    pub(crate) fn of(target: &str) -> Self {
        let plan = |max_len, timeout, dictionary| Self { max_len, timeout, dictionary };
        match target {
            "json" | "canonical" | "control" => plan(4096, 1, Some("json.dict")),
            "jws_header" | "claims" | "transport_body" | "jwk" => plan(4096, 1, Some("psea.dict")),
            "jws_compact" => plan(4096, 1, None),
            "spki" => plan(512, 1, None),
            "verify_pipeline" | "control_signed" => plan(4096, 1, Some("psea.dict")),
            "vectors" => plan(8192, 1, Some("psea.dict")),
            "attest_then_verify" => plan(1024, 2, Some("json.dict")),
            // A step takes one octet for what it does and one for the rest; signatures are slow.
            "store_history" => plan(128, 5, None),
            other => panic!("no target is called {other}"),
        }
    }
}
