"""Try parameters where they are used, before anything is stored: is each one right?

What LINE refuses becomes an error under the field it came from (`InvalidForm`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field

from bot.binding.platforms import BotInfo
from bot.deps import Deps
from bot.errors import CredentialsRefused, InvalidForm, VendorError
from bot.text import Text, _


@dataclass(frozen=True)
class Parameters:
    """The five values of a binding, cleaned. Secrets never appear in its `repr`."""

    oa_id: str  #: without the @
    messaging_channel_id: str
    messaging_channel_secret: str = field(repr=False)
    login_channel_id: str = ""
    login_channel_secret: str = field(default="", repr=False)


async def try_parameters(deps: Deps, given: Parameters) -> BotInfo:
    """Have LINE check all five values; returns the official account they belong to.

    Raises `InvalidForm` with one error per wrong field, and nothing else for LINE's refusals.
    """
    (info, errors), login_errors = await asyncio.gather(
        try_messaging(deps, given), try_login(deps, given)
    )
    if errors or login_errors or info is None:
        raise InvalidForm({**errors, **login_errors})
    return info


async def try_messaging(deps: Deps, given: Parameters) -> tuple[BotInfo | None, Mapping[str, Text]]:
    """The official account the Messaging channel belongs to, and what is wrong, by field."""
    channel = deps.line.messaging(given.messaging_channel_id, given.messaging_channel_secret)
    names = ("messaging_channel_id", "messaging_channel_secret")
    if errors := await _refusals(channel.prove(), *names):
        return None, errors
    try:
        info = await channel.bot_info()
    except VendorError as error:
        return None, {"messaging_channel_id": error.said}
    objection = other_account(given.oa_id, info)
    return info, {"oa_id": objection} if objection else {}


async def try_login(deps: Deps, given: Parameters) -> Mapping[str, Text]:
    """What is wrong with the Login channel's two values, by field; empty when both are right."""
    channel = deps.line.login(given.login_channel_id, given.login_channel_secret)
    names = ("login_channel_id", "login_channel_secret")
    if given.login_channel_id == given.messaging_channel_id:
        return {"login_channel_id": MESSAGING_AS_LOGIN}
    if errors := await _refusals(channel.prove(), *names):
        return errors
    try:
        if await channel.is_messaging_channel():
            return {"login_channel_id": MESSAGING_AS_LOGIN}
    except VendorError as error:
        return {"login_channel_id": error.said}
    return {}


def other_account(oa_id: str, info: BotInfo) -> Text | None:
    """What is wrong when the credentials are right, but of another official account."""
    names = {name.lstrip("@").lower() for name in (info.basic_id, info.premium_id) if name}
    if oa_id.lower() in names:
        return None
    return _(
        "These credentials belong to {id} ({name}). Correct this id, or enter the channel of the "
        "account you mean.",
        id=info.basic_id,
        name=info.display_name,
    )


MESSAGING_AS_LOGIN = _(
    "This is a Messaging API channel. Enter the LINE Login channel: in LINE Developers, same "
    "provider, the channel whose type is “LINE Login”."
)


async def _refusals(proof: Awaitable[None], id_field: str, secret_field: str) -> dict[str, Text]:
    try:
        await proof
    except CredentialsRefused as refusal:
        return {secret_field if refusal.wrong == "secret" else id_field: refusal.said}
    except VendorError as error:
        return {id_field: error.said}
    return {}
