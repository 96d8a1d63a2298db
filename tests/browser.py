"""A real Chromium, found on this machine; pages opened with it must not complain."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # Chromium's own does not work as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000  #: milliseconds; a shared machine is slow at times


def program() -> str | None:
    """Where Chromium is; None where it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def opened(
    address: str, *, language: str = "zh-TW", width: int = 1500, height: int = 920
) -> AsyncIterator[Page]:
    """The page at an address, in a fresh browser of somebody who reads `language`.

    Whatever the page wrote to the console as an error fails the test when the block ends.
    """
    from playwright.async_api import async_playwright  # every test run looks for the program

    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        context = await browser.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            timezone_id="Asia/Taipei",
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        await page.goto(address)
        yield page
        await browser.close()
    assert not complaints, complaints
