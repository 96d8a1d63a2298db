"""What went wrong, in words a member understands, and a way on."""

from __future__ import annotations

from bot.binding.sign_ins import FAILURES, Result
from bot.locale import Language
from bot.pages import Frame, render
from bot.text import Text, _

HEADING = _("That did not work")


def trouble(frame: Frame, said: Text) -> str:
    """Anything but a sign-in; the way on is the site's own page."""
    return render(
        "trouble.html",
        frame,
        title=frame.site_name,
        heading=HEADING,
        said=said,
        mend="",
        again="",
        onward=f"{frame.base}/",
        onward_label=_("Back to {site}", site=frame.site_name),
    )


def not_in_use(frame: Frame, instead: tuple[str, str] | None) -> str:
    """In place of every page of a site that is not active; `instead` is another's name, address."""
    name, address = instead or ("", "")
    return render(
        "trouble.html",
        frame,
        title=frame.site_name,
        heading=_("Not in use at present"),
        said=_("{site} does not use this page at present, so nobody can sign in here.",
               site=frame.site_name),
        mend=_("Your membership, your tickets and your points are kept."),
        again="",
        onward=f"{address}/" if address else "",
        onward_label=_("Go to {site}", site=name),
    )  # fmt: skip


def sign_in_trouble(frame: Frame, why: Result, *, signed_in: bool) -> str:
    """Why a sign-in came to nothing; who is `signed_in` all the same may go on to their page.

    An end that is no failure reads as LINE having ended it.
    """
    failure = FAILURES.get(why, FAILURES[Result.ENDED])
    back = _("Back to {site}", site=frame.site_name)
    return render(
        "trouble.html",
        frame,
        title=frame.site_name,
        heading=failure.heading,
        said=failure.said,
        mend=failure.mend,
        again=f"{frame.base}/login{'?anew=1' if failure.anew else ''}",
        onward=f"{frame.base}/me" if signed_in else f"{frame.base}/",
        onward_label=_("You are signed in: to your page") if signed_in else back,
    )


def elsewhere(language: Language, said: Text) -> str:
    """Where there is no site: nothing on it tells which sites there are."""
    return render(
        "trouble.html",
        Frame(language, "LINE"),
        title="LINE",
        heading=HEADING,
        said=said,
        mend="",
        again="",
        onward="",
        onward_label="",
    )
