# SPDX-License-Identifier: Apache-2.0
"""The claim set (§3.5), the ueid derivation (§7.1) and chainEntry (§3.12)."""

import hashlib
import re

import jcs
import jws
from strict_json import MAX_INTEGER, has_outside_number

# eat_profile of each wire revision.
PROFILES = {
    "draft-02": "urn:ietf:params:psea:eat-profile:1",
    "draft-03": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
}
SENTINEL = "0" * 64


class Reject(Exception):
    """A refusal, with its code."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def _text(minimum, maximum, pattern=".*"):
    # len() of a str counts code points. fullmatch, because `$` would also match
    # before a final newline; DOTALL, because `.` would not match a newline.
    expression = re.compile(pattern, re.DOTALL)
    return lambda value: (
        isinstance(value, str)
        and minimum <= len(value) <= maximum
        and expression.fullmatch(value) is not None
    )


def _integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_INTEGER


def _string(value):
    return isinstance(value, str)


def _uv(value):
    # The schema leaves psea_uv open: further members pass (§3.7.1).
    return (
        isinstance(value, dict)
        and isinstance(value.get("verified"), bool)
        and isinstance(value.get("method"), str)
    )


def _submods(value):
    return (
        isinstance(value, dict)
        and set(value) <= {"psea-device-state"}
        and all(isinstance(submodule, dict) for submodule in value.values())
    )


def _any(_value):
    return True


_HASH = _text(44, 44, "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")

REQUIRED = {
    "jti": _text(1, 128, "[A-Za-z0-9._-]+"),
    "aud": _text(1, 256),
    "iss": _text(1, 128),
    "iat": _integer,
    "exp": _integer,
    "ueid": _text(44, 44, "[A-Za-z0-9_-]{44}"),
    "eat_profile": _string,
    "psea_tier": _text(1, 128),
    "psea_op": _text(1, 128),
    "psea_counter": _integer,
    "psea_payload_hash": _HASH,
    "psea_uv": _uv,
    "psea_proof_version": _string,
}
OPTIONAL = {
    "eat_nonce": _string,
    "submods": _submods,
    "psea_chain_prev": _text(64, 64, "[0-9a-f]{64}"),
    "psea_caller_package": _text(1, 256),
    "psea_sdk_version": _text(0, 64),
    "psea_signals_hash": _HASH,
    "psea_user_hash": _text(43, 43, "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"),
    "psea_chain_pending": _any,
    "psea_last_confirmed_head": _any,
    "psea_rp_context_hash": _any,
}


def check(payload, accepted_profiles):
    """Judge the claim set: undeclared, missing, shape, profile, version. Raises Reject."""
    declared = {**REQUIRED, **OPTIONAL}
    if payload.get("eat_profile") == PROFILES["draft-02"]:
        del declared["psea_signals_hash"]  # -03 only
    for name in payload:
        if name not in declared:
            raise Reject("claim_unknown")
    for name in REQUIRED:
        if name not in payload:
            raise Reject("claim_missing")
    for name, value in payload.items():
        # Integers only in every claim, the opaque ones included (§2).
        if has_outside_number(value) or not declared[name](value):
            raise Reject("claim_invalid")
    if payload["eat_profile"] not in [PROFILES[revision] for revision in accepted_profiles]:
        raise Reject("profile_unsupported")
    if payload["psea_proof_version"] != "1":
        raise Reject("version_unsupported")


def derive_ueid(revision, device_id, iss):
    if revision == "draft-02":
        # Plain concatenation: ambiguous by construction, and corrected in -03.
        octets = (device_id + iss).encode("utf-8")
    elif revision == "draft-03":
        octets = jcs.canonical({"deviceId": device_id, "iss": iss}).encode("utf-8")
    else:
        raise ValueError(f"unknown revision {revision!r}")
    return jws.b64url(b"\x01" + hashlib.sha256(octets).digest())


def chain_entry(jti, counter, chain_prev):
    def encode(text):
        octets = text.encode("utf-8")
        return len(octets).to_bytes(4, "big") + octets

    return hashlib.sha256(encode(jti) + encode(str(counter)) + encode(chain_prev)).hexdigest()
