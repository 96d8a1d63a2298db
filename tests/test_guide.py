"""The operator's guide names only what there is: commands, fields, buttons, pages, checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

import pytest

import bot.binding
import handlers
from bot.binding.checklist import Step
from bot.binding.model import Repair, Rule
from bot.discover import discover
from bot.gallery.app import listed, tag
from bot.gallery.pages import makers, shown, variants
from bot.locale import Language, Speaker
from bot.pages.guide import guide
from handlers.declare import Command
from handlers.setup import SetUp
from handlers.subnets import NewSubnet

EXAMPLES = {"taipei 50", "all 50", "/login/callback"}
"""In fixed-width letters, and neither a command nor a check."""
SHOWN = re.compile(r"<(button|summary|label|a|h1|h2)\b[^>]*>(.*?)</\1>", re.DOTALL)
pytestmark = pytest.mark.parametrize("language", Language)


@lru_cache
def served(language: Language) -> str:
    page = guide(language)
    assert page is not None
    return page


def marked(element: str, language: Language) -> set[str]:
    """What stands in such elements of the guide as it is served."""
    found = re.findall(rf"<{element}>(.*?)</{element}>", served(language), re.DOTALL)
    return {unescape(" ".join(one.split())) for one in found}


def words_of(sent: Any) -> Iterator[str]:
    """Everything one presses, chooses or fills in, in something Slack is sent."""
    if isinstance(sent, dict):
        kind = sent.get("type")
        if kind in {"button", "checkboxes", "overflow", "static_select", "users_select"}:
            texts = [sent.get("text"), sent.get("placeholder")]
            yield from (one["text"] for one in [*texts, *_texts(sent)] if one)
        named = {"input": ("label",), "modal": ("title", "submit", "close")}
        yield from (sent[one]["text"] for one in named.get(str(kind), ()) if sent.get(one))
        for inside in sent.values():
            yield from words_of(inside)
    elif isinstance(sent, list):
        for inside in sent:
            yield from words_of(inside)


def _texts(sent: dict[str, Any]) -> list[dict[str, str]]:
    return [option["text"] for option in sent.get("options", [])]


@lru_cache
def product(language: Language) -> frozenset[str]:
    """Every word of ours one presses, chooses, fills in or sees above it, in this language."""
    say = Speaker(language).say
    slack = {
        word
        for kind in ("cards", "forms")
        for one in listed()[kind]
        for word in words_of(one["said"][tag(language)])
    }
    alerts = {
        say(rule.ending.label)
        for rule in discover(bot.binding, Rule)
        if isinstance(rule.ending, Repair)
    }
    pages = {
        unescape(re.sub(r"<[^>]+>", "", words)).strip()
        for name, make in makers().items()
        if not name.startswith("guide.")
        for arguments in variants(make).values()
        for _element, words in SHOWN.findall(shown(make, arguments, language))
    }
    return frozenset(slack | alerts | pages)


def test_every_field_button_and_page_it_names_is_shown_by_the_product(language: Language) -> None:
    named = marked("strong", language) - {
        "LINE Official Account Manager", "LINE Developers", "Slack",
    }  # fmt: skip
    assert len(named) > 40
    assert named - product(language) == set()


def test_every_command_it_names_is_declared_with_these_values(language: Language) -> None:
    commands = {one.name: one.usage for one in discover(handlers, Command)}
    typed = {one.removeprefix("/line ") for one in marked("code", language) if "/line " in one}
    assert len(typed) > 40
    for one in typed - {"…"}:
        names = [name for name in commands if f"{one} ".startswith(f"{name} ")]
        assert names, one
        name = max(names, key=len)
        values = set(re.findall(r"\b[A-Z]{3,}\b", one.removeprefix(name)))
        if name != "set":  # its values are the parameters'
            assert values <= set(re.findall(r"\b[A-Z]{3,}\b", commands[name])), one


def test_every_other_word_in_fixed_letters_is_a_check(language: Language) -> None:
    checks = {rule.name for rule in discover(bot.binding, Rule)}
    others = {one for one in marked("code", language) if not one.startswith("/line ")}
    assert others - EXAMPLES == checks


def test_it_tells_of_every_field_of_binding_and_of_stores(language: Language) -> None:
    say = Speaker(language).say
    fields = {say(one.label) for form in (SetUp, NewSubnet) for one in form.asked().values()}
    assert fields <= marked("strong", language)


def test_every_step_of_the_checklist_has_its_place(language: Language) -> None:
    steps = {step.name for step in discover(bot.binding, Step)}
    assert steps == set(re.findall(r'<a id="([a-z-]+)"></a>', served(language)))


def test_no_mark_is_left_unread(language: Language) -> None:
    assert "**" not in served(language)
    assert "`" not in served(language)
