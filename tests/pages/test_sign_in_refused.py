"""Sign-ins that come to nothing: nobody gets in, the member learns why, operators see a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import aiohttp

from sandbox.line.model import LoginChannel
from storage.tables import Member, MemberSession, Tally
from tests.members import Browser, browsing
from tests.world import ROOM, World, values_of

BEGUN = "sign-in.begun"
Spoil = Callable[[World, Browser, str], str]


@dataclass(frozen=True)
class Refused:
    """What is done before the browser comes back; the status and name of the end, and a phrase of
    the page.
    """

    spoil: Spoil
    status: int
    name: str
    says: str


def changed(back: str, **parameters: str) -> str:
    """The address LINE sends back to, with other parameters."""
    parts = urlsplit(back)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    return parts._replace(query=urlencode(query)).geturl()


def forged_state(world: World, browser: Browser, back: str) -> str:
    return changed(back, state="x" * 32)


def no_state(world: World, browser: Browser, back: str) -> str:
    return changed(back, state="")


def letters_of_another_alphabet(world: World, browser: Browser, back: str) -> str:
    return changed(back, state="島咖啡")


def another_browser(world: World, browser: Browser, back: str) -> str:
    browser.forget()
    return back


def sealed_by_somebody_else(world: World, browser: Browser, back: str) -> str:
    browser.forget()
    browser.headers["Cookie"] = "moorline-sign-in=v1.00000000.AAAA"
    return back


def eleven_minutes(world: World, browser: Browser, back: str) -> str:
    world.clock.advance(minutes=11)
    return back


def spent_code(world: World, browser: Browser, back: str) -> str:
    code = parse_qs(urlsplit(back).query)["code"][0]
    world.line.login_codes.pop(code)
    return back


def made_up_code(world: World, browser: Browser, back: str) -> str:
    return changed(back, code="made-up")


def declined(world: World, browser: Browser, back: str) -> str:
    return changed(back, error="ACCESS_DENIED", code="")


def ended_by_line(world: World, browser: Browser, back: str) -> str:
    return changed(back, error="SERVER_ERROR", code="")


def wrong_nonce(world: World, browser: Browser, back: str) -> str:
    _claim(world, nonce="of-another-attempt")
    return back


def of_another_channel(world: World, browser: Browser, back: str) -> str:
    _claim(world, aud="1650000000")
    return back


def of_another_issuer(world: World, browser: Browser, back: str) -> str:
    _claim(world, iss="https://access.example")
    return back


def expired_token(world: World, browser: Browser, back: str) -> str:
    past = int((world.clock() - timedelta(hours=2)).timestamp())
    _claim(world, iat=past - 3600, exp=past)
    return back


def from_the_future(world: World, browser: Browser, back: str) -> str:
    _claim(world, iat=int((world.clock() + timedelta(minutes=6)).timestamp()))
    return back


def reissued_secret(world: World, browser: Browser, back: str) -> str:
    world.line.reissue_secret(world.login)
    return back


def line_is_down(world: World, browser: Browser, back: str) -> str:
    world.line.faults.add("/oauth2/v2.1/token", status=500)
    return back


def _claim(world: World, **claims: object) -> None:
    """LINE's next ID tokens say so, whatever they should say."""
    made = type(world.line).id_claims

    def lying(*given: Any, **named: Any) -> dict[str, Any]:
        return {**made(world.line, *given, **named), **claims}

    vars(world.line)["id_claims"] = lying


def mended(world: World) -> None:
    """LINE is itself again."""
    vars(world.line).pop("id_claims", None)
    world.line.faults.clear()


CASES = [
    Refused(forged_state, 400, "foreign", "not begun in this browser"),
    Refused(no_state, 400, "foreign", "not begun in this browser"),
    Refused(letters_of_another_alphabet, 400, "foreign", "not begun in this browser"),
    Refused(another_browser, 400, "foreign", "not begun in this browser"),
    Refused(sealed_by_somebody_else, 400, "foreign", "not begun in this browser"),
    Refused(eleven_minutes, 400, "expired", "took too long"),
    Refused(spent_code, 400, "used", "has been used already"),
    Refused(made_up_code, 400, "used", "has been used already"),
    Refused(declined, 400, "declined", "did not allow"),
    Refused(ended_by_line, 400, "ended", "LINE ended the sign-in"),
    Refused(wrong_nonce, 400, "unverified", "could not be verified"),
    Refused(of_another_channel, 400, "unverified", "could not be verified"),
    Refused(of_another_issuer, 400, "unverified", "could not be verified"),
    Refused(expired_token, 503, "clock", "clocks do not agree"),
    Refused(from_the_future, 503, "clock", "clocks do not agree"),
    Refused(line_is_down, 502, "line", "LINE does not answer"),
    Refused(reissued_secret, 503, "credentials", "out of order"),  # for good, so it comes last
]


async def refused(world: World, case: Refused) -> None:
    """One member's way there and back, spoilt."""
    async with browsing(world) as browser:
        back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
        shown = await browser.get(case.spoil(world, browser, back))
    mended(world)
    about = case.spoil.__name__
    assert (shown.status, case.says in shown.text) == (case.status, True), (about, shown.text)
    assert f'href="/s/{ROOM}/login' in shown.text, about  # a way on
    assert "moorline=" not in shown.headers.get("Set-Cookie", ""), about


async def test_nobody_gets_in_the_page_says_why_and_operators_get_numbers(world: World) -> None:
    await world.bound()
    for case in CASES:
        await refused(world, case)
    assert await world.rows(Member) == []
    assert await world.rows(MemberSession) == []
    told = Counter(f"sign-in.{case.name}" for case in CASES) + Counter({BEGUN: len(CASES)})
    assert {row.name: row.times for row in await world.rows(Tally)} == told
    async with aiohttp.request("GET", f"{world.trial.url}/metrics") as metrics:
        assert 'moorline_sign_ins_total{result="foreign"} 5.0' in await metrics.text()


async def test_a_code_works_once(world: World, browser: Browser) -> None:
    await world.bound()
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    assert (await browser.get(back)).status == 303
    again = await browser.get(back)
    assert again.status == 400
    assert f'href="/s/{ROOM}/me"' in again.text  # who is in is shown the way to their page
    assert len(await world.rows(MemberSession)) == 1


async def test_after_a_failed_automatic_sign_in_line_asks_who_they_are(
    world: World, browser: Browser
) -> None:
    """https://developers.line.biz/en/docs/line-login/how-to-handle-auto-login-failure/"""
    await world.bound()
    assert "disable_auto_login" not in await browser.to_line()
    page = await browser.get(f"/s/{ROOM}/login/callback?code=useless&state=foreign")
    assert f'href="/s/{ROOM}/login?anew=1"' in page.text
    to_line = (await browser.get(f"/s/{ROOM}/login?anew=1")).location
    assert "disable_auto_login=true" in to_line
    back = await world.line.authorize(world.trial.furnished.alan, to_line)
    assert (await browser.get(back)).location == f"/s/{ROOM}/me"


async def test_a_foreign_callback_does_not_spoil_the_attempt_under_way(
    world: World, browser: Browser
) -> None:
    await world.bound()
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    await browser.get(f"/s/{ROOM}/login/callback?code=evil&state=evil")
    assert (await browser.get(back)).location == f"/s/{ROOM}/me"


async def second_shop(world: World) -> LoginChannel:
    other, login = world.another("隔壁茶行", "line-other")
    await world.set_up(room="line-other", values=values_of(other, login))
    return login


async def test_another_sites_callback_does_not_take_it(world: World, browser: Browser) -> None:
    await world.bound()
    await second_shop(world)
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    sealed = {
        one.key: one.value for one in browser.http.cookie_jar if one.key == "moorline-sign-in"
    }
    browser.forget()
    browser.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in sealed.items())
    shown = await browser.get(back.replace(f"/s/{ROOM}/", "/s/line-other/"))
    assert shown.status == 400
    assert await world.rows(Member) == []


async def test_a_session_of_another_site_is_nobodys_here(world: World, browser: Browser) -> None:
    await world.bound()
    await second_shop(world)
    assert (await browser.sign_in(world.trial.furnished.alan)).status == 200
    (session,) = [one.value for one in browser.http.cookie_jar if one.key == "moorline"]
    browser.forget()
    here = await browser.get(f"/s/{ROOM}/me", Cookie=f"moorline={session}")
    there = await browser.get("/s/line-other/me", Cookie=f"moorline={session}")
    assert (here.status, there.status, there.location) == (200, 303, "/s/line-other/")


async def test_nothing_in_an_address_sends_a_member_elsewhere(
    world: World, browser: Browser
) -> None:
    await world.bound()
    for parameter in ("next", "return", "redirect", "url", "continue"):
        evil = f"?{parameter}=https://evil.example/"
        to_line = (await browser.get(f"/s/{ROOM}/login{evil}")).location
        assert "evil" not in to_line
        back = await world.line.authorize(world.trial.furnished.alan, to_line)
        shown = await browser.get(changed(back, **{parameter: "https://evil.example/"}))
        assert shown.location == f"/s/{ROOM}/me"
    for path in (f"/s/{ROOM}{evil}", f"/s/{ROOM}//evil.example", f"//evil.example/s/{ROOM}/me"):
        assert "evil" not in (await browser.get(path)).location


async def test_status_tells_operators_in_one_line(world: World, browser: Browser) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    await browser.sign_in(alan)
    await browser.sign_in(alan, allow=False)
    await browser.to_line()
    await browser.get(f"/s/{ROOM}/login/callback?error=SERVER_ERROR")
    await browser.to_line()
    words = await world.whisper("lin", ROOM, "status")
    assert "Sign-ins today: 1 of 4, 1 declined, 1 not back from LINE, 1 failed" in words
    assert "ended by LINE: 1" in words
    world.clock.advance(hours=24)
    assert "Sign-ins today: 0 of 0" in await world.whisper("lin", ROOM, "status")
