"""Files at Slack: those people hand us in forms, and those we hand to people.

https://docs.slack.dev/messaging/working-with-files
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Refused, RefusedByVendor
from bot.platforms.slack_web import SlackWeb, wanted
from bot.text import _

LARGEST = 2 * 1024 * 1024
"""Bytes of a file we read; a table of two thousand sites has a few hundred thousand."""

UPLOAD_SECONDS = 10.0
SLOWEST = 512 * 1024  #: bytes a second; what is slower is given up and tried again
NOT_THERE = ("file_not_found", "file_deleted")


class SlackFiles:
    """Everything may raise what `SlackClient` raises."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def content(self, file_id: str, most: int = LARGEST) -> bytes:
        """The bytes of a file; `Refused` when there are more than `most`.

        Slack is asked for its address (https://docs.slack.dev/reference/methods/files.info): what a
        form says of a file may be as little as its id.
        """
        data = await self._web.read(
            "files.info", lambda client: client.files_info(file=file_id, limit=1)
        )
        about = data.get("file")
        size = about.get("size") if isinstance(about, Mapping) else None
        if not isinstance(size, int) or size <= most:
            address = wanted(data, "file", "url_private_download")
            content = await self._web.bytes_of(address, most)
            if content is not None:
                return content
        raise Refused(_("This file is too large: {most} MB at most.", most=most // 1024 // 1024))

    async def upload(self, channel: str, name: str, content: bytes, comment: str) -> None:
        """Share a file in a channel, with a line of words above it. `channel` is an id.

        https://docs.slack.dev/reference/methods/files.getUploadURLExternal and
        https://docs.slack.dev/reference/methods/files.completeUploadExternal
        """
        file_id = await self.prepare(name, content)
        await self._web.write(
            "files.completeUploadExternal",
            lambda client: client.files_completeUploadExternal(
                files=[{"id": file_id, "title": name}], channel_id=channel, initial_comment=comment
            ),
        )

    async def prepare(self, name: str, content: bytes) -> str:
        """Hand a file's bytes to Slack; returns its id. Nobody sees it until it is shared."""
        given = await self._web.write(
            "files.getUploadURLExternal",
            lambda client: client.files_getUploadURLExternal(filename=name, length=len(content)),
        )
        seconds = UPLOAD_SECONDS + len(content) / SLOWEST
        await self._web.hand_over(wanted(given, "upload_url"), content, seconds)
        return wanted(given, "file_id")

    async def share(self, file_id: str, name: str, channel: str, thread_ts: str) -> None:
        """Put a prepared file into a thread. Slack does so in its own time."""
        await self._web.write(
            "files.completeUploadExternal",
            lambda client: client.files_completeUploadExternal(
                files=[{"id": file_id, "title": name}], channel_id=channel, thread_ts=thread_ts
            ),
        )

    async def shared(self, file_id: str) -> bool:
        """Whether a file has been put anywhere; one Slack does not know has not."""
        try:
            data = await self._web.read(
                "files.info", lambda client: client.files_info(file=file_id, limit=1)
            )
        except RefusedByVendor as refused:
            if refused.message in NOT_THERE:
                return False
            raise
        about = data.get("file")
        return isinstance(about, Mapping) and any(
            about.get(name) for name in ("shares", "channels", "groups", "ims")
        )

    async def delete(self, file_id: str) -> None:
        """Delete a file of ours everywhere; one that is gone already counts as deleted
        (https://docs.slack.dev/reference/methods/files.delete).
        """
        try:
            await self._web.write("files.delete", lambda client: client.files_delete(file=file_id))
        except RefusedByVendor as refused:
            if refused.message not in NOT_THERE:
                raise
