"""Secrets at rest: AES-256-GCM boxes that open only in the table, column and row they belong to.

A box is `v1.<key id>.<base64url(nonce | ciphertext | tag)>`. The key id is the beginning of the
key's SHA-256, so a box tells which key opens it and nobody has to name keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SecretUnreadable
from bot.text import Text, _

_KEY_BYTES = 32
_NONCE_BYTES = 12


class BadKeys(ValueError):
    """SECRET_KEYS is not usable; `said` tells why without repeating any of it."""

    def __init__(self, said: Text) -> None:
        super().__init__(str(said))
        self.said = said


def new_key() -> str:
    """A fresh random key, fit for SECRET_KEYS."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


class KeyRing:
    """The keys of SECRET_KEYS: the first seals, all of them open. Shows nothing of itself."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        """Keys of 32 bytes each, newest first."""
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self.current = _key_id(keys[0])  #: id of the key that seals

    def __repr__(self) -> str:
        return "KeyRing(…)"

    @classmethod
    def parse(cls, setting: str) -> KeyRing:
        """Read SECRET_KEYS: comma-separated, newest first. Raises `BadKeys`."""
        words = [word.strip() for word in setting.split(",") if word.strip()]
        if not words:
            raise BadKeys(_("there is no key in it; `python -m bot keys new` makes one"))
        keys = tuple(_read_key(word, number) for number, word in enumerate(words, start=1))
        if len(set(keys)) < len(keys):
            raise BadKeys(_("the same key is listed twice; list each once, newest first"))
        return cls(keys)

    def seal(self, plain: str, *, table: str, column: str, row: str) -> str:
        """Encrypt under the newest key, bound to this place: elsewhere the box does not open."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(
            nonce, plain.encode(), _place(table, column, row)
        )
        return f"v1.{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, box: str, *, table: str, column: str, row: str) -> str:
        """Decrypt. Raises `SecretUnreadable`, which says what to do and nothing of the secret."""
        version, _dot, rest = box.partition(".")
        key, _dot, body = rest.partition(".")
        if version != "v1" or key not in self._ciphers:
            raise _unreadable(
                table, column, row, _("the key {key} is not in SECRET_KEYS", key=_shown(key))
            )
        try:
            raw = base64.b64decode(body, altchars=b"-_", validate=True)
            nonce, sealed = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._ciphers[key].decrypt(nonce, sealed, _place(table, column, row)).decode()
        except (InvalidTag, ValueError, binascii.Error):
            reason = _("it was damaged, or copied from another place")
            raise _unreadable(table, column, row, reason) from None


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"moorline key id" + key).hexdigest()[:8]


def _read_key(word: str, number: int) -> bytes:
    try:
        key = base64.b64decode(word, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != _KEY_BYTES or len(set(key)) < 8:  # "AAAA…" came from a README, not a generator
        raise BadKeys(
            _("key {number} is not a key; `python -m bot keys new` makes one", number=number)
        )
    return key


def _place(table: str, column: str, row: str) -> bytes:
    return "\x1f".join((table, column, row)).encode()


def _shown(key: str) -> str:
    """A key id is eight hex digits; anything else might be a secret that was never sealed."""
    return key if len(key) == 8 and set(key) <= set("0123456789abcdef") else "?"


def _unreadable(table: str, column: str, row: str, reason: Text) -> SecretUnreadable:
    return SecretUnreadable(
        _(
            "The secret {table}.{column} of row {row} cannot be read: {reason}. Put the key it was "
            "sealed with back into SECRET_KEYS, or enter the secret anew.",
            table=table,
            column=column,
            row=row,
            reason=reason,
        )
    )
