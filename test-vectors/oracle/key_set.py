# SPDX-License-Identifier: Apache-2.0
"""The keys that a consumer of results trusts: single ones, or a published set and its newer copies."""

import hashlib

import jcs
import jws
import strict_json

MAX_DEPTH = 8
TIMES = ("psea_announced", "psea_activated", "psea_retired", "psea_revoked")


class NotTaken(ValueError):
    """The text is no key set of this format and no JWK set."""


def thumbprint(jwk):
    """RFC 7638: the required members in lexicographic order, without white space."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return jws.b64url(hashlib.sha256(jcs.canonical(required).encode("utf-8")).digest())


class Key:
    """A trusted public key, and since when it is not trusted any more."""

    def __init__(self, jwk, state="active", revoked=None):
        self.public = _public(jwk)
        self.kid = thumbprint(jwk)
        self.state = state
        self.revoked = revoked


class Keys:
    def __init__(self, keys, cool_down):
        self.by_kid = {key.kid: key for key in keys}
        self.cool_down = cool_down
        self.quiet_until = 0

    def refresh(self, now):
        """Whether to fetch the set again now; then not again for the cool-down."""
        if now < self.quiet_until:
            return False
        self.quiet_until = now + self.cool_down
        return True

    def renew(self, text):
        """A newer copy replaces the older one, but for what was revoked. Raises NotTaken."""
        renewed = {key.kid: key for key in read(text)}
        for kid, old in self.by_kid.items():
            if old.state != "revoked":
                continue
            new = renewed.setdefault(kid, old)
            earliest = old.revoked if new.revoked is None else min(old.revoked, new.revoked)
            new.state, new.revoked = "revoked", earliest
        self.by_kid = renewed


def read(text):
    """The keys of a text. Raises NotTaken."""
    try:
        document = strict_json.parse(text, MAX_DEPTH)
    except strict_json.NotStrict as fault:
        raise NotTaken(str(fault)) from None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise NotTaken("no object with keys")
    if any(name.startswith("psea_") for name in document):
        keys = _own(document)
    else:
        keys = [Key(jwk) for jwk in document["keys"] if _is_p256(jwk)]
    if not keys:
        raise NotTaken("no key")
    return keys


def _own(document):
    if not isinstance(document.get("psea_revoked"), list):
        raise NotTaken("psea_revoked is no array")
    if not _is_time(document.get("psea_cache_lifetime")):
        raise NotTaken("no cache lifetime")
    keys = []
    for listed, revoked in ((document["keys"], False), (document["psea_revoked"], True)):
        for jwk in listed:
            if not isinstance(jwk, dict):
                raise NotTaken("a key is no object")
            for name in TIMES:
                if name in jwk and not _is_time(jwk[name]):
                    raise NotTaken(f"{name} is no time")
            if "psea_announced" not in jwk:
                raise NotTaken("a key was never announced")
            if ("psea_revoked" in jwk) is not revoked:
                raise NotTaken("a key stands in the wrong list")
            key = Key(jwk, _state(jwk), jwk.get("psea_revoked"))
            if jwk.get("kid") != key.kid:
                raise NotTaken("a kid is no thumbprint")
            if key.kid in [known.kid for known in keys]:
                raise NotTaken("a key stands twice")
            keys.append(key)
    if [key.state for key in keys].count("active") > 1:
        raise NotTaken("more than one active key")
    return keys


def _state(jwk):
    for name in reversed(TIMES):
        if name in jwk:
            return {"psea_activated": "active"}.get(name, name.removeprefix("psea_"))


def _is_time(value):
    # The parser gives an int only for integer tokens up to 2^53-1 in magnitude.
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_p256(jwk):
    return isinstance(jwk, dict) and jwk.get("kty") == "EC" and jwk.get("crv") == "P-256"


def _public(jwk):
    if "d" in jwk or jwk.get("alg", "ES256") != "ES256":
        raise NotTaken("not a public ES256 key")
    try:
        return jws.public_key(jwk)
    except (ValueError, KeyError, TypeError) as fault:
        raise NotTaken(str(fault)) from None
