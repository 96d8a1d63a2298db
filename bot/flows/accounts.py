"""Which account a person means."""

from __future__ import annotations

from bot.binding.roles import Scope
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.text import _
from storage import accounts
from storage.tables import Account


async def account_for(deps: Deps, slack_channel: str) -> Account:
    """The account that lives in this Slack channel, or the only one there is.

    Raises `NotFound` saying where to go instead; never guesses between several accounts.
    """
    async with deps.database.reading() as session:
        here = await accounts.in_slack_channel(session, slack_channel)
        everywhere = [here] if here else await accounts.every(session)
    if not everywhere:
        raise NotFound(
            _("No LINE official account is bound yet. Type `/line setup` to bind the first one.")
        )
    if len(everywhere) > 1:
        places = ", ".join(
            f"{account.name} (#{account.slack_channel_name})" for account in everywhere
        )
        raise NotFound(
            _(
                "No account lives in this channel. Type the command where the account lives: "
                "{places}; or bind another with `/line setup`.",
                places=places,
            )
        )
    return everywhere[0]


async def account_named(deps: Deps, slug: str) -> Account:
    """The account a button or form was made for. Raises `NotFound` when it is gone."""
    async with deps.database.reading() as session:
        account = await accounts.by_slug(session, slug)
    if account is None:
        raise NotFound(_("The account `{slug}` is no longer bound.", slug=slug))
    return account


async def account_of(deps: Deps, account_id: str, slack_channel: str) -> Account:
    """The account with this id; "" is the one of the Slack channel. Raises `NotFound`."""
    if not account_id:
        return await account_for(deps, slack_channel)
    async with deps.database.reading() as session:
        account = await session.get(Account, account_id)
    if account is None:
        raise NotFound(_("This account is no longer bound."))
    return account


async def narrowed(
    deps: Deps, account: Account, site: str | None, within: Scope | None = None
) -> str | None:
    """The slug of a site of this account that the person sees, or None for all they see.

    Raises `NotFound` with the sites there are for them; a site of others is as good as none.
    """
    if site is None:
        return None
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    slugs = [one.slug for one in bound.sites if within is None or within.allows(one.id)]
    if site not in slugs:
        raise NotFound(
            _("{account} has no site `{site}`. Its sites: {sites}.", account=account.name,
              site=site, sites=", ".join(slugs[:20]))
        )  # fmt: skip
    return site


async def only_site(deps: Deps, account: Account, site: str | None, within: Scope) -> str | None:
    """As `narrowed`, for what changes something: None stays None only for who sees everything.

    A store manager's one site is meant by itself; of several, one must be named (`Refused`).
    """
    named = await narrowed(deps, account, site, within)
    if named is not None or within.slugs is None:
        return named
    if len(within.slugs) == 1:
        return next(iter(within.slugs))
    raise Refused(_("Say which of your sites: {sites}.", sites=", ".join(sorted(within.slugs))))


async def sites_meant(
    deps: Deps, account: Account, site: str, channel: str, within: Scope
) -> frozenset[str] | None:
    """The slugs a button means: of one site, of a Login channel (its id at LINE), or all the person
    sees, None for all there are. What they do not see is left out.
    """
    if not site and not channel:
        return within.slugs
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    rows = {one.id for one in bound.login_channels if one.channel_id == channel}
    meant = [one for one in bound.sites if one.slug == site or one.login_channel_id in rows]
    return frozenset(one.slug for one in meant if within.allows(one.id))


async def account_to_move(deps: Deps, slack_channel: str, named: str) -> Account:
    """The account `/line alerts here` means: the one named, or the only one there is."""
    async with deps.database.reading() as session:
        everywhere = await accounts.every(session)
    meant = [one for one in everywhere if named.lower() in (one.slug, one.name.lower())]
    if not named:
        meant = list(everywhere)
    if len(meant) != 1:
        raise NotFound(
            _("Say which account moves here, such as `/line alerts here {slug}`. There are: "
              "{slugs}.", slug=everywhere[0].slug if everywhere else "SLUG",
              slugs=", ".join(one.slug for one in everywhere) or "—")
        )  # fmt: skip
    return meant[0]
