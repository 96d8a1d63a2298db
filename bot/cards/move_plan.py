"""The plan of a move: webhook, LIFF endpoints and what to paste, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.copying import to_copy
from bot.cards.marks import code, link
from bot.cards.modals import Modal
from bot.cards.parts import Part, context, divider, prose
from bot.text import Text, _

TITLE = _("Move to another address")
SHOWN_AT_MOST = 20  #: sites named in a plan or a result; the rest is counted


@dataclass(frozen=True)
class Way:
    """One site's addresses, and its LIFF endpoint as LINE has it and as it will be."""

    name: str
    old: str
    new: str
    endpoint: str
    new_endpoint: str


@dataclass(frozen=True)
class Callbacks:
    """What is to be pasted at one Login channel."""

    channel_id: str
    channel_name: str
    console: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class MovePlanShown:
    """A move before it is applied; `digest` holds it to what was shown."""

    account: str  #: slug
    target: str
    address: str
    base: str
    digest: str
    ways: tuple[Way, ...]
    webhook: str  #: where LINE sends messages
    new_webhook: str  #: "" where it stays
    follows: bool  #: all sites move, but the webhook does not, because PUBLIC_URL has not
    callbacks: tuple[Callbacks, ...]


def plan(shown: MovePlanShown) -> Modal:
    """Webhook, LIFF endpoints old → new, and the callback URLs to paste before it is applied."""
    parts: list[Part] = [
        prose(_("First paste the callback URLs below at LINE, beside the present ones. Then apply: "
                "one site goes first and is checked, then ten at a time.")),
    ]  # fmt: skip
    for one in shown.callbacks:
        parts += _callbacks(one)
    parts.append(divider())
    parts += _webhook(shown)
    parts += [prose(_way(way)) for way in shown.ways[:SHOWN_AT_MOST]]
    parts += the_rest(len(shown.ways))
    kept = {"account": shown.account, "target": shown.target, "address": shown.address,
            "base": shown.base, "digest": shown.digest}  # fmt: skip
    return Modal(TITLE, tuple(parts), "move", _("Apply"), _("Cancel"), kept)


def _callbacks(one: Callbacks) -> Iterator[Part]:
    console = link(_("Open the console"), one.console)
    yield prose(_("*Callback URLs* for Login channel {name} · {id}\n{console}",
                  name=one.channel_name, id=code(one.channel_id), console=console))  # fmt: skip
    yield from to_copy(one.urls)


def _webhook(shown: MovePlanShown) -> Iterator[Part]:
    if shown.new_webhook:
        old = code(shown.webhook) if shown.webhook else _("none")
        yield prose(
            _("*{what}*\n{old} → {new}", what=_("Webhook URL"), old=old,
              new=code(shown.new_webhook))
        )  # fmt: skip
    elif shown.follows:
        yield prose(_("*Webhook URL* stays {url}: it follows the setting PUBLIC_URL. Change that "
                      "and start Moorline anew, then type this command again.",
                      url=code(shown.webhook)))  # fmt: skip


def _way(way: Way) -> Text:
    words = _("*{site}*\n{old} → {new}", site=way.name, old=code(way.old), new=code(way.new))
    if not way.endpoint:
        return words
    return _("{words}\nLIFF endpoint: {old} → {new}", words=words, old=code(way.endpoint),
             new=code(way.new_endpoint))  # fmt: skip


def the_rest(count: int) -> Sequence[Part]:
    """How many sites are not named, if any."""
    if count <= SHOWN_AT_MOST:
        return ()
    return (context(_("and {count} more sites", count=count - SHOWN_AT_MOST)),)
