"""A member signs in with LINE; what that shows reaches the binding, and nothing forged gets in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from sandbox.line.model import Person
from storage import readings
from storage.tables import Member
from tests.world import ROOM, World, values_of


class Browser:
    """A member's browser: keeps cookies, follows nothing by itself."""

    def __init__(self, world: World, http: aiohttp.ClientSession, language: str) -> None:
        self._world, self._http = world, http
        self._headers = {"Accept-Language": language}

    async def get(self, url: str) -> tuple[int, str, str]:
        """Status, text, Location."""
        target = url if "://" in url else self._world.trial.url + url
        async with self._http.get(target, headers=self._headers, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers.get("Location", "")

    async def to_line(self, site: str = ROOM) -> str:
        """Press the button; the address at LINE it leads to."""
        status, _text, location = await self.get(f"/s/{site}/login")
        assert status == 302
        return location

    async def sign_in(self, person: Person, *, allow: bool = True, friend: bool = False) -> str:
        """All the way there and back; the words of the page that comes of it."""
        url = await self.to_line()
        back = await self._world.line.authorize(person, url, allow=allow, add_friend=friend)
        _status, text, _location = await self.get(back)
        return text


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Browser(world, http, "en")


async def proofs(world: World) -> dict[str, str]:
    async with world.deps.database.reading() as session:
        account = await world.account()
        found = await readings.proofs(session, account.id)
    return {proof.name: proof.value for proof in found if not proof.by}


async def test_a_friends_sign_in_proves_link_provider_and_callback(
    world: World, browser: Browser
) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    page = await browser.sign_in(alan, friend=True)
    assert "Hello, Alan Lin" in page
    assert "You are a friend" in page
    assert await proofs(world) == {
        "account-linked": "linked",
        "same-provider": "same",
        "callback-registered": "registered",
    }
    assert [member.name for member in await world.rows(Member)] == ["Alan Lin"]


async def test_a_sign_in_without_a_linked_account_opens_an_alert(
    world: World, browser: Browser
) -> None:
    await world.bound()
    world.line.link_account(world.login, None)
    page = await browser.sign_in(world.trial.furnished.alan)
    assert "You are signed in" in page
    await world.settle()
    assert await world.open_checks() == {"linked-account"}
    world.line.link_account(world.login, world.cafe)
    await browser.sign_in(world.trial.furnished.alan, friend=True)
    await world.settle()
    assert await world.open_checks() == set()


async def test_a_link_to_another_account_is_told_apart(world: World, browser: Browser) -> None:
    await world.bound()
    other, _login = world.another("隔壁茶行", "line-other")
    world.line.link_account(world.login, other)
    await browser.sign_in(world.trial.furnished.alan, friend=True)
    assert (await proofs(world))["account-linked"] == "other"
    await world.settle()
    assert await world.open_checks() == {"linked-account"}


async def test_more_people_than_a_console_has_staff_prove_it_published(
    world: World, browser: Browser
) -> None:
    await world.bound()
    furnished = world.trial.furnished
    for person in (furnished.chen, furnished.alan):
        await browser.sign_in(person)
    assert "login-published" not in await proofs(world)
    await browser.sign_in(furnished.hanako)
    assert (await proofs(world))["login-published"] == "published"


async def test_a_declined_consent_is_a_page_in_the_readers_language(
    world: World, browser: Browser
) -> None:
    await world.bound()
    page = await browser.sign_in(world.trial.furnished.alan, allow=False)
    assert "You did not allow the sign-in" in page
    assert await world.rows(Member) == []


@pytest.mark.parametrize("spoil", ["state", "cookie", "time"])
async def test_a_sign_in_not_begun_here_is_refused(
    world: World, browser: Browser, spoil: str
) -> None:
    await world.bound()
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    match spoil:
        case "state":
            state = parse_qs(urlsplit(back).query)["state"][0]
            back = back.replace(state, "x" * len(state))
        case "cookie":
            browser._http.cookie_jar.clear()
        case "time":
            world.clock.advance(minutes=11)
    status, page, _location = await browser.get(back)
    assert (status, "That did not work" in page) == (400, True)
    assert await world.rows(Member) == []


async def test_a_code_works_once(world: World, browser: Browser) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    first = await browser.to_line()
    back = await world.line.authorize(alan, first)
    assert (await browser.get(back))[0] == 200
    status, _page, _location = await browser.get(back)
    assert status == 400


async def test_an_attempt_of_another_site_is_refused(world: World, browser: Browser) -> None:
    await world.bound()
    other, login = world.another("隔壁茶行", "line-other")
    await world.set_up(room="line-other", values=values_of(other, login))
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    foreign = back.replace(f"/s/{ROOM}/", "/s/line-other/")
    status, _page, _location = await browser.get(foreign)
    assert status == 400
    assert await world.rows(Member) == []


async def test_a_name_with_markup_is_shown_not_obeyed(world: World, browser: Browser) -> None:
    await world.bound()
    mallory = world.line.create_person("<script>alert(1)</script>")
    page = await browser.sign_in(mallory)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_an_unknown_site_is_a_page_of_its_own(world: World, browser: Browser) -> None:
    status, page, _location = await browser.get("/s/nowhere/login")
    assert (status, "There is no site here" in page) == (404, True)


async def test_the_entrance_has_the_button_and_a_strict_policy(
    world: World, browser: Browser
) -> None:
    await world.bound()
    async with browser._http.get(f"{world.trial.url}/s/{ROOM}/") as answer:
        assert f'href="/s/{ROOM}/login"' in await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
