"""The gallery shows everything there is, found by existing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from bot.gallery import cards, forms, pages
from bot.gallery.app import listed, make_app
from sandbox.serve import serving
from sandbox.slack.blocks import faults_of_view

LANGUAGES = {"zh-TW", "en", "ja"}


@pytest.fixture
async def gallery() -> AsyncIterator[aiohttp.ClientSession]:
    async with serving(make_app()) as address, aiohttp.ClientSession(address) as session:
        yield session


def names(kind: str) -> set[str]:
    return {one["name"] for one in listed()[kind]}


def test_every_card_form_and_page_is_there_in_every_language() -> None:
    assert names("cards") == set(cards.makers()) >= {"alerts.alert", "binding.binding"}
    assert names("forms") == set(forms.forms()) >= {"setup", "subnet.add", "role.grant"}
    assert names("pages") == set(pages.makers()) >= {"member.entrance"}
    said = [set(one["said"]) for kind in ("cards", "forms") for one in listed()[kind]]
    assert {frozenset(one) for one in said} == {frozenset(LANGUAGES)}


def test_slack_takes_every_form() -> None:
    faults = [
        (one["name"], tag, faults_of_view(view))
        for one in listed()["forms"]
        for tag, view in one["said"].items()
    ]
    assert [one for one in faults if one[2]] == []


def test_the_gallerys_words_are_friendly() -> None:
    assert "evil.example" not in repr(listed())


async def test_every_page_can_be_opened_with_its_files(gallery: aiohttp.ClientSession) -> None:
    for one in listed()["pages"]:
        assert set(one["paths"]) == LANGUAGES
        for path in one["paths"].values():
            await _look(gallery, path)
    async with gallery.get("/no.such/-/en") as answer:
        assert answer.status == 404


async def _look(gallery: aiohttp.ClientSession, path: str) -> None:
    async with gallery.get(path) as answer:
        html = await answer.text()
        assert (answer.status, "<html lang=" in html) == (200, True), path
    links: list[Any] = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert links
    for link in links:
        async with gallery.get(link) as answer:
            assert answer.status == 200, link


def plain_texts(sent: Any) -> Iterator[str]:
    """Everything Slack shows as it is, without reading marks in it."""
    if isinstance(sent, dict):
        if sent.get("type") == "plain_text":
            yield sent["text"]
        for inside in sent.values():
            yield from plain_texts(inside)
    elif isinstance(sent, list):
        for inside in sent:
            yield from plain_texts(inside)


def test_no_marks_stand_where_slack_reads_none() -> None:
    shown = {
        text
        for kind in ("cards", "forms")
        for one in listed()[kind]
        for said in one["said"].values()
        for text in plain_texts(said)
    }
    assert len(shown) > 200
    assert [one for one in shown if "`" in one] == []
