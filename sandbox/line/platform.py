"""The platform as Python sees it: people, administrators and what the APIs do."""

from __future__ import annotations

from aiohttp import web

from sandbox.line.consoles import Consoles
from sandbox.line.members import Members
from sandbox.line.outgoing import Outgoing


class LinePlatform(Members, Consoles, Outgoing):
    """One LINE platform, in memory.

    Members act through :class:`Members`, administrators through :class:`Consoles`; ``calls`` and
    ``deliveries`` tell what went in and out; ``faults`` and ``limits`` make it misbehave.
    """


PLATFORM: web.AppKey[LinePlatform] = web.AppKey("platform")
"""Where the web application keeps its platform."""
