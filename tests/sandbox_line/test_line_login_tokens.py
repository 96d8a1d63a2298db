"""LINE Login's tokens: ID tokens verified, access tokens checked, friendship, deauthorising."""

from __future__ import annotations

import base64
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.line.id_tokens import web_token
from sandbox.line.platform import LinePlatform
from sandbox.line.refusals import Unknown
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import Clients
from tests.sandbox_line.login_site import CALLBACK, Site, fragments

VERIFY = "/oauth2/v2.1/verify"


@pytest.fixture
def site(http: aiohttp.ClientSession, line: str, platform: LinePlatform, world: Furnished) -> Site:
    platform.register_callback(world.login_channel, CALLBACK)
    platform.publish(world.login_channel)
    return Site(http, platform, world.login_channel, line)


async def verify(site: Site, token: str, **more: str) -> tuple[int, Any]:
    form = {"id_token": token, "client_id": site.channel.channel_id, **more}
    return await site.post(VERIFY, **form)


async def test_a_good_id_token_shows_its_claims(site: Site, world: Furnished) -> None:
    tokens = await site.log_in(world.alan)
    user_id = site.platform.user_id(world.alan, site.channel)
    status, claims = await verify(site, tokens["id_token"], nonce="n-456", user_id=user_id)
    assert (status, claims["sub"], claims["name"]) == (200, user_id, "Alan Lin")


async def test_each_fault_of_an_id_token_has_its_words(
    site: Site, world: Furnished, platform: LinePlatform, clock: Clock
) -> None:
    token = (await site.log_in(world.alan))["id_token"]
    foreign = web_token({**fragments(token)[1], "iss": "https://x.example"}, site.channel.secret)
    other = platform.create_login_channel(world.provider, "x")
    found = [
        await verify(site, token[:-2]),
        await verify(site, "nonsense"),
        await verify(site, foreign),
        await verify(site, platform.liff_id_token(world.alan, other)),
        await verify(site, token, nonce="other"),
        await verify(site, token, user_id="U" + "0" * 32),
    ]
    clock.advance(hours=1)
    found.append(await verify(site, token))
    assert [(status, body["error"]) for status, body in found] == [(400, "invalid_request")] * 7
    assert [body["error_description"] for _, body in found] == [
        "Invalid IdToken.",
        "Invalid IdToken.",
        "Invalid IdToken Issuer.",
        "Invalid IdToken Audience.",
        "Invalid IdToken Nonce.",
        "Invalid IdToken Subject Identifier.",
        "IdToken expired.",
    ]


async def test_an_unsigned_id_token_is_invalid(site: Site, world: Furnished) -> None:
    token = (await site.log_in(world.alan))["id_token"]
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    _, body = await verify(site, f"{head}.{token.split('.')[1]}.")
    assert body["error_description"] == "Invalid IdToken."


async def test_an_id_token_outlives_the_secret_that_signed_it(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    tokens = await site.log_in(world.alan)
    platform.reissue_secret(world.login_channel)
    assert (await verify(site, tokens["id_token"]))[0] == 200


async def test_a_liff_id_token_verifies_by_the_published_key(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    token = platform.liff_id_token(world.alan, world.login_channel)
    assert (await verify(site, token))[0] == 200
    header, _ = fragments(token)
    _, certificates = await site.get("/oauth2/v2.1/certs")
    (key,) = (each for each in certificates["keys"] if each["kid"] == header["kid"])
    assert (header["alg"], key["alg"], key["crv"]) == ("ES256", "ES256", "P-256")

    def number(text: str) -> int:
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")

    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    public = ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), ec.SECP256R1())
    public.public_key().verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))


async def test_opening_a_liff_app_gives_an_id_token_only_with_openid(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    view = {"type": "full", "url": "https://shop.example.com/liff"}
    plain = platform.add_liff_app(world.login_channel, {"view": view})
    full = platform.add_liff_app(world.login_channel, {"view": view, "scope": ["openid"]})
    assert (await platform.open_liff(world.alan, plain.liff_id)).id_token is None
    visit = await platform.open_liff(world.alan, full.liff_id)
    assert (visit.url, (await verify(site, str(visit.id_token)))[0]) == (view["url"], 200)


async def test_an_aggressive_liff_app_can_win_a_friend(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    platform.link_account(world.login_channel, world.account)
    view = {"type": "full", "url": "https://shop.example.com/liff"}
    app = platform.add_liff_app(world.login_channel, {"view": view, "botPrompt": "aggressive"})
    await platform.open_liff(world.alan, app.liff_id, add_friend=True)
    assert world.account.friendship(world.alan).friend
    platform.delete_liff_app(world.login_channel, app.liff_id)
    with pytest.raises(Unknown):
        await platform.open_liff(world.alan, app.liff_id)


async def test_an_access_token_can_be_verified(site: Site, world: Furnished, clock: Clock) -> None:
    tokens = await site.log_in(world.alan)
    clock.advance(hours=1)
    status, body = await site.get(f"{VERIFY}?access_token={tokens['access_token']}")
    assert (status, body["client_id"]) == (200, world.login_channel.channel_id)
    assert body["expires_in"] == 2592000 - 3600
    status, body = await site.get(f"{VERIFY}?access_token=nonsense")
    assert (status, body["error"]) == (400, "invalid_request")


async def test_profile_and_user_info_name_the_person(site: Site, world: Furnished) -> None:
    tokens = await site.log_in(world.chen)
    user_id = site.platform.user_id(world.chen, site.channel)
    assert await site.get("/v2/profile", tokens["access_token"]) == (
        200,
        {"userId": user_id, "displayName": "陳怡君", "statusMessage": "手沖中"},
    )
    assert await site.get("/oauth2/v2.1/userinfo", tokens["access_token"]) == (
        200,
        {"sub": user_id, "name": "陳怡君"},
    )


async def test_a_missing_scope_is_refused(site: Site, world: Furnished) -> None:
    openid = (await site.log_in(world.alan, scope="openid"))["access_token"]
    profile = (await site.log_in(world.alan, scope="profile"))["access_token"]
    assert (await site.get("/v2/profile", openid))[0] == 403
    assert (await site.get("/friendship/v1/status", openid))[0] == 403
    assert (await site.get("/oauth2/v2.1/userinfo", profile))[0] == 403


async def test_a_channel_token_is_no_persons_token(
    site: Site, world: Furnished, clients: Clients
) -> None:
    assert (await site.get("/v2/profile", await clients.token(world.login_channel)))[0] == 401


async def test_friendship_is_about_the_linked_account(
    site: Site, world: Furnished, platform: LinePlatform
) -> None:
    token = (await site.log_in(world.alan))["access_token"]
    assert await site.get("/friendship/v1/status", token) == (
        400,
        {"message": "There is no login bot linked to this channel."},
    )
    platform.link_account(world.login_channel, world.account)
    found = [await site.get("/friendship/v1/status", token)]
    await platform.follow(world.alan, world.account)
    found.append(await site.get("/friendship/v1/status", token))
    await platform.block(world.alan, world.account)
    found.append(await site.get("/friendship/v1/status", token))
    assert [body["friendFlag"] for _, body in found] == [False, True, False]


async def test_a_refresh_token_gives_a_new_access_token_for_ninety_days(
    site: Site, world: Furnished, clock: Clock
) -> None:
    tokens = await site.log_in(world.alan)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": world.login_channel.channel_id,
        "client_secret": world.login_channel.secret,
    }
    clock.advance(hours=24 * 89)
    assert (await site.get("/v2/profile", tokens["access_token"]))[0] == 401
    status, fresh = await site.post("/oauth2/v2.1/token", **form)
    assert (status, fresh["refresh_token"]) == (200, tokens["refresh_token"])
    assert (await site.get("/v2/profile", fresh["access_token"]))[0] == 200
    clock.advance(hours=24)
    status, body = await site.post("/oauth2/v2.1/token", **form)
    assert (status, body["error"]) == (400, "invalid_grant")


async def test_revoking_ends_access_and_refresh_token(site: Site, world: Furnished) -> None:
    tokens = await site.log_in(world.alan)
    client = {
        "client_id": world.login_channel.channel_id,
        "client_secret": world.login_channel.secret,
    }
    for _ in range(2):
        form = {"access_token": tokens["access_token"], **client}
        assert await site.post("/oauth2/v2.1/revoke", **form) == (200, None)
    assert (await site.get("/v2/profile", tokens["access_token"]))[0] == 401
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], **client}
    assert (await site.post("/oauth2/v2.1/token", **form))[0] == 400


async def test_deauthorizing_withdraws_the_consent_once(
    site: Site, world: Furnished, clients: Clients
) -> None:
    tokens = await site.log_in(world.alan)
    headers = {"Authorization": f"Bearer {await clients.token(world.login_channel)}"}
    body = {"userAccessToken": tokens["access_token"]}
    found = []
    for _ in range(2):
        async with site.http.post("/user/v1/deauthorize", json=body, headers=headers) as answer:
            found.append((answer.status, await answer.text()))
    assert found == [(204, ""), (400, '{"message":"invalid token"}')]
    assert (await site.get("/v2/profile", tokens["access_token"]))[0] == 401
    assert world.login_channel.consents == {}


async def test_deauthorizing_does_not_take_a_short_lived_token(
    site: Site, world: Furnished, clients: Clients
) -> None:
    tokens = await site.log_in(world.alan)
    short = await (await clients.oauth()).issue_channel_token(
        grant_type="client_credentials",
        client_id=world.login_channel.channel_id,
        client_secret=world.login_channel.secret,
    )
    headers = {"Authorization": f"Bearer {short.access_token}"}
    body = {"userAccessToken": tokens["access_token"]}
    async with site.http.post("/user/v1/deauthorize", json=body, headers=headers) as answer:
        assert answer.status == 401
