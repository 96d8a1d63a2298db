"""Rules about where LINE sends events, and whether they get there."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot.binding.consoles import messaging_channel_console
from bot.binding.desired import Desired, Kind
from bot.binding.model import Advice, Drift, Seen, Severity, differs, probe, rule
from bot.binding.platforms import Platforms, Sightings, Webhook, WebhookTest
from bot.binding.rules.credentials import messaging_token
from bot.errors import Unseen
from bot.text import Text, _

LoopVerdict = Literal["well", "unreachable", "another-host", "wrong-path", "wrong-secret"]


@probe(Kind.ACCOUNT)
async def webhook(on: Platforms, want: Desired) -> Webhook:
    """LINE's webhook setting."""
    return await on.line.webhook()


def keep_loop(want: Desired, answer: tuple[LoopVerdict, str]) -> timedelta | None:
    """A good test serves until the next is due; a bad one is repeated (LINE allows 60 an hour)."""
    return want.webhook_test_every if answer[0] == "well" else None


@probe(Kind.ACCOUNT, keep=keep_loop, names=lambda want: want.webhook_url)
async def webhook_loop(on: Platforms, want: Desired) -> tuple[LoopVerdict, str]:
    """LINE's own test of our address, matched with the request that reached us, and LINE's words.

    https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
    """
    before = await on.records.sightings()
    test = await on.line.test_webhook(want.webhook_url)
    after = await on.records.sightings()
    return close_loop(test, before, after), f"{test.reason}: {test.detail}"


def close_loop(test: WebhookTest, before: Sightings, after: Sightings) -> LoopVerdict:
    """Tell the five cases apart from what LINE says and what reached us.

    A good signature says more than any other request at the same time: those may be strangers'.
    """
    if after.well > before.well:
        return "well" if test.success else "unreachable"
    if after.badly_signed > before.badly_signed:
        return "wrong-secret"
    if after.strayed > before.strayed:
        return "wrong-path"
    if not test.success and test.reason in ("COULD_NOT_CONNECT", "REQUEST_TIMEOUT", "UNCLASSIFIED"):
        return "unreachable"
    return "another-host"


@rule(
    "webhook-url",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("Webhook URL"),
    title=_("LINE sends events to another address"),
    means=_("Members' messages do not arrive here."),
    at_line=True,
)
def webhook_url(want: Desired, seen: Seen) -> Drift | None:
    found = seen[webhook].url
    if found is None:
        return Drift(want.webhook_url, _("no address"))
    return differs(want.webhook_url, found)


@webhook_url.repair(_("Set the webhook URL at LINE"))
async def point_here(on: Platforms, want: Desired) -> None:
    await on.line.set_webhook(want.webhook_url)


@rule(
    "webhook-enabled",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("“Use webhook”"),
    title=_("“Use webhook” is off"),
    means=_("LINE keeps members' messages to itself; nothing arrives here."),
    ending=Advice(
        _("Open LINE Developers"),
        _("Under “Messaging API”, “Webhook settings”, switch “Use webhook” on."),
        messaging_channel_console,
    ),
    at_line=True,
)
def webhook_enabled(want: Desired, seen: Seen) -> Drift | None:
    return None if seen[webhook].active else Drift(_("on"), _("off"))


@rule(
    "webhook-reachable",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("LINE reaches this server"),
    title=_("LINE's test message does not get through"),
    means=_("Members' messages are probably lost on the way."),
    ending=Advice(
        _("Open LINE Developers"),
        _("“Verify” beside the webhook URL repeats the test at LINE."),
        messaging_channel_console,
    ),
)
def webhook_reachable(want: Desired, seen: Seen) -> Drift | None:
    verdict, words = seen[webhook_loop]
    if verdict == "well":
        return None
    if seen[messaging_token]:  # one cause, one alert
        raise Unseen(_("The channel secret comes first; then the test is repeated"))
    found, means = VERDICTS[verdict]
    return Drift(
        _("LINE's test reaches {url}", url=want.webhook_url),
        _("{verdict} (LINE says: {words})", verdict=found, words=words),
        means=means,
    )


VERDICTS: dict[str, tuple[Text, Text]] = {
    "unreachable": (
        _("LINE cannot reach this server"),
        _(
            "Is the server up, its name in DNS, its certificate from a public authority with the "
            "full chain, and does it answer within 2 seconds?"
        ),
    ),
    "another-host": (
        _("Something else answers at this address"),
        _("PUBLIC_URL leads to another machine or a proxy that does not pass requests on."),
    ),
    "wrong-path": (
        _("The request arrives here under another path"),
        _("A proxy in front of Moorline rewrites the path; it must pass it on unchanged."),
    ),
    "wrong-secret": (
        _("LINE signs with another channel secret"),
        _("The channel secret was reissued at LINE; enter the new one."),
    ),
}
