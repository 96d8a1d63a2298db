"""Try a Login channel with LINE, and see what depends on it, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.deps import Deps
from bot.errors import InvalidForm, VendorError
from bot.flows.binding.trying import MESSAGING_AS_LOGIN, Parameters, try_login
from bot.flows.sealed import login_secret, messaging_secret
from bot.text import Text, _
from storage import accounts, pool, sites
from storage.tables import Account, LoginChannel, Site

ALREADY = _("This Login channel is in the pool already.")
NAMED_AT_MOST = 10  #: sites named when a channel must stay; the rest is counted
LONGEST_LABEL = 60


@dataclass(frozen=True)
class NewChannel:
    """A Login channel as typed, cleaned; the secret never appears in its `repr`.

    An empty secret means the one stored.
    """

    channel_id: str
    secret: str = field(default="", repr=False)
    label: str = ""


async def try_channel(
    deps: Deps, account: Account, given: NewChannel, *, present: LoginChannel | None = None
) -> None:
    """Have LINE judge a Login channel before it is stored. Raises `InvalidForm` by field."""
    await _judge_label(deps, account, given.label, present)
    if present is None or given.channel_id != present.channel_id:
        await _refuse_known(deps, account, given.channel_id)
    if present is not None and given.channel_id != present.channel_id:
        await _refuse_serving(deps, present)
    secret = given.secret or (login_secret(deps, present) if present else "")
    if not secret:
        raise InvalidForm({"login_channel_secret": _("Please fill this in.")})
    tried = Parameters(
        oa_id=account.oa_id,
        messaging_channel_id=account.messaging_channel_id,
        messaging_channel_secret=messaging_secret(deps, account),
        login_channel_id=given.channel_id,
        login_channel_secret=secret,
    )
    errors = dict(await try_login(deps, tried))
    if errors.get("login_channel_id") == MESSAGING_AS_LOGIN:
        errors["login_channel_id"] = await _named(deps, account, tried)
    if errors:
        raise InvalidForm(errors)


async def _judge_label(
    deps: Deps, account: Account, label: str, present: LoginChannel | None
) -> None:
    """Commands name a channel by its label or its id: one word must not mean two of them."""
    if len(label) > LONGEST_LABEL:
        raise InvalidForm({"label": _("At most {most} characters fit.", most=LONGEST_LABEL)})
    async with deps.database.reading() as session:
        channels = (await accounts.bound(session, account.id)).login_channels
    others = [one for one in channels if present is None or one.id != present.id]
    if label and any(label.lower() in (one.label.lower(), one.channel_id) for one in others):
        raise InvalidForm({"label": _("Another Login channel is called so. Choose another label.")})


async def _refuse_known(deps: Deps, account: Account, channel_id: str) -> None:
    async with deps.database.reading() as session:
        holder = await pool.holder(session, channel_id)
    if holder is None:
        return
    if holder.id == account.id:
        raise InvalidForm({"login_channel_id": ALREADY})
    raise InvalidForm(
        {
            "login_channel_id": _(
                "Already bound in the Slack channel #{channel}.", channel=holder.slack_channel_name
            )
        }
    )


async def _named(deps: Deps, account: Account, given: Parameters) -> Text:
    """Whose Messaging API channel was typed for a Login channel."""
    name, basic_id = account.name, f"@{account.oa_id}"
    if given.login_channel_id != account.messaging_channel_id:
        channel = deps.line.messaging(given.login_channel_id, given.login_channel_secret)
        try:
            info = await channel.bot_info()
        except VendorError:
            return MESSAGING_AS_LOGIN
        name, basic_id = info.display_name, info.basic_id
    return _(
        "This is the Messaging API channel of {name} ({id}). Enter a LINE Login channel: in LINE "
        "Developers, same provider, a channel whose type is “LINE Login”.",
        name=name,
        id=basic_id,
    )


async def _refuse_serving(deps: Deps, row: LoginChannel) -> None:
    async with deps.database.reading() as session:
        insist_idle(row, await sites.of_channel(session, row.id))


def insist_idle(row: LoginChannel, serving: Sequence[Site]) -> None:
    """Sites sign their members in with this very channel: another id would be another channel."""
    if serving:
        raise InvalidForm({"login_channel_id": depends(row, [one.name for one in serving])})


def depends(row: LoginChannel, names: Sequence[str]) -> Text:
    """What would be lost without a channel."""
    return _(
        "{count} sites lose their login without “{channel}”: {names}. Move or remove them first.",
        count=len(names),
        channel=row.label or row.channel_id,
        names=[*names[:NAMED_AT_MOST], *(["…"] if len(names) > NAMED_AT_MOST else [])],
    )
