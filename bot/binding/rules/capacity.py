"""Will the next sub-site find a LIFF slot? Told before it does not."""

from __future__ import annotations

from datetime import timedelta

from bot.binding.capacity import MOST, WARN_FROM, Slots, choose, forecast, free, pace
from bot.binding.consoles import DEVELOPERS
from bot.binding.desired import Desired, DesiredLoginChannel, Kind
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms, Pool
from bot.binding.rules.liff import liff_apps
from bot.text import Text, _

STEPS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90)
"""Days a forecast is rounded to: one that moves with every hour would be news with every hour."""

FAR = timedelta(days=120)  #: a forecast beyond it says nothing


@probe(Kind.ACCOUNT)
async def pool(on: Platforms, want: Desired) -> Pool:
    """The slots of all the account's Login channels as our rows know them."""
    return await on.records.pool()


@rule(
    "liff-capacity",
    Kind.LOGIN_CHANNEL,
    Severity.BROKEN,
    label=_("LIFF slots"),
    title=_("LIFF slots are running out"),
    means=_("The next sub-site has to wait until another Login channel is in the pool."),
    ending=Advice(
        _("Open LINE Developers"),
        _(
            "Create another LINE Login channel under the same provider, link the same official "
            "account, publish it, then type `/line login-channel add`."
        ),
        lambda want: DEVELOPERS,
    ),
)
def liff_capacity(want: DesiredLoginChannel, seen: Seen) -> Drift | None:
    """Speaks of the one channel the next site goes to: to fill one after another is no fault."""
    apps = len(seen[liff_apps])
    slots = _counted(want, apps, seen[pool])
    used = next(one.used for one in slots if one.channel == want.channel_id)
    if (choose(slots) or slots[-1].channel) != want.channel_id:
        return None
    left = free(slots)
    if left > MOST - WARN_FROM:
        return None
    expected = _("a free LIFF slot for the next sub-site")
    if left == 0:
        return Drift(expected, _full(used, seen[pool].waiting))
    return Drift(expected, _filling(used, left, seen[pool]), severity=Severity.WARNING)


def _counted(want: DesiredLoginChannel, apps: int, known: Pool) -> list[Slots]:
    """Our count, corrected by LINE's own for this channel: there may be more than we know of."""
    slots = [
        Slots(one.channel, max(one.used, apps) if one.channel == want.channel_id else one.used)
        for one in known.channels
    ]
    return slots or [Slots(want.channel_id, apps)]


def _full(used: int, waiting: int) -> Text:
    said = _("{used} of {most}", used=used, most=MOST)
    return _("{said}; {count} sites wait", said=said, count=waiting) if waiting else said


def _filling(used: int, left: int, known: Pool) -> Text:
    """The count, and at the pace of late the day it is over."""
    said = _("{used} of {most}", used=used, most=MOST)
    time = forecast(MOST - left, known.made_at, known.now)
    weekly = round(pace(known.made_at, known.now))
    if time is None or time > FAR or not weekly:
        return said
    return _("{said}, {weekly} a week: full in about {days} days", said=said, weekly=weekly,
             days=_rounded(time))  # fmt: skip


def _rounded(time: timedelta) -> int:
    days = time / timedelta(days=1)
    return min(STEPS, key=lambda step: abs(step - days))
