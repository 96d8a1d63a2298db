"""What the buttons of an alert carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from bot.cards.values import ButtonValue
from bot.text import _

FOR_EVER = timedelta(days=36500)
MUTES = (
    (timedelta(minutes=30), _("30 minutes")),
    (timedelta(hours=1), _("1 hour")),
    (timedelta(hours=4), _("4 hours")),
    (timedelta(hours=12), _("12 hours")),
    (timedelta(hours=24), _("24 hours")),
    (FOR_EVER, _("for ever")),
)


@dataclass(frozen=True)
class RepairPressed(ButtonValue):
    """Show the plan of a repair."""

    action: ClassVar[str] = "repair"
    account: str  #: slug
    site: str = ""


@dataclass(frozen=True)
class SetPressed(ButtonValue):
    """Open the form for one parameter."""

    action: ClassVar[str] = "set"
    account: str
    parameter: str
    subject: str = ""


@dataclass(frozen=True)
class VerifyPressed(ButtonValue):
    """Check everything now; callback addresses only of the site, of the Login channel's sites, or,
    where neither is named, of all there are.
    """

    action: ClassVar[str] = "verify"
    account: str
    site: str = ""
    channel: str = ""  #: its id at LINE


@dataclass(frozen=True)
class AcknowledgePressed(ButtonValue):
    """Somebody is on it: on one alert, or on all of its group."""

    action: ClassVar[str] = "alerts.acknowledge"
    alert: str
    group: str = ""


@dataclass(frozen=True)
class MutePressed(ButtonValue):
    """Say no more about it for a while; 0 minutes ends the silence."""

    action: ClassVar[str] = "alerts.mute"
    alert: str
    minutes: int
    group: str = ""  #: all of it
