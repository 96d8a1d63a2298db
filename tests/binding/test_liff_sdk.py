"""Which file is a LIFF SDK, and of which version."""

from __future__ import annotations

import pytest

from bot.binding.liff_sdk import Version, integrity_of, pinned_version, version_in

CDN = "https://static.line-scdn.net/liff/edge"
PINNED = f"{CDN}/versions/2.31.2/sdk.js"
SDK = 'var liff={getIDToken:1,shareTargetPicker:1,isLoggedIn:1};v("2.19.0");v("2.31.2");w("10.3.0")'


def padded(text: str) -> str:
    return text + " " * 5_000


@pytest.mark.parametrize(
    ("script", "address", "version"),
    [
        (padded(SDK), PINNED, (2, 31, 2)),
        (padded(SDK), f"{CDN}/2/sdk.js", (2, 31, 2)),
        (padded(SDK), f"{CDN}/versions/2.31.1/sdk.js", None),
        (padded(SDK.replace("2.31.2", "3.0.0")), PINNED, None),
        (padded(SDK.replace("shareTargetPicker", "")), PINNED, None),
        (SDK, PINNED, None),
        (padded("<html>404 Not Found</html>"), PINNED, None),
        ("", PINNED, None),
    ],
)
def test_a_file_is_the_sdk_its_address_promises_or_none(
    script: str, address: str, version: Version | None
) -> None:
    assert version_in(script, address) == version


@pytest.mark.parametrize(
    ("address", "version"),
    [(PINNED, (2, 31, 2)), (f"{CDN}/2/sdk.js", None), (f"{CDN}/versions/2/sdk.js", None)],
)
def test_an_address_names_a_version_or_leaves_it_to_line(
    address: str, version: Version | None
) -> None:
    assert pinned_version(address) == version


def test_the_hash_is_what_browsers_compute() -> None:
    # printf 'alert("Hello, world.");' | openssl dgst -sha384 -binary | openssl base64 -A
    expected = "sha384-rwE6Iuo1Y5spnMVUH6Cdjh+wWToU3cZPwiI1th7Wm1MINXGD4PlaByYDRdaBLn0e"
    assert integrity_of(b'alert("Hello, world.");') == expected
