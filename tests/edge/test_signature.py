"""LINE's signature."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.signature import sign, verify

SECRET = b"8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
KNOWN = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_known_vector() -> None:
    assert sign(SECRET, BODY) == KNOWN
    assert verify([SECRET], BODY, KNOWN) == 0


def test_tells_which_secret_signed() -> None:
    assert verify([b"new", SECRET], BODY, KNOWN) == 1


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        KNOWN[:-1],
        KNOWN[:10],
        KNOWN + "=",
        KNOWN.lower(),
        " " + KNOWN,
        "é",
        "\udcff",
        "簽",
    ],
)
def test_anything_but_the_signature_is_refused(signature: str | None) -> None:
    assert verify([SECRET], BODY, signature) is None


def test_no_secrets_verify_nothing() -> None:
    assert verify([], BODY, KNOWN) is None


@given(st.binary(), st.binary(min_size=1))
def test_another_body_never_verifies(body: bytes, more: bytes) -> None:
    assert verify([SECRET], body, sign(SECRET, body)) == 0
    assert verify([SECRET], body + more, sign(SECRET, body)) is None
