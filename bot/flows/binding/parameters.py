"""Change one parameter of a binding: try it with LINE, store it, put the binding right again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import available_timezones

from bot.binding.amounts import whole
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.binding.repair import Repaired, repair
from bot.flows.binding.rotation import enter_login_secret, enter_messaging_secret
from bot.flows.binding.trying import Parameters, try_login, try_messaging
from bot.flows.conversations.reminding import remind_anew
from bot.flows.sealed import login_secret, messaging_secret
from bot.locale import Language
from bot.text import _
from storage import accounts
from storage.accounts import Bound
from storage.audit import Tag, record
from storage.tables import Account, LoginChannel

SECRETS = ("messaging_channel_secret", "login_channel_secret")
Plain = str | date | bool | int | None
MODES = ("thread", "alerts-only", "off")
LONGEST_PATIENCE = 7 * 24 * 60  #: minutes
MOST_DAYS = 3650
MOST_HOURS = 720
WITH_LINE = ("oa_id", "messaging_channel_id", "login_channel_id", *SECRETS)
"""Parameters LINE judges; the others concern only how Moorline speaks."""


async def change(
    deps: Deps, account_id: str, parameter: str, value: str, *, by: str, subject: str = ""
) -> Repaired:
    """Store a parameter LINE accepts, repair, verify. Raises `InvalidForm` under `parameter`.

    `subject` names the Login channel a secret is of ("login-channel:123…"); "" is the parent's.
    """
    async with deps.database.reading() as session:
        present = await accounts.bound(session, account_id)
    if parameter in WITH_LINE:
        await _change_at_line(deps, present, parameter, value, by=by, subject=subject)
    elif parameter in PLAIN:
        account = present.account
        clean, column = PLAIN[parameter](value), parameter.replace("-", "_")
        await _store(deps, account, Account, account.id, column=column, value=clean, by=by)
        if parameter in ("conversations", "remind-after"):
            await remind_anew(deps, account.id)
    else:
        raise NotFound(
            _(
                "There is no parameter `{name}`. There are: {names}.",
                name=parameter,
                names=", ".join((*WITH_LINE, *PLAIN)),
            )
        )
    return await repair(deps, account_id, by=by)


async def judge(
    deps: Deps, account_id: str, parameter: str, value: str, *, subject: str = ""
) -> None:
    """Have LINE judge one new value beside those stored. Raises `InvalidForm` under it."""
    async with deps.database.reading() as session:
        present = await accounts.bound(session, account_id)
    given = replace(
        _stored(deps, present.account, _channel(present, subject)), **{parameter: value}
    )
    if parameter.startswith("login"):
        errors = await try_login(deps, given)
    else:
        info, errors = await try_messaging(deps, given)
        if info and info.user_id != present.account.bot_user_id:
            errors = {parameter: OTHER_BOT}
    if errors:
        together = parameter in IDS and parameter.replace("_id", "_secret") in errors
        raise InvalidForm({parameter: TOGETHER if together else next(iter(errors.values()))})


async def _change_at_line(
    deps: Deps, present: Bound, parameter: str, value: str, *, by: str, subject: str
) -> None:
    account, channel = present.account, _channel(present, subject)
    await judge(deps, account.id, parameter, value, subject=subject)
    match parameter:
        case "messaging_channel_secret":
            await enter_messaging_secret(deps, account, value, by)
        case "login_channel_secret":
            await enter_login_secret(deps, channel, value, by)
        case "login_channel_id":
            await _store(
                deps, account, LoginChannel, channel.id, column="channel_id", value=value, by=by
            )
        case _:
            await _store(deps, account, Account, account.id, column=parameter, value=value, by=by)


def _stored(deps: Deps, account: Account, channel: LoginChannel) -> Parameters:
    return Parameters(
        oa_id=account.oa_id,
        messaging_channel_id=account.messaging_channel_id,
        messaging_channel_secret=messaging_secret(deps, account),
        login_channel_id=channel.channel_id,
        login_channel_secret=login_secret(deps, channel),
    )


def _channel(present: Bound, subject: str) -> LoginChannel:
    wanted = subject.partition(":")[2]
    named = [one for one in present.login_channels if one.channel_id == wanted]
    return named[0] if named else present.parent_channel


async def _store(
    deps: Deps,
    account: Account,
    table: type[Account] | type[LoginChannel],
    row_id: str,
    *,
    column: str,
    value: Plain,
    by: str,
) -> None:
    """Write one column, who did it, and old → new."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        row = await session.get_one(table, row_id)
        record(session, Tag.PARAMETER_CHANGED, account_id=account.id, at=now, who=by,
               subject=f"account:{account.slug}", old=f"{column}: {_said(getattr(row, column))}",
               new=f"{column}: {_said(value)}")  # fmt: skip
        setattr(row, column, value)
        owner = await session.get_one(Account, account.id)
        owner.changed_at, owner.changed_by = now, by


def _said(value: Plain) -> str:
    """As it is typed."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value or "—")


def _language(value: str) -> str:
    known = {language.value.lower(): language.value for language in Language}
    try:
        return known[value.lower().replace("-", "_")]
    except KeyError:
        raise InvalidForm({"language": _("Choose zh_TW, en or ja.")}) from None


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise InvalidForm(
            {"time_zone": _("Give a zone by its city, such as Asia/Taipei or Asia/Tokyo.")}
        )
    return value


def _name(value: str) -> str:
    if not 0 < len(value) <= 100:
        raise InvalidForm({"name": _("Give a name of 1 to 100 characters.")})
    return value


def _day(value: str) -> date | None:
    """A day of the calendar; `-` clears it."""
    if value in ("-", "–", "—"):
        return None
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", value).replace("/", "-"))
    except ValueError:
        raise InvalidForm(
            {"service-until": _("Give a day such as 2027-01-31, or `-` for none.")}
        ) from None


def _points_last(value: str) -> int | None:
    """Days until points earned expire; `-`: they do not."""
    return None if value in ("-", "–", "—") else _number("points-last", value, MOST_DAYS)


def _reversal_hours(value: str) -> int:
    """Hours within which a redemption may be reversed."""
    return _number("reversal-hours", value, MOST_HOURS)


def _number(parameter: str, value: str, most: int) -> int:
    try:
        return whole(value, most)
    except Refused as refused:
        raise InvalidForm({parameter: refused.said}) from None


def _conversations(value: str) -> str:
    if value.lower() not in MODES:
        raise InvalidForm({"conversations": _("Choose thread, alerts-only or off.")})
    return value.lower()


def _switch(value: str) -> bool:
    if value.lower() not in ("on", "off"):
        raise InvalidForm({"thread-replies": _("Choose on or off.")})
    return value.lower() == "on"


def _minutes(value: str) -> int | None:
    """Minutes up to a week; `off` for never."""
    if value.lower() == "off":
        return None
    digits = unicodedata.normalize("NFKC", value)
    if not digits.isdecimal() or not 0 < int(digits) <= LONGEST_PATIENCE:
        raise InvalidForm(
            {"remind-after": _("Give minutes, 1 to {most}, or off.", most=LONGEST_PATIENCE)}
        )
    return int(digits)


PLAIN: dict[str, Callable[[str], Plain]] = {
    "name": _name,
    "language": _language,
    "time_zone": _zone,
    "service-until": _day,
    "points-last": _points_last,
    "reversal-hours": _reversal_hours,
    "conversations": _conversations,
    "thread-replies": _switch,
    "remind-after": _minutes,
}

IDS = ("messaging_channel_id", "login_channel_id")
TOGETHER = _(
    "LINE knows this channel, but not with the channel secret stored here. Enter both at once with "
    "`/line setup`."
)
OTHER_BOT = _(
    "This belongs to another official account. Bind that one from a Slack channel of its own."
)
