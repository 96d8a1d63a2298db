"""LIFF reissue: the form's notes, how far it is, and what became of each site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cards.marks import code
from bot.cards.parts import Card, Part, Tone, context, heading, prose
from bot.text import Text, _


class Outcome(StrEnum):
    """What became of one site's LIFF app."""

    CREATED = "created"
    TAKEN_OVER = "taken-over"
    PUT_RIGHT = "put-right"
    WELL = "well"
    REFUSED = "refused"
    LEFT = "left"  #: not reached, because LINE did not answer before


OUTCOMES = {
    Outcome.CREATED: _("🟢 *{site}*: a new LIFF app was created"),
    Outcome.TAKEN_OVER: _("🟢 *{site}*: a LIFF app that already leads there was taken over"),
    Outcome.PUT_RIGHT: _("🟢 *{site}*: endpoint, add-friend and permissions were put right"),
    Outcome.WELL: _("🟢 *{site}*: endpoint, add-friend and permissions are right"),
    Outcome.REFUSED: _("🔴 *{site}*: it did not work"),
    Outcome.LEFT: _("⚪ *{site}*: not done yet"),
}


@dataclass(frozen=True)
class SiteReissued:
    """One site, and its LIFF URLs before and after where they differ."""

    name: str
    outcome: Outcome
    old_url: str
    new_url: str
    until: datetime | None  #: how long the former LIFF app stays
    said: Text | None  #: LINE's objection, or why something was left as it was


@dataclass(frozen=True)
class ReissueShown:
    """What became of a reissue, after looking again."""

    target: str  #: name of the site or Login channel
    new_secret: bool
    sites: tuple[SiteReissued, ...]
    left: tuple[Text, ...]  #: what still does not hold


def reissued(shown: ReissueShown) -> Card:
    """Each step, then what a person must replace, then what is left."""
    title = _("LIFF reissue: {target}", target=shown.target)
    secret = _("LINE accepts the new secret; it is stored.") if shown.new_secret else _(
        "LINE accepts the present secret; it stays.")  # fmt: skip
    parts: list[Part] = [heading(title), prose(_("🟢 {secret}", secret=secret))]
    parts += [prose(_site(site)) for site in shown.sites]
    if any(site.old_url != site.new_url for site in shown.sites):
        parts.append(prose(_("*Replace the LIFF URL* wherever people find it: rich menus, messages "
                             "with buttons, printed codes, your own pages.")))  # fmt: skip
    parts += [prose(_("⚠️ {what}", what=what)) for what in shown.left]
    failed = any(site.outcome in (Outcome.REFUSED, Outcome.LEFT) for site in shown.sites)
    if failed:
        parts.append(prose(_("Type the command again once that is mended: it goes on from here, "
                             "and nothing is made twice.")))  # fmt: skip
    tone = Tone.BROKEN if failed else Tone.WARNING if shown.left else Tone.WELL
    return Card(title, tuple(parts), tone)


def _site(site: SiteReissued) -> Text:
    outcome = OUTCOMES[site.outcome]
    words = Text(outcome.msgid, (("site", site.name),))
    if site.said:
        words = _("{words}\n{said}", words=words, said=site.said)
    if site.old_url != site.new_url:
        old = code(site.old_url) if site.old_url else _("none")
        words = _("{words}\n{old} → {new}", words=words, old=old, new=code(site.new_url))
    if site.until:
        words = _("{words}\nThe former one stays until {until}.", words=words, until=site.until)
    return words


def reissuing(target: str, done: int, total: int) -> Card:
    """How far it is, while it goes on."""
    return Card(_("⏳ Reissuing LIFF apps of {target}: {done} of {total}", target=target, done=done,
                  total=total))  # fmt: skip


def reissue_cut_off(target: str) -> Card:
    """It came to no end, and how to go on."""
    said = _("This LIFF reissue was cut off. {command} goes on from there; nothing is made twice.",
             command=code(f"/line liff reissue {target}"))  # fmt: skip
    return Card(said, tone=Tone.WARNING)


def reissue_notes(target: str, sites: int, secret_of: str) -> Sequence[Part]:
    """Above the form: what it does, and whose secret it asks."""
    count = _("Sites: {count}", count=sites)
    return (
        prose(_("*{target}* · {count}\nWhat is missing at LINE is created; endpoint, add-friend "
                "and permissions are put right.", target=target, count=count)),
        context(_("Login channel {id}", id=code(secret_of))),
    )  # fmt: skip
