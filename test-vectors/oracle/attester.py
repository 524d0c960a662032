# SPDX-License-Identifier: Apache-2.0
"""Assembles one proof (§3.7, §3.13.1). Raises ValueError or Reject when it must emit none."""

import claims
import jcs
import jws
import strict_json

MAX_LIFETIME = 300
MAX_KID = 512

# Optional inputs that become a claim as they are.
_OPTIONAL = {
    "nonce": "eat_nonce",
    "chain_prev": "psea_chain_prev",
    "caller_package": "psea_caller_package",
    "sdk_version": "psea_sdk_version",
    "user_hash": "psea_user_hash",
}


def attest(vector):
    """The header, the payload and the proof, as texts."""
    kid = vector["kid"]
    if not isinstance(kid, str) or not 1 <= len(kid.encode("utf-8")) <= MAX_KID:
        raise ValueError("bad kid")
    revision = vector["profile"]
    if revision not in claims.PROFILES:
        raise ValueError("unknown profile")
    if not isinstance(vector["device_id"], str) or not isinstance(vector["iss"], str):
        raise ValueError("device_id and iss are strings")

    action_payload = strict_json.parse(vector["action_payload"])
    if not isinstance(action_payload, dict):
        raise ValueError("action_payload is no object")

    payload = {
        "aud": vector["aud"],
        "eat_profile": claims.PROFILES[revision],
        "exp": vector["exp"],
        "iat": vector["iat"],
        "iss": vector["iss"],
        "jti": vector["jti"],
        "psea_counter": vector["counter"],
        "psea_op": vector["op"],
        "psea_payload_hash": jcs.hash_claim(action_payload),
        "psea_proof_version": "1",
        "psea_tier": vector["tier"],
        "psea_uv": {"method": vector["uv_method"], "verified": True},
        "ueid": claims.derive_ueid(revision, vector["device_id"], vector["iss"]),
    }
    for name, claim in _OPTIONAL.items():
        if vector.get(name) is not None:
            # An attester never sends an optional claim that is empty (§3.5).
            # Dropping it here would hide a fault of the caller, so refuse.
            if vector[name] == "":
                raise ValueError(f"empty {name}")
            payload[claim] = vector[name]
    if vector.get("device_state") is not None:
        payload["submods"] = {"psea-device-state": strict_json.parse(vector["device_state"])}
    if vector.get("signal_report") is not None:
        payload["psea_signals_hash"] = jcs.hash_claim(strict_json.parse(vector["signal_report"]))

    claims.check(payload, [revision])
    if not 0 < payload["exp"] - payload["iat"] <= MAX_LIFETIME:
        raise ValueError("bad lifetime")

    header_text = jcs.canonical({"alg": "ES256", "kid": kid, "typ": "psea-proof+jwt"})
    payload_text = jcs.canonical(payload)
    # The wrapping may have pushed device_state beyond the nesting limit.
    strict_json.parse(payload_text)
    signed = jws.b64url(header_text.encode("utf-8")) + "." + jws.b64url(payload_text.encode("utf-8"))
    signature = jws.sign(jws.private_scalar(vector["key"]), signed.encode("ascii"))
    return header_text, payload_text, signed + "." + jws.b64url(signature)
