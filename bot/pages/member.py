"""The pages of a site: the way in, who you are, and what went wrong."""

from __future__ import annotations

from bot.locale import Language
from bot.pages import render
from bot.text import Text, _


def entrance(language: Language, site_name: str, login_path: str) -> str:
    """The site's page with the green “LINE 登入” button."""
    return render(
        "entrance.html",
        language,
        title=site_name,
        greeting=_("Welcome to {site}", site=site_name),
        sign_in=_("Log in with LINE"),
        login_path=login_path,
    )


def signed_in(
    language: Language, site_name: str, name: str, picture_url: str | None, friend: bool | None
) -> str:
    """Who has just signed in."""
    friendship = {
        True: _("You are a friend of our official account."),
        False: _("You are not yet a friend of our official account."),
        None: _("You are signed in."),
    }[friend]
    return render(
        "signed_in.html",
        language,
        title=site_name,
        hello=_("Hello, {name}", name=name),
        picture_url=picture_url,
        friendship=friendship,
    )


def trouble(language: Language, title: str, said: Text, back: str | None) -> str:
    """What went wrong, in words a member understands, and a way on."""
    return render(
        "trouble.html",
        language,
        title=title,
        heading=_("That did not work"),
        said=said,
        again=_("Try again"),
        back=back,
    )
