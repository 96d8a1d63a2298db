"""What the page shows of us beside the stand-ins: everybody's role, and the sites to open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from bot.binding.roles import RoleName
from bot.cards.roles import LABELS
from bot.deps import Deps
from bot.flows.binding.desired import site_url
from bot.gallery.app import tag
from bot.locale import Language, Speaker
from bot.text import Text, _
from storage import roles
from storage.tables import Site

NOBODY = _("No role yet")
Json = dict[str, Any]


async def facts(deps: Deps, people: Mapping[str, bool]) -> Json:
    """`roles` in every language, and `sites` with their addresses.

    `people` are Slack users, and whether each administers the workspace: the page asks often, so
    Slack is not asked.
    """
    return {
        "roles": {user: spoken(await role_of(deps, user, most)) for user, most in people.items()},
        "sites": await sites(deps),
    }


async def role_of(deps: Deps, user: str, administers: bool) -> Text:
    """What somebody may do; of several roles the one given first."""
    if administers or user in deps.settings.admins:
        return LABELS[RoleName.ADMINISTRATOR]
    async with deps.database.reading() as session:
        held = await roles.held_by(session, user)
    return LABELS[RoleName(held[0][0].role)] if held else NOBODY


async def sites(deps: Deps) -> list[Json]:
    """Every site that is on, the parent first."""
    async with deps.database.reading() as session:
        found = list(await session.scalars(select(Site)))
    shown = sorted((one for one in found if one.active), key=lambda one: (not one.parent, one.id))
    return [
        {"name": one.name, "address": f"{site_url(deps.settings, one.slug, one.address)}/"}
        for one in shown
    ]


def spoken(text: Text) -> dict[str, str]:
    """The words in every language, by the tag browsers use."""
    return {tag(language): Speaker(language).say(text) for language in Language}
