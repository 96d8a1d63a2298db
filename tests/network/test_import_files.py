"""Tables and files of an import, its export, and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from storage.tables import Import, ImportRow, LoginChannel
from tests.network.import_steps import (
    CODE,
    TABLE,
    apply,
    compared,
    done,
    dry_run,
    front,
    imported,
    sites,
)
from tests.world import ROOM, World, words_in


async def test_redemption_codes_are_sealed_and_shown_nowhere(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await imported(world, TABLE.replace("701", CODE))
    before = (await sites(world))["taipei"].redemption_code_box
    assert before
    await dry_run(world, TABLE.replace("701", f"{CODE}9"))
    assert "`redemption_code`: changed" in words_in(front(world))
    stored = await world.everything_stored()
    assert CODE not in str(stored)
    await apply(world)
    assert CODE not in str(await world.everything_stored())
    assert not any(row.redemption_code_box for row in await world.rows(ImportRow))
    assert CODE not in str([call.arguments for call in world.slack.calls])
    assert (await sites(world))["taipei"].redemption_code_box != before


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"csv": "taipei,台北店"}, "csv", "must name the columns"),
        ({}, "csv", "Paste a table"),
        ({"file": {"name": "a.csv", "content": b"\x89PNG\0\xff"}}, "file", "no text"),
        ({"csv": TABLE, "file": {"name": "a.csv", "content": TABLE}}, "csv", "not both"),
    ],
)
async def test_what_is_no_table_is_said_under_the_field(
    world: World, values: Mapping[str, Any], field: str, said: str
) -> None:
    await world.bound()
    seen = await world.submit(await world.form("subnet import"), values)
    assert said in seen.errors[field]
    assert not await world.rows(Import)


async def test_a_file_from_excel_is_taken_as_well(world: World) -> None:
    await world.bound()
    table = {"name": "stores.csv", "content": TABLE.replace("\n", "\r\n").encode("cp950")}
    slack_of_lin = world.slack.directory.user("lin")
    slack_of_lin.locale = "zh-TW"
    await compared(world, {"file": table})
    await apply(world)
    assert (await sites(world))["taipei"].name == "台北店"


async def test_an_export_comes_by_direct_message_without_secrets_and_goes_back_in(
    world: World,
) -> None:
    await world.bound()
    await imported(world, TABLE)
    words = await world.whisper("lin", ROOM, "subnet export")
    assert "2 sub-sites" in words
    ((name, content),) = [
        (one["name"], one["content"]) for one in world.slack.files.values() if one["content"]
    ]
    assert name == f"{ROOM}-sites.csv"
    text = content.decode("utf-8-sig")
    assert "高雄店,kaohsiung,https://kaohsiung.example.com,07-311,,,no" in text
    assert "701" not in text
    again = await dry_run(world, "", file={"name": name, "content": content})
    assert "2 the same already" in again


async def test_an_import_of_one_account_leaves_the_other_alone(world: World) -> None:
    await world.bound()
    await world.set_up_another("山城茶館", "line-tea")
    await imported(world, TABLE)
    form = await world.form("subnet import", room="line-tea")
    await world.submit(form, {"csv": TABLE})
    words = await world.result()
    assert "2 wrong" in words
    assert "already taken on this server" in words
    assert "台北店 is already there" not in words
    channels = {row.id: row.account_id for row in await world.rows(LoginChannel)}
    for site in (await sites(world)).values():
        assert channels[str(site.login_channel_id)] == site.account_id


async def test_tables_of_all_sites_are_not_for_store_managers(world: World) -> None:
    await world.bound()
    await imported(world, TABLE)
    alice = world.slack.directory.user("alice").id
    await world.whisper("lin", ROOM, f"role grant <@{alice}> store-manager taipei")
    for words in ("subnet export", "subnet import"):
        assert "“operator” or more" in await world.whisper("alice", ROOM, words)
    assert not world.slack.files


async def test_a_form_left_open_by_somebody_who_lost_their_role_changes_nothing(
    world: World,
) -> None:
    await world.bound()
    await dry_run(world, TABLE)
    shown = front(world).content
    alice = world.slack.directory.user("alice").id
    view = world.slack.surfaces.open(alice, shown)
    await world.submit(view, {}, "alice")
    assert "asks for a role" in await world.result("alice")
    await done(world)
    assert not await sites(world)


async def test_a_dry_run_that_is_not_applied_is_forgotten_with_its_codes(world: World) -> None:
    await world.bound()
    await dry_run(world, TABLE)
    await world.slack.close("lin", everything=True)
    world.clock.advance(hours=25)
    await dry_run(world, TABLE.replace("taipei", "tainan"))
    (made,) = await world.rows(Import)
    assert {row.import_id for row in await world.rows(ImportRow)} == {made.id}


async def test_somebody_without_a_role_imports_nothing(world: World) -> None:
    await world.bound()
    seen = await world.whisper("alice", ROOM, "subnet import")
    assert "asks for a role" in seen
