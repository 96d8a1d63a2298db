"""What a LIFF URL leads to, and what the SDK in the page then asks of LINE."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest

from sandbox.line.id_tokens import base64url
from sandbox.line.model import LiffApp, LoginChannel, Person
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.console_client import Console
from tests.sandbox_line.login_site import CALLBACK, VERIFIER, Site, fragments, query_of

ENDPOINT = "https://shop.example.com/liff"
CARD = {"type": "flex", "altText": "小島咖啡", "contents": {"type": "bubble"}}


@dataclass
class Page:
    """A page with the LIFF SDK, as far as it talks to LINE."""

    http: aiohttp.ClientSession
    channel: LoginChannel
    app: LiffApp

    def authorize_url(self, **change: str) -> str:
        parameters = {
            "app_id": self.app.liff_id,
            "state": "s-123",
            "response_type": "code",
            "code_challenge_method": "S256",
            "code_challenge": base64url(hashlib.sha256(VERIFIER.encode()).digest()),
            **change,
        }
        return f"/liff/v1/authorize?{urlencode(parameters)}"

    async def sign_in(self, person: Person, decision: str = "allow", **change: str) -> str:
        """Press a button of the consent page; where it leads."""
        form = {"person": person.key, "decision": decision}
        url = self.authorize_url(**change)
        async with self.http.post(url, data=form, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def trade(self, code: str, **change: str) -> tuple[int, Any]:
        form = {
            "grant_type": "authorization_code",
            "client_id": self.channel.channel_id,
            "appId": self.app.liff_id,
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": ENDPOINT,
            **change,
        }
        async with self.http.post("/oauth2/v2.1/token", data=form) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def page(http: aiohttp.ClientSession, platform: LinePlatform, world: Furnished) -> Page:
    platform.publish(world.login_channel)
    body = {"view": {"type": "full", "url": ENDPOINT}, "scope": ["openid", "profile"]}
    return Page(http, world.login_channel, platform.add_liff_app(world.login_channel, body))


@pytest.mark.parametrize(
    ("more", "state"),
    [("", None), ("/", "/"), ("/tickets/claim/K1", "/tickets/claim/K1"), ("?a=b&c", "?a=b&c")],
)
async def test_the_rest_of_a_liff_url_travels_in_liff_state(
    page: Page, more: str, state: str | None
) -> None:
    async with page.http.get(f"/{page.app.liff_id}{more}") as answer:
        text = await answer.text()
    href = text.split('id="open" href="')[1].split('"')[0].replace("&amp;", "&")
    assert href.startswith(ENDPOINT)
    assert parse_qs(urlsplit(href).query).get("liff.state") == (None if state is None else [state])


async def test_a_page_signs_a_person_in_without_a_channel_secret(
    page: Page, world: Furnished, clock: Clock
) -> None:
    back = query_of(await page.sign_in(world.alan))
    assert (back["state"], back["liffRedirectUri"]) == ("s-123", ENDPOINT)
    status, tokens = await page.trade(back["code"])
    assert (status, tokens["expires_in"]) == (200, 12 * 3600)
    header, claims = fragments(tokens["id_token"])
    assert (header["alg"], claims["aud"]) == ("ES256", world.login_channel.channel_id)
    assert claims["exp"] == int(clock().timestamp()) + 3600
    assert (await page.trade(back["code"]))[0] == 400  # once only


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 43},
        {"appId": "2006516002-Another1"},
        {"redirect_uri": f"{ENDPOINT}/x"},
    ],
)
async def test_a_code_is_good_for_its_own_app_verifier_and_address(
    page: Page, world: Furnished, wrong: Mapping[str, str]
) -> None:
    back = query_of(await page.sign_in(world.alan))
    assert (await page.trade(back["code"], **wrong))[0] == 400


async def test_a_code_of_a_web_login_needs_the_secret(
    page: Page, http: aiohttp.ClientSession, platform: LinePlatform, world: Furnished, line: str
) -> None:
    platform.register_callback(world.login_channel, CALLBACK)
    _status, _text, back = await Site(http, platform, world.login_channel, line).press(world.alan)
    assert (await page.trade(back["code"], redirect_uri=CALLBACK))[0] == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ENDPOINT}/deep?x=1", 200),
        ("https://shop.example.com/liffy", 400),
        ("https://shop.example.com/", 400),
        ("https://evil.example.com/liff", 400),
    ],
)
async def test_a_login_comes_back_at_the_endpoint_or_below(
    page: Page, address: str, status: int
) -> None:
    async with page.http.get(page.authorize_url(redirect_uri=address)) as answer:
        assert answer.status == status


async def test_who_declines_comes_back_with_what_the_sdk_looks_for(
    page: Page, world: Furnished
) -> None:
    back = query_of(await page.sign_in(world.alan, "decline"))
    assert (back["error"], back["liffOAuth2Error"]) == ("access_denied", "true")


async def test_the_sdk_learns_of_its_app(
    page: Page, platform: LinePlatform, world: Furnished
) -> None:
    async def context() -> dict[str, Any]:
        async with page.http.get(f"/liff/v2/apps/{page.app.liff_id}/contextToken") as answer:
            found: dict[str, Any] = fragments((await answer.json())["contextToken"])[1]
            return found

    assert (await context())["endpointUrl"] == ENDPOINT
    assert not (await context())["availability"]["shareTargetPicker"]["permission"]
    platform.accept_share_target_picker(world.login_channel)
    assert (await context())["availability"]["shareTargetPicker"]["permission"]
    async with page.http.get("/liff/v2/apps/2006516002-Nothing1/contextToken") as answer:
        assert answer.status == 404


async def test_what_people_share_is_written_down(
    page: Page, platform: LinePlatform, world: Furnished, ask: Console
) -> None:
    token = platform.liff_access_token(world.alan, world.login_channel)
    headers = {"Authorization": f"Bearer {token}"}

    async def share(**body: Any) -> int:
        url = f"/liff/stand-in/{page.app.liff_id}/share"
        async with page.http.post(url, json=body, headers=headers) as answer:
            return answer.status

    assert await share(messages=[CARD], to=["hanako"]) == 403  # the agreement is not accepted
    platform.accept_share_target_picker(world.login_channel)
    assert await share(messages=[{"type": "flex"}], to=["hanako"]) == 400
    assert await share(messages=[CARD], to=["hanako"]) == 200
    (shared,) = await ask("GET", "/console/shares")
    assert (shared["person"], shared["to"], shared["messages"]) == ("alan", ["hanako"], [CARD])


async def test_inside_line_the_tokens_come_in_the_fragment(
    page: Page, world: Furnished, ask: Console
) -> None:
    path = f"/console/people/alan/liff/{page.app.liff_id}"
    visit = await ask("POST", path, more="/tickets/claim/K1")
    parts = urlsplit(visit["primary_url"])
    assert parse_qs(parts.query)["liff.state"] == ["/tickets/claim/K1"]
    fragment = {name: values[0] for name, values in parse_qs(parts.fragment).items()}
    assert fragment["access_token"] == visit["access_token"]
    context = fragments(fragment["context_token"])[1]
    assert (context["liffId"], context["type"]) == (page.app.liff_id, "none")


async def test_pages_of_other_origins_may_ask(page: Page) -> None:
    async with page.http.options(f"/liff/v2/apps/{page.app.liff_id}/contextToken") as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    async with page.http.get("/friendship/v1/status") as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (401, "*")


@pytest.mark.parametrize(
    ("path", "version"), [("versions/2.31.1", "2.31.1"), ("2", "2.31.2"), ("versions/x", None)]
)
async def test_the_sdk_is_served_where_lines_is(page: Page, path: str, version: str | None) -> None:
    async with page.http.get(f"/liff/edge/{path}/sdk.js") as answer:
        assert answer.status == (404 if version is None else 200)
        if version is not None:
            assert f'const VERSION = "{version}"' in await answer.text()
