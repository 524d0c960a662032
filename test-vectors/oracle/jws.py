# SPDX-License-Identifier: Apache-2.0
"""Base64url, P-256 keys as JWK, and ES256 (RFC 7515, 7517, 7518; §3.4)."""

import base64
import hashlib
import hmac
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

# The order of the group of P-256.
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def b64url_decode(text):
    """Strict: alphabet only, no padding, no impossible length, unused bits zero."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64url(octets) != text:  # the decoder drops non-zero trailing bits
        raise ValueError("not base64url: trailing bits")
    return octets


def _coordinate(jwk, name):
    octets = b64url_decode(jwk[name])
    if len(octets) != 32:
        raise ValueError(f"{name} is not 32 octets long")
    return int.from_bytes(octets, "big")


def public_key(jwk):
    """The key of a public JWK, checked as at enrollment: curve, point, use, key_ops."""
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise ValueError("not a P-256 key")
    if "use" in jwk and jwk["use"] != "sig":
        raise ValueError("key is not for signatures")
    if "key_ops" in jwk and (not isinstance(jwk["key_ops"], list) or "verify" not in jwk["key_ops"]):
        raise ValueError("key is not for verification")
    # public_key() refuses a point that is not on the curve.
    return ec.EllipticCurvePublicNumbers(
        _coordinate(jwk, "x"), _coordinate(jwk, "y"), ec.SECP256R1()
    ).public_key()


def private_scalar(jwk):
    """The secret scalar of a private JWK whose public half belongs to it."""
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise ValueError("not a P-256 key")
    d = _coordinate(jwk, "d")
    if not 1 <= d < N:
        raise ValueError("d out of range")
    if _multiply_g(d) != (_coordinate(jwk, "x"), _coordinate(jwk, "y")):
        raise ValueError("public half does not belong to d")
    return d


def _multiply_g(scalar):
    point = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
    return point.x, point.y


def _rfc6979_nonces(d, digest):
    """RFC 6979 §3.2 for P-256 with SHA-256, where qlen = hlen = 256."""

    def mac(key, data):
        return hmac.new(key, data, hashlib.sha256).digest()

    reduced = int.from_bytes(digest, "big") % N
    seed = d.to_bytes(32, "big") + reduced.to_bytes(32, "big")
    v, k = b"\x01" * 32, b"\x00" * 32
    k = mac(k, v + b"\x00" + seed)
    v = mac(k, v)
    k = mac(k, v + b"\x01" + seed)
    v = mac(k, v)
    while True:
        v = mac(k, v)
        nonce = int.from_bytes(v, "big")
        if 1 <= nonce < N:
            yield nonce
        k = mac(k, v + b"\x00")
        v = mac(k, v)


def sign(d, message):
    """ES256 with the nonce of RFC 6979, as r || s. s is left as it comes, high or low."""
    digest = hashlib.sha256(message).digest()
    for nonce in _rfc6979_nonces(d, digest):
        r = _multiply_g(nonce)[0] % N
        s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * d) % N
        if r and s:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify(key, message, signature):
    """ES256 over r || s of 64 octets. High-s is valid; r and s must be in [1, n-1]."""
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:], "big")
    if not (1 <= r < N and 1 <= s < N):
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
