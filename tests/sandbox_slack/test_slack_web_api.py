"""The Web API, driven with the official client."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from sandbox.slack.model import Channel
from tests.sandbox_slack.slack_shapes import button, card


@pytest.fixture
def channel(workspace: SlackWorkspace) -> Channel:
    return workspace.directory.channel("line-kojima")


async def test_auth_test_names_the_bot_and_its_team(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    answer = await client.auth_test()

    assert answer["user_id"] == workspace.bot.id
    assert answer["team_id"] == workspace.team.id
    assert answer.headers["x-slack-req-id"]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (None, "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        ("app", "not_allowed_token_type"),
    ],
)
async def test_a_call_without_the_right_token_is_refused(
    workspace: SlackWorkspace, token: str | None, error: str
) -> None:
    given = workspace.app_token if token == "app" else token
    client = AsyncWebClient(token=given, base_url=f"{workspace.address}/api/")

    with pytest.raises(SlackApiError) as raised:
        await client.users_list()

    assert raised.value.response["error"] == error


async def test_an_unheard_of_method_is_unknown(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.api_call("chat.teleport")

    assert raised.value.response["error"] == "unknown_method"


async def test_form_and_json_bodies_are_both_accepted(
    workspace: SlackWorkspace, channel: Channel
) -> None:
    url = f"{workspace.address}/api/chat.postMessage"
    fields = {"channel": channel.id, "text": "hi", "token": workspace.bot_token}
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=fields) as form:
            assert (await form.json())["ok"]
        header = {"Authorization": f"Bearer {workspace.bot_token}"}
        async with session.post(url, json=fields | {"text": "ho"}, headers=header) as body:
            assert (await body.json())["ok"]

    assert [one.text for one in workspace.history(channel)] == ["hi", "ho"]


async def test_users_info_gives_locale_only_when_asked(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    lin = workspace.directory.user("lin")

    without = (await client.users_info(user=lin.id))["user"]
    with_locale = (await client.users_info(user=lin.id, include_locale=True))["user"]

    assert "locale" not in without
    assert with_locale["locale"] == "zh-TW"
    assert (with_locale["is_admin"], with_locale["is_owner"]) == (True, False)


async def test_an_owner_is_an_administrator_too(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    tanaka = workspace.directory.user("tanaka")

    shown = (await client.users_info(user=tanaka.id))["user"]

    assert (shown["is_admin"], shown["is_owner"]) == (True, True)


async def test_every_user_is_listed(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    names = [one["name"] for one in (await client.users_list())["members"]]

    assert names == ["moorline", "lin", "alice", "tanaka"]


async def test_a_message_can_be_posted_edited_linked_and_deleted(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    posted = await client.chat_postMessage(
        channel=channel.id, text="one", blocks=card(button("go"))
    )
    ts = posted["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="two", blocks=card(button("b")))

    message = workspace.messages.get(ts)
    assert message.text == "two"
    assert [edit["text"] for edit in message.edits] == ["one"]
    link = (await client.chat_getPermalink(channel=channel.id, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{channel.id}/p{ts.replace('.', '')}")

    await client.chat_delete(channel=channel.id, ts=ts)
    assert workspace.history(channel) == []


async def test_an_update_keeps_the_blocks_it_does_not_mention_and_drops_those_it_empties(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    blocks = card(button("a"))
    ts = (await client.chat_postMessage(channel=channel.id, text="one", blocks=blocks))["ts"]

    await client.chat_update(channel=channel.id, ts=ts, text="two")
    assert len(workspace.messages.get(ts).blocks) == 2
    await client.chat_update(channel=channel.id, ts=ts, text="three", blocks=[])
    assert workspace.messages.get(ts).blocks == []


async def test_a_message_is_found_in_its_own_channel_only(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    ts = (await client.chat_postMessage(channel=channel.id, text="one"))["ts"]
    general = workspace.directory.channel("general")

    with pytest.raises(SlackApiError) as raised:
        await client.chat_getPermalink(channel=general.id, message_ts=ts)

    assert raised.value.response["error"] == "message_not_found"


async def test_a_reply_may_be_shown_in_the_channel_as_well(
    client: AsyncWebClient, channel: Channel
) -> None:
    root = (await client.chat_postMessage(channel=channel.id, text="root"))["ts"]
    await client.chat_postMessage(
        channel=channel.id, text="reply", thread_ts=root, reply_broadcast=True
    )

    history = (await client.conversations_history(channel=channel.id))["messages"]

    assert [one["text"] for one in history] == ["reply", "root"]


async def test_a_reply_stays_in_its_thread(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    root = await client.chat_postMessage(channel=channel.id, text="root")
    await client.chat_postMessage(channel=channel.id, text="reply", thread_ts=root["ts"])

    replies = (await client.conversations_replies(channel=channel.id, ts=root["ts"]))["messages"]
    history = (await client.conversations_history(channel=channel.id))["messages"]

    assert [one["text"] for one in replies] == ["root", "reply"]
    assert [one["text"] for one in history] == ["root"]
    assert history[0]["reply_count"] == 1
    assert replies[1]["thread_ts"] == root["ts"]


async def test_posting_to_a_user_id_opens_a_direct_message(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    alice = workspace.directory.user("alice")

    posted = await client.chat_postMessage(channel=alice.id, text="psst")
    opened = await client.conversations_open(users=alice.id)

    assert posted["channel"] == opened["channel"]["id"]
    assert posted["channel"].startswith("D")
    assert [one.text for one in workspace.direct_messages("alice")] == ["psst"]


async def test_an_ephemeral_message_reaches_one_person_and_cannot_be_edited(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    alice = workspace.directory.user("alice")

    shown = await client.chat_postEphemeral(channel=channel.id, user=alice.id, text="only you")

    assert [one.text for one in workspace.ephemerals("alice")] == ["only you"]
    assert workspace.ephemerals("lin") == []
    with pytest.raises(SlackApiError) as raised:
        await client.chat_update(channel=channel.id, ts=shown["message_ts"], text="more")
    assert raised.value.response["error"] == "message_not_found"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
@pytest.mark.parametrize(
    ("where", "text", "error"),
    [
        ("C0NOSUCH000", "x", "channel_not_found"),
        ("general", "x", "not_in_channel"),
        ("line-kojima", "", "no_text"),
    ],
)
async def test_a_post_that_cannot_be_is_refused_with_slack_s_code(
    workspace: SlackWorkspace, client: AsyncWebClient, where: str, text: str, error: str
) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel=where, text=text)

    assert raised.value.response["error"] == error
    assert workspace.called("chat.postMessage", ok=False)[0].error == error


async def test_an_archived_channel_takes_no_message(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    posted = await client.chat_postMessage(channel=channel.id, text="one")
    await workspace.archive(channel)

    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel=channel.id, text="two")
    assert raised.value.response["error"] == "is_archived"
    with pytest.raises(SlackApiError) as raised:
        await client.chat_update(channel=channel.id, ts=posted["ts"], text="two")
    assert raised.value.response["error"] == "is_inactive"
    assert (await client.conversations_info(channel=channel.id))["channel"]["is_archived"]


async def test_a_person_s_message_is_not_the_bot_s_to_edit(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    message = await workspace.say("alice", channel, "mine")

    with pytest.raises(SlackApiError) as raised:
        await client.chat_update(channel=channel.id, ts=message.ts, text="yours")

    assert raised.value.response["error"] == "cant_update_message"


async def test_joining_lets_the_bot_post(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    general = workspace.directory.channel("general")
    await client.conversations_join(channel=general.id)

    await client.chat_postMessage(channel="#general", text="hello")

    members = (await client.conversations_members(channel=general.id))["members"]
    assert workspace.bot.id in members
    assert [one.text for one in workspace.history("general")] == ["hello"]


async def test_a_private_channel_is_unknown_to_a_bot_outside_it(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    secret = workspace.directory.add_channel("secret", is_private=True)

    with pytest.raises(SlackApiError) as raised:
        await client.conversations_info(channel=secret.id)

    assert raised.value.response["error"] == "channel_not_found"


async def test_lists_come_in_pages(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    first = await client.conversations_list(limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_list(limit=1, cursor=cursor)

    names = [page["channels"][0]["name"] for page in (first, second)]
    assert names == ["line-kojima", "general"]
    assert second["response_metadata"]["next_cursor"] == ""


async def test_metadata_and_coloured_attachments_are_kept(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    await client.chat_postMessage(
        channel=channel.id,
        text="alert",
        attachments=[{"color": "#2eb67d", "blocks": card(button("repair"))}],
        metadata={"event_type": "alert", "event_payload": {"id": 1}},
    )

    message = workspace.history(channel)[0]
    assert message.attachments[0]["color"] == "#2eb67d"
    assert message.metadata == {"event_type": "alert", "event_payload": {"id": 1}}


async def test_a_reaction_is_added_once(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    ts = (await client.chat_postMessage(channel=channel.id, text="x"))["ts"]
    await client.reactions_add(channel=channel.id, timestamp=ts, name="eyes")

    with pytest.raises(SlackApiError) as raised:
        await client.reactions_add(channel=channel.id, timestamp=ts, name="eyes")

    assert raised.value.response["error"] == "already_reacted"
    assert workspace.messages.get(ts).reactions == {"eyes": [workspace.bot.id]}


async def test_bots_and_team_are_described(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    bot = (await client.bots_info(bot=workspace.bot.bot_id))["bot"]
    team = (await client.team_info())["team"]

    assert bot["user_id"] == workspace.bot.id
    assert team["domain"] == workspace.team.domain


async def test_every_call_is_recorded_without_its_token(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    await client.chat_postMessage(channel=channel.id, text="one")

    (call,) = workspace.called("chat.postMessage")
    assert (call.ok, call.channel, call.arguments["text"]) == (True, channel.id, "one")
    assert workspace.bot_token not in repr(call)


async def test_a_long_text_is_cut_at_forty_thousand_characters(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    await client.chat_postMessage(channel=channel.id, text="x" * 40_001)

    assert len(workspace.history(channel)[0].text) == 40_000


async def test_a_long_text_is_refused_in_an_update(
    client: AsyncWebClient, channel: Channel
) -> None:
    ts = (await client.chat_postMessage(channel=channel.id, text="x"))["ts"]

    with pytest.raises(SlackApiError) as raised:
        await client.chat_update(channel=channel.id, ts=ts, text="x" * 4_001)

    assert raised.value.response["error"] == "msg_too_long"
