"""The pages of a site: the way in, and who you are."""

from __future__ import annotations

from bot.pages import Frame, render
from bot.text import _


def entrance(frame: Frame) -> str:
    """The site's page with the green “LINE 登入” button."""
    return render(
        "entrance.html",
        frame,
        title=frame.site_name,
        greeting=_("Welcome to {site}", site=frame.site_name),
        sign_in=_("Log in with LINE"),
    )


def information(
    frame: Frame, name: str, picture_url: str | None, friend: bool | None, form_token: str
) -> str:
    """The member information page."""
    friendship = {
        True: _("You are a friend of our official account."),
        False: _("You are not yet a friend of our official account."),
        None: _("You are signed in."),
    }[friend]
    return render(
        "me.html",
        frame,
        title=frame.site_name,
        hello=_("Hello, {name}", name=name),
        picture_url=picture_url,
        friendship=friendship,
        sign_out=_("Sign out"),
        form_token=form_token,
    )
