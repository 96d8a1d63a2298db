"""A ticket's picture as a file: chosen in the form, made to fit phones, shown, replaced."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import update

from bot.flows.prune import prune_all
from storage.tables import Ticket, WebPicture
from tests.members import browsing
from tests.stores.shop import create, opened_shop, the_ticket
from tests.world import ROOM, World

ORIENTATION, RESOLUTION, UNIT, GPS = 0x0112, 0x011A, 0x0128, 0x8825
OFFERS = f"/s/{ROOM}/offers"


def photo(kind: str = "JPEG", size: tuple[int, int] = (3000, 2000), **saved: Any) -> bytes:
    """As a phone takes it."""
    written = BytesIO()
    mode, colour = ("RGBA", (6, 199, 85, 0)) if kind == "PNG" else ("RGB", (6, 199, 85))
    Image.new(mode, size, colour).save(written, kind, **saved)
    return written.getvalue()


def lying_down() -> bytes:
    """A photo taken upright and stored lying, which tells where it was taken."""
    told = Image.Exif()
    told[ORIENTATION] = 6
    told.get_ifd(GPS)[2] = (25.0, 2.0, 3.0)
    return photo(exif=told)


def written_wrongly() -> bytes:
    """A photo whose camera wrote the unit of its resolution as a fraction."""
    told = Image.Exif()
    told[ORIENTATION], told[RESOLUTION] = 6, 72.0
    right, wrong = (struct.pack(">HH", tag, 5) for tag in (RESOLUTION, UNIT))
    exif = told.tobytes()
    assert right in exif
    return photo(exif=exif.replace(right, wrong), comment=b"home address")


def chosen(content: bytes, name: str = "latte.jpg") -> dict[str, object]:
    return {"name": name, "content": content}


async def fetched(world: World, url: str) -> tuple[int, bytes, str]:
    async with (
        browsing(world) as browser,
        browser.http.get(url) as answer,
    ):
        return answer.status, await answer.read(), answer.content_type


async def test_a_photo_becomes_a_picture_for_phones_that_tells_nothing_of_the_camera(
    stored_world: World,
) -> None:
    world = stored_world
    await opened_shop(world)
    await create(world, price_points="3", picture_file=chosen(lying_down()))
    ticket = await the_ticket(world)
    status, content, kind = await fetched(world, ticket.picture_url)
    image = Image.open(BytesIO(content))
    assert (status, kind, image.size) == (200, "image/jpeg", (800, 1200))
    assert dict(image.getexif()) == {}
    async with browsing(world) as browser:
        await browser.sign_in(world.chen)
        shown = await browser.get(f"{OFFERS}/{ticket.id}")
    assert f'src="{ticket.picture_url}"' in shown.text
    assert "img-src 'self'" in shown.headers["Content-Security-Policy"]


async def test_what_a_camera_wrote_wrongly_keeps_no_photo_out(world: World) -> None:
    await opened_shop(world)
    await create(world, price_points="3", picture_file=chosen(written_wrongly()))
    _status, content, _kind = await fetched(world, (await the_ticket(world)).picture_url)
    assert Image.open(BytesIO(content)).size == (800, 1200)
    assert b"home address" not in content


async def test_a_picture_of_few_colours_is_made_smaller_smoothly(world: World) -> None:
    await opened_shop(world)
    striped = Image.new("P", (2400, 2))
    striped.putpalette([0, 0, 0, 255, 255, 255])
    striped.putdata([x % 2 for x in range(2400 * 2)])
    written = BytesIO()
    striped.save(written, "PNG")
    await create(world, price_points="3", picture_file=chosen(written.getvalue()))
    _status, content, _kind = await fetched(world, (await the_ticket(world)).picture_url)
    tones = Image.open(BytesIO(content)).convert("L").tobytes()
    assert (min(tones) > 90, max(tones) < 166) == (True, True)


async def test_a_picture_stays_until_another_takes_its_place(world: World) -> None:
    await opened_shop(world)
    await create(world, price_points="3", picture_file=chosen(lying_down()))
    first = (await the_ticket(world)).picture_url
    await edited(world, terms="限內用")
    assert (await the_ticket(world)).picture_url == first
    await edited(world, picture_file=chosen(photo("PNG"), "latte.png"))
    second = (await the_ticket(world)).picture_url
    assert (await fetched(world, first))[0] == 200  # pages that show it may still be open
    world.clock.advance(hours=24)
    await prune_all(world.deps)
    assert (await fetched(world, first))[0] == 404
    status, content, kind = await fetched(world, second)
    assert (status, kind) == (200, "image/png")
    assert Image.open(BytesIO(content)).mode == "RGBA"
    assert len(await world.rows(WebPicture)) == 1


async def edited(world: World, **changed: object) -> None:
    seen = await world.submit(await world.form("ticket edit 拿鐵"), changed)
    assert seen.ok, seen.errors
    await world.result()
    await world.slack.close("lin", everything=True)


async def test_what_is_no_picture_is_said_under_its_field_and_nothing_is_kept(
    world: World,
) -> None:
    await opened_shop(world)
    form = await world.form("ticket create")
    huge = photo("GIF", (7_100, 7_100))
    half = lying_down()[:400]
    for content, name in ((b"<svg/>", "a.png"), (half, "a.jpg"), (huge, "a.gif")):
        seen = await world.submit(form, {"name": "拿鐵", "picture_file": chosen(content, name)})
        assert set(seen.errors) == {"picture_file"}, name
    both = {"picture": "https://example.com/a.png", "picture_file": chosen(photo())}
    seen = await world.submit(form, {"name": "拿鐵"} | both)
    assert "not both" in seen.errors["picture"]
    assert await world.rows(Ticket) == []
    assert await world.rows(WebPicture) == []


async def test_a_picture_another_kind_of_ticket_shows_too_stays(world: World) -> None:
    await opened_shop(world)
    await create(world, price_points="3", picture_file=chosen(lying_down()))
    shared = (await the_ticket(world)).picture_url
    await create(world, name="美式", price_points="2", picture="https://example.com/a.png")
    async with world.deps.database.transaction() as session:
        await session.execute(update(Ticket).values(picture_url=shared))
    await edited(world, picture_file=chosen(photo("PNG"), "latte.png"))
    world.clock.advance(hours=24)
    await prune_all(world.deps)
    assert (await fetched(world, shared))[0] == 200
