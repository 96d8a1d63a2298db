"""What went wrong, in words a member understands, and a way on."""

from __future__ import annotations

from bot.locale import Language
from bot.pages import Frame, render
from bot.text import Text, _

HEADING = _("That did not work")


def trouble(frame: Frame, said: Text, *, again: bool = False) -> str:
    """On a site's page; the way on is the site's own page, or signing in `again`."""
    return render("trouble.html", frame, title=frame.site_name, heading=HEADING, said=said,
                  again=_("Try again") if again else None,
                  home=_("Back to {site}", site=frame.site_name))  # fmt: skip


def elsewhere(language: Language, said: Text) -> str:
    """Where there is no site: nothing on it tells which sites there are."""
    return render("trouble.html", Frame(language, "LINE"), title="LINE", heading=HEADING,
                  said=said, again=None, home=None)  # fmt: skip
