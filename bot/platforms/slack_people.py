"""People of the Slack workspace: their language, their zone, and whether they administer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.slack_web import SlackWeb

FRESH = timedelta(minutes=5)
MOST_KNOWN = 5000
PAGE = 200


@dataclass(frozen=True)
class Person:
    """A Slack user (https://docs.slack.dev/reference/objects/user-object).

    `locale` is an IETF tag such as ``zh-TW``; `zone` an IANA name such as ``Asia/Taipei``.
    `administrator` means owner or admin of the workspace.
    """

    id: str
    name: str
    locale: str
    administrator: bool
    zone: str


class SlackPeople:
    """Looks people up, and remembers each for five minutes; failures are not remembered."""

    def __init__(self, web: SlackWeb, clock: Callable[[], datetime]) -> None:
        self._web = web
        self._clock = clock
        self._known: dict[str, tuple[datetime, Person]] = {}

    async def person(self, user_id: str) -> Person:
        """One person (https://docs.slack.dev/reference/methods/users.info)."""
        now = self._clock()
        known = self._known.get(user_id)
        if known is not None and now < known[0]:
            return known[1]
        data = await self._web.read(
            "users.info", lambda client: client.users_info(user=user_id, include_locale=True)
        )
        found = _person(user_id, data.get("user") or {})
        self._known.pop(user_id, None)
        self._known[user_id] = (now + FRESH, found)
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return found

    async def administrators(self) -> list[str]:
        """Ids of all owners and admins (https://docs.slack.dev/reference/methods/users.list)."""
        found: list[str] = []
        cursor = ""
        while True:
            data = await self._page(cursor)
            members = data.get("members") or []
            found += [str(one["id"]) for one in members if _administers(one) and "id" in one]
            metadata = data.get("response_metadata") or {}
            cursor = str(metadata.get("next_cursor") or "")
            if not cursor:
                return found

    async def _page(self, cursor: str) -> Mapping[str, Any]:
        return await self._web.read(
            "users.list", lambda client: client.users_list(limit=PAGE, cursor=cursor or None)
        )


def _person(user_id: str, user: Mapping[str, Any]) -> Person:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    return Person(
        id=user_id,
        name=next((name for name in names if name), "") or str(user.get("name") or user_id),
        locale=str(user.get("locale") or "en-US"),
        administrator=_administers(user),
        zone=str(user.get("tz") or "UTC"),
    )


def _administers(user: Mapping[str, Any]) -> bool:
    if user.get("deleted") or user.get("is_bot"):
        return False
    return any(user.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner"))
