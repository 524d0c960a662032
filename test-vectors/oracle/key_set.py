# SPDX-License-Identifier: Apache-2.0
"""The keys that a consumer of results trusts: single ones, or a published set and its newer copies."""

import hashlib
import math

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
    """A trusted public key, the time in which it may be in use, and since when it is not trusted."""

    def __init__(self, jwk, since=-math.inf, until=math.inf, revoked=None):
        self.public = _public(jwk)
        self.kid = thumbprint(jwk)
        self.since = since  # not in use before
        self.until = until  # nothing that it signed is issued later
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
            if old.revoked is None:
                continue
            new = renewed.setdefault(kid, old)
            new.since, new.until = -math.inf, math.inf
            new.revoked = old.revoked if new.revoked is None else min(old.revoked, new.revoked)
        self.by_kid = renewed


def read(text):
    """The keys of a text. Raises NotTaken."""
    try:
        document = strict_json.parse(text, MAX_DEPTH)
    except strict_json.NotStrict as fault:
        raise NotTaken(str(fault)) from None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise NotTaken("no object with keys")
    if any(map(_is_own, [document, *document["keys"]])):
        keys = _own(document)
    else:
        keys = [Key(jwk) for jwk in document["keys"] if _is_es256(jwk)]
    if not keys:
        raise NotTaken("no key")
    return keys


def _own(document):
    if not isinstance(document.get("psea_revoked"), list):
        raise NotTaken("psea_revoked is no array")
    if not _is_time(document.get("psea_cache_lifetime")):
        raise NotTaken("no cache lifetime")
    lifetime = document["psea_cache_lifetime"]
    keys = []
    active = 0
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
            if revoked:
                key = Key(jwk, revoked=jwk["psea_revoked"])
            else:
                key = Key(jwk, *_in_use(jwk, lifetime))
                active += "psea_activated" in jwk and "psea_retired" not in jwk
            if jwk.get("kid") != key.kid:
                raise NotTaken("a kid is no thumbprint")
            if key.kid in [known.kid for known in keys]:
                raise NotTaken("a key stands twice")
            keys.append(key)
    if active > 1:
        raise NotTaken("more than one active key")
    return keys


def _in_use(jwk, lifetime):
    """Since when and until when a key may be in use, by a copy that may be a cache lifetime old."""
    since = -math.inf if "psea_activated" in jwk else jwk["psea_announced"] + lifetime
    until = jwk["psea_retired"] + lifetime if "psea_retired" in jwk else math.inf
    return since, until


def _is_own(value):
    return isinstance(value, dict) and any(name.startswith("psea_") for name in value)


def _is_time(value):
    # The parser gives an int only for integer tokens up to 2^53-1 in magnitude.
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_es256(jwk):
    wanted = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig"}
    if not isinstance(jwk, dict) or "kty" not in jwk or "crv" not in jwk:
        return False
    return all(jwk.get(name, value) == value for name, value in wanted.items())


def _public(jwk):
    if "d" in jwk or not _is_es256(jwk):
        raise NotTaken("not a public ES256 key")
    try:
        return jws.public_key(jwk)
    except (ValueError, KeyError, TypeError) as fault:
        raise NotTaken(str(fault)) from None
