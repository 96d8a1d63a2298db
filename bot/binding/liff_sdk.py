"""Which LIFF SDK members' pages may load, and how to tell one from anything else.

Versions 2.20.0 to 2.31.0 were withdrawn for a security problem with crafted query parameters:
https://developers.line.biz/en/docs/liff/release-notes/
"""

from __future__ import annotations

import base64
import hashlib
import re

Version = tuple[int, int, int]

OLDEST: Version = (2, 31, 1)
LEAST_SIZE = 4_000  #: bytes; an error page is shorter, the SDK is far longer
_PINNED = re.compile(r"/versions/(\d+)\.(\d+)\.(\d+)/")
_QUOTED = re.compile(r"""["'](2)\.(\d+)\.(\d+)["']""")
_WORDS = ("liff", "getIDToken", "shareTargetPicker", "isLoggedIn")


def pinned_version(address: str) -> Version | None:
    """The version an address names (`…/versions/2.31.2/sdk.js`); None where LINE may change it."""
    found = _PINNED.search(address)
    return None if found is None else _version(found)


def version_in(script: str, address: str) -> Version | None:
    """The version of an SDK, minified: the one its address names if the file agrees, else the
    newest it mentions. None for a file that is no LIFF SDK of version 2.
    """
    if len(script) < LEAST_SIZE or not all(word in script for word in _WORDS):
        return None
    known = {_version(found) for found in _QUOTED.finditer(script)}
    named = pinned_version(address)
    if named is not None:
        return named if named in known else None
    return max(known, default=None)


def integrity_of(script: bytes) -> str:
    """What a script element's `integrity` holds for this very file (SHA-384)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()


def spelled(version: Version) -> str:
    """A version as people write it."""
    return ".".join(str(part) for part in version)


def _version(found: re.Match[str]) -> Version:
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch
