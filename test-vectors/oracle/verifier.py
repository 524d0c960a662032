# SPDX-License-Identifier: Apache-2.0
"""The verifier (§3.13.2): every check in order, then all writes at once."""

import claims
import jcs
import jws
import strict_json
from claims import SENTINEL, Reject

DEFAULTS = {
    "max_lifetime": 300,
    "clock_skew": 0,
    "challenges": "unused",
    "chain": False,
    "require_canonical_payload": False,
    "counter_scope": "single",
    "high_assurance_ops": [],
    "callers": {},
    "rp_context": None,
    "limits": {},
}
DEFAULT_LIMITS = {"max_body": 65536, "max_proof": 16384, "max_depth": strict_json.MAX_DEPTH, "max_kid": 512}


class Store:
    """What survives a restart."""

    def __init__(self):
        self.records = {}  # kid -> enrolled record
        self.challenges = {}  # nonce -> {"expires", "burned"}
        self.counters = {}  # (attester, scope) -> highest accepted counter
        self.chains = {}  # attester -> last accepted chainEntry
        # Ids are never forgotten. §3.10 only sets a lower bound on how long one is kept.
        self.finalised = set()  # (iss, jti)

    def enroll(self, enrollment):
        """A key that fails its check is not enrolled, so its kid does not resolve."""
        kid = enrollment["kid"]
        if kid in self.records:
            return
        try:
            key = jws.public_key(enrollment["key"])
        except (ValueError, KeyError, TypeError):
            return
        self.records[kid] = {
            "attester": enrollment["attester"],
            "key": key,
            "device_id": enrollment.get("device_id"),
            "ueid": enrollment.get("ueid"),
            "status": enrollment.get("status", "active"),
            "uv": enrollment.get("uv", "unknown"),
        }

    def set_status(self, attester, status):
        for record in self.records.values():
            if record["attester"] == attester:
                record["status"] = status

    def rotate_key(self, attester, kid, key):
        """Status, UV property, counters and chain stay: they are the attester's (§3.14)."""
        old_kids = [old for old, record in self.records.items() if record["attester"] == attester]
        if not old_kids or (kid in self.records and kid not in old_kids):
            return
        try:
            new_key = jws.public_key(key)
        except (ValueError, KeyError, TypeError):
            return  # a refused rotation changes nothing
        record = self.records[old_kids[-1]]
        for old in old_kids:
            del self.records[old]
        self.records[kid] = {**record, "key": new_key}

    def issue_challenge(self, nonce, now, ttl):
        # Issuing a nonce again is a fault of the caller, and must not revive a burned one.
        self.challenges.setdefault(nonce, {"expires": now + ttl, "burned": False})


class Verifier:
    def __init__(self, config, store):
        self.config = {**DEFAULTS, **config}
        self.limits = {**DEFAULT_LIMITS, **self.config["limits"]}
        self.store = store

    def submit(self, body, now, op, tier):
        """The answer to one submission. `body` is octets. Raises Reject."""
        config, store = self.config, self.store
        skew = config["clock_skew"]
        if not 0 <= skew <= 60:
            raise Reject("internal")  # a configuration error (§3.11)

        # Decode.
        message = self.decode_body(body)
        header, payload_octets, signature, signed = self.decode_proof(message["proof"])

        # Key and signature. Nothing in the payload is read before this succeeds.
        record = store.records.get(header["kid"])
        if record is None:
            raise Reject("key_unknown")
        if len(signature) != 64:
            raise Reject("signature_malformed")
        if not jws.verify(record["key"], signed, signature):
            raise Reject("signature_invalid")

        # Enrollment. Only `active` passes, whatever the other name is (§3.14).
        if record["status"] == "revoked":
            raise Reject("enrollment_revoked")
        if record["status"] != "active":
            raise Reject("enrollment_suspended")

        # Claims.
        payload = self.decode_payload(payload_octets)
        claims.check(payload, config["profiles"])

        # Binding (§3.13.4, §3.13.5).
        if payload["iss"] != config["iss"]:
            raise Reject("issuer_mismatch")
        if payload["aud"] != config["aud"]:
            raise Reject("audience_mismatch")
        if payload["psea_op"] != op:
            raise Reject("operation_mismatch")
        if payload["psea_tier"] != tier:
            raise Reject("tier_mismatch")
        if payload["ueid"] != self.expected_ueid(record, payload):
            raise Reject("ueid_mismatch")
        if op in config["callers"] and payload.get("psea_caller_package") != config["callers"][op]:
            raise Reject("caller_mismatch")

        # Freshness (§3.11, §3.1.1).
        if payload["exp"] <= now - skew:
            raise Reject("expired")
        if payload["iat"] > now + skew:
            raise Reject("issued_in_future")
        if not 0 < payload["exp"] - payload["iat"] <= config["max_lifetime"]:
            raise Reject("lifetime_exceeded")
        nonce = self.check_challenge(payload, now)

        # User verification (§3.7.1).
        if payload["psea_uv"]["verified"] is not True:
            raise Reject("uv_not_verified")
        if record["uv"] == "contradicted":
            raise Reject("uv_contradicted")
        attested = record["uv"] == "attested"
        if not attested and op in config["high_assurance_ops"]:
            raise Reject("uv_unattested")

        # Action.
        self.check_action(message, payload)
        scope = self.counter_scope(message["actionPayload"], payload)

        # Replay (§3.10, §3.12).
        attester, jti, counter = record["attester"], payload["jti"], payload["psea_counter"]
        if (payload["iss"], jti) in store.finalised:
            raise Reject("jti_replayed")
        stored = store.counters.get((attester, scope))
        if stored is not None and counter <= stored:
            raise Reject("counter_not_increasing")
        previous = store.chains.get(attester, SENTINEL)
        if config["chain"] and payload.get("psea_chain_prev") != previous:
            raise Reject("chain_broken")

        # Every check has passed: only now is anything written.
        answer = {"result": "accept", "uv": "attested" if attested else "asserted"}
        store.finalised.add((payload["iss"], jti))
        store.counters[attester, scope] = counter
        if config["chain"]:
            answer["chain_entry"] = claims.chain_entry(jti, counter, previous)
            store.chains[attester] = answer["chain_entry"]
        if nonce is not None:
            store.challenges[nonce]["burned"] = True
        return answer

    def decode_body(self, body):
        if len(body) > self.limits["max_body"]:
            raise Reject("body_too_large")
        try:
            message = strict_json.parse(body, self.limits["max_depth"])
        except strict_json.NotStrict:
            raise Reject("body_malformed") from None
        if not isinstance(message, dict) or not isinstance(message.get("proof"), str):
            raise Reject("body_malformed")
        if "actionPayload" not in message:
            raise Reject("action_payload_missing")
        return message

    def decode_proof(self, proof):
        if len(proof.encode("utf-8")) > self.limits["max_proof"]:
            raise Reject("proof_too_large")
        segments = proof.split(".")
        if len(segments) != 3 or "" in segments:
            raise Reject("proof_malformed")
        try:
            header_octets, payload_octets, signature = map(jws.b64url_decode, segments)
            header = strict_json.parse(header_octets, self.limits["max_depth"])
        except ValueError:  # NotStrict is one too
            raise Reject("proof_malformed") from None
        if not isinstance(header, dict):
            raise Reject("proof_malformed")

        # §3.4. Everything else in the header is ignored: no key is taken from a token.
        if header.get("alg") != "ES256":
            raise Reject("header_alg")
        if header.get("typ") != "psea-proof+jwt":
            raise Reject("header_typ")
        if "crit" in header:
            raise Reject("header_crit")
        if "b64" in header and header["b64"] is not True:  # RFC 7797
            raise Reject("header_b64")
        kid = header.get("kid")
        if not isinstance(kid, str) or not 1 <= len(kid.encode("utf-8")) <= self.limits["max_kid"]:
            raise Reject("header_kid")
        signed = (segments[0] + "." + segments[1]).encode("ascii")
        return header, payload_octets, signature, signed

    def decode_payload(self, octets):
        try:
            payload = strict_json.parse(octets, self.limits["max_depth"])
        except strict_json.NotStrict:
            raise Reject("payload_malformed") from None
        if not isinstance(payload, dict):
            raise Reject("payload_malformed")
        if self.config["require_canonical_payload"]:
            try:
                canonical = jcs.canonical(payload).encode("utf-8")
            except jcs.NotCanonicalisable:
                canonical = None  # a number outside the subset has no canonical form
            if canonical != octets:
                raise Reject("payload_not_canonical")
        return payload

    def expected_ueid(self, record, payload):
        if record["ueid"] is not None:
            return record["ueid"]
        for revision, profile in claims.PROFILES.items():
            if profile == payload["eat_profile"]:
                return claims.derive_ueid(revision, record["device_id"], self.config["iss"])

    def check_challenge(self, payload, now):
        """The nonce to burn, or None."""
        if self.config["challenges"] == "unused":
            return None
        if "eat_nonce" not in payload:
            if self.config["challenges"] == "required":
                raise Reject("challenge_missing")
            return None
        challenge = self.store.challenges.get(payload["eat_nonce"])
        if challenge is None or challenge["burned"] or now >= challenge["expires"]:
            raise Reject("challenge_unknown")
        return payload["eat_nonce"]

    def check_action(self, message, payload):
        action = message["actionPayload"]
        if not isinstance(action, dict) or strict_json.has_outside_number(action):
            raise Reject("action_payload_invalid")
        if jcs.hash_claim(action) != payload["psea_payload_hash"]:
            raise Reject("action_mismatch")
        if "psea_signals_hash" in payload:
            if "signalReport" not in message:
                raise Reject("signals_missing")
            if _commitment(message["signalReport"]) != payload["psea_signals_hash"]:
                raise Reject("signals_mismatch")
        context = self.config["rp_context"]
        if context is not None:
            claim = payload.get("psea_rp_context_hash")
            if not isinstance(claim, str) or claim != _commitment(context):
                raise Reject("context_mismatch")

    def counter_scope(self, action, payload):
        rule = self.config["counter_scope"]
        if rule == "single":
            return ""
        if rule == "tier":
            return payload["psea_tier"]
        found = _resolve_pointer(action, rule["payload"])
        if not isinstance(found, str):
            raise Reject("action_payload_invalid")
        return found


def _commitment(value):
    """The digest that a claim must hold, or None where no digest can match."""
    try:
        return jcs.hash_claim(value)
    except jcs.NotCanonicalisable:
        return None


def _resolve_pointer(value, pointer):
    """RFC 6901. None where nothing is found."""
    if pointer == "":
        return value
    if not pointer.startswith("/"):
        raise ValueError("not a JSON pointer")
    for token in pointer[1:].split("/"):
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token in [str(index) for index in range(len(value))]:
            value = value[int(token)]
        else:
            return None
    return value
