"""The gallery as the sandbox's page asks for it: a list, and each page at an address of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from aiohttp import web

from bot.gallery import cards, forms, pages
from bot.gallery.samples import Sampler
from bot.gallery.wording import FRIENDLY
from bot.locale import Language
from bot.pages import asset

Json = dict[str, Any]


@lru_cache
def listed() -> Json:
    """`cards` and `forms` with what Slack is sent, `pages` with paths here; each by language."""
    return {
        "cards": [
            {
                "name": name,
                "variant": variant,
                "said": {tag(one): cards.drawn(make(**arguments), one) for one in Language},
            }
            for name, make in cards.makers().items()
            for variant, arguments in Sampler(FRIENDLY).variants(make)
        ],
        "forms": [
            {
                "name": name,
                "variant": "",
                "said": {tag(one): cards.drawn(forms.opened(form), one) for one in Language},
            }
            for name, form in sorted(forms.forms().items())
        ],
        "pages": [
            {
                "name": name,
                "variant": variant,
                "paths": {tag(one): f"/{name}/{variant or '-'}/{tag(one)}" for one in Language},
            }
            for name, make in pages.makers().items()
            for variant in pages.variants(make)
        ],
    }


def make_app() -> web.Application:
    """Serves every page with its files; one of ours may frame them."""
    app = web.Application()
    app.router.add_get("/{name}/{variant}/{language:zh-TW|en|ja}", _page)
    app.router.add_get("/{path:.*}", _file)
    return app


async def _page(request: web.Request) -> web.Response:
    asked = request.match_info
    make = pages.makers().get(asked["name"])
    variants = pages.variants(make) if make is not None else {}
    variant = "" if asked["variant"] == "-" else asked["variant"]
    if make is None or variant not in variants:
        raise web.HTTPNotFound(text="there is no such page")
    language = Language(asked["language"].replace("-", "_"))
    html = pages.shown(make, variants[variant], language)
    return web.Response(text=html, content_type="text/html")


async def _file(request: web.Request) -> web.Response:
    found = asset(request.path)
    if found is None:
        raise web.HTTPNotFound(text="there is no such file")
    return web.Response(body=found.body, content_type=found.content_type)


def tag(language: Language) -> str:
    """The language as browsers name it."""
    return language.value.replace("_", "-")
