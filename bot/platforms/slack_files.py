"""Files at Slack: those people hand us in forms, and those we hand to people.

https://docs.slack.dev/messaging/working-with-files
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Refused
from bot.platforms.slack_web import SlackWeb, wanted
from bot.text import _

LARGEST = 2 * 1024 * 1024
"""Bytes of a file we read; a table of two thousand sites has a few hundred thousand."""


class SlackFiles:
    """Everything may raise what `SlackClient` raises."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def content(self, file_id: str) -> bytes:
        """The bytes of a file; `Refused` when it is larger than `LARGEST`.

        Slack is asked for its address (https://docs.slack.dev/reference/methods/files.info): what a
        form says of a file may be as little as its id.
        """
        data = await self._web.read(
            "files.info", lambda client: client.files_info(file=file_id, limit=1)
        )
        about = data.get("file")
        size = about.get("size") if isinstance(about, Mapping) else None
        if not isinstance(size, int) or size <= LARGEST:
            address = wanted(data, "file", "url_private_download")
            content = await self._web.bytes_of(address, LARGEST)
            if content is not None:
                return content
        raise Refused(_("This file is too large: {most} MB at most.", most=LARGEST // 1024 // 1024))

    async def upload(self, channel: str, name: str, content: bytes, comment: str) -> None:
        """Share a file in a channel, with a line of words above it. `channel` is an id.

        https://docs.slack.dev/reference/methods/files.getUploadURLExternal and
        https://docs.slack.dev/reference/methods/files.completeUploadExternal
        """
        given = await self._web.write(
            "files.getUploadURLExternal",
            lambda client: client.files_getUploadURLExternal(filename=name, length=len(content)),
        )
        await self._web.hand_over(wanted(given, "upload_url"), content)
        file_id = wanted(given, "file_id")
        await self._web.write(
            "files.completeUploadExternal",
            lambda client: client.files_completeUploadExternal(
                files=[{"id": file_id, "title": name}], channel_id=channel, initial_comment=comment
            ),
        )
