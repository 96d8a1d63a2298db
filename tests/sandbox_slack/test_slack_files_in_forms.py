"""A file chosen in a form reaches the app as Slack hands it over."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from sandbox.slack.model import View

CONTENT = "name,site\n台北店,taipei\n".encode("cp950")


def form(workspace: SlackWorkspace, **element: Any) -> View:
    block = {
        "type": "input",
        "block_id": "table",
        "label": {"type": "plain_text", "text": "Table"},
        "element": {"type": "file_input", "action_id": "value", "max_files": 1, **element},
    }
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [block],
    }
    return workspace.surfaces.open(workspace.directory.user("lin").id, view)


async def submitted(workspace: SlackWorkspace, bolt: AsyncApp) -> dict[str, Any]:
    """The file object the app is told of."""
    told: list[dict[str, Any]] = []

    @bolt.view("form")
    async def save(ack: Any, view: dict[str, Any]) -> None:
        told.extend(view["state"]["values"]["table"]["value"]["files"])
        await ack()

    seen = await workspace.submit(
        "lin", form(workspace), {"table": {"name": "sites.csv", "content": CONTENT}}
    )
    assert seen.ok
    (one,) = told
    return one


async def test_the_submission_names_the_file_and_its_bytes_want_the_token(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    told = await submitted(workspace, bolt)
    assert (told["name"], told["size"], told["filetype"]) == ("sites.csv", len(CONTENT), "csv")
    known = await client.files_info(file=told["id"])
    assert known["file"]["url_private_download"] == told["url_private_download"]
    bearer = {"Authorization": f"Bearer {workspace.bot_token}"}
    async with aiohttp.ClientSession() as session:
        address = told["url_private_download"]
        async with session.get(address, headers=bearer) as answer:
            assert await answer.read() == CONTENT
        async with session.get(address, allow_redirects=False) as answer:
            assert answer.status == 302


async def test_slack_keeps_to_the_kinds_of_file_and_their_number(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    table = {"name": "sites.xlsx", "content": b"PK"}
    view = form(workspace, filetypes=["csv"])
    assert (await workspace.submit("lin", view, {"table": table})).by_slack
    view = form(workspace)
    assert (await workspace.submit("lin", view, {"table": [table, table]})).by_slack
