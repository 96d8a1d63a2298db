"""LINE's webhook signature: base64 of HMAC-SHA256 over the exact bytes of the body.

https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
"""

from __future__ import annotations

import hmac
from binascii import b2a_base64
from collections.abc import Sequence


def sign(secret: bytes, body: bytes) -> str:
    """What LINE writes into `x-line-signature` for a channel with this secret."""
    return _digest(secret, body).decode("ascii")


def verify(secrets: Sequence[bytes], body: bytes, signature: str | None) -> int | None:
    """Which of `secrets` signed `body`, by index; None when none did or nothing was signed.

    The comparison takes the same time wherever the two differ.
    """
    if not signature:
        return None
    given = signature.encode("utf-8", "surrogateescape")
    for index, secret in enumerate(secrets):
        if hmac.compare_digest(_digest(secret, body), given):
            return index
    return None


def _digest(secret: bytes, body: bytes) -> bytes:
    return b2a_base64(hmac.digest(secret, body, "sha256"), newline=False)
