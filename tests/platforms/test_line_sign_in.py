"""LINE Login from our side: one person through the whole of it, and each way it can go wrong."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import CredentialsRefused, RefusedByVendor
from bot.platforms.line_sign_in import UserTokens
from sandbox.line.model import Person
from tests.clock import Clock
from tests.platforms.vendors import Line

CALLBACK = "https://kojima.example/login/callback"
VERIFIER = "v" * 43
NONCE = "nonce-of-this-attempt"


async def code_for(line: Line, person: Person) -> str:
    """The person presses the button and consents; LINE sends this code back."""
    line.platform.register_callback(line.world.login_channel, CALLBACK)
    url = line.login.authorize_url(CALLBACK, state="s1", nonce=NONCE, verifier=VERIFIER)
    back = parse_qs(urlsplit(await line.platform.authorize(person, url)).query)
    assert back["state"] == ["s1"]
    return back["code"][0]


async def signed_in(line: Line) -> UserTokens:
    return await line.login.exchange(await code_for(line, line.world.chen), CALLBACK, VERIFIER)


async def test_a_member_signs_in(line: Line) -> None:
    tokens = await signed_in(line)
    identity = await line.login.verify_id_token(tokens.id_token or "", NONCE)
    assert (identity.user_id, identity.name) == (line.chen_id(), "陳怡君")
    assert tokens.seconds == 30 * 24 * 3600


async def test_the_profile_of_who_signed_in_is_known(line: Line) -> None:
    profile = await line.login.profile((await signed_in(line)).access_token)
    assert (profile.user_id, profile.display_name) == (line.chen_id(), "陳怡君")


async def test_an_authorize_address_can_ask_for_a_language(line: Line) -> None:
    url = line.login.authorize_url(
        CALLBACK, state="s", nonce="n", verifier=VERIFIER, locales=("zh-TW", "ja")
    )
    query = parse_qs(urlsplit(url).query)
    assert query["ui_locales"] == ["zh-TW ja"]
    assert query["bot_prompt"] == ["aggressive"]
    assert VERIFIER not in url


async def test_a_code_works_once(line: Line) -> None:
    code = await code_for(line, line.world.chen)
    await line.login.exchange(code, CALLBACK, VERIFIER)
    with pytest.raises(RefusedByVendor, match="sign in again"):
        await line.login.exchange(code, CALLBACK, VERIFIER)


async def test_a_code_needs_its_verifier(line: Line) -> None:
    code = await code_for(line, line.world.chen)
    with pytest.raises(RefusedByVendor):
        await line.login.exchange(code, CALLBACK, "w" * 43)


async def test_a_reissued_secret_fails_the_exchange_as_such(line: Line) -> None:
    code = await code_for(line, line.world.chen)
    stale = line.login
    line.platform.reissue_secret(line.world.login_channel)
    with pytest.raises(CredentialsRefused) as refused:
        await stale.exchange(code, CALLBACK, VERIFIER)
    assert refused.value.wrong == "secret"


async def test_an_id_token_of_another_attempt_is_refused(line: Line) -> None:
    tokens = await signed_in(line)
    with pytest.raises(RefusedByVendor) as refused:
        await line.login.verify_id_token(tokens.id_token or "", "another nonce")
    assert refused.value.message == "Invalid IdToken Nonce."


async def test_an_id_token_of_another_channel_is_refused(line: Line) -> None:
    other = line.platform.create_login_channel(line.world.provider, "山頂茶屋會員")
    token = line.platform.liff_id_token(line.world.chen, other)
    with pytest.raises(RefusedByVendor):
        await line.login.verify_id_token(token)


async def test_an_id_token_of_liff_is_accepted_for_an_hour(line: Line, clock: Clock) -> None:
    token = line.platform.liff_id_token(line.world.chen, line.world.login_channel)
    assert (await line.login.verify_id_token(token)).user_id == line.chen_id()
    clock.advance(minutes=61)
    with pytest.raises(RefusedByVendor) as refused:
        await line.login.verify_id_token(token)
    assert refused.value.message == "IdToken expired."


@pytest.mark.parametrize("claim", ["aud", "iss", "nonce"])
async def test_claims_are_checked_again_after_line(line: Line, claim: str) -> None:
    claims = {
        "iss": "https://access.line.me",
        "aud": line.world.login_channel.channel_id,
        "sub": line.chen_id(),
        "nonce": NONCE,
    }
    body = {**claims, claim: "of somebody else"}
    line.platform.faults.add("/oauth2/v2.1/verify", status=200, body=body)
    with pytest.raises(RefusedByVendor):
        await line.login.verify_id_token("any", NONCE)


async def test_friendship_is_yes_no_or_no_linked_account(line: Line) -> None:
    token = (await signed_in(line)).access_token
    assert await line.login.friendship(token) is None
    line.platform.link_account(line.world.login_channel, line.world.account)
    assert await line.login.friendship(token) is False
    await line.platform.follow(line.world.chen, line.world.account)
    assert await line.login.friendship(token) is True


async def test_leaving_takes_the_consent_away_and_twice_is_harmless(line: Line) -> None:
    token = (await signed_in(line)).access_token
    await line.login.deauthorize(token)
    assert line.world.login_channel.consents == {}
    await line.login.deauthorize(token)


async def test_a_members_stale_token_is_not_blamed_on_the_channel(line: Line) -> None:
    token = (await signed_in(line)).access_token
    await line.login.deauthorize(token)
    with pytest.raises(RefusedByVendor, match="sign in again") as refused:
        await line.login.profile(token)
    assert refused.value.status == 401
