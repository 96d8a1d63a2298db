"""Members as LINE shows them to an official account or to a Login channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.platforms.line_answer import Answer


@dataclass(frozen=True)
class Profile:
    """A person's LINE profile (https://developers.line.biz/en/reference/messaging-api/#get-profile).

    `language` is a BCP 47 tag. In groups LINE tells only the name and the picture.
    """

    user_id: str
    display_name: str
    picture_url: str | None = None
    status_message: str | None = None
    language: str | None = None


def profile_of(answer: Answer) -> Profile:
    """Read a profile; only the user id must be there."""
    return Profile(
        user_id=answer.text("userId"),
        display_name=answer.optional("displayName") or "",
        picture_url=answer.optional("pictureUrl"),
        status_message=answer.optional("statusMessage"),
        language=answer.optional("language"),
    )
