"""Two accounts in two Slack channels that share a member: nothing of one reaches the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.errors import NotAllowed
from bot.flows.access import About, authorise, scope
from bot.flows.conversations.reply import send_due
from bot.flows.members.profiles import refresh_due
from sandbox.line.model import LoginChannel as LineLogin
from sandbox.line.model import OfficialAccount
from sandbox.slack.model import View
from sandbox.slack.seen import words_of
from storage.tables import Account, Member, Role
from tests.world import ROOM, World, words_in

TEA = "line-tea"
AT_CAFE, AT_TEA = "拿鐵一杯", "烏龍一壺"


class Pair:
    """The café 小島咖啡 in #line-kojima and the tea house 山城茶館 in #line-tea, both bound."""

    def __init__(self, world: World, tea: OfficialAccount, login: LineLogin) -> None:
        self.world, self.tea, self.login = world, tea, login

    def of_tea(self) -> set[str]:
        return {self.tea.channel.channel_id, self.login.channel_id}

    def of_cafe(self) -> set[str]:
        return {self.world.cafe.channel.channel_id, self.world.login.channel_id}

    def callers(self) -> set[str]:
        """The channels in whose name LINE was called since the last time."""
        found = {call.channel_id for call in self.world.line.calls if call.channel_id}
        self.world.line.calls.clear()
        return found

    async def accounts(self) -> tuple[Account, Account]:
        return await self.world.account(), await self.world.account(TEA)

    async def settle(self) -> None:
        """Do what is due: take in, look up, send, tell."""
        await self.world.settle()
        while await refresh_due(self.world.deps) or await send_due(self.world.deps):
            await self.world.settle()

    async def chen_writes_to_both(self) -> None:
        await self.world.line.send_text(self.world.chen, self.world.cafe, AT_CAFE)
        await self.world.line.send_text(self.world.chen, self.tea, AT_TEA)
        await self.settle()


@pytest.fixture
async def pair(world: World) -> Pair:
    await world.bound()
    tea, login = await world.set_up_another("山城茶館", TEA)
    return Pair(world, tea, login)


def said_in(world: World, room: str) -> str:
    return "\n".join(words_of(one) for one in world.slack.history(room))


async def test_every_call_to_line_is_made_in_the_name_of_its_own_account(pair: Pair) -> None:
    world = pair.world
    pair.callers()
    await world.whisper("lin", ROOM, "verify")
    assert pair.callers() == pair.of_cafe()
    await world.whisper("lin", TEA, "verify")
    assert pair.callers() == pair.of_tea()
    world.line.set_webhook_url(pair.tea, "https://elsewhere.example.com/")
    world.line.calls.clear()
    form = await world.form("repair", room=TEA)
    await world.submit(form, {})
    await world.result()
    assert pair.callers() <= pair.of_tea()


async def test_a_shared_member_is_answered_by_the_account_they_wrote_to(pair: Pair) -> None:
    world = pair.world
    await pair.chen_writes_to_both()
    both = await world.rows(Member)
    assert len({one.user_id for one in both}) == 1, "LINE names a person alike within a provider"
    assert {one.account_id for one in both} == {one.id for one in await pair.accounts()}
    pair.callers()
    post = next(one for one in world.posts(TEA) if AT_TEA in words_of(one))
    await world.slack.press("lin", post, "send")
    form = await world.slack.wait_for(lambda: _form(world), about="the form")
    await world.submit(form, {"text": "好的"})
    await world.eventually(lambda: send_due(world.deps))
    await pair.settle()
    assert pair.callers() <= pair.of_tea()
    assert [one.text for one in world.line.received(world.chen, pair.tea)] == ["好的"]
    assert world.line.received(world.chen, world.cafe) == []


def _form(world: World, user: str = "lin") -> View | None:
    front = world.slack.front(user)
    return front if front and front.callback_id == "send" else None


async def test_messages_and_inboxes_stay_with_their_account(pair: Pair) -> None:
    world = pair.world
    await pair.chen_writes_to_both()
    assert AT_CAFE in said_in(world, ROOM)
    assert AT_TEA not in said_in(world, ROOM)
    assert AT_TEA in said_in(world, TEA)
    assert AT_CAFE not in said_in(world, TEA)
    for room, own, other in ((ROOM, AT_CAFE, AT_TEA), (TEA, AT_TEA, AT_CAFE)):
        inbox = await world.whisper("lin", room, "inbox")
        assert own in inbox
        assert other not in inbox


async def test_alerts_and_cards_stay_with_their_account(pair: Pair) -> None:
    world = pair.world
    before = len(world.posts())
    world.line.set_use_webhook(pair.tea, False)
    await world.next_round()
    assert world.alert_posts("webhook-enabled", TEA)
    assert world.alert_posts("webhook-enabled") == []
    assert len(world.posts()) == before
    assert "everything is well" in await world.whisper("lin", ROOM, "alerts")
    assert "No open alert" in await world.whisper("lin", ROOM, "alerts mute")
    assert "is bound" in await world.whisper("lin", ROOM, "status")
    assert "“Use webhook” is off" in await world.whisper("lin", TEA, "status")
    assert "山城" not in said_in(world, ROOM)
    assert "小島" not in said_in(world, TEA)


async def test_parameters_and_audit_stay_with_their_account(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "set service-until 2027-01-31")
    await world.whisper("lin", TEA, "role grant @alice operator")
    cafe, tea = await pair.accounts()
    assert (cafe.service_until, str(tea.service_until)) == (None, "2027-01-31")
    told = await world.whisper("lin", ROOM, "audit")
    assert "service_until" not in told
    assert "role:granted" not in told
    assert "line-tea" not in told
    assert "role:granted" in await world.whisper("lin", TEA, "audit")
    assert "has no site `line-tea`" in await world.whisper("lin", ROOM, "audit line-tea")


async def test_a_role_in_one_account_means_nothing_in_the_other(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice administrator")
    assert "is bound" in await world.whisper("alice", TEA, "status")
    commands = ("status", "verify", "inbox", "audit", "alerts", "alerts mute", "role list",
                "setup", "set name X", "role grant @alice administrator",
                "alerts here line-kojima")  # fmt: skip
    for command in commands:
        words = await world.whisper("alice", ROOM, command)
        assert "administrators" in words, command
    assert "administrators" in await world.whisper("alice", TEA, "alerts here line-kojima")
    cafe, tea = await pair.accounts()
    assert (cafe.name, cafe.slack_channel_name) == ("小島咖啡", ROOM)
    assert [one.account_id for one in await world.rows(Role)] == [tea.id]
    assert "Nobody has been given a role" in await world.whisper("lin", ROOM, "role list")


async def test_a_role_in_one_account_binds_no_further_account(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice administrator")
    assert "is for administrators" in await world.whisper("alice", "general", "setup")


async def test_buttons_of_the_other_account_are_refused(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice administrator")
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    post = world.alert_post("webhook-enabled")
    for action in ("verify", "alerts.acknowledge"):
        seen = await world.slack.press("alice", post, action)
        assert "administrators" in seen.text, action
    (alert,) = await world.alerts(open_only=True)
    assert alert.acknowledged_at is None


@pytest.mark.parametrize(
    "about",
    [
        lambda channel, slug, _id, _alert: About(channel, account=slug),
        lambda channel, _slug, id_, _alert: About(channel, account=id_),
        lambda channel, _slug, _id, alert: About(channel, alert=alert),
    ],
    ids=["slug", "id", "alert"],
)
async def test_what_a_button_names_counts_and_not_the_channel_it_stands_in(
    pair: Pair, about: Callable[..., About]
) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice administrator")
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    (alert,) = await world.alerts(open_only=True)
    cafe, tea = await pair.accounts()
    alice = world.slack.directory.user("alice").id
    with pytest.raises(NotAllowed):
        await authorise(world.deps, alice, "alerts.mute",
                        about(tea.slack_channel, cafe.slug, cafe.id, alert.id))  # fmt: skip
    await authorise(world.deps, alice, "alerts.mute", About(tea.slack_channel))
    with pytest.raises(NotAllowed):
        await scope(world.deps, alice, cafe)


async def test_a_form_opened_for_one_account_changes_no_other(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice administrator")
    world.line.set_webhook_url(world.cafe, "https://elsewhere.example.com/")
    form = await world.form("repair", room=ROOM)
    world.line.calls.clear()
    await world.submit(form, {}, "alice")
    assert "administrators" in words_in(world.slack.surfaces.get(form))
    assert world.line.calls == []


async def test_home_shows_the_accounts_one_has_a_role_in(pair: Pair) -> None:
    world = pair.world
    await world.whisper("lin", TEA, "role grant @alice operator")
    for user, names in (("lin", {"小島咖啡", "山城茶館"}), ("alice", {"山城茶館"})):
        await world.slack.open_home(user)
        words = words_in(await world.slack.wait_for(partial(world.slack.home, user), about="home"))
        assert {name for name in ("小島咖啡", "山城茶館") if name in words} == names


async def test_where_no_account_lives_a_command_guesses_none(pair: Pair) -> None:
    words = await pair.world.whisper("lin", "general", "status")
    assert "No account lives in this channel" in words


async def test_of_members_alike_in_name_the_one_chosen_is_of_this_account(pair: Pair) -> None:
    """The choice stands in a modal, and what is pressed in a modal names no channel."""
    world = pair.world
    await pair.chen_writes_to_both()
    other = world.line.create_person("陳怡安", key="an")
    await world.line.send_text(other, pair.tea, "請問")
    await pair.settle()
    await world.slack.command("lin", TEA, "send 陳怡")
    await world.slack.wait_for(
        lambda: (front := world.slack.front("lin")) and "陳怡安" in words_in(front),
        about="the choice",
    )
    choice = world.slack.front("lin")
    assert choice is not None
    await world.slack.press("lin", choice, "send", patience=0)
    form = await world.slack.wait_for(lambda: _form(world), about="the form")
    await world.submit(form, {"text": "好的"})
    await world.eventually(lambda: send_due(world.deps))
    pair_received = [world.line.received(one, pair.tea) for one in (world.chen, other)]
    assert sum(map(len, pair_received)) == 1
