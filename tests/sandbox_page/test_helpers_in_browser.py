"""The browser helpers themselves can fail."""

from __future__ import annotations

import pytest
from aiohttp import web
from playwright.async_api import Browser

from sandbox.serve import serving
from tests.browser import IN_ONE_LOOP, PHONE, axe, visit

pytestmark = IN_ONE_LOOP
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><main>{}</main>'


def showing(body: str, status: int = 200) -> web.Application:
    async def show(request: web.Request) -> web.Response:
        return web.Response(text=PAGE.format(body), status=status, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    return app


async def test_a_page_without_failings_passes_on_a_phone(chromium: Browser) -> None:
    async with (
        serving(showing("<h1>Hello</h1>")) as address,
        visit(chromium, address, language="ja-JP", device=PHONE) as page,
    ):
        await axe(page)
        assert await page.evaluate("[screen.width, navigator.language]") == [390, "ja-JP"]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<h1 style="color:#aaa;background:#fff">Pale</h1>', "color-contrast"),
        ("<h1>Form</h1><input>", "label"),
        ("<h1>Button</h1><button></button>", "button-name"),
    ],
)
async def test_a_failing_is_named_with_its_place(chromium: Browser, body: str, rule: str) -> None:
    async with serving(showing(body)) as address, visit(chromium, address) as page:
        with pytest.raises(AssertionError, match=rf"{rule} .*\n    (h1|input|button)"):
            await axe(page)


async def test_an_error_in_the_console_fails_the_visit(chromium: Browser) -> None:
    async with serving(showing("<script>no.such</script>")) as address:
        with pytest.raises(AssertionError, match="no is not defined"):
            async with visit(chromium, address):
                pass


async def test_a_page_may_itself_be_an_error(chromium: Browser) -> None:
    async with serving(showing("<h1>No</h1>", 404)) as address, visit(chromium, address) as page:
        await axe(page)
