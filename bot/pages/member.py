"""The pages of a site: the way in, and who you are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.locale import Speaker
from bot.locale.formats import formatted
from bot.pages import Frame, add_friend_url, render
from bot.text import _

Fact = tuple[str, str]


@dataclass(frozen=True)
class Information:
    """What a member sees of themselves. `friend` is None where nobody can tell."""

    name: str
    picture_url: str | None
    level: str | None
    since: date
    friend: bool | None
    sites: Sequence[tuple[str, date]]  #: every site visited, and since when
    oa_id: str  #: of the official account, without @


def entrance(frame: Frame, *, signed_in_as: str | None, lost: bool) -> str:
    """The site's page with the green “LINE 登入” button.

    `lost`: they went to LINE from this browser and have not come back.
    """
    return render(
        "entrance.html",
        frame,
        title=frame.site_name,
        greeting=_("Welcome to {site}", site=frame.site_name),
        invitation=_("Sign in with LINE to see your member page. No further password is needed."),
        shared=_("LINE passes on your name and picture, nothing else."),
        lost=lost,
        lost_heading=_("Did LINE show an error page?"),
        lost_said=_(
            "If it said “400 Bad Request”, this site's sign-in is not set up yet, or not open to "
            "everybody. Only the shop can mend that."
        ),
        lost_mend=_("If you only turned back, just try again."),
        hello=_("Hello, {name}", name=signed_in_as) if signed_in_as is not None else "",
        my_page=_("To my member page"),
    )


def information(frame: Frame, me: Information, form_token: str) -> str:
    """The member information page."""
    say = Speaker(frame.language, frame.zone).say
    facts = [(say(_("Member since")), formatted(frame.language, frame.zone, me.since))]
    if me.level:
        facts.insert(0, (say(_("Level")), me.level))
    return render(
        "me.html",
        frame,
        title=_("My member page"),
        name=me.name or say(_("LINE member")),
        picture_url=me.picture_url,
        facts=facts,
        friend=me.friend is True,
        friendship=_friendship(me.friend, frame.account_name),
        add_friend=_("Add as a friend in LINE"),
        add_friend_url=add_friend_url(me.oa_id),
        sites_heading=_("Where you have signed in"),
        sites=[(name, say(_("since {day}", day=day))) for name, day in me.sites],
        to_tickets=_("My tickets"),
        to_points=_("My points"),
        sign_out=_("Sign out"),
        unlink=_("Unlink my account"),
        unlink_means=_(
            "This ends the link with LINE on every site of {account} and removes your name, your "
            "picture and what you wrote. It cannot be undone; you may sign in anew at any time.",
            account=frame.account_name,
        ),
        unlink_now=_("Unlink and forget me"),
        form_token=form_token,
    )


def farewell(frame: Frame) -> str:
    """After a member has left."""
    return render(
        "farewell.html",
        frame,
        title=frame.site_name,
        heading=_("You are unlinked"),
        said=_(
            "We have forgotten your name, your picture and what you wrote, and are telling LINE to "
            "end the link. You remain a friend in LINE until you block the account there."
        ),
        onward=_("Back to {site}", site=frame.site_name),
    )


def _friendship(friend: bool | None, account: str) -> object:
    match friend:
        case True:
            return _("You are a friend of {account} in LINE.", account=account)
        case False:
            return _("You are not yet a friend of {account} in LINE.", account=account)
        case _:
            return _("As a friend of {account} you get its messages in LINE.", account=account)
