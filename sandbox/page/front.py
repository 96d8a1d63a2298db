"""What stands before a server whose pages people open on the phone, as a host's proxy would.

Everything is passed on as it came, but for two things a phone within a page needs:

- each person's cookies are kept here, apart from everybody else's: one browser plays all phones;
- pages may be framed by pages of this machine. The server behind never learns of it, and what it
  answers to anybody who comes without a phone is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

PHONE = "sandbox_phone"
"""Cookie of the page: the key of whoever holds the phone. Ports share cookies, hosts do not."""
LARGEST = 4 * 1024 * 1024  #: bytes of a request
ANSWER_WITHIN = 60.0  #: seconds
_OWN_TO_A_CONNECTION = frozenset(
    ("connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "content-length")
)
_FRAMES = re.compile(r"frame-ancestors[^;]*")
MAY_FRAME = "frame-ancestors http://127.0.0.1:*"


class Front:
    """One server's front. `opened` is told which phone opened which path.

    `seeded` are cookies every phone has from the start; `{}` in one is the phone's key.
    """

    def __init__(self, behind: str, opened: Callable[[str, str], None], **seeded: str) -> None:
        self._behind = behind
        self._opened = opened
        self._seeded = seeded
        self._jars: dict[str, aiohttp.CookieJar] = {}
        self._session: aiohttp.ClientSession | None = None

    def app(self) -> web.Application:
        """An application to serve where people come."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/{path:.*}", self.handle)
        app.cleanup_ctx.append(self._open)
        return app

    async def handle(self, request: web.Request) -> web.Response:
        """Pass a request on, and the answer back."""
        if self._session is None:
            raise web.HTTPServiceUnavailable(text="not open yet")
        phone = request.cookies.get(PHONE)
        url = URL(f"{self._behind}{request.raw_path}", encoded=True)
        body = await request.read()
        try:
            async with self._session.request(
                request.method, url, headers=self._asked(request, phone, url), data=body or None,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise web.HTTPBadGateway(text=f"nothing answers behind this address: {failure}") from (
                failure
            )
        headers = self._answered(request, phone, url, answer)
        return web.Response(status=answer.status, headers=headers, body=content)

    async def _open(self, app: web.Application) -> AsyncIterator[None]:
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(
            timeout=timeout, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        ) as self._session:
            yield

    def _asked(self, request: web.Request, phone: str | None, url: URL) -> CIMultiDict[str]:
        """The request's own headers, with the phone's cookies."""
        headers = _passed(request.headers)
        if phone is not None:
            headers.popall("Cookie", None)
            cookies = self._jar(phone).filter_cookies(url)
            if cookies:
                headers["Cookie"] = "; ".join(
                    f"{name}={one.coded_value}" for name, one in cookies.items()
                )
        return headers

    def _answered(
        self, request: web.Request, phone: str | None, url: URL, answer: aiohttp.ClientResponse
    ) -> CIMultiDict[str]:
        """The answer's own headers; the phone keeps the cookies."""
        headers = _passed(answer.headers)
        if phone is None:
            return headers
        headers.popall("Set-Cookie", None)
        self._jar(phone).update_cookies(answer.cookies, url)
        if request.headers.get("Sec-Fetch-Dest") in ("iframe", "document"):
            self._opened(phone, request.raw_path)
        policies = headers.popall("Content-Security-Policy", [])
        for policy in policies:
            headers.add("Content-Security-Policy", _FRAMES.sub(MAY_FRAME, policy))
        headers.popall("X-Frame-Options", None)
        return headers

    def _jar(self, phone: str) -> aiohttp.CookieJar:
        if phone not in self._jars:
            jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(self._behind))
            seeded = {name: value.format(phone) for name, value in self._seeded.items()}
            jar.update_cookies(seeded, URL(self._behind))
            self._jars[phone] = jar
        return self._jars[phone]


def _passed(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """A copy without what belongs to one connection only."""
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in _OWN_TO_A_CONNECTION
    )
