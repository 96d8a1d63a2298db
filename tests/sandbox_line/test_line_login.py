"""LINE Login's pages: consent, the code that comes back, and what sends none."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox.line.authorize import LoginPage
from sandbox.line.platform import LinePlatform
from sandbox.line.refusals import NotPossible
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.login_site import (
    CALLBACK,
    CHALLENGE,
    VERIFIER,
    Site,
    fragments,
    query_of,
)

NORMAL = {"bot_prompt": "normal"}
PKCE = {"code_challenge": CHALLENGE.decode(), "code_challenge_method": "S256"}


@pytest.fixture
def site(http: aiohttp.ClientSession, line: str, platform: LinePlatform, world: Furnished) -> Site:
    platform.register_callback(world.login_channel, CALLBACK)
    platform.publish(world.login_channel)
    return Site(http, platform, world.login_channel, line)


async def test_the_consent_page_lets_one_choose_who_signs_in(site: Site) -> None:
    status, text, _ = await site.start()
    assert status == 200
    for shown in ("小島咖啡會員", "陳怡君", "Alan Lin", "佐藤花子", "Allow", "openid"):
        assert shown in text


async def test_allowing_sends_a_code_and_the_state_back(site: Site, world: Furnished) -> None:
    status, _, back = await site.press(world.alan)
    assert (status, back["state"]) == (302, "s-123")
    assert set(back) == {"code", "state"}


async def test_declining_sends_access_denied_back(site: Site, world: Furnished) -> None:
    _, _, back = await site.press(world.alan, decision="decline")
    assert (back["error"], back["state"]) == ("ACCESS_DENIED", "s-123")
    assert "code" not in back


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example.com/"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": None},
    ],
)
async def test_an_unregistered_callback_stops_at_lines_own_page(
    site: Site, change: dict[str, str | None]
) -> None:
    status, text, location = await site.start(**change)
    assert (status, location) == (400, "")
    assert (
        "Invalid redirect_uri value. Check if it is registered in a LINE developers site." in text
    )


async def test_a_callback_may_carry_further_query_parameters(site: Site) -> None:
    status, _, _ = await site.start(redirect_uri=f"{CALLBACK}?site=3")
    assert status == 200


async def test_an_unknown_client_stops_at_lines_own_page(site: Site) -> None:
    status, _, location = await site.start(client_id="2000000000")
    assert (status, location) == (400, "")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "UNSUPPORTED_RESPONSE_TYPE"),
        ({"state": None}, "INVALID_REQUEST"),
        ({"scope": "openid phone"}, "INVALID_SCOPE"),
        ({"scope": None}, "INVALID_SCOPE"),
        ({**PKCE, "code_challenge_method": "plain"}, "INVALID_REQUEST"),
        ({"bot_prompt": "loud"}, "INVALID_REQUEST"),
        ({"prompt": "none"}, "LOGIN_REQUIRED"),
    ],
)
async def test_other_faults_are_sent_back_to_the_callback(
    site: Site, change: dict[str, str | None], error: str
) -> None:
    status, _, location = await site.start(**change)
    assert (status, query_of(location)["error"]) == (302, error)
    assert location.startswith(CALLBACK)


async def test_a_browser_that_is_signed_in_and_consented_needs_no_prompt(
    site: Site, world: Furnished
) -> None:
    await site.press(world.alan)
    _, _, location = await site.start(prompt="none")
    assert "code" in query_of(location)
    _, _, location = await site.start(prompt="none", scope="openid profile email")
    assert query_of(location)["error"] == "INTERACTION_REQUIRED"


async def test_a_developing_channel_lets_only_people_with_a_role_in(
    site: Site, world: Furnished
) -> None:
    world.login_channel.published = False
    status, text, back = await site.press(world.alan)
    assert (status, back) == (400, {})
    assert "This channel is now developing status. User need to have developer role." in text
    status, _, back = await site.press(world.chen)
    assert (status, "code" in back) == (302, True)


async def test_the_add_friend_option_needs_a_linked_account_and_a_bot_prompt(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    _, text, _ = await site.start(bot_prompt="aggressive")
    assert "add_friend" not in text
    platform.link_account(world.login_channel, world.account)
    _, text, _ = await site.start()
    assert "add_friend" not in text
    _, text, _ = await site.start(bot_prompt="aggressive")
    assert "add_friend" in text


async def test_friendship_status_changed_is_there_only_when_the_option_was(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    _, _, unlinked = await site.press(world.alan, NORMAL, friend=True)
    platform.link_account(world.login_channel, world.account)
    _, _, unasked = await site.press(world.alan)
    _, _, refused = await site.press(world.alan, NORMAL)
    _, _, added = await site.press(world.alan, NORMAL, friend=True)
    _, _, already = await site.press(world.alan, NORMAL, friend=True)
    name = "friendship_status_changed"
    assert [back.get(name) for back in (unlinked, unasked, refused, added, already)] == [
        None,
        None,
        "false",
        "true",
        None,
    ]
    assert world.account.friendship(world.alan).friend


async def test_an_account_of_another_provider_cannot_be_linked(
    world: Furnished, platform: LinePlatform
) -> None:
    other = platform.create_account(platform.create_provider("別家"), "別家")
    with pytest.raises(NotPossible):
        platform.link_account(world.login_channel, other)


async def test_a_code_becomes_tokens(site: Site, world: Furnished) -> None:
    tokens = await site.log_in(world.alan)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 2592000)
    assert set(tokens["scope"].split()) == {"openid", "profile"}
    header, claims = fragments(tokens["id_token"])
    assert header["alg"] == "HS256"
    assert claims["sub"] == site.platform.user_id(world.alan, world.account)
    assert (claims["aud"], claims["nonce"]) == (world.login_channel.channel_id, "n-456")
    assert (claims["iss"], claims["name"]) == ("https://access.line.me", "Alan Lin")
    assert claims["exp"] - claims["iat"] == 3600


async def test_without_openid_there_is_no_id_token(site: Site, world: Furnished) -> None:
    assert "id_token" not in await site.log_in(world.alan, scope="profile")


async def test_the_email_needs_a_permission_and_never_shows_in_the_scope(
    site: Site, world: Furnished
) -> None:
    world.alan.email = "alan@example.com"
    without = await site.log_in(world.alan, scope="openid email")
    world.login_channel.email_permission = True
    allowed = await site.log_in(world.alan, scope="openid email")
    assert "email" not in fragments(without["id_token"])[1]
    assert fragments(allowed["id_token"])[1]["email"] == "alan@example.com"
    assert allowed["scope"] == "openid"


async def test_a_code_works_once(site: Site, world: Furnished) -> None:
    _, _, back = await site.press(world.alan)
    assert (await site.exchange(back["code"]))[0] == 200
    status, body = await site.exchange(back["code"])
    assert (status, body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "change",
    [
        {"client_secret": "wrong"},
        {"redirect_uri": "https://shop.example.com/other"},
        {"client_id": "2006516001"},
    ],
)
async def test_a_failed_exchange_burns_the_code(
    site: Site, world: Furnished, change: dict[str, str]
) -> None:
    _, _, back = await site.press(world.alan)
    assert (await site.exchange(back["code"], **change))[0] == 400
    assert (await site.exchange(back["code"]))[0] == 400


async def test_a_code_lives_ten_minutes(site: Site, world: Furnished, clock: Clock) -> None:
    _, _, back = await site.press(world.alan)
    clock.advance(minutes=10, seconds=1)
    assert (await site.exchange(back["code"]))[0] == 400


@pytest.mark.parametrize(
    ("verifier", "status"), [(VERIFIER, 200), ("w" * 43, 400), ("", 400), ("v" * 42, 400)]
)
async def test_pkce_needs_the_verifier_of_the_challenge(
    site: Site, world: Furnished, verifier: str, status: int
) -> None:
    _, _, back = await site.press(world.alan, PKCE)
    assert (await site.exchange(back["code"], code_verifier=verifier))[0] == status


async def test_python_can_log_somebody_in_without_a_browser(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    location = await platform.authorize(world.alan, site.authorize_url())
    assert (await site.exchange(query_of(location)["code"]))[0] == 200
    declined = await platform.authorize(world.alan, site.authorize_url(), allow=False)
    assert query_of(declined)["error"] == "ACCESS_DENIED"
    with pytest.raises(LoginPage):
        await platform.authorize(world.alan, site.authorize_url(redirect_uri="https://x.example/"))


async def test_names_are_escaped_on_the_page(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    platform.create_person("<script>alert(1)</script>")
    _, text, _ = await site.start()
    assert "<script>alert" not in text
