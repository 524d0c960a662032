//! The files that the statements point into, from the root.

pub(super) const JOSE_BASE64: &str = "crates/psea-jose/src/base64.rs";
pub(super) const JOSE_CANONICAL: &str = "crates/psea-jose/src/canonical/mod.rs";
pub(super) const JOSE_CANONICAL_WRITE: &str = "crates/psea-jose/src/canonical/write.rs";
pub(super) const JOSE_INTEGER: &str = "crates/psea-jose/src/canonical/integer.rs";
pub(super) const JOSE_JSON_NAMES: &str = "crates/psea-jose/src/json/names.rs";
pub(super) const JOSE_JSON_ORDER: &str = "crates/psea-jose/src/json/order.rs";
pub(super) const JOSE_JSON_PARSER: &str = "crates/psea-jose/src/json/parser.rs";
pub(super) const JOSE_JSON_VALUE: &str = "crates/psea-jose/src/json/value.rs";
pub(super) const JOSE_JWK: &str = "crates/psea-jose/src/es256/jwk.rs";
pub(super) const JOSE_JWS_HEADER: &str = "crates/psea-jose/src/jws/header.rs";
pub(super) const JOSE_JWS_PARSE: &str = "crates/psea-jose/src/jws/parse.rs";
pub(super) const JOSE_JWS_PRODUCE: &str = "crates/psea-jose/src/jws/produce.rs";
pub(super) const JOSE_P256: &str = "crates/psea-jose/src/es256/p256_backend.rs";
pub(super) const JOSE_PUBLIC_KEY: &str = "crates/psea-jose/src/es256/public_key.rs";
pub(super) const JOSE_SIGNATURE: &str = "crates/psea-jose/src/es256/signature.rs";

pub(super) const CLAIMS_ACTION: &str = "crates/psea-claims/src/action.rs";
pub(super) const CLAIMS_CHAIN: &str = "crates/psea-claims/src/chain.rs";
pub(super) const CLAIMS_HASH: &str = "crates/psea-claims/src/hash.rs";
pub(super) const CLAIMS_LIB: &str = "crates/psea-claims/src/lib.rs";
pub(super) const CLAIMS_LIMITS: &str = "crates/psea-claims/src/limits.rs";
pub(super) const CLAIMS_MODEL: &str = "crates/psea-claims/src/claims/mod.rs";
pub(super) const CLAIMS_OUTCOME: &str = "crates/psea-claims/src/outcome.rs";
pub(super) const CLAIMS_PARSE: &str = "crates/psea-claims/src/claims/parse.rs";
pub(super) const CLAIMS_SCOPE: &str = "crates/psea-claims/src/scope.rs";
pub(super) const CLAIMS_TEXT: &str = "crates/psea-claims/src/text.rs";
pub(super) const CLAIMS_TRANSPORT: &str = "crates/psea-claims/src/transport.rs";
pub(super) const CLAIMS_UEID: &str = "crates/psea-claims/src/ueid.rs";
pub(super) const CLAIMS_USER_HASH: &str = "crates/psea-claims/src/user_hash.rs";
pub(super) const CLAIMS_WRITE: &str = "crates/psea-claims/src/claims/write.rs";

pub(super) const ATTESTER: &str = "crates/psea-attester/src/attester.rs";
pub(super) const ATTESTER_FILE: &str = "crates/psea-attester/src/state/file.rs";
pub(super) const ATTESTER_KEY: &str = "crates/psea-attester/src/key.rs";
pub(super) const ATTESTER_PROPOSE: &str = "crates/psea-attester/src/propose.rs";
pub(super) const ATTESTER_RECORD: &str = "crates/psea-attester/src/state/record.rs";
pub(super) const ATTESTER_STAGES: &str = "crates/psea-attester/src/stages.rs";

pub(super) const VERIFIER: &str = "crates/psea-verifier/src/verifier.rs";
pub(super) const VERIFIER_ACTION: &str = "crates/psea-verifier/src/appraisal/action.rs";
pub(super) const VERIFIER_APPRAISAL: &str = "crates/psea-verifier/src/appraisal/mod.rs";
pub(super) const VERIFIER_BINDING: &str = "crates/psea-verifier/src/appraisal/binding.rs";
pub(super) const VERIFIER_CHALLENGE: &str = "crates/psea-verifier/src/store/challenge.rs";
pub(super) const VERIFIER_COMMIT: &str = "crates/psea-verifier/src/store/commit.rs";
pub(super) const VERIFIER_CONFIG: &str = "crates/psea-verifier/src/config.rs";
pub(super) const VERIFIER_FRESHNESS: &str = "crates/psea-verifier/src/appraisal/freshness.rs";
pub(super) const VERIFIER_MEMORY: &str = "crates/psea-verifier/src/store/memory/mod.rs";
pub(super) const VERIFIER_OUTCOME: &str = "crates/psea-verifier/src/rejection/outcome.rs";
pub(super) const VERIFIER_SNAPSHOT: &str = "crates/psea-verifier/src/store/memory/snapshot.rs";
pub(super) const VERIFIER_STATE: &str = "crates/psea-verifier/src/store/memory/state.rs";
pub(super) const VERIFIER_SUBMISSION: &str = "crates/psea-verifier/src/submission.rs";
pub(super) const VERIFIER_TIME: &str = "crates/psea-verifier/src/store/time.rs";
pub(super) const VERIFIER_UV: &str = "crates/psea-verifier/src/appraisal/user_verification.rs";

pub(super) const RESULT_APPROVAL: &str = "crates/psea-verifier/src/answer/issuer.rs";
pub(super) const RESULT_CLAIMS: &str = "crates/psea-result/src/claims/mod.rs";
pub(super) const RESULT_JWKS: &str = "crates/psea-result/src/keys/jwks.rs";
pub(super) const RESULT_KEY_SET: &str = "crates/psea-result/src/keys/set.rs";
pub(super) const RESULT_NAME: &str = "crates/psea-result/src/claims/name.rs";
pub(super) const RESULT_PARSE: &str = "crates/psea-result/src/claims/parse.rs";
pub(super) const RESULT_PINNED: &str = "crates/psea-result/src/keys/pinned.rs";
pub(super) const RESULT_READ: &str = "crates/psea-result/src/read.rs";
pub(super) const RESULT_SIGN: &str = "crates/psea-result/src/sign.rs";
pub(super) const RESULT_WRITE: &str = "crates/psea-result/src/claims/write.rs";

pub(super) const PARTY: &str = "crates/psea-relying-party/src/party.rs";
pub(super) const PARTY_ASKED: &str = "crates/psea-relying-party/src/asked.rs";
pub(super) const PARTY_AUTHORIZED: &str = "crates/psea-relying-party/src/authorized.rs";
pub(super) const PARTY_ONE_TIME: &str = "crates/psea-relying-party/src/one_time.rs";

pub(super) const ATTESTER_ACKNOWLEDGE: &str = "crates/psea-attester/src/acknowledge.rs";

pub(super) const REDB_GATE: &str = "crates/psea-store-redb/src/gate/engine.rs";
pub(super) const REDB_LOG: &str = "crates/psea-store-redb/src/log/mod.rs";
pub(super) const REDB_OPEN: &str = "crates/psea-store-redb/src/open.rs";

pub(super) const TEST_ATTESTER_ACKNOWLEDGE: &str =
    "crates/psea-attester/tests/attester/acknowledge.rs";
pub(super) const TEST_ATTESTER_CRASH: &str = "crates/psea-attester/tests/crash.rs";
pub(super) const TEST_ATTESTER_FILE_STATE: &str =
    "crates/psea-attester/tests/attester/file_state.rs";
pub(super) const TEST_ATTESTER_KEYS: &str = "crates/psea-attester/tests/attester/keys.rs";
pub(super) const TEST_ATTESTER_TRUST: &str = "crates/psea-attester/tests/attester/trust.rs";
pub(super) const TEST_CLAIMS_DERIVATIONS_NUMBERS: &str =
    "crates/psea-claims/tests/derivations/numbers.rs";
pub(super) const TEST_CLAIMS_DERIVATIONS_USER_HASH: &str =
    "crates/psea-claims/tests/derivations/user_hash.rs";
pub(super) const TEST_CLI_CRASHES: &str = "crates/psea-cli/tests/command/crashes.rs";
pub(super) const TEST_CLI_RESTORE: &str = "crates/psea-cli/tests/command/restore.rs";
pub(super) const TEST_CLI_ROUNDTRIP: &str = "crates/psea-cli/tests/command/roundtrip.rs";
pub(super) const TEST_CLI_STATE: &str = "crates/psea-cli/tests/command/state.rs";
pub(super) const TEST_E2E_RESULTS: &str = "crates/psea/tests/end_to_end/results.rs";
pub(super) const TEST_JOSE_ES256_JWK: &str = "crates/psea-jose/tests/es256/jwk.rs";
pub(super) const TEST_JOSE_ES256_SEC1: &str = "crates/psea-jose/tests/es256/sec1.rs";
pub(super) const TEST_JOSE_ES256_SPKI: &str = "crates/psea-jose/tests/es256/spki.rs";
pub(super) const TEST_REDB_KILL: &str = "crates/psea-store-redb/tests/store/kill.rs";
pub(super) const TEST_REDB_POWER_CUTS: &str = "crates/psea-store-redb/tests/store/power_cuts.rs";
pub(super) const TEST_REDB_RESTORE: &str = "crates/psea-store-redb/tests/store/restore.rs";
pub(super) const TEST_RESULT_KEY_SET: &str = "crates/psea-result/tests/result/key_set.rs";
pub(super) const TEST_RESULT_KEY_TIMES: &str = "crates/psea-result/tests/result/key_times.rs";
pub(super) const TEST_VERIFIER_APPROVALS: &str =
    "crates/psea-verifier/tests/verifier/answer/approvals.rs";
pub(super) const TEST_VERIFIER_REPEATS: &str =
    "crates/psea-verifier/tests/verifier/answer/repeats.rs";
pub(super) const TEST_VERIFIER_CODES: &str = "crates/psea-verifier/tests/verifier/codes.rs";
pub(super) const TEST_VERIFIER_CONCURRENCY: &str =
    "crates/psea-verifier/tests/verifier/concurrency.rs";
pub(super) const TEST_VERIFIER_CONFIG: &str = "crates/psea-verifier/tests/verifier/config.rs";
pub(super) const TEST_VERIFIER_FAULTS: &str = "crates/psea-verifier/tests/verifier/faults.rs";
pub(super) const TEST_VERIFIER_RACES: &str = "crates/psea-verifier/tests/verifier/races.rs";
pub(super) const TEST_VERIFIER_SNAPSHOT: &str = "crates/psea-verifier/tests/verifier/snapshot.rs";
pub(super) const TEST_VERIFIER_STAGES: &str = "crates/psea-verifier/tests/verifier/stages.rs";
