"""The front before the phone's pages: cookies apart, framing allowed, all else as it came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from sandbox.page.front import PHONE
from sandbox.page.phones import Phones
from sandbox.serve import serving

POLICY = "default-src 'none'; frame-ancestors 'none'"
FRAME = {"Sec-Fetch-Dest": "iframe"}


@dataclass
class Site:
    """A site that counts visits in a cookie, and what it was asked."""

    asked: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.bodies.append(await request.read())
        visits = int(request.cookies.get("visits", "0")) + 1
        response = web.Response(
            text=str(visits), status=int(request.query.get("status", "200")),
            headers={"Content-Security-Policy": POLICY, "Location": "http://elsewhere.example/"},
        )  # fmt: skip
        response.set_cookie("visits", str(visits), secure=True, httponly=True, path="/s/")
        return response

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        return app


@dataclass
class Scene:
    site: Site
    phones: Phones
    address: str
    http: aiohttp.ClientSession

    async def visits(self, phone: str | None, path: str = "/s/shop/", **headers: str) -> str:
        cookies = {"Cookie": f"{PHONE}={phone}; mine=1"} if phone else {}
        async with self.http.get(self.address + path, headers={**cookies, **headers}) as answer:
            return await answer.text()


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    site = Site()
    async with AsyncExitStack() as stack:
        phones = Phones(stack)
        behind = await stack.enter_async_context(serving(site.app()))
        address = await phones.before_site(behind)
        http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await stack.enter_async_context(http)
        yield Scene(site, phones, address, http)


async def test_each_phone_has_its_own_cookies(scene: Scene) -> None:
    assert [await scene.visits("chen") for _ in range(3)] == ["1", "2", "3"]
    assert await scene.visits("alan") == "1"
    assert await scene.visits("chen") == "4"
    assert await scene.visits("chen", "/elsewhere/") == "1"
    assert "mine" not in scene.site.asked[-1].cookies


async def test_whoever_comes_without_a_phone_gets_what_the_server_answers(scene: Scene) -> None:
    async with scene.http.get(f"{scene.address}/s/") as answer:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert "visits=1" in answer.headers["Set-Cookie"]
    assert await scene.visits(None) == "1"


async def test_pages_of_this_machine_may_frame_the_phones_pages(scene: Scene) -> None:
    headers = {"Cookie": f"{PHONE}=chen"}
    async with scene.http.get(f"{scene.address}/s/", headers=headers) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; frame-ancestors http://127.0.0.1:*"
        assert "Set-Cookie" not in answer.headers


async def test_everything_else_is_passed_on_as_it_came(scene: Scene) -> None:
    url = f"{scene.address}/s/a%2Fb?status=302&c=%26"
    async with scene.http.post(
        url, data=b"\x00raw", headers={"X-Line-Signature": "sum"}, allow_redirects=False
    ) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "http://elsewhere.example/")
    asked = scene.site.asked[-1]
    assert (asked.method, asked.raw_path) == ("POST", "/s/a%2Fb?status=302&c=%26")
    assert (asked.headers["X-Line-Signature"], scene.site.bodies[-1]) == ("sum", b"\x00raw")
    assert f"http://{asked.headers['Host']}" == scene.address


async def test_the_page_opened_last_is_known_by_phone(scene: Scene) -> None:
    assert scene.phones.where("chen") == (0, "")
    await scene.visits("chen", "/s/shop/?a=1", **FRAME)
    await scene.visits("chen", "/static/style.css")
    await scene.visits("alan", "/s/other/", **FRAME)
    assert scene.phones.where("chen") == (1, f"{scene.address}/s/shop/?a=1")
    assert scene.phones.where("alan")[1] == f"{scene.address}/s/other/"


async def test_a_phone_is_signed_in_to_line_from_the_start(scene: Scene) -> None:
    site = Site()
    async with serving(site.app()) as behind:
        address = await scene.phones.before_line(behind)
        headers = {"Cookie": f"{PHONE}=hanako"}
        async with scene.http.get(address, headers=headers) as answer:
            assert answer.status == 200
    assert site.asked[-1].cookies == {"line_session": "hanako"}


async def test_a_server_that_is_gone_is_said(scene: Scene) -> None:
    address = await scene.phones.before_site("http://127.0.0.1:9")
    async with scene.http.get(address) as answer:
        assert (answer.status, "behind" in await answer.text()) == (502, True)
