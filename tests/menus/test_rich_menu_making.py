"""`/line rich-menu make`: from a form to a menu a member sees, and what is refused there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.binding.menu_layouts import LAYOUTS, menu_object
from sandbox.line.rich_menu_rules import check_menu
from storage.tables import Audit
from tests.menus.at_line import give, shown, sign_in
from tests.world import ROOM, World


def picture(size: tuple[int, int] = (1200, 810), kind: str = "PNG", mode: str = "RGB") -> bytes:
    written = BytesIO()
    Image.new(mode, size, (6, 199, 85) if mode == "RGB" else (6, 199, 85, 0)).save(written, kind)
    return written.getvalue()


def filled(**changed: Any) -> dict[str, Any]:
    content = changed.pop("content", None) or picture()
    return {
        "name": "春季",
        "chat_bar_text": "選單",
        "picture_file": {"name": "menu.png", "content": content},
        "layout": "2",
        "area_1": "https://example.com/menu",
        "area_2": "我要訂位",
    } | changed


async def test_a_menu_is_made_given_to_a_site_and_seen_by_who_signs_in(world: World) -> None:
    await world.bound()
    await give(world, "")  # the list is known by now, and empty
    seen = await world.submit(await world.form("rich-menu make 春季"), filled())
    assert seen.ok, (seen.failure, seen.errors)
    assert "LINE has the rich menu “春季” now" in await world.result()
    (made,) = world.cafe.rich_menus.values()
    assert made.content["size"] == {"width": 1200, "height": 810}
    assert [one["bounds"]["x"] for one in made.content["areas"]] == [0, 600]
    assert [one["action"] for one in made.content["areas"]] == [
        {"type": "uri", "uri": "https://example.com/menu"},
        {"type": "message", "text": "我要訂位"},
    ]
    assert made.picture[:3] == b"\xff\xd8\xff"
    assert "春季" in await give(world, f"{ROOM} 春季")
    await sign_in(world, world.trial.furnished.alan)
    assert shown(world, world.trial.furnished.alan) == "春季"
    assert "春季" in [one.new for one in await world.rows(Audit) if "rich-menu" in one.tag]


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"content": picture((600, 400))}, "picture_file", "600 × 400"),
        ({"content": picture((1000, 1000))}, "picture_file", "lying"),
        ({"content": b"GIF89a"}, "picture_file", "PNG or JPEG"),
        ({"layout": "3"}, "area_3", "Say what this area does"),
        ({"layout": "1"}, "area_2", "leave this empty"),
        ({"area_2": "x" * 301}, "area_2", "at most 300"),
        ({"area_1": "htps://example.com"}, "area_1", "links that begin with https://"),
        ({"area_1": "www.example.com"}, "area_1", "links that begin with https://"),
    ],
)
async def test_what_line_would_not_take_is_said_under_its_field(
    world: World, changed: dict[str, Any], field: str, says: str
) -> None:
    await world.bound()
    seen = await world.submit(await world.form("rich-menu make"), filled(**changed))
    assert says in str((seen.errors or {}).get(field)), (seen.errors, seen.failure)
    assert world.cafe.rich_menus == {}


async def test_a_picture_too_wide_is_made_to_fit_and_glass_becomes_white(world: World) -> None:
    await world.bound()
    large = picture((4000, 2700), mode="RGBA")
    assert (await world.submit(await world.form("rich-menu make"), filled(content=large))).ok
    await world.result()
    (made,) = world.cafe.rich_menus.values()
    kept = Image.open(BytesIO(made.picture))
    assert (kept.size, len(made.picture) <= 1_000_000) == ((2500, 1688), True)
    assert kept.getpixel((9, 9)) == (255, 255, 255)


async def test_a_menu_line_gives_no_picture_does_not_stay(world: World) -> None:
    await world.bound()
    world.line.faults.add("/v2/bot/richmenu/richmenu-", method="POST", status=500)
    assert (await world.submit(await world.form("rich-menu make"), filled())).ok
    assert "LINE" in await world.result()
    assert world.cafe.rich_menus == {}


async def test_why_line_gave_it_no_picture_is_said_though_it_cannot_be_deleted(
    world: World,
) -> None:
    await world.bound()
    world.line.faults.add("/v2/bot/richmenu/richmenu-", method="POST", status=413)
    world.line.faults.add("/v2/bot/richmenu/richmenu-", method="DELETE", status=500)
    assert (await world.submit(await world.form("rich-menu make"), filled())).ok
    assert "413" in await world.result()


async def test_a_name_line_has_already_is_refused_for_sites_go_by_names(world: World) -> None:
    await world.bound()
    assert (await world.submit(await world.form("rich-menu make"), filled())).ok
    await world.result()
    await world.slack.close("lin", everything=True)
    seen = await world.submit(await world.form("rich-menu make"), filled(name=" 春季"))
    assert "already" in str((seen.errors or {}).get("name")), (seen.errors, seen.failure)
    assert len(world.cafe.rich_menus) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_areas_cover_every_pixel_once(layout: str) -> None:
    made = menu_object("n", "b", (1201, 811), layout, ["text"] * int(layout))
    check_menu(dict(made))
    areas = [one["bounds"] for one in made["areas"]]
    assert sum(one["width"] * one["height"] for one in areas) == 1201 * 811
    assert len({(one["x"], one["y"]) for one in areas}) == int(layout)
