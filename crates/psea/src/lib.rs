//! Post-Session Execution Assurance: proofs that a verified human approved exactly this action, now
