"""Rich menus: made, given pictures, linked to members, shown on their phones."""

from __future__ import annotations

import base64
import struct
from typing import Any

import aiohttp
import pytest
from linebot.v3.messaging import ApiException, RichMenuRequest

from sandbox.line.platform import LinePlatform
from sandbox.line.rich_menu_rules import _size_of
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.console_client import Console
from tests.sandbox_line.line_clients import Clients

MENU: dict[str, Any] = {
    "size": {"width": 1200, "height": 810},
    "selected": True,
    "name": "台北店",
    "chatBarText": "選單",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 600, "height": 810},
            "action": {"type": "uri", "label": "網站", "uri": "https://example.com/"},
        }
    ],
}


def png(width: int = 1200, height: int = 810, filler: int = 0) -> bytes:
    """As much of a PNG as says its size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\0" * filler


def jpeg(width: int, height: int) -> bytes:
    """As much of a JPEG as says its size, behind a segment that does not."""
    frame = b"\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width) + b"\0" * 9
    return b"\xff\xd8\xff\xe0\0\x04ab" + frame


class Shop:
    """The café's developer, with LINE's SDK."""

    def __init__(self, api: Any, blob: Any) -> None:
        self.api, self.blob = api, blob

    async def menu(self, *, picture: bytes | None = None, **changed: Any) -> str:
        request = RichMenuRequest.from_dict(MENU | changed)
        made = str((await self.api.create_rich_menu(request)).rich_menu_id)
        if picture is not None:
            await self.upload(made, picture)
        return made

    async def upload(self, menu: str, picture: bytes, kind: str = "image/png") -> None:
        await self.blob.set_rich_menu_image(menu, picture, _headers={"Content-Type": kind})


@pytest.fixture
async def shop(clients: Clients, world: Furnished) -> Shop:
    return Shop(await clients.messaging(world.account), await clients.blob(world.account))


async def refused(call: Any) -> tuple[int, str]:
    with pytest.raises(ApiException) as failure:
        await call
    return failure.value.status, str(failure.value.body)


async def test_a_menu_is_made_listed_read_and_deleted(shop: Shop) -> None:
    assert (await shop.api.get_rich_menu_list()).richmenus == []
    made = await shop.menu()
    (listed,) = (await shop.api.get_rich_menu_list()).richmenus
    assert (listed.rich_menu_id, listed.name, listed.chat_bar_text) == (made, "台北店", "選單")
    assert (await shop.api.get_rich_menu(made)).areas[0].action.uri == "https://example.com/"
    await shop.api.delete_rich_menu(made)
    assert await refused(shop.api.get_rich_menu(made)) == (404, '{"message":"Not found"}')
    assert await refused(shop.api.delete_rich_menu(made)) == (404, '{"message":"Not found"}')


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, '"must be specified","property":"name"'),
    ({"name": "x" * 301}, '"property":"name"'),
    ({"chatBarText": "x" * 15}, '"property":"chatBarText"'),
    ({"size": {"width": 700, "height": 400}}, '"property":"size"'),
    ({"size": {"width": 1200, "height": 900}}, '"property":"size"'),
    ({"areas": MENU["areas"] * 21}, '"property":"areas"'),
    (
        {"areas": [{**MENU["areas"][0], "action": {"type": "uri", "uri": "javascript:x"}}]},
        '"invalid uri","property":"areas[0].action.uri"',
    ),
    (
        {"areas": [{**MENU["areas"][0], "action": {"type": "message"}}]},
        '"property":"areas[0].action.text"',
    ),
    ({"areas": [{"action": {"type": "camera"}}]}, '"property":"areas[0].bounds"'),
]


@pytest.mark.parametrize(("changed", "said"), BAD)
async def test_a_bad_menu_is_refused_by_property_and_validated_alike(
    line: str, clients: Clients, world: Furnished, changed: dict[str, Any], said: str
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    body = {name: value for name, value in (MENU | changed).items() if value is not None}
    async with aiohttp.ClientSession(headers=headers) as session:
        for path in ("richmenu/validate", "richmenu"):
            async with session.post(f"{line}/v2/bot/{path}", json=body) as answer:
                assert (answer.status, said in await answer.text()) == (400, True)
        async with session.post(f"{line}/v2/bot/richmenu/validate", json=MENU) as answer:
            assert await answer.json() == {}


async def test_a_picture_is_given_once_and_read_back(shop: Shop) -> None:
    made = await shop.menu()
    assert (await refused(shop.blob.get_rich_menu_image(made)))[0] == 404
    await shop.upload(made, jpeg(2500, 843), "image/jpeg")
    assert await shop.blob.get_rich_menu_image(made) == jpeg(2500, 843)
    twice = await refused(shop.upload(made, png()))
    assert twice == (400, '{"message":"An image has already been uploaded to the richmenu"}')


@pytest.mark.parametrize(
    ("picture", "kind", "status"),
    [
        (png(799, 400), "image/png", 400),
        (png(2501, 1000), "image/png", 400),
        (png(1200, 249), "image/png", 400),
        (png(1200, 830), "image/png", 400),
        (png(filler=1_000_000), "image/png", 400),
        (b"GIF89a", "image/png", 400),
        (b"\xff\xd8\xff", "image/jpeg", 400),
        (png(), "image/gif", 415),
    ],
)
async def test_a_picture_that_breaks_the_rules_is_refused(
    shop: Shop, picture: bytes, kind: str, status: int
) -> None:
    made = await shop.menu()
    assert (await refused(shop.upload(made, picture, kind)))[0] == status
    assert (await refused(shop.blob.get_rich_menu_image(made)))[0] == 404


def test_a_jpeg_says_its_size_behind_other_segments() -> None:
    assert _size_of(jpeg(2500, 843)) == (2500, 843)


async def test_a_menu_needs_a_picture_before_anybody_sees_it(
    shop: Shop, world: Furnished, platform: LinePlatform
) -> None:
    user_id = platform.user_id(world.chen, world.account)
    made = await shop.menu()
    said = '{"message":"must upload richmenu image before applying it to user","details":[]}'
    assert await refused(shop.api.set_default_rich_menu(made)) == (400, said)
    assert await refused(shop.api.link_rich_menu_id_to_user(user_id, made)) == (400, said)


async def test_a_friend_gets_a_menu_of_their_own_before_the_default_one(
    shop: Shop, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.chen, world.account)
    user_id = platform.user_id(world.chen, world.account)
    none = await refused(shop.api.get_rich_menu_id_of_user(user_id))
    assert none == (404, '{"message":"the user has no richmenu","details":[]}')
    general, taipei = await shop.menu(picture=png()), await shop.menu(picture=png())
    await shop.api.set_default_rich_menu(general)
    assert (await shop.api.get_default_rich_menu_id()).rich_menu_id == general
    assert shown(platform, world) == general
    await shop.api.link_rich_menu_id_to_user(user_id, taipei)
    assert (await shop.api.get_rich_menu_id_of_user(user_id)).rich_menu_id == taipei
    assert shown(platform, world) == taipei
    await shop.api.unlink_rich_menu_id_from_user(user_id)
    assert shown(platform, world) == general
    await shop.api.cancel_default_rich_menu()
    assert shown(platform, world) is None


def shown(platform: LinePlatform, world: Furnished) -> str | None:
    menu = platform.menu_shown_to(world.account, world.chen)
    return None if menu is None else menu.rich_menu_id


async def test_linking_to_whoever_is_no_friend_is_answered_well_and_does_nothing(
    shop: Shop, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.chen, world.account)
    await platform.block(world.chen, world.account)
    made = await shop.menu(picture=png())
    for person in (world.chen, world.alan):
        user_id = platform.user_id(person, world.account)
        await shop.api.link_rich_menu_id_to_user(user_id, made)
        assert (await refused(shop.api.get_rich_menu_id_of_user(user_id)))[0] == 404
    await shop.api.link_rich_menu_id_to_user("U" + "0" * 32, made)
    assert world.account.linked_menus == {}
    assert (await refused(shop.api.link_rich_menu_id_to_user("chen", made)))[0] == 400
    gone = "richmenu-" + "0" * 32
    assert (await refused(shop.api.link_rich_menu_id_to_user("U" + "0" * 32, gone)))[0] == 404


async def test_many_people_are_linked_and_unlinked_at_once(
    shop: Shop, world: Furnished, platform: LinePlatform
) -> None:
    people = [world.chen, world.alan]
    for person in people:
        await platform.follow(person, world.account)
    user_ids = [platform.user_id(person, world.account) for person in people]
    made = await shop.menu(picture=png())
    await shop.api.link_rich_menu_id_to_users({"richMenuId": made, "userIds": user_ids})
    assert set(world.account.linked_menus.values()) == {made}
    await shop.api.unlink_rich_menu_id_from_users({"userIds": user_ids[:1]})
    assert world.account.linked_menus == {"alan": made}
    wrong = {"richMenuId": made, "userIds": ["chen"]}
    status, said = await refused(shop.api.link_rich_menu_id_to_users(wrong))
    assert (status, "userIds[0]" in said) == (400, True)
    gone = {"richMenuId": "richmenu-0", "userIds": user_ids}
    assert (await refused(shop.api.link_rich_menu_id_to_users(gone)))[0] == 404


async def test_a_deleted_menu_is_nobodys_any_more(
    shop: Shop, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.chen, world.account)
    made = await shop.menu(picture=png())
    await shop.api.set_default_rich_menu(made)
    await shop.api.link_rich_menu_id_to_user(platform.user_id(world.chen, world.account), made)
    await shop.api.delete_rich_menu(made)
    assert (shown(platform, world), world.account.linked_menus) == (None, {})


async def test_a_default_menu_of_the_account_manager_is_another_channels(
    shop: Shop, world: Furnished
) -> None:
    none = await refused(shop.api.get_default_rich_menu_id())
    assert none == (404, '{"message":"no default richmenu","details":[]}')
    world.account.manager_menu = True
    status, said = await refused(shop.api.get_default_rich_menu_id())
    assert (status, "owned by another channel" in said) == (403, True)


async def test_another_accounts_menu_is_not_found(
    shop: Shop, clients: Clients, platform: LinePlatform, world: Furnished
) -> None:
    made = await shop.menu(picture=png())
    other = platform.create_account(world.provider, "別家")
    api = await clients.messaging(other)
    assert (await api.get_rich_menu_list()).richmenus == []
    assert (await refused(api.get_rich_menu(made)))[0] == 404
    assert (await refused(api.set_default_rich_menu(made)))[0] == 404


async def test_a_list_is_asked_for_ten_times_a_second_at_most_and_made_hundred_times_an_hour(
    shop: Shop, clock: Clock
) -> None:
    for _ in range(10):
        await shop.api.get_rich_menu_list()
    assert (await refused(shop.api.get_rich_menu_list()))[0] == 429
    clock.advance(seconds=1)
    assert await shop.api.get_rich_menu_list()
    for _ in range(50):
        await shop.api.delete_rich_menu(await shop.menu())
    for _ in range(50):
        await shop.menu()
    assert (await refused(shop.menu()))[0] == 429


async def test_the_console_makes_shows_and_deletes_menus(ask: Console, world: Furnished) -> None:
    base = f"/console/accounts/{world.account.basic_id}"
    picture = base64.b64encode(png()).decode()
    made = (await ask("POST", f"{base}/rich-menus", 201, **MENU, picture=picture))["richMenuId"]
    state = await ask("PATCH", base, default_menu=made, manager_menu=True)
    assert (state["default_menu"], state["manager_menu"]) == (made, True)
    assert [one["has_picture"] for one in state["rich_menus"]] == [True]
    async with ask.http.get(f"{base}/rich-menus/{made}/picture") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", png())
    assert (await ask("PATCH", base, default_menu=None))["default_menu"] is None
    assert (await ask("DELETE", f"{base}/rich-menus/{made}"))["rich_menus"] == []
    broken = await ask("POST", f"{base}/rich-menus", 400, **MENU, picture="?")
    assert "base64" in broken["message"]
