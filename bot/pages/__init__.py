"""Pages members see: pure, data in, HTML out. Templates are Jinja2 and escape everything."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.locale import Language, Speaker
from bot.text import Text

TAGS = {Language.ZH_TW: "zh-Hant-TW", Language.EN: "en", Language.JA: "ja"}
"""What `<html lang>` and LINE's `ui_locales` call our languages."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src https: data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bot.pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, **data: Any) -> str:
    """The page in this language; every `Text` in `data` is said in it."""
    speaker = Speaker(language)
    said = {n: speaker.say(v) if isinstance(v, Text) else v for n, v in data.items()}
    return _environment().get_template(template).render(lang=TAGS[language], **said)


def language_wanted(accept_language: str) -> Language:
    """The first language of ours a browser asks for; Traditional Chinese when it asks for none."""
    for part in accept_language.split(","):
        match part.split(";")[0].strip().lower()[:2]:
            case "zh":
                return Language.ZH_TW
            case "ja":
                return Language.JA
            case "en":
                return Language.EN
    return Language.ZH_TW
