"""Where sites answer: their own address, their place here, behind proxies; and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from sqlmodel import col, select

from handlers.arrival import Arrival, arrival, plain_host
from storage.tables import Site
from tests.members import Browser, browsing
from tests.world import ROOM, World, opened

OWN = "https://coffee.example.com"
DEEP = "https://mall.example.com/stores/coffee"


async def moved_to(world: World, address: str | None, slug: str = ROOM) -> None:
    """The site has this address from now on, and LINE knows its callback."""
    async with world.deps.database.transaction() as session:
        site = (await session.scalars(select(Site).where(col(Site.slug) == slug))).one()
        site.address = address
    if address:
        world.line.register_callback(world.login, f"{address}/login/callback")


def behind(host: str, scheme: str = "https", client: str = "203.0.113.7") -> dict[str, str]:
    """What a proxy on this machine says of a request."""
    return {"X-Forwarded-Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": client}


async def signed_in(world: World, browser: Browser, address: str, path: str) -> None:
    """A whole sign-in at an address, as the proxy in front passes it on."""
    host = address.removeprefix("https://").partition("/")[0]
    browser.headers |= behind(host)
    begun = await browser.get(f"{path}/login")
    assert f"redirect_uri={address}/login/callback" in begun.location.replace("%3A", ":").replace(
        "%2F", "/"
    )
    assert f"Path={path}/" in begun.headers["Set-Cookie"]
    assert "Secure" in begun.headers["Set-Cookie"]
    kept = begun.headers["Set-Cookie"].partition(";")[0]  # our test's own cookie jar speaks http
    back = await world.line.authorize(world.trial.furnished.alan, begun.location)
    done = await browser.get(back.replace(f"https://{host}", ""), Cookie=kept)
    assert (done.status, done.location) == (303, f"{path}/me"), done.text
    session = next(one for one in done.headers.getall("Set-Cookie") if one.startswith("moorline="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    me = await browser.get(done.location, Cookie=session.partition(";")[0])
    assert (me.status, "Alan Lin" in me.text) == (200, True)
    assert f'action="{path}/logout"' in me.text


@pytest.mark.parametrize(("address", "path"), [(OWN, ""), (DEEP, "/stores/coffee")])
async def test_a_site_answers_at_its_own_address(
    world: World, browser: Browser, address: str, path: str
) -> None:
    await world.bound()
    await moved_to(world, address)
    await signed_in(world, browser, address, path)
    home = await browser.get(f"{path}/")
    assert f'href="{path}/static/member.' in home.text
    style = home.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = await browser.get(style)
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css")
    assert "immutable" in sheet.headers["Cache-Control"]


async def test_signing_in_at_the_former_place_leads_to_the_sites_one_address(
    world: World, browser: Browser
) -> None:
    await world.bound()
    await moved_to(world, OWN)
    assert (await browser.get(f"/s/{ROOM}/")).status == 200
    assert (await browser.get(f"/s/{ROOM}/login")).location == f"{OWN}/login"


async def test_an_unknown_host_learns_nothing_of_any_site(world: World, browser: Browser) -> None:
    await world.bound()
    for host in ("evil.example", "coffee.example.com.evil.example", ""):
        for path in ("/", f"/s/{ROOM}/", f"/s/{ROOM}/login", "/me"):
            shown = await browser.get(path, **behind(host or "x", "http"))
            assert shown.status == 404, (host, path)
            assert "小島" not in shown.text
            assert ROOM not in shown.text


async def test_a_sites_own_host_shows_no_other_site(world: World, browser: Browser) -> None:
    await world.bound()
    await world.set_up_another("隔壁茶行", "line-other")
    await moved_to(world, OWN)
    browser.headers |= behind("coffee.example.com")
    for path in ("/s/line-other/", f"/s/{ROOM}/", "/s/line-other/login"):
        assert (await browser.get(path)).status == 404


async def test_plain_http_is_sent_on_to_https(world: World, browser: Browser) -> None:
    await world.bound()
    await moved_to(world, OWN)
    shown = await browser.get(
        "/login/callback?state=1&code=2", **behind("coffee.example.com", "http")
    )
    assert (shown.status, shown.location) == (303, f"{OWN}/login/callback?state=1&code=2")


async def test_headers_of_a_stranger_count_for_nothing(sqlite_url: str) -> None:
    async with opened(sqlite_url, trusted_proxies="192.0.2.0/24") as world:
        await world.bound()
        async with browsing(world) as browser:
            shown = await browser.get(f"/s/{ROOM}/", **behind("evil.example"))
            assert shown.status == 200


async def test_pages_the_site_does_not_have(world: World, browser: Browser) -> None:
    await world.bound()
    assert (await browser.get(f"/s/{ROOM}/nothing")).status == 404
    assert (await browser.get(f"/s/{ROOM}")).location == f"/s/{ROOM}/"
    assert (await browser.get(f"/s/{ROOM}/logout")).status == 405
    assert (await browser.post("/nowhere")).status == 404


TRUSTED = [ip_network("10.0.0.0/8"), ip_network("::1")]
CASES: Sequence[tuple[str, dict[str, str], Arrival]] = [
    ("203.0.113.7", {"Host": "a.example"}, Arrival("a.example", "203.0.113.7", "", False)),
    (
        "203.0.113.7",
        {"Host": "a.example", **behind("b.example", "https", "198.51.100.1")},
        Arrival("a.example", "203.0.113.7", "", True),
    ),
    (
        "10.1.2.3",
        {"Host": "inner:8080", **behind("b.example", "https", "198.51.100.1")},
        Arrival("b.example", "198.51.100.1", "https", False),
    ),
    (  # what the client itself wrote comes first and is not believed
        "10.1.2.3",
        {"Host": "inner", "X-Forwarded-For": "1.1.1.1, 198.51.100.1, 10.9.9.9"},
        Arrival("inner", "198.51.100.1", "", False),
    ),
    (
        "10.1.2.3",
        {"Host": "inner", "X-Forwarded-For": "nonsense, 198.51.100.1:4711"},
        Arrival("inner", "198.51.100.1", "", False),
    ),
    (
        "10.1.2.3",
        {"Host": "inner", "X-Forwarded-For": "[2001:db8::1]:4711"},
        Arrival("inner", "2001:db8::1", "", False),
    ),
    (
        "::ffff:10.1.2.3",
        {"Host": "inner", "X-Forwarded-For": "nonsense"},
        Arrival("inner", "::ffff:10.1.2.3", "", False),
    ),
]


@pytest.mark.parametrize(("peer", "headers", "told"), CASES)
def test_only_trusted_proxies_are_believed(
    peer: str, headers: dict[str, str], told: Arrival
) -> None:
    request: Any = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    assert arrival(request, TRUSTED) == told


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Shop.Example.com", "shop.example.com"),
        ("shop.example.com.", "shop.example.com"),
        ("shop.example.com:443", "shop.example.com"),
        ("shop.example.com:80", "shop.example.com"),
        ("shop.example.com:8443", "shop.example.com:8443"),
        ("[::1]:8080", "[::1]:8080"),
        ("[::1]", "[::1]"),
    ],
)
def test_a_host_is_one_host_however_it_is_written(written: str, plain: str) -> None:
    assert plain_host(written) == plain
