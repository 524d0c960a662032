# SPDX-License-Identifier: Apache-2.0
"""Answers conformance vectors: one JSON request a line in, one JSON answer a line out."""

import hashlib
import json
import sys
import traceback

import attester
import claims
import jcs
import result
import strict_json
from verifier import DEFAULT_LIMITS, DEFAULTS, Store, Verifier

# A request wraps what a vector holds, rp_context for one, in levels of its own.
REQUEST_DEPTH = 200


class Unsupported(Exception):
    """The vector asks for something that this program does not know."""


def octets_of(vector, name):
    """A member as UTF-8 octets, from its text or from `<name>_hex`."""
    if name + "_hex" in vector:
        return bytes.fromhex(vector[name + "_hex"])
    return vector[name].encode("utf-8")


def canonical_json(vector):
    try:
        value = strict_json.parse(octets_of(vector, "input"))
        if not isinstance(value, dict):
            return {"result": "invalid"}
        canonical = jcs.canonical(value)
    except (strict_json.NotStrict, jcs.NotCanonicalisable):
        return {"result": "invalid"}
    digest = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
    return {"result": "valid", "canonical": canonical, "sha256": digest}


def ueid(vector):
    if vector["profile"] not in claims.PROFILES:
        raise Unsupported
    return {"ueid": claims.derive_ueid(vector["profile"], vector["device_id"], vector["iss"])}


def chain_entry(vector):
    return {"chain_entry": claims.chain_entry(vector["jti"], vector["counter"], vector["chain_prev"])}


def attest(vector):
    try:
        header, payload, proof = attester.attest(vector)
    except (ValueError, KeyError, claims.Reject):
        return {"result": "invalid"}
    return {"result": "valid", "header": header, "payload": payload, "proof": proof}


def verify(vector):
    config = vector["verifier"]
    check_supported(config)
    store = Store()
    for enrollment in vector["enrollments"]:
        store.enroll(enrollment)
    verifier = Verifier(config, store)
    answers = []
    for step in vector["steps"]:
        answer = {}
        if "submit" in step:
            answer = submit(verifier, step["submit"])
        elif "set_status" in step:
            store.set_status(step["set_status"]["attester"], step["set_status"]["status"])
        elif "rotate_key" in step:
            rotation = step["rotate_key"]
            store.rotate_key(rotation["attester"], rotation["kid"], rotation["key"])
        elif "issue_challenge" in step:
            challenge = step["issue_challenge"]
            store.issue_challenge(challenge["nonce"], challenge["now"], challenge["ttl"])
        elif "restart" in step:
            verifier = Verifier(config, store)
        else:
            raise Unsupported
        answers.append(answer)
    return {"steps": answers}


def check_supported(config):
    """A setting that is not known could change any answer: do not guess."""
    scope = config.get("counter_scope", "single")
    pointer = isinstance(scope, dict) and set(scope) == {"payload"}
    if (
        not set(config) <= {"iss", "aud", "profiles", *DEFAULTS}
        or not set(config["profiles"]) <= set(claims.PROFILES)
        or config.get("challenges", "unused") not in ("unused", "optional", "required")
        or not (pointer or scope in ("single", "tier"))
        or not set(config.get("limits", {})) <= set(DEFAULT_LIMITS)
    ):
        raise Unsupported


def submit(verifier, step):
    try:
        return verifier.submit(octets_of(step, "body"), step["now"], step["op"], step["tier"])
    except claims.Reject as refusal:
        return {"result": "reject", "code": refusal.code}
    except Exception:
        # Whatever goes wrong inside, the answer is a refusal; this code makes it show.
        traceback.print_exc()
        return {"result": "reject", "code": "internal"}


def result_steps(vector):
    setup = vector["consumer"]
    acts = [set(step) & {"read", "authorize", "key_set", "build"} for step in vector["steps"]]
    if not set(setup) <= {"iss", "aud", "keys", "key_set", *result.DEFAULTS} or set() in acts:
        raise Unsupported
    try:
        consumer = result.Consumer(setup)
    except (ValueError, KeyError):  # NotTaken is one too
        return {"steps": [{"result": "reject", "code": "internal"} for _ in vector["steps"]]}
    return {"steps": [result_step(consumer, step) for step in vector["steps"]]}


def result_step(consumer, step):
    try:
        return consumer.step(step)
    except Exception:
        traceback.print_exc()
        return {"result": "reject", "code": "internal"}


SUITES = {
    "canonical-json": canonical_json,
    "ueid": ueid,
    "chain-entry": chain_entry,
    "attest": attest,
    "verify": verify,
    "result": result_steps,
}


def answer(line):
    identity = None
    try:
        request = strict_json.parse(line, REQUEST_DEPTH)
        vector = request["vector"]
        identity = vector["id"]
        if request["suite"] not in SUITES:
            raise Unsupported
        return {"id": identity, **SUITES[request["suite"]](vector)}
    except Unsupported:
        return {"id": identity, "unsupported": True}
    except Exception as fault:
        # No member that the runner expects, so the vector fails and the run goes on.
        traceback.print_exc()
        return {"id": identity, "error": repr(fault)}


def main():
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.write(json.dumps(answer(line)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
