"""`doctor --liff-sdk`: what LINE serves at LIFF_SDK_URL now, and the hash that pins it."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from bot.binding.liff_sdk import (
    OLDEST,
    integrity_of,
    pinned_version,
    spelled,
    version_in,
)
from bot.errors import Refused
from bot.settings import Settings
from bot.text import Text, _

ANSWER_WITHIN = 20.0  #: seconds
ORIGIN = "https://moorline.invalid"  #: we ask as the page of a site would
LARGEST = 4 * 1024 * 1024  #: bytes; the SDK has a few hundred thousand


@dataclass(frozen=True)
class Fetched:
    """The live file. Browsers check a hash only where the server lets other origins read."""

    body: bytes
    readable: bool


async def examine_sdk(settings: Settings) -> str:
    """The line to set, for the file as it is now. Raises `Refused`, which says what to do."""
    address = settings.liff_sdk_url
    fetched = await _fetch(address)
    version = version_in(fetched.body.decode("utf-8", "replace"), address)
    if version is None:
        raise Refused(
            _("LIFF_SDK_URL {address} is not the LIFF SDK its address promises. Take the newest "
              "“CDN fixed path” from LINE's release notes: "
              "https://developers.line.biz/en/docs/liff/release-notes/", address=address)
        )  # fmt: skip
    if version < OLDEST:
        raise Refused(
            _("LIFF_SDK_URL {address} is version {version}, which LINE has withdrawn; use "
              "{oldest} or newer.", address=address, version=spelled(version),
              oldest=spelled(OLDEST))
        )  # fmt: skip
    if pinned_version(address) is None:
        raise Refused(
            _("LIFF_SDK_URL {address} names no version, so LINE may change the file any day and a "
              "hash would lock members out. Set LIFF_SDK_URL to the address with "
              "/versions/{version}/ first.", address=address, version=spelled(version))
        )  # fmt: skip
    return _judged(settings, fetched, spelled(version))


def _judged(settings: Settings, fetched: Fetched, version: str) -> str:
    """Compare with what is set. Raises `Refused` where they differ."""
    line = f"LIFF_SDK_INTEGRITY={integrity_of(fetched.body)}"
    if not fetched.readable:
        raise Refused(
            _("LIFF_SDK_URL {address} is served without Access-Control-Allow-Origin, so browsers "
              "would refuse it with a hash. Leave LIFF_SDK_INTEGRITY empty.",
              address=settings.liff_sdk_url)
        )  # fmt: skip
    if settings.liff_sdk_integrity and line != f"LIFF_SDK_INTEGRITY={settings.liff_sdk_integrity}":
        raise Refused(
            _("LIFF_SDK_INTEGRITY is not the hash of {address} as it is now: members' browsers "
              "refuse the file. A pinned version should never change; ask LINE why, then set:\n"
              "{line}", address=settings.liff_sdk_url, line=line)
        )  # fmt: skip
    if settings.liff_sdk_integrity:
        return f"LIFF SDK {version}, as LIFF_SDK_INTEGRITY says."
    return f"# LIFF SDK {version}, {len(fetched.body):,} bytes; set:\n{line}"


async def _fetch(address: str) -> Fetched:
    """Raises `Refused` when nothing usable comes back."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(address, headers={"Origin": ORIGIN}, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise _unfetched(address, _("status {status}", status=str(answer.status)))
            body = await answer.content.read(LARGEST)
            while more := await answer.content.read(LARGEST - len(body)):
                body += more
            allowed = answer.headers.get("Access-Control-Allow-Origin")
            return Fetched(body, readable=allowed in ("*", ORIGIN))
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        reason = str(failure) or type(failure).__name__
        raise _unfetched(address, reason) from None


def _unfetched(address: str, why: Text | str) -> Refused:
    return Refused(
        _("LIFF_SDK_URL {address} cannot be fetched ({why}). Run this where the Internet can be "
          "reached; members' pages work without the hash until then.", address=address, why=why)
    )  # fmt: skip
