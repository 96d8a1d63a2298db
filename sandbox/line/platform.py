"""The platform as Python sees it: people, administrators and what the APIs do."""

from __future__ import annotations

from aiohttp import web

from sandbox.line.consoles import Consoles
from sandbox.line.outgoing import Outgoing
from sandbox.line.rich_menus import RichMenus
from sandbox.line.sign_in import SignIn


class LinePlatform(SignIn, Consoles, Outgoing, RichMenus):
    """One LINE platform, in memory.

    People act through ``Members`` and ``SignIn``, administrators through ``Consoles``, official
    accounts over HTTP. ``calls`` and ``deliveries`` tell what went in and out; ``faults`` and
    ``limits`` make it misbehave.
    """


PLATFORM: web.AppKey[LinePlatform] = web.AppKey("platform")
"""Where the web application keeps its platform."""
