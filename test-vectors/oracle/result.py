# SPDX-License-Identifier: Apache-2.0
"""Signed Attestation Results (§3.13.3): made by a verifier, read by a consumer, acted on once."""

import base64
import hashlib

import claims
import jcs
import jws
import strict_json
from claims import Reject
from key_set import Key, Keys, NotTaken, read as read_key_set, thumbprint

MAX_TOKEN = 16384
MAX_KID = 512
MAX_ACTION_DEPTH = strict_json.MAX_DEPTH - 1  # what fits into a transport body
TYP = "psea-ack+jwt"
REFUSALS = ("reject", "stale", "revoked", "unavailable")
DURABILITY = ("volatile", "process_crash", "power_loss", "failover")
DEFAULTS = {"max_lifetime": 300, "clock_skew": 0, "cool_down": 30}


def _one_of(*words):
    return lambda value: isinstance(value, str) and value in words


def _string(value):
    return isinstance(value, str)


def _ueid(value):
    try:
        return isinstance(value, str) and len(jws.b64url_decode(value)) == 33
    except ValueError:
        return False


_ID = claims._text(1, 128, "[A-Za-z0-9._-]+")

ENVELOPE = {
    "iss": claims._text(1, 256),
    "aud": claims._text(1, 256),
    "iat": claims._integer,
    "exp": claims._integer,
    "jti": _ID,
    "psea_ack_version": _string,
    "psea_outcome": _one_of("approve", *REFUSALS),
}
APPROVAL = {
    **ENVELOPE,
    "psea_proof_jti": _ID,
    "psea_proof_hash": claims._HASH,
    "psea_payload_hash": claims._HASH,
    "psea_op": claims._text(1, 128),
    "psea_tier": claims._text(1, 128),
    "psea_counter": claims._integer,
    "ueid": _ueid,
    "psea_uv_anchor": _one_of("attested", "asserted"),
    "psea_durability": _one_of(*DURABILITY),
}
MAY_APPROVE = {"psea_chain_entry": claims._text(64, 64, "[0-9a-f]{64}")}
MAY_REFUSE = {"psea_refused_jti": _ID}


class Consumer:
    def __init__(self, setup):
        setup = {**DEFAULTS, **setup}
        if not 0 <= setup["clock_skew"] <= 60:
            raise ValueError("skew above 60 seconds")
        self.iss, self.aud = setup["iss"], setup["aud"]
        self.max_lifetime, self.skew = setup["max_lifetime"], setup["clock_skew"]
        if "keys" in setup:
            keys = [Key(jwk) for jwk in setup["keys"]]
        else:
            keys = read_key_set(setup["key_set"])
        self.keys = Keys(keys, setup["cool_down"])
        self.used = set()  # (iss, psea_proof_hash), never forgotten

    def step(self, step):
        if "build" in step:
            return build(step["build"])
        try:
            if "key_set" in step:
                self.keys.renew(step["key_set"])
                return {"result": "taken"}
            if "read" in step:
                return self.read_step(step["read"])
            return self.authorize(step["authorize"])
        except NotTaken:
            return {"result": "reject", "code": "key_set_invalid"}
        except UnknownKey as refusal:
            return {"result": "reject", "code": refusal.code, "refresh": refusal.refresh}
        except Reject as refusal:
            return {"result": "reject", "code": refusal.code}

    def read_step(self, step):
        payload = self.read(step["token"], step.get("now"), step.get("late"), step.get("recorded"))
        if payload["psea_outcome"] == "approve":
            return {"result": "approve", "claims": payload}
        answer = {"result": "refuse", "outcome": payload["psea_outcome"]}
        if "psea_refused_jti" in payload:
            answer["refused_jti"] = payload["psea_refused_jti"]
        return answer

    def read(self, token, now, late=None, recorded=None):
        """The claims of a result that may be relied on. Raises Reject."""
        judged = now if recorded is None else recorded
        kid, octets, signature, signed = decode(token)
        key = self.keys.by_kid.get(kid)
        if key is None:
            raise UnknownKey(self.keys.refresh(judged))
        if key.state == "announced":
            raise Reject("key_not_active")
        if key.state == "revoked" and (recorded is None or recorded >= key.revoked):
            raise Reject("key_revoked")
        if len(signature) != 64:
            raise Reject("signature_malformed")
        if not jws.verify(key.public, signed, signature):
            raise Reject("signature_invalid")

        payload = decode_payload(octets)
        check(payload)
        if payload["iss"] != self.iss:
            raise Reject("issuer_mismatch")
        if payload["aud"] != self.aud:
            raise Reject("audience_mismatch")

        ended = payload["exp"] <= judged - self.skew
        if ended and not (late and payload["psea_outcome"] == "approve"):
            raise Reject("expired")
        if payload["iat"] > judged + self.skew:
            raise Reject("issued_in_future")
        if not 1 <= payload["exp"] - payload["iat"] <= self.max_lifetime:
            raise Reject("lifetime_exceeded")
        return payload

    def authorize(self, step):
        payload = self.read(step["token"], step["now"])
        if payload["psea_outcome"] != "approve":
            return {"result": "refuse", "outcome": payload["psea_outcome"]}
        if payload["psea_op"] != step["op"]:
            raise Reject("operation_mismatch")
        if payload["psea_tier"] != step["tier"]:
            raise Reject("tier_mismatch")
        if step.get("attested", False) and payload["psea_uv_anchor"] != "attested":
            raise Reject("uv_unattested")
        least = step.get("durability", DURABILITY[0])
        if DURABILITY.index(payload["psea_durability"]) < DURABILITY.index(least):
            raise Reject("durability_below")
        try:
            action = strict_json.parse(step["action"], MAX_ACTION_DEPTH)
            canonical = jcs.canonical(action)
        except (strict_json.NotStrict, jcs.NotCanonicalisable):
            raise Reject("action_payload_invalid") from None
        if not isinstance(action, dict):
            raise Reject("action_payload_invalid")
        if jcs.hash_claim(action) != payload["psea_payload_hash"]:
            raise Reject("action_mismatch")
        approval = payload["iss"], payload["psea_proof_hash"]
        if approval in self.used:
            raise Reject("already_used")
        self.used.add(approval)
        return {"result": "approve", "action": canonical}


class UnknownKey(Reject):
    def __init__(self, refresh):
        super().__init__("key_unknown")
        self.refresh = refresh


def decode(token):
    """kid, payload octets, signature, what was signed. Raises Reject."""
    if len(token.encode("utf-8")) > MAX_TOKEN:
        raise Reject("result_too_large")
    segments = token.split(".")
    if len(segments) != 3 or "" in segments:
        raise Reject("result_malformed")
    try:
        header_octets, payload, signature = map(jws.b64url_decode, segments)
        header = strict_json.parse(header_octets)
    except ValueError:
        raise Reject("result_malformed") from None
    if not isinstance(header, dict):
        raise Reject("result_malformed")
    if header.get("alg") != "ES256":
        raise Reject("header_alg")
    if header.get("typ") != TYP:
        raise Reject("header_typ")
    if "crit" in header:
        raise Reject("header_crit")
    if "b64" in header and header["b64"] is not True:
        raise Reject("header_b64")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 1 <= len(kid.encode("utf-8")) <= MAX_KID:
        raise Reject("header_kid")
    if set(header) != {"alg", "kid", "typ"}:
        raise Reject("header_parameter")
    return kid, payload, signature, f"{segments[0]}.{segments[1]}".encode("ascii")


def decode_payload(octets):
    try:
        payload = strict_json.parse(octets, 1)  # the object itself is the only container
    except strict_json.NotStrict:
        raise Reject("payload_malformed") from None
    if not isinstance(payload, dict):
        raise Reject("payload_malformed")
    try:
        canonical = jcs.canonical(payload)
    except jcs.NotCanonicalisable:
        raise Reject("payload_not_canonical") from None
    if canonical.encode("utf-8") != octets:
        raise Reject("payload_not_canonical")
    return payload


def check(payload):
    """Judge the claim set. Raises Reject."""
    if "psea_outcome" not in payload:
        raise Reject("claim_missing")
    if not ENVELOPE["psea_outcome"](payload["psea_outcome"]):
        raise Reject("claim_invalid")
    approves = payload["psea_outcome"] == "approve"
    required = APPROVAL if approves else ENVELOPE
    declared = {**required, **(MAY_APPROVE if approves else MAY_REFUSE)}
    if not set(payload) <= set(declared):
        raise Reject("claim_unknown")
    if not set(required) <= set(payload):
        raise Reject("claim_missing")
    if not all(declared[name](value) for name, value in payload.items()):
        raise Reject("claim_invalid")
    if payload["psea_ack_version"] != "1":
        raise Reject("version_unsupported")


def build(inputs):
    """A result as its verifier makes it."""
    try:
        return _build(inputs)
    except (ValueError, KeyError, Reject):
        return {"result": "invalid"}


def _build(inputs):
    payload = {name: inputs[name] for name in ("iss", "aud", "iat", "exp", "jti")}
    payload["psea_ack_version"] = "1"
    payload["psea_outcome"] = inputs["outcome"]
    if "approval" in inputs:
        record = inputs["approval"]
        action = strict_json.parse(record["action"], MAX_ACTION_DEPTH)
        if not isinstance(action, dict):
            raise ValueError("action is no object")
        proof_hash = hashlib.sha256(record["proof"].encode("utf-8")).digest()
        payload["psea_proof_hash"] = base64.b64encode(proof_hash).decode("ascii")
        payload["psea_payload_hash"] = jcs.hash_claim(action)
        payload["ueid"] = record["ueid"]
        payload["psea_uv_anchor"] = record["uv"]
        for name in ("proof_jti", "op", "tier", "counter", "durability", "chain_entry"):
            if name in record:
                payload["psea_" + name] = record[name]
    if "refused_jti" in inputs:
        payload["psea_refused_jti"] = inputs["refused_jti"]
    check(payload)

    header_text = jcs.canonical({"alg": "ES256", "kid": thumbprint(inputs["key"]), "typ": TYP})
    payload_text = jcs.canonical(payload)
    signed = ".".join(jws.b64url(text.encode("utf-8")) for text in (header_text, payload_text))
    signature = jws.sign(jws.private_scalar(inputs["key"]), signed.encode("ascii"))
    token = signed + "." + jws.b64url(signature)
    return {"result": "built", "header": header_text, "payload": payload_text, "token": token}
