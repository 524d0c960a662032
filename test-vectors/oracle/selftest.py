# SPDX-License-Identifier: Apache-2.0
"""Tests of the oracle itself: appendix values, round trips, refusals."""

import base64
import hashlib
import json
import os
import subprocess
import sys

import claims
import jcs
import jws
import result
import oracle
import strict_json

NOW = 1785300000
FAILED = []


def check(title, got, wanted):
    if got == wanted:
        print("ok  ", title)
    else:
        FAILED.append(title)
        print("FAIL", title, "\n     got   ", repr(got), "\n     wanted", repr(wanted))


def strict(text, depth=32):
    try:
        return strict_json.parse(text, depth)
    except strict_json.NotStrict:
        return "refused"


def ask(suite, **vector):
    return oracle.answer(json.dumps({"suite": suite, "vector": {"id": "x", **vector}}).encode())


# The key of RFC 6979 A.2.5.
D = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
X, Y = jws._multiply_g(D)
PUBLIC = {"kty": "EC", "crv": "P-256", "x": jws.b64url(X.to_bytes(32, "big")), "y": jws.b64url(Y.to_bytes(32, "big"))}
PRIVATE = {**PUBLIC, "d": jws.b64url(D.to_bytes(32, "big"))}
X2, Y2 = jws._multiply_g(D + 1)
PUBLIC2 = {"kty": "EC", "crv": "P-256", "x": jws.b64url(X2.to_bytes(32, "big")), "y": jws.b64url(Y2.to_bytes(32, "big"))}
PRIVATE2 = {**PUBLIC2, "d": jws.b64url((D + 1).to_bytes(32, "big"))}

PAYLOAD_TEXT = '{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}'
INPUT = {
    "key": PRIVATE, "kid": "key-1", "profile": "draft-03", "device_id": "device-7f3a", "iss": "tenant.example",
    "aud": "verifier.example", "op": "payment.execute", "tier": "high", "counter": 1, "jti": "id-1",
    "iat": NOW, "exp": NOW + 120, "uv_method": "biometric", "action_payload": PAYLOAD_TEXT,
}
CONFIG = {"iss": "tenant.example", "aud": "verifier.example", "profiles": ["draft-03"]}
ENROLLMENT = {"attester": "attester-1", "kid": "key-1", "key": PUBLIC, "device_id": "device-7f3a", "uv": "attested"}


def make(**changes):
    return ask("attest", **{**INPUT, **changes})


def body(proof, action=PAYLOAD_TEXT, more=""):
    return '{"proof":"%s","actionPayload":%s%s}' % (proof, action, more)


def forge(claim_changes=None, header_changes=None, remove=(), payload_text=None, header_text=None):
    """A correctly signed proof that the attester itself would not emit."""
    made = make()
    header = {**json.loads(made["header"]), **(header_changes or {})}
    payload = {**json.loads(made["payload"]), **(claim_changes or {})}
    for name in remove:
        header.pop(name, None)
        payload.pop(name, None)
    header_text = header_text or json.dumps(header)
    payload_text = payload_text or json.dumps(payload)
    signed = jws.b64url(header_text.encode()) + "." + jws.b64url(payload_text.encode())
    return signed + "." + jws.b64url(jws.sign(D, signed.encode()))


def submit(text, now=NOW, op="payment.execute", tier="high"):
    member = {"body_hex": text.hex()} if isinstance(text, bytes) else {"body": text}
    return {"submit": {"now": now, "op": op, "tier": tier, **member}}


def run(*steps, enrollment=None, **config):
    """The code of each submit, or `accept`."""
    answer = ask("verify", verifier={**CONFIG, **config}, enrollments=[{**ENROLLMENT, **(enrollment or {})}], steps=list(steps))
    return [step.get("code") or step["result"] for step in answer["steps"] if step]


def one(text, **more):
    return run(submit(text), **more)[0]


def appendix():
    check("§2 member order", jcs.canonical(strict('{"sessionId":"abc-123","endedAt":1700000060, "startedAt":1700000000,"endReason":"TtlExpired"}')),
          '{"endReason":"TtlExpired","endedAt":1700000060,"sessionId":"abc-123","startedAt":1700000000}')
    got = ask("canonical-json", input='{"amount":2500,"actionType":"transfer","to":"alice","currency":"EUR"}')
    check("§2 canonical", got["canonical"], PAYLOAD_TEXT)
    check("§2 69 octets", len(got["canonical"].encode()), 69)
    check("§2 sha256", got["sha256"], "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942")
    check("§2 claim", jcs.hash_claim(strict(PAYLOAD_TEXT)), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=")
    first, second = "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440001"
    check("§3.12 input octets", 4 + len(first) + 4 + 2 + 4 + 64, 114)
    one_entry = ask("chain-entry", jti=first, counter=42, chain_prev="0" * 64)["chain_entry"]
    check("§3.12 first entry", one_entry, "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9")
    check("§3.12 second entry", ask("chain-entry", jti=second, counter=43, chain_prev=one_entry)["chain_entry"],
          "fc7892f1df476be778613749e96412547922a69dc23600b85878df95ecdafb31")
    for device, iss, two, three in [
        ("device-7f3a", "tenant.example", "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1", "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7"),
        ("acme", "corp.example", "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D", "AQ_ztaDJEDfjYbSo_48Tu2QVwYwmO7BKVUNIC_G-2nLG"),
        ("acmecorp", ".example", "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D", "AdkTro4TxBf72eFzGPIL5DhdoXS8CxOS4KW_hZdHnvta"),
    ]:
        check(f"§7.1 ueid -02 {device}", ask("ueid", profile="draft-02", device_id=device, iss=iss)["ueid"], two)
        check(f"§7.1 ueid -03 {device}", ask("ueid", profile="draft-03", device_id=device, iss=iss)["ueid"], three)
    check("RFC 6979 A.2.5", jws.sign(D, b"sample").hex().upper(),
          "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")


def canonical_json():
    for text in ["[]", "1", "", "{} x", "\ufeff{}", '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"a":[{"b":1,"b":1}]}', '{"a":1.0}',
                 '{"a":1e2}', '{"a":9007199254740992}', '{"a":-9007199254740992}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":-}',
                 '{"a":NaN}', '{"a":Infinity}', '{"a":"\\ud800"}', '{"a":"\\udc00"}', '{"a":"\\ud800x"}', '{"a":"\\ud800\\u0041"}',
                 '{"a":"\\x"}', '{"a":"\\u00g0"}', '{"a":"\\u+123"}', '{"a":"\n"}', '{"a":"\x00"}', "{'a':1}", '{"a":1,}', '{"a":[1,]}',
                 '{"a"}', '{"a":tru}', '{"a":"', "{", '{"a":' + "1" * 5000 + "}", '{"a":\u0661}', '{"a":\u00a01}', '{"a":1}\x00',
                 '{"a":' + "[" * 32 + "]" * 32 + "}"]:
        check(f"§2 refused {text[:30]!r}", ask("canonical-json", input=text)["result"], "invalid")
    for octets in ["efbbbf7b7d", "7b2261223a22ff227d", "7b2261223a22c0af227d", "7b2261223a22eda080227d", "7b007d00"]:
        check(f"§2 refused octets {octets}", ask("canonical-json", input_hex=octets)["result"], "invalid")
    for text, wanted in [
        (" {\t} \r\n", "{}"), ('{"a":-0}', '{"a":0}'), ('{"a":-9007199254740991,"b":9007199254740991}', None),
        ('{"\ufb33":1,"\U0001f600":2,"\\r":3,"1":4,"\u20ac":5,"":6}', '{"":6,"\\r":3,"1":4,"\u20ac":5,"\U0001f600":2,"\ufb33":1}'),
        ('{"a":"\\u0041\\/\\u20AC\\uD83D\\uDE00\\u001F\\b\\f\\n\\r\\t\\u0000\\u007f\\"\\\\"}',
         '{"a":"A/\u20ac\U0001f600\\u001f\\b\\f\\n\\r\\t\\u0000\x7f\\"\\\\"}'),
        ('{"a":[null,true,false,[],{}],"__proto__":{"b":1,"B":2}}', '{"__proto__":{"B":2,"b":1},"a":[null,true,false,[],{}]}'),
        ('{"a":' + "[" * 31 + "]" * 31 + "}", None),
    ]:
        check(f"§2 canonical {text[:30]!r}", ask("canonical-json", input=text).get("canonical"), wanted or text)


def attest():
    made = make()
    check("§3.4 header", made["header"], '{"alg":"ES256","kid":"key-1","typ":"psea-proof+jwt"}')
    check("§3.5 payload is canonical", jcs.canonical(strict(made["payload"])), made["payload"])
    check("§3.7.1 psea_uv", json.loads(made["payload"])["psea_uv"], {"method": "biometric", "verified": True})
    full = make(nonce="n", chain_prev="0" * 64, caller_package="app.example", sdk_version="1", user_hash="A" * 43, device_state='{"b":1, "a":-0}', signal_report="[1]")
    payload = json.loads(full["payload"])
    check("§3.5 device state", payload["submods"], {"psea-device-state": {"b": 1, "a": 0}})
    check("§3.5 signals hash", payload["psea_signals_hash"], base64.b64encode(hashlib.sha256(b"[1]").digest()).decode())
    check("§3.11 lifetime at the bound", make(exp=NOW + 300)["result"], "valid")
    check("§3.10 counter at the bound", make(counter=2**53 - 1)["result"], "valid")
    for changes in [
        {"counter": 2**53}, {"counter": -1}, {"counter": "1"}, {"counter": 1.5}, {"counter": True}, {"exp": NOW}, {"exp": NOW + 301},
        {"iat": -1, "exp": 0}, {"jti": ""}, {"jti": "a" * 129}, {"jti": "a\n"}, {"jti": "a b"}, {"aud": "a" * 257}, {"aud": ["a"]}, {"aud": ""},
        {"iss": ""}, {"tier": "t" * 129}, {"tier": 2}, {"op": ""}, {"uv_method": 1}, {"kid": ""}, {"kid": "k" * 513}, {"profile": "draft-01"},
        {"caller_package": "p" * 257}, {"sdk_version": "v" * 65}, {"user_hash": "A" * 42 + "B"}, {"chain_prev": "A" * 64}, {"chain_prev": "0" * 63},
        {"device_state": "[]"}, {"device_state": '{"a":1.0}'}, {"device_state": '{"a":1,"a":1}'}, {"signal_report": "1.5"}, {"signal_report": "{"},
        {"profile": "draft-02", "signal_report": "{}"}, {"action_payload": "[]"}, {"action_payload": '{"a":1.0}'}, {"action_payload": '{"a":1e2}'},
        {"action_payload": '{"a":9007199254740993}'}, {"action_payload": '{"a":1,"a":1}'}, {"action_payload": ""}, {"nonce": ""},
        {"device_state": '{"a":' + "[" * 30 + "]" * 30 + "}"}, {"key": {**PRIVATE, "x": PUBLIC2["x"]}},
    ]:
        check(f"§3.7 refused {str(changes)[:60]}", make(**changes), {"id": "x", "result": "invalid"})


def round_trip():
    proof = make()["proof"]
    got = ask("verify", verifier={**CONFIG, "chain": False}, enrollments=[ENROLLMENT], steps=[submit(body(proof))])
    check("round trip", got, {"id": "x", "steps": [{"result": "accept", "uv": "attested"}]})
    check("round trip -02", one(body(make(profile="draft-02")["proof"]), profiles=["draft-02"]), "accept")
    entry = claims.chain_entry("id-1", 1, "0" * 64)
    first, second = make(chain_prev="0" * 64)["proof"], make(chain_prev=entry, counter=2, jti="id-2")["proof"]
    got = ask("verify", verifier={**CONFIG, "chain": True}, enrollments=[{**ENROLLMENT, "uv": "unknown"}],
              steps=[submit(body(first)), {"restart": {}}, submit(body(second))])["steps"]
    check("§3.12 chain", got, [{"result": "accept", "uv": "asserted", "chain_entry": entry}, {},
                               {"result": "accept", "uv": "asserted", "chain_entry": claims.chain_entry("id-2", 2, entry)}])
    r, s = jws.b64url_decode(proof.split(".")[2])[:32], int.from_bytes(jws.b64url_decode(proof.split(".")[2])[32:], "big")
    twin = proof.rsplit(".", 1)[0] + "." + jws.b64url(r + (jws.N - s).to_bytes(32, "big"))
    check("§3.4 both of s and n - s", [one(body(proof)), one(body(twin))], ["accept"] * 2)
    check("§3.10 a twin is a replay", run(submit(body(proof)), submit(body(twin))), ["accept", "jti_replayed"])


def refusals():
    proof = make()["proof"]
    h, p, s = proof.split(".")
    cases = [
        ("body_too_large", body(proof) + " " * 65536), ("body_malformed", ""), ("body_malformed", "[]"), ("body_malformed", '{"actionPayload":{}}'),
        ("body_malformed", '{"proof":1,"actionPayload":{}}'), ("body_malformed", body(proof, more=',"x":{"a":1,"a":1}')),
        ("body_malformed", body(proof, more=',"x":' + "[" * 32 + "]" * 32)), ("body_malformed", b"\xef\xbb\xbf{}"),
        ("action_payload_missing", '{"proof":"%s"}' % proof), ("proof_too_large", body("A" * 16385)),
        ("proof_malformed", body("a.b")), ("proof_malformed", body(proof + ".")), ("proof_malformed", body(f"{h}..{s}")), ("proof_malformed", body(proof + "=")),
        ("proof_malformed", body(f"{h}.{p}.{s[:-1]}B")),
        ("proof_malformed", body("e30A." + p + "." + s)), ("proof_malformed", body(f"{h}\\n.{p}.{s}")),
        ("proof_malformed", body(forge(header_text="[]"))), ("proof_malformed", body(forge(header_text='{"alg":"ES256","alg":"ES256"}'))),
        ("header_alg", body(forge(header_changes={"alg": "none"}))), ("header_alg", body(forge(remove=["alg"]))), ("header_typ", body(forge(header_changes={"typ": "JWT"}))),
        ("header_crit", body(forge(header_changes={"crit": None}))), ("header_b64", body(forge(header_changes={"b64": 1}))),
        ("header_b64", body(forge(header_changes={"b64": False}))), ("accept", body(forge(header_changes={"b64": True, "x": 1.5, "jwk": PUBLIC2}))),
        ("header_kid", body(forge(header_changes={"kid": ""}))), ("header_kid", body(forge(header_changes={"kid": "k" * 513}))), ("header_kid", body(forge(header_changes={"kid": 1}))),
        ("key_unknown", body(forge(header_changes={"kid": "k" * 512}))),
        ("signature_malformed", body(f"{h}.{p}.{jws.b64url(bytes(63))}")), ("signature_malformed", body(f"{h}.{p}.{jws.b64url(bytes(65))}")),
        ("signature_invalid", body(f"{h}.{p}.{jws.b64url(bytes(64))}")),
        ("signature_invalid", body(f"{h}.{p}.{jws.b64url(jws.N.to_bytes(32, 'big') + b'1' * 32)}")),
        ("signature_invalid", body(make(key=PRIVATE2)["proof"])),
        ("payload_malformed", body(forge(payload_text="[]"))), ("payload_malformed", body(forge(payload_text="{"))),
        ("claim_unknown", body(forge({"sub": "x"}))), ("claim_missing", body(forge(remove=["psea_uv"]))),
        ("claim_invalid", body(forge({"aud": ["verifier.example"]}))), ("claim_invalid", body(forge({"psea_counter": "1"}))), ("claim_invalid", body(forge({"psea_counter": True}))),
        ("claim_invalid", body(forge({"exp": 2**53}))), ("claim_invalid", body(forge({"iat": NOW + 0.0}))), ("claim_invalid", body(forge({"jti": "a\n"}))),
        ("claim_invalid", body(forge({"psea_uv": {"verified": True}}))), ("claim_invalid", body(forge({"psea_uv": {"verified": 1, "method": "pin"}}))),
        ("accept", body(forge({"psea_uv": {"verified": True, "method": "", "extra": [1]}}))), ("claim_invalid", body(forge({"psea_uv": {"verified": True, "method": "pin", "x": 1.5}}))),
        ("claim_invalid", body(forge({"submods": {"other": {}}}))), ("claim_invalid", body(forge({"submods": {"psea-device-state": []}}))), ("accept", body(forge({"submods": {}}))),
        ("claim_invalid", body(forge({"psea_chain_pending": 1.5}))), ("accept", body(forge({"psea_chain_pending": None}))), ("claim_invalid", body(forge({"eat_nonce": None}))),
        ("claim_invalid", body(forge({"psea_payload_hash": "A" * 42 + "B="}))), ("claim_invalid", body(forge({"eat_profile": 1}))),
        ("accept", body(forge({"psea_sdk_version": "\U0001f600" * 64}))), ("claim_invalid", body(forge({"psea_sdk_version": "\U0001f600" * 65}))),
        ("profile_unsupported", body(forge({"eat_profile": "x"}))), ("profile_unsupported", body(make(profile="draft-02")["proof"])),
        ("version_unsupported", body(forge({"psea_proof_version": "2"}))), ("claim_invalid", body(forge({"psea_proof_version": 1}))),
        ("issuer_mismatch", body(make(iss="other")["proof"])), ("audience_mismatch", body(make(aud="other")["proof"])), ("operation_mismatch", body(make(op="other")["proof"])),
        ("tier_mismatch", body(make(tier="low")["proof"])), ("ueid_mismatch", body(make(device_id="other")["proof"])),
        ("expired", body(make(iat=NOW - 10, exp=NOW)["proof"])), ("accept", body(make(iat=NOW - 10, exp=NOW + 1)["proof"])), ("issued_in_future", body(make(iat=NOW + 1)["proof"])),
        ("lifetime_exceeded", body(forge({"exp": NOW + 301}))), ("lifetime_exceeded", body(forge({"exp": NOW + 301, "iat": 0}))), ("uv_not_verified", body(forge({"psea_uv": {"verified": False, "method": "pin"}}))),
        ("action_payload_invalid", body(proof, "[]")), ("action_payload_invalid", body(proof, "null")), ("action_payload_invalid", body(proof, '{"amount":2500.0}')),
        ("action_mismatch", body(proof, "{}")), ("accept", body(proof, " " + PAYLOAD_TEXT.replace("2500", " 2500 "))),
        ("signals_missing", body(make(signal_report="{}")["proof"])), ("signals_mismatch", body(make(signal_report="{}")["proof"], more=',"signalReport":null')),
        ("signals_mismatch", body(make(signal_report="1")["proof"], more=',"signalReport":1.0')), ("accept", body(make(signal_report="null")["proof"], more=',"signalReport":null')),
        ("accept", body(proof, more=',"signalReport":1.5,"x":[]')),
    ]
    for number, (wanted, text) in enumerate(cases):
        check(f"§3.13.2 case {number} {wanted}", one(text), wanted)

    text = body(proof)
    check("§3.14 suspended", one(text, enrollment={"status": "suspended"}), "enrollment_suspended")
    check("§3.14 revoked", one(text, enrollment={"status": "revoked"}), "enrollment_revoked")
    check("§3.14 another status", one(text, enrollment={"status": "Active"}), "enrollment_suspended")
    check("§3.14 status on and off", run({"set_status": {"attester": "attester-1", "status": "suspended"}}, submit(text), {"set_status": {"attester": "attester-1", "status": "active"}}, submit(text)), ["enrollment_suspended", "accept"])
    check("§3.14 a key that is not for verification", one(text, enrollment={"key": {**PUBLIC, "key_ops": ["sign"]}}), "key_unknown")
    check("§3.14 a point off the curve", one(text, enrollment={"key": {**PUBLIC, "x": PUBLIC2["x"]}}), "key_unknown")
    check("§7.1 enrolled ueid", one(text, enrollment={"ueid": "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7", "device_id": None}), "accept")
    check("§3.5 signals hash in -02", one(body(forge({"eat_profile": claims.PROFILES["draft-02"], "psea_signals_hash": "A" * 43 + "="})), profiles=["draft-02", "draft-03"]), "claim_unknown")
    check("§3.13.5 caller absent", one(text, callers={"payment.execute": "app"}), "caller_mismatch")
    check("§3.13.5 caller for another operation", one(text, callers={"other": "app"}), "accept")
    check("§3.7.1 contradicted", one(text, enrollment={"uv": "contradicted"}), "uv_contradicted")
    check("§3.7.1 high assurance", one(text, enrollment={"uv": "unknown"}, high_assurance_ops=["payment.execute"]), "uv_unattested")
    check("§3.11 skew", [one(body(make(iat=NOW + d)["proof"]), clock_skew=60) for d in (60, 61)], ["accept", "issued_in_future"])
    check("§3.11 exp before iat, both within the skew", one(body(forge({"iat": NOW + 10, "exp": NOW + 5})), clock_skew=60), "lifetime_exceeded")
    check("§3.11 exp equal to iat", one(body(forge({"iat": NOW + 10, "exp": NOW + 10})), clock_skew=60), "lifetime_exceeded")
    check("§3.11 skew out of bounds", one(text, clock_skew=61), "internal")
    check("canonical payload required", [one(body(p), require_canonical_payload=True) for p in (proof, forge())], ["accept", "payload_not_canonical"])
    context = base64.b64encode(hashlib.sha256(b'{"a":1}').digest()).decode()
    check("context", [one(body(p), rp_context={"a": 1}) for p in (forge({"psea_rp_context_hash": context}), forge({"psea_rp_context_hash": 1}), proof)],
          ["accept", "context_mismatch", "context_mismatch"])
    check("limits", [one(text, limits={"max_proof": n}) for n in (len(proof), len(proof) - 1)], ["accept", "proof_too_large"])
    check("limits, body", [one(text, limits={"max_body": n}) for n in (len(text), len(text) - 1)], ["accept", "body_too_large"])


def state():
    def text(**changes):
        return body(make(**changes)["proof"])

    check("§3.10 counter and jti", run(submit(text(counter=5)), submit(text(counter=5, jti="b")), submit(text(counter=6)), {"restart": {}},
          submit(text(counter=5, jti="b")), submit(text(counter=6, jti="b"))),
          ["accept", "counter_not_increasing", "jti_replayed", "counter_not_increasing", "accept"])
    challenge = {"issue_challenge": {"nonce": "n", "now": NOW, "ttl": 60}}
    check("§3.1.1 required", run(challenge, submit(text()), submit(text(nonce="m")), submit(text(nonce="n")), submit(text(nonce="n", jti="b", counter=2)), challenges="required"),
          ["challenge_missing", "challenge_unknown", "accept", "challenge_unknown"])
    check("§3.1.1 a refusal burns nothing", run(challenge, submit(body(make(nonce="n")["proof"], "{}")), submit(text(nonce="n")), challenges="optional"), ["action_mismatch", "accept"])
    check("§3.1.1 lifetime", run(challenge, submit(text(nonce="n"), now=NOW + 60), submit(text(nonce="n"), now=NOW + 59), challenges="optional"), ["challenge_unknown", "accept"])
    check("§3.1.1 optional and unused", [one(text(), challenges="optional"), one(text(nonce="n"))], ["accept", "accept"])
    pointer = {"payload": "/a~1b/1"}
    scoped = [make(action_payload=a, jti=j)["proof"] for a, j in [('{"a/b":[0,"x"]}', "a"), ('{"a/b":[0,"y"]}', "b"), ('{"a/b":[0,"y"]}', "c"), ('{"a/b":[0,1]}', "d")]]
    payloads = ['{"a/b":[0,"x"]}', '{"a/b":[0,"y"]}', '{"a/b":[0,"y"]}', '{"a/b":[0,1]}']
    check("§3.10 scope in the payload", run(*[submit(body(p, a)) for p, a in zip(scoped, payloads)], counter_scope=pointer),
          ["accept", "accept", "counter_not_increasing", "action_payload_invalid"])
    check("§3.10 scope by tier", run(submit(text()), submit(text(tier="low", jti="b"), tier="low"), submit(text(tier="low", jti="c"), tier="low"), counter_scope="tier"),
          ["accept", "accept", "counter_not_increasing"])
    rotate = {"rotate_key": {"attester": "attester-1", "kid": "key-2", "key": PUBLIC2}}
    check("§3.14 rotation", run(submit(text()), rotate, submit(text(jti="b", counter=2)), submit(text(jti="b", kid="key-2", key=PRIVATE2)), submit(text(jti="b", counter=2, kid="key-2", key=PRIVATE2))),
          ["accept", "key_unknown", "counter_not_increasing", "accept"])
    entry = claims.chain_entry("id-1", 1, "0" * 64)
    check("§3.12 broken chain", run(submit(text()), submit(text(chain_prev=entry)), submit(text(chain_prev="0" * 64)), submit(text(chain_prev="0" * 64, jti="b", counter=2)),
          submit(text(chain_prev=entry, jti="b", counter=2)), chain=True), ["chain_broken", "chain_broken", "accept", "chain_broken", "accept"])


def results():
    consumer = {"iss": "verifier.example", "aud": "shop.example", "keys": [PUBLIC]}
    record = {"proof": "a.b.c", "proof_jti": "id-1", "action": '{"b":1,"a":2}', "op": "pay", "tier": "high", "counter": 1,
              "ueid": "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7", "uv": "attested", "durability": "power_loss"}
    envelope = {"key": PRIVATE, "iss": "verifier.example", "aud": "shop.example", "iat": NOW, "exp": NOW + 60, "jti": "r-1"}
    approval = result.build({**envelope, "outcome": "approve", "approval": record})
    refusal = result.build({**envelope, "outcome": "stale", "refused_jti": "id-1"})
    check("RFC 7638 thumbprint, the example's members", len(json.loads(approval["header"])["kid"]), 43)
    check("an approval has no word of a refusal", result.build({**envelope, "outcome": "approve"}), {"result": "invalid"})

    def read(token, consumer=consumer, **step):
        answer = ask("result", consumer=consumer, steps=[{"read": {"token": token, **(step or {"now": NOW})}}])["steps"][0]
        return answer.get("code", answer["result"])

    check("read", [read(made["token"]) for made in (approval, refusal)], ["approve", "refuse"])
    check("for another party", read(approval["token"], {**consumer, "aud": "other.example"}), "audience_mismatch")
    check("ended", [read(approval["token"], now=NOW + d) for d in (59, 60)], ["approve", "expired"])
    check("late", [read(made["token"], now=NOW + 60, late=True) for made in (approval, refusal)], ["approve", "expired"])
    check("other characters at the end", read(approval["token"][:-3] + "AAA"), "signature_invalid")
    step = {"token": approval["token"], "now": NOW, "op": "pay", "tier": "high", "action": '{"a":2,"b":1}'}
    once = ask("result", consumer=consumer, steps=[{"authorize": {**step, "action": "{}"}}, {"authorize": step}, {"authorize": step}])["steps"]
    check("once", [answer.get("code", answer.get("action")) for answer in once], ["action_mismatch", '{"a":2,"b":1}', "already_used"])


def protocol():
    check("unknown suite", ask("other"), {"id": "x", "unsupported": True})
    check("unknown step", ask("verify", verifier=CONFIG, enrollments=[], steps=[{"dance": {}}]), {"id": "x", "unsupported": True})
    lines = [json.dumps({"suite": "chain-entry", "vector": {"id": "a", "jti": "j", "counter": 1, "chain_prev": "0" * 64}}), "not json", json.dumps({"suite": "?", "vector": {"id": "b"}})]
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle.py")
    done = subprocess.run([sys.executable, program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    got = [json.loads(line) for line in done.stdout.splitlines()]
    check("a line for a line", [(a["id"], len(a)) for a in got], [("a", 2), (None, 2), ("b", 2)])


for part in (appendix, canonical_json, attest, round_trip, refusals, state, results, protocol):
    part()
print(f"{len(FAILED)} failed" if FAILED else "all passed")
sys.exit(1 if FAILED else 0)
