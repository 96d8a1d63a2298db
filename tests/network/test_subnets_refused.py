"""`/line subnet add` with something wrong: a clear error under its field, or it heals."""

from __future__ import annotations

import pytest

from bot.binding.neighbours import Neighbours, OtherSite
from bot.binding.site_rules import NewSite, clean_address, problems
from tests.network.shops import added, refused, site
from tests.world import World, values_of

OWN = "https://taipei.example.com"


async def test_a_slug_of_ones_own_is_named(world: World) -> None:
    await world.bound()
    await added(world)
    errors = await refused(world, name="別店")
    assert "already 小島咖啡 台北店" in errors["site"]


async def test_a_slug_of_another_account_is_taken_but_not_named(world: World) -> None:
    await world.bound()
    account, login = world.another("大島食堂", "line-oshima")
    world.finish_consoles(account, login, "line-oshima")
    await world.set_up(room="line-oshima", values=values_of(account, login))
    errors = await refused(world, site="line-oshima")
    assert "already taken on this server" in errors["site"]
    assert "大島食堂" not in errors["site"]


@pytest.mark.parametrize("slug", ["台北", "a" * 41, "a.b", "a/b"])
async def test_a_slug_that_fits_no_address_is_refused(world: World, slug: str) -> None:
    await world.bound()
    assert "small letters, digits and hyphens" in (await refused(world, site=slug))["site"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://taipei.example.com", "must begin with https://"),
        ("https://taipei.example.com/#menu", "Leave out #"),
        ("https://taipei.example.com/?a=1", "Leave out ?"),
        ("https://me@taipei.example.com", "Leave out ?"),
        ("taipei.example.com", "This is no address"),
        ("https://", "This is no address"),
        ("ftp://taipei.example.com", "must begin with https://"),
    ],
)
async def test_an_address_line_would_not_open_is_refused(
    world: World, address: str, said: str
) -> None:
    await world.bound()
    assert said in (await refused(world, address=address))["address"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (OWN, "is already there"),
        ("HTTPS://Taipei.Example.com:443/", "is already there"),
        (f"{OWN}/branch", "inside the address of"),
    ],
)
async def test_two_sites_cannot_be_at_one_place(world: World, address: str, said: str) -> None:
    await world.bound()
    await added(world, address=OWN)
    errors = await refused(world, site="two", address=address)
    assert said in errors["address"]
    assert "台北店" in errors["address"]


async def test_moorlines_own_address_is_no_sites(world: World) -> None:
    await world.bound()
    errors = await refused(world, address=f"{world.trial.url}/s/elsewhere")
    assert "Moorline's own address" in errors["address"]


async def test_a_name_of_300_characters_is_refused(world: World) -> None:
    await world.bound()
    assert "300 characters; at most 100" in (await refused(world, name="店" * 300))["name"]


@pytest.mark.parametrize(
    ("name", "at_line"), [("🍰🍵", "Members"), ("LINE", "Members"), ("Ｌ１ＮＥ台北店", "台北店")]
)
async def test_a_name_line_would_not_take_heals(world: World, name: str, at_line: str) -> None:
    await world.bound()
    await added(world, name=name)
    row = await site(world, "taipei")
    assert row.name == name
    assert world.login.liff_apps[str(row.liff_id)].description == at_line


def test_an_address_above_another_sites_is_refused() -> None:
    there = Neighbours([OtherSite("a", "甲", f"{OWN}/a")])
    assert "甲" in str(problems(NewSite("乙", "b", OWN), there)["address"])


def test_a_name_that_only_begins_alike_is_another_place() -> None:
    there = Neighbours([OtherSite("a", "甲", f"{OWN}/a")])
    assert problems(NewSite("乙", "b", f"{OWN}/ab"), there) == {}


def test_an_address_is_stored_in_one_spelling() -> None:
    assert clean_address(" HTTPS://Taipei.Example.com:443/a/ ") == f"{OWN}/a"
    assert clean_address("https://例え.jp") == "https://xn--r8jz45g.jp"
    assert clean_address("https://例え.jp:8443") == "https://xn--r8jz45g.jp:8443"
    assert clean_address("") is None


def test_a_redemption_code_is_in_no_repr() -> None:
    assert "4711" not in repr(NewSite("甲", "a", redemption_code="4711"))
