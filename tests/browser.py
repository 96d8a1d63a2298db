"""A real Chromium, found on this machine: one for the whole run, a fresh profile for each visit.

A test file that uses it is named `*_in_browser.py` (those are absent without Chromium), begins with
`pytestmark = IN_ONE_LOOP`, and its fixtures say `pytest_asyncio.fixture(loop_scope="session")`, as
`shown_world` does: Playwright's objects belong to one loop, and starting Chromium takes seconds.

    async def test_members_see_the_button(chromium: Browser, shop: Shop) -> None:
        async with visit(chromium, shop.address, device=PHONE) as page:
            await axe(page)
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response

IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="session")
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
PATIENCE = 20_000  #: milliseconds; a shared machine is slow at times
GRAVE = frozenset({"serious", "critical"})
"""What axe-core calls the failings that keep somebody out."""


@dataclass(frozen=True)
class Device:
    """What somebody holds; the size is in CSS pixels."""

    width: int
    height: int
    phone: bool = False


DESK = Device(1500, 920)
PHONE = Device(390, 844, phone=True)


def program() -> str | None:
    """Where Chromium is; None where it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A Chromium for as long as the block runs; the fixture `chromium` is one for the whole run."""
    from playwright.async_api import async_playwright, expect  # every run looks for the program

    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        yield browser
        await browser.close()


@asynccontextmanager
async def visit(
    browser: Browser,
    address: str,
    *,
    language: str = "zh-TW",
    device: Device = DESK,
    refusals: bool = False,
) -> AsyncIterator[Page]:
    """The page at an address, opened by somebody new who reads `language`.

    Whatever a page wrote to the console as an error fails the test when the block ends; that a page
    itself was answered with 4xx or 5xx is no such complaint, nor, with `refusals`, that something a
    page asked for was, or did not come at all.
    """
    context = await browser.new_context(
        locale=language,
        viewport={"width": device.width, "height": device.height},
        is_mobile=device.phone,
        has_touch=device.phone,
        timezone_id="Asia/Taipei",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    complaints = _Complaints(refusals)
    context.on("weberror", lambda error: complaints.said.append((str(error.error), "")))
    context.on("console", complaints.hear)
    context.on("response", complaints.see)
    context.on("requestfailed", complaints.miss)
    page = await context.new_page()
    await page.goto(address)
    yield page
    await context.close()
    assert not complaints.left(), complaints.left()


@asynccontextmanager
async def opened(
    address: str, *, language: str = "zh-TW", device: Device = DESK
) -> AsyncIterator[Page]:
    """As `visit`, in a Chromium of its own."""
    async with (
        launched() as browser,
        visit(browser, address, language=language, device=device) as page,
    ):
        yield page


async def axe(page: Page, within: str | None = None, *, but: str | None = None) -> None:
    """Fails if axe-core finds what keeps people out: roles, names, contrast, keyboard.

    `within` is a CSS selector; without it the whole page is looked at, except `but`. Rules: WCAG
    2.2 A and AA and axe's best practices; failings of less than serious impact pass.
    """
    from axe_playwright_python.async_playwright import Axe  # reads half a megabyte

    context: Any = within if but is None else {"include": within or "html", "exclude": but}
    found = await Axe().run(page, context=context, options={"resultTypes": ["violations"]})
    grave = [one for one in found.response["violations"] if one["impact"] in GRAVE]
    assert not grave, "\n".join(_told(one) for one in grave)


def _told(violation: dict[str, Any]) -> str:
    """A failing, and where it is."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        where, why = " ".join(map(str, node["target"])), node["failureSummary"].splitlines()[-1]
        lines.append(f"    {where}: {why.strip()}")
    return "\n".join(lines)


class _Complaints:
    """What pages wrote to the console as errors."""

    def __init__(self, refusals: bool) -> None:
        self._refusals = refusals
        self.said: list[tuple[str, str]] = []
        self._answered: set[str] = set()

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = str(message.location.get("url", ""))
            self.said.append((message.text, place.partition("#")[0]))

    def see(self, response: Response) -> None:
        expected = self._refusals or response.request.is_navigation_request()
        if response.status >= 400 and expected:
            self._answered.add(response.url.partition("#")[0])

    def miss(self, request: Request) -> None:
        if self._refusals:
            self._answered.add(request.url.partition("#")[0])

    def left(self) -> list[str]:
        asked_unbidden = "/favicon.ico"  # by the browser itself
        return [
            text
            for text, place in self.said
            if place not in self._answered and not place.endswith(asked_unbidden)
        ]
