"""What LINE keeps of pictures, films, sounds and files that members send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from bot.platforms.line_answer import Answer
from bot.platforms.line_channel import LineChannel
from bot.platforms.line_errors import refusal

Missing = Literal["preparing", "gone", "too-large"]


@dataclass(frozen=True)
class Content:
    """The bytes, and what LINE says they are."""

    body: bytes = field(repr=False)
    type: str


class LineContent(LineChannel):
    """The data endpoint of one channel."""

    async def content(self, message_id: str, most: int) -> Content | Missing:
        """What a member sent, at most `most` bytes of it. LINE keeps it for a time it does not
        publish, prepares large ones (202), and has none once the message was taken back (410)
        (https://developers.line.biz/en/reference/messaging-api/#get-content).
        """
        path = f"/v2/bot/message/{quote(message_id, safe='')}/content"

        async def attempt(token: str) -> Answer:
            return await self._sdk.http.data(
                "/v2/bot/message/{messageId}/content", path=path, token=token, most=most
            )

        answer = await self._sdk.tokens.spend(self._credentials, attempt)
        if answer.status == 202:
            return "preparing"
        if answer.status in (404, 410):
            return "gone"
        if not answer.ok:
            raise refusal(answer)
        if _longer(answer, most):
            return "too-large"
        return Content(answer.body, answer.headers.get("content-type", ""))


def _longer(answer: Answer, most: int) -> bool:
    said = answer.headers.get("content-length", "")
    return len(answer.body) > most or (said.isdecimal() and int(said) > most)
