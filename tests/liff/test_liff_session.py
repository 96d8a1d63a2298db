"""What the LIFF page's script may ask, and what nobody gets by asking."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from bot.flows.binding.confirm import confirm
from handlers.page_edge import LIMIT
from sandbox.line.model import Person
from storage import readings
from storage.tables import Member, MemberSession, Site
from tests.members import Browser, Shown, browsing
from tests.world import ROOM, World

LIFF = f"/s/{ROOM}/liff"


NO_REQUESTS: list[tuple[Any, dict[str, str], int]] = [
    (b"", {}, 400),
    (b"not json", {}, 400),
    (b"[]", {}, 400),
    (b"\xff\xfe", {}, 400),
    ({}, {}, 400),
    ({"id_token": ""}, {}, 400),
    ({"id_token": 7}, {}, 400),
    ({"id_token": "x" * 9_000}, {}, 400),
    ({"id_token": "x", "more": "x" * 20_000}, {}, 413),
    (b" " * 2_000_000, {}, 413),
    ({"id_token": "x"}, {"Content-Type": "text/plain"}, 400),
    ({"id_token": "x"}, {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ({"id_token": "x"}, {"Sec-Fetch-Site": "cross-site"}, 400),
    ({"id_token": "x"}, {"Sec-Fetch-Site": "same-site"}, 400),
    ({"id_token": "x"}, {"Origin": "https://evil.example.com"}, 400),
    ({"id_token": "x"}, {"Origin": "null"}, 400),
]


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    async with browsing(world) as browser:
        yield browser


async def send(
    browser: Browser, body: Any, path: str = "session", site: str = ROOM, **headers: str
) -> Shown:
    """POST JSON, or bytes as they are, as the page's script does."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Type": "application/json", **headers}
    url = f"{browser.world.trial.url}/s/{site}/liff/{path}"
    async with browser.http.post(url, data=data, headers={**browser.headers, **given}) as answer:
        return Shown(answer.status, await answer.text(), "", answer.headers)


def tokens_of(world: World, person: Person) -> dict[str, str]:
    """What LINE's SDK has for this person."""
    return {
        "id_token": world.line.liff_id_token(person, world.login),
        "access_token": world.line.liff_access_token(person, world.login),
    }


async def proofs(world: World) -> dict[str, str]:
    async with world.deps.database.reading() as session:
        found = await readings.proofs(session, (await world.account()).id)
    return {proof.name: proof.value for proof in found}


async def test_an_id_token_alone_signs_its_owner_in(world: World, browser: Browser) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    token = tokens_of(world, alan)["id_token"]
    given = {"id_token": token, "name": "Somebody else", "user_id": "U" + "0" * 32}
    shown = await send(browser, given)
    assert shown.status == 200, shown.text
    assert json.loads(shown.text) == {
        "hello": "Hello, Alan Lin",
        "picture_url": None,
        "friend": None,
    }
    assert "HttpOnly" in shown.headers["Set-Cookie"]
    assert "Alan Lin" in (await browser.get(f"/s/{ROOM}/me")).text
    assert [one.user_id for one in await world.rows(Member)] == [
        world.line.user_id(alan, world.login)
    ]
    assert "account-linked" not in await proofs(world)  # nobody asked LINE about friends


async def test_an_access_token_tells_whether_they_are_a_friend(
    world: World, browser: Browser
) -> None:
    await world.bound()
    furnished = world.trial.furnished
    await world.line.follow(furnished.alan, world.cafe)
    shown = await send(browser, tokens_of(world, furnished.alan))
    assert json.loads(shown.text)["friend"] is True
    assert (await proofs(world))["account-linked"] == "linked"


async def test_an_access_token_of_others_tells_nothing(world: World, browser: Browser) -> None:
    await world.bound()
    furnished = world.trial.furnished
    other = world.line.create_login_channel(furnished.provider, "別家會員")
    await world.line.follow(furnished.hanako, world.cafe)
    somebody_elses = world.line.liff_access_token(furnished.hanako, world.login)
    another_channels = world.line.liff_access_token(furnished.alan, other)
    for access_token in (somebody_elses, another_channels, "made-up"):
        given = tokens_of(world, furnished.alan) | {"access_token": access_token}
        assert json.loads((await send(browser, given)).text)["friend"] is None


async def test_an_id_token_line_does_not_accept_for_this_site_is_refused(
    world: World, browser: Browser
) -> None:
    await world.bound()
    furnished = world.trial.furnished
    other = world.line.create_login_channel(furnished.provider, "別家會員")
    head, claims, signature = tokens_of(world, furnished.alan)["id_token"].split(".")
    foreign_claims = tokens_of(world, furnished.chen)["id_token"].split(".")[1]
    refused = {
        "another channel's": world.line.liff_id_token(furnished.alan, other),
        "forged": f"{head}.{foreign_claims}.{signature}",
        "unsigned": f"{head}.{claims}.",
        "expired": f"{head}.{claims}.{signature}",
    }
    for fault, token in refused.items():
        if fault == "expired":
            world.clock.advance(minutes=61)
        shown = await send(browser, {"id_token": token})
        assert (shown.status, "Set-Cookie" in shown.headers) == (401, False), fault
        (liff_id,) = world.login.liff_apps
        assert json.loads(shown.text)["liff_id"] == liff_id  # so that the page can start anew
    assert await world.rows(Member) == []
    assert await world.rows(MemberSession) == []


async def test_what_is_no_request_of_the_page_never_reaches_line(
    world: World, browser: Browser
) -> None:
    await world.bound()
    before = len(world.line.calls)
    for body, headers, status in NO_REQUESTS:
        shown = await send(browser, body, **headers)
        assert (shown.status, "Set-Cookie" in shown.headers) == (status, False), (body, headers)
    assert len(world.line.calls) == before


async def test_a_flood_of_sign_ins_is_slowed_down(world: World, browser: Browser) -> None:
    await world.bound()
    for _ in range(LIMIT):
        assert (await send(browser, b"")).status == 400
    given = tokens_of(world, world.trial.furnished.alan)
    assert (await send(browser, given)).status == 429
    world.clock.advance(minutes=1)
    assert (await send(browser, given)).status == 200


async def test_when_line_does_not_answer_nobody_is_signed_in(
    world: World, browser: Browser
) -> None:
    await world.bound()
    world.line.faults.add("/oauth2/v2.1/verify", status=500)
    shown = await send(browser, tokens_of(world, world.trial.furnished.alan))
    assert (shown.status, "Set-Cookie" in shown.headers) == (502, False)


async def test_a_session_of_another_shop_counts_for_nothing(world: World, browser: Browser) -> None:
    await world.bound()
    _account, login = await world.set_up_another("隔壁茶行", "line-tea")
    alan = world.trial.furnished.alan
    there = await send(
        browser, {"id_token": world.line.liff_id_token(alan, login)}, site="line-tea"
    )
    cookie = there.headers["Set-Cookie"].partition(";")[0]
    assert (await browser.get("/s/line-tea/me")).status == 200
    sight = {"share_target_picker": True, "in_client": True, "version": "2.31.2"}
    assert (await send(browser, sight, "seen", Cookie=cookie)).status == 403
    assert (await browser.get(f"/s/{ROOM}/me", Cookie=cookie)).status == 303
    assert "share-target-picker" not in await proofs(world)
    # nor does the other shop's ID token, though the provider is the same
    assert (await send(browser, {"id_token": world.line.liff_id_token(alan, login)})).status == 401


async def test_one_members_no_proves_nothing_three_members_take_a_word_back(
    world: World, browser: Browser
) -> None:
    account = await world.bound()
    furnished = world.trial.furnished
    about = f"login-channel:{world.login.channel_id}"
    await confirm(world.deps, account, about, "share-target-picker", by="U0LIN", done=True)
    no = {"share_target_picker": False, "in_client": True, "version": "2.31.2"}
    for person in (furnished.chen, furnished.alan, furnished.alan):
        await send(browser, tokens_of(world, person))
        assert (await send(browser, no, "seen")).status == 204
    assert (await proofs(world))["share-target-picker"] == "confirmed"
    await send(browser, tokens_of(world, furnished.hanako))
    await send(browser, no | {"in_client": False}, "seen")  # outside LINE it says nothing
    assert (await proofs(world))["share-target-picker"] == "confirmed"
    await send(browser, no, "seen")
    assert "share-target-picker" not in await proofs(world)
    assert "line:step:refuted" in await world.deeds()
    await send(browser, no | {"share_target_picker": True}, "seen")
    assert (await proofs(world))["share-target-picker"] == "available"
    await send(browser, no, "seen")
    assert (await proofs(world))["share-target-picker"] == "available"


async def test_who_is_not_signed_in_gives_no_evidence(world: World, browser: Browser) -> None:
    await world.bound()
    sight = {"share_target_picker": True, "in_client": True, "version": "2.31.2"}
    assert (await send(browser, sight, "seen")).status == 403
    assert "share-target-picker" not in await proofs(world)


async def test_the_page_has_the_present_liff_id_and_runs_nothing_but_ours_and_the_sdk(
    world: World, browser: Browser
) -> None:
    await world.bound()
    (liff_id,) = world.login.liff_apps
    for path in (LIFF, f"{LIFF}/", f"{LIFF}/tickets/claim/K1"):
        shown = await browser.get(path)
        assert (shown.status, f'data-liff-id="{liff_id}"' in shown.text) == (200, True)
    scripts, connects = (
        re.search(rf"{name}-src ([^;]+)", shown.headers["Content-Security-Policy"])
        for name in ("script", "connect")
    )
    assert scripts
    sdk, windows = f"{world.trial.line_url}/liff/edge/2/sdk.js", "lui/edge/versions/"
    assert scripts[1].split() == ["'self'", sdk, f"https://static.line-scdn.net/{windows}"]
    assert connects
    assert {"'self'", "https://api.line.me", world.trial.line_url} <= set(connects[1].split())
    assert not re.search(r"<script(?![^>]*(src=|application/json))", shown.text)
    assert " on" not in re.sub(r">[^<]*<", "><", shown.text)  # no inline handlers either
    assert f'<a class="line" href="/s/{ROOM}/login">' in shown.text.split("</noscript>")[0]


async def test_a_name_with_markup_stays_a_name(world: World, browser: Browser) -> None:
    world.cafe.display_name = "</script><script>alert(1)</script>"
    await world.bound()
    shown = await browser.get(LIFF)
    assert "<script>alert" not in shown.text
    card = shown.text.split('id="card">')[1].split("</script>")[0]
    assert json.loads(html.unescape(card))["altText"] == world.cafe.display_name


async def test_at_another_address_than_the_endpoint_the_page_says_so(
    world: World, browser: Browser
) -> None:
    await world.bound()
    assert 'data-start=""' in (await browser.get(LIFF)).text
    async with world.deps.database.transaction() as session:
        (site,) = await session.scalars(select(Site))
        site.address = "https://shop.example.com"
    assert 'data-start="outside"' in (await browser.get(LIFF)).text
