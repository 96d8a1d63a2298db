"""A site's own card, and what its removal takes along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from bot.binding.consoles import DEVELOPERS
from bot.binding.model import State
from bot.binding.report import CheckLine, StepLine
from bot.cards.alert_buttons import VerifyPressed
from bot.cards.binding import DOTS
from bot.cards.marks import Said, code, link
from bot.cards.parts import (
    Card,
    Part,
    Tone,
    button,
    buttons,
    context,
    copyable,
    facts,
    heading,
    prose,
)
from bot.cards.pool import AddChannel
from bot.cards.values import ButtonValue
from bot.text import Text, _


class Standing(StrEnum):
    """How far a site has come at LINE."""

    READY = "ready"
    MAKING = "making"  #: it has a slot; LINE has not made the LIFF app yet
    WAITING = "waiting"  #: for a LIFF slot


@dataclass(frozen=True)
class AddSubnet(ButtonValue):
    """Opens the form for another sub-site."""

    action: ClassVar[str] = "subnet.add"
    account: str


@dataclass(frozen=True)
class EditSubnet(ButtonValue):
    """Opens a site's form."""

    action: ClassVar[str] = "subnet.edit"
    account: str
    site: str


@dataclass(frozen=True)
class SiteShown:
    """A site, where it stands at LINE, and what the newest look says about it."""

    account: str
    account_name: str
    oa_id: str
    slug: str
    name: str
    site_url: str
    callback_url: str
    liff_url: str
    channel: str
    channel_id: str
    standing: Standing
    checks: tuple[CheckLine, ...]
    steps: tuple[StepLine, ...]
    rich_menu: str = ""  #: its name at LINE
    warning: Text | None = None  #: of what a person has just entered


def site_card(shown: SiteShown) -> Card:
    """The card of one site: the address to paste and its check, or what it waits for."""
    match shown.standing:
        case Standing.WAITING:
            card = _waiting(shown)
        case Standing.MAKING:
            said = _("{name}: LINE has not made its LIFF app yet; it is tried again by itself",
                     name=shown.name)  # fmt: skip
            card = Card(said, (heading(said), _where(shown), *_paste(shown)), Tone.WARNING)
        case Standing.READY:
            card = _ready(shown)
    if shown.warning is None:
        return card
    return replace(card, parts=(*card.parts, context(_("🟠 {warning}", warning=shown.warning))))


def _ready(shown: SiteShown) -> Card:
    trouble = [one for one in shown.checks if one.state in (State.BROKEN, State.WARNING)]
    registered = any(one.name == "callback-registered" and one.done for one in shown.steps)
    left = trouble or not registered
    said = (
        _("{name} has its LIFF app; something is left to do", name=shown.name)
        if left
        else _("{name} is ready for members", name=shown.name)
    )
    parts: list[Part] = [heading(said), _where(shown)]
    if not registered:
        parts += _paste(shown)
    parts += [_trouble(one) for one in trouble[:8]]
    parts.append(context(_callback_check(shown)))
    parts += [
        _step(one) for one in shown.steps if not one.done and one.name != "callback-registered"
    ]
    again = VerifyPressed(shown.account, shown.slug)
    edit = button(_("Edit"), EditSubnet(shown.account, shown.slug))
    parts.append(buttons(*([button(_("Check again"), again)] if left else []), edit))
    return Card(said, tuple(parts), Tone.WARNING if left else Tone.WELL)


def _waiting(shown: SiteShown) -> Card:
    """The checklist to make another Login channel, as the operator's guide gives it."""
    said = _("{name} is waiting for a LIFF slot", name=shown.name)
    steps = (
        _("1. In {console}, open the *same provider* as the official account's and create another "
          "channel of the type “LINE Login”, with the app type “Web app”.",
          console=link(_("LINE Developers"), DEVELOPERS)),
        _("2. Under “Basic settings”, “Linked LINE Official Account”, choose *@{account}*: the "
          "same as for the other Login channels.", account=shown.oa_id),
        _("3. Press “Developing” beneath the channel's name, so that it becomes “Published”."),
        _("4. Under “LINE Login”, “Callback URL”, paste the addresses of the sites it will serve; "
          "this site's is below."),
        _("5. Add the channel here; the sites that wait move in by themselves, in order."),
    )  # fmt: skip
    why = _("Each Login channel holds at most 30 LIFF apps, and all slots are taken. The site is "
            "kept; it gets its LIFF app as soon as there is room.")  # fmt: skip
    return Card(
        said,
        (
            heading(said),
            prose(why),
            *(prose(step) for step in steps),
            copyable(shown.callback_url),
            buttons(button(_("Add a Login channel"), AddChannel(shown.account), primary=True)),
        ),
        Tone.WARNING,
    )


def _where(shown: SiteShown) -> Part:
    pairs: list[tuple[Said, Said]] = [
        (_("Site"), code(shown.site_url)),
        (_("Login channel"), shown.channel),
    ]
    if shown.liff_url:
        pairs.append((_("LIFF"), code(shown.liff_url)))
    if shown.rich_menu:
        pairs.append((_("Rich menu"), shown.rich_menu))
    return facts(pairs)


def _paste(shown: SiteShown) -> Iterator[Part]:
    console = f"{DEVELOPERS}/channel/{shown.channel_id}/line-login"
    yield prose(_("Paste this *Callback URL* in {console}, on a line of its own:",
                  console=link(_("LINE Developers"), console)))  # fmt: skip
    yield copyable(shown.callback_url)


def _callback_check(shown: SiteShown) -> Text:
    line = next((one for one in shown.checks if one.check == "callback-url"), None)
    if line is None:
        return _("⚪ Callback URL: not asked about yet")
    words = line.says or _("LINE Login accepts it")
    return _("{dot} {label}: {says}", dot=DOTS[line.state], label=line.label, says=words)


def _trouble(line: CheckLine) -> Part:
    return prose(_("{dot} *{label}*\n{says}", dot=DOTS[line.state], label=line.label,
                   says=line.says or ""))  # fmt: skip


def _step(step: StepLine) -> Part:
    return prose(_("⬜ {title}\n{how}", title=link(step.title, step.link), how=step.how))


def taken_along(shown: SiteShown, members: int) -> tuple[Part, ...]:
    """What stands above the question whether to remove a site."""
    lost = [
        _("• its pages and the sign-in at {url}", url=code(shown.site_url)),
        _("• its store settings: phone, redemption code, rich menu"),
    ]
    if shown.liff_url:
        lost.append(_("• its LIFF app {url}: links to it stop working", url=code(shown.liff_url)))
    kept = _("Members stay: they are the account's. {count} have signed in on this site.",
             count=members)  # fmt: skip
    head = prose(_("Removing *{name}* takes with it:", name=shown.name))
    return (head, *(prose(one) for one in lost), prose(kept))


def removed(name: str, liff_left: str) -> Card:
    """A site is gone."""
    if liff_left:
        return Card(_("{name} is removed. Its LIFF app {id} is left at LINE.", name=name,
                      id=code(liff_left)))  # fmt: skip
    return Card(_("{name} is removed, with its LIFF app.", name=name))
