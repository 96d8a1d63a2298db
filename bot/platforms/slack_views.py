"""Modals and the Home tab of Slack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platforms.slack_web import SlackWeb, wanted

Json = Mapping[str, Any]


class SlackViews:
    """Shows views; errors are those of `SlackClient`."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def open(self, trigger_id: str, view: Json) -> str:
        """Open a modal within three seconds of the trigger; returns the view's id."""
        data = await self._web.write(
            "views.open", lambda client: client.views_open(trigger_id=trigger_id, view=dict(view))
        )
        return wanted(data, "view", "id")

    async def push(self, trigger_id: str, view: Json) -> str:
        """Put a modal on top of the open one; returns the new view's id."""
        data = await self._web.write(
            "views.push", lambda client: client.views_push(trigger_id=trigger_id, view=dict(view))
        )
        return wanted(data, "view", "id")

    async def update(
        self,
        view: Json,
        *,
        view_id: str | None = None,
        external_id: str | None = None,
        hash: str | None = None,
    ) -> str:
        """Replace an open modal, named by either id; with `hash` only if it is still that one, else
        `RefusedByVendor` with "hash_conflict". Returns the view's id.
        """
        data = await self._web.write(
            "views.update",
            lambda client: client.views_update(
                view=dict(view), view_id=view_id, external_id=external_id, hash=hash
            ),
        )
        return wanted(data, "view", "id")

    async def publish_home(self, user: str, view: Json) -> None:
        """Show one person their Home tab (https://docs.slack.dev/reference/methods/views.publish)."""
        await self._web.write(
            "views.publish", lambda client: client.views_publish(user_id=user, view=dict(view))
        )
