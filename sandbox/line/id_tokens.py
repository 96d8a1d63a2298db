"""ID tokens: HS256 under the channel secret for web login, ES256 for LIFF.

Source: https://developers.line.biz/en/docs/line-login/verify-id-token/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.line.model import Json

ISSUER = "https://access.line.me"


def base64url(data: bytes) -> str:
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signed_part(algorithm: str, claims: Json, **header: str) -> str:
    head = {"typ": "JWT", "alg": algorithm, **header}
    return ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))


def _hs256(secret: str, part: str) -> bytes:
    return hmac.new(secret.encode(), part.encode(), hashlib.sha256).digest()


def web_token(claims: Json, secret: str) -> str:
    """The ID token of a web login, signed with the channel secret."""
    part = _signed_part("HS256", claims)
    return f"{part}.{base64url(_hs256(secret, part))}"


class SigningKey:
    """The platform's ES256 key; made on first use."""

    key_id = "c4a8f7e0b3d54e6f9a1b2c3d4e5f6071"

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def sign(self, claims: Json) -> str:
        """The ID token of a LIFF login."""
        part = _signed_part("ES256", claims, kid=self.key_id)
        r, s = decode_dss_signature(self._private.sign(part.encode(), ec.ECDSA(SHA256())))
        return f"{part}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def verifies(self, part: str, signature: bytes) -> bool:
        """Whether this key made ``signature`` over ``part``."""
        if len(signature) != 64:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        try:
            public = self._private.public_key()
            public.verify(encode_dss_signature(r, s), part.encode(), ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    def as_jwk(self) -> Json:
        """The public key as ``/oauth2/v2.1/certs`` shows it."""
        numbers = self._private.public_key().public_numbers()
        return {
            "kty": "EC",
            "alg": "ES256",
            "use": "sig",
            "kid": self.key_id,
            "crv": "P-256",
            "x": base64url(numbers.x.to_bytes(32, "big")),
            "y": base64url(numbers.y.to_bytes(32, "big")),
        }


def claims_of(token: str, secrets: list[str], key: SigningKey) -> Json | None:
    """The claims of a token signed by one of ``secrets`` or by ``key``; None for anything else."""
    part, _, signature_text = token.rpartition(".")
    try:
        head_text, claims_text = part.split(".")
        head: Any = json.loads(_decoded(head_text))
        claims: Any = json.loads(_decoded(claims_text))
        signature = _decoded(signature_text)
    except ValueError:
        return None
    if not isinstance(head, dict) or not isinstance(claims, dict):
        return None
    match head.get("alg"):
        case "HS256":
            good = any(hmac.compare_digest(_hs256(each, part), signature) for each in secrets)
        case "ES256":
            good = key.verifies(part, signature)
        case _:
            good = False
    return claims if good else None
