"""LIFF apps: the list of a Login channel, and what may be done with strangers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.cards.marks import code
from bot.cards.paging import turning
from bot.cards.parts import (
    Card,
    More,
    Option,
    Part,
    button,
    buttons,
    context,
    heading,
    more,
    option,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

TITLE = _("LIFF apps")


class Standing(StrEnum):
    """What a LIFF app is to us."""

    SITE = "site"
    RETIRED = "retired"
    FOREIGN = "foreign"
    IGNORED = "ignored"


@dataclass(frozen=True)
class LiffPage(ButtonValue):
    """The list of another Login channel; pages begin at 0. `ignored` unfolds those left alone."""

    action: ClassVar[str] = "liff.list"
    account: str  #: slug
    page: int
    ignored: bool = False


@dataclass(frozen=True)
class ReissuePressed(ButtonValue):
    """Open the form that reissues a site's LIFF app."""

    action: ClassVar[str] = "liff.reissue"
    account: str
    target: str


@dataclass(frozen=True)
class AdoptPressed(ButtonValue):
    """Open the form that gives a LIFF app to a site."""

    action: ClassVar[str] = "liff.adopt"
    account: str
    liff_id: str


@dataclass(frozen=True)
class IgnorePressed(ButtonValue):
    """Leave a LIFF app alone, or with `heed` no longer."""

    action: ClassVar[str] = "liff.ignore"
    account: str
    liff_id: str
    heed: bool = False


@dataclass(frozen=True)
class DeletePressed(ButtonValue):
    """Ask whether to delete a LIFF app."""

    action: ClassVar[str] = "liff.delete"
    account: str
    liff_id: str


@dataclass(frozen=True)
class LiffLine:
    """One LIFF app as LINE lists it."""

    liff_id: str
    name: str  #: as somebody entered it at LINE
    url: str  #: its endpoint
    standing: Standing
    site_name: str
    site: str  #: slug
    until: datetime | None  #: when a retired one is deleted


@dataclass(frozen=True)
class LiffShown:
    """The LIFF apps of one Login channel of an account, and the sites whose app is gone."""

    account: str  #: slug
    account_name: str
    channel_id: str
    channel_name: str
    lines: tuple[LiffLine, ...]
    gone: tuple[str, ...]  #: names of sites LINE lists no app for
    used: int  #: slots, also those of sites the reader does not see
    most: int
    page: int
    pages: int
    unfolded: bool  #: show those left alone
    changing: bool  #: whether the reader may adopt, ignore and delete
    unread: Text | None  #: why LINE could not be asked


def liff_list(shown: LiffShown) -> Card:
    """One Login channel: its slots, our apps with their sites, retired ones, strangers."""
    title = _("LIFF apps of {account}", account=shown.account_name)
    turns = turning(shown.page, 1, shown.pages, lambda page: LiffPage(shown.account, page))
    head: list[Part] = [heading(title), prose(_channel(shown))]
    if shown.unread:
        trouble = prose(_("⚠️ LINE could not be asked: {why}", why=shown.unread))
        return Card(title, (*head, trouble, *turns))
    rows = [part for line in shown.lines for part in _row(shown, line)]
    gone = [prose(_("🔴 *{site}* has no LIFF app at LINE", site=name)) for name in shown.gone]
    return Card(title, (*head, *gone, *rows, *_folded(shown), *turns))


def _channel(shown: LiffShown) -> Text:
    name, number = shown.channel_name, code(shown.channel_id)
    if shown.unread:
        return _("Login channel *{name}* · {id}", name=name, id=number)
    return _("Login channel *{name}* · {id}\n{used} of {most} LIFF slots used, {free} free",
             name=name, id=number, used=shown.used, most=shown.most,
             free=max(shown.most - shown.used, 0))  # fmt: skip


def _row(shown: LiffShown, line: LiffLine) -> Iterator[Part]:
    about = {"id": code(line.liff_id), "url": code(line.url or "—"), "name": line.name or "—"}
    match line.standing:
        case Standing.SITE:
            words = _("🟢 *{site}*\n{id} · {url}", site=line.site_name, **about)
            again = button(_("Reissue …"), ReissuePressed(shown.account, line.site))
            yield prose(words, again)
        case Standing.RETIRED:
            words = _("⚪ Former LIFF app of *{site}*, stays until {until}\n{id} · {url}",
                      site=line.site_name or "—", until=line.until, **about)  # fmt: skip
            yield prose(words, _menu(shown, line))
        case Standing.FOREIGN:
            words = _("🔸 *{name}* was not made by Moorline\n{id} · {url}", **about)
            yield prose(words, _menu(shown, line))
        case Standing.IGNORED if shown.unfolded:
            words = _("▫️ *{name}* is left alone\n{id} · {url}", **about)
            yield prose(words, _menu(shown, line))


def _menu(shown: LiffShown, line: LiffLine) -> More | None:
    if not shown.changing:
        return None
    return more(*_ways(shown.account, line))


def _ways(account: str, line: LiffLine) -> Iterator[Option]:
    yield option(_("Adopt …"), AdoptPressed(account, line.liff_id))
    if line.standing is Standing.FOREIGN:
        yield option(_("Ignore"), IgnorePressed(account, line.liff_id))
    if line.standing is Standing.IGNORED:
        yield option(_("Ignore no longer"), IgnorePressed(account, line.liff_id, heed=True))
    yield option(_("Delete …"), DeletePressed(account, line.liff_id))


def _folded(shown: LiffShown) -> Iterator[Part]:
    """Those left alone are one line until somebody wants to see them."""
    count = sum(line.standing is Standing.IGNORED for line in shown.lines)
    if count and not shown.unfolded:
        yield context(_("Left alone: {count}", count=count))
        yield buttons(button(_("Show them"), LiffPage(shown.account, shown.page, ignored=True)))


def stranger(name: str, liff_id: str, url: str) -> Sequence[Part]:
    """Names a LIFF app above a form about it."""
    words = _("*{name}*\n{id} · {url}", name=name or "—", id=code(liff_id), url=code(url or "—"))
    return (prose(words),)


def deletion(name: str, liff_id: str, url: str) -> Sequence[Part]:
    """What deleting it means, above the confirmation."""
    warning = prose(_("Deleted at LINE it cannot be brought back: every link, rich menu and "
                      "printed code with this LIFF URL then leads to an error page."))  # fmt: skip
    return (*stranger(name, liff_id, url), warning)
