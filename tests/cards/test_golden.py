"""Every card and modal matches its golden file, in all three languages, within Slack's limits.

`python -m pytest tests/cards --update-golden` rewrites `tests/golden/`; what changed is read in the
diff. A file's `blocks` can be pasted into Slack's Block Kit Builder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cards.modals import Modal
from bot.gallery.cards import drawn, makers
from bot.gallery.samples import Sampler
from bot.locale import Language
from sandbox.slack.blocks import faults_of_blocks, faults_of_view

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
OBEYED = re.compile(r"<!(?!date\^)|<https://evil")


def cases() -> Iterator[Any]:
    """Each maker with each variant of its arguments, under the name of its golden file."""
    for name, make in makers().items():
        for variant, arguments in Sampler().variants(make):
            yield pytest.param(make, arguments, id=f"{name}.{variant}".rstrip("."))


CASES = list(cases())


@pytest.mark.parametrize(("make", "arguments"), CASES)
def test_card_matches_its_golden_file(
    make: Callable[..., Any], arguments: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    made = make(**arguments)
    words = {language.value: drawn(made, language) for language in Language}
    golden = GOLDEN / f"{request.node.callspec.id}.json"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(words, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    assert golden.exists(), "a new card: run with --update-golden and read the file"
    assert json.loads(golden.read_text()) == words


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("make", "arguments"), CASES)
def test_slack_takes_the_card(
    make: Callable[..., Any], arguments: dict[str, Any], language: Language
) -> None:
    made = make(**arguments)
    sent = drawn(made, language)
    if isinstance(made, Modal):
        assert faults_of_view(sent) == []
        return
    assert sent["text"].strip()
    bars = [one for attachment in sent["attachments"] for one in attachment["blocks"]]
    assert faults_of_blocks(sent["blocks"]) == []
    assert faults_of_blocks(bars) == []


@pytest.mark.parametrize(("make", "arguments"), CASES)
def test_nothing_people_wrote_is_obeyed(
    make: Callable[..., Any], arguments: dict[str, Any]
) -> None:
    for words in _mrkdwn(drawn(make(**arguments), Language.EN)):
        assert not OBEYED.search(words)


def test_every_golden_file_has_its_card(request: pytest.FixtureRequest) -> None:
    known = {f"{case.id}.json" for case in CASES}
    stray = [file for file in GOLDEN.glob("*.json") if file.name not in known]
    if request.config.getoption("--update-golden"):
        for file in stray:
            file.unlink()
        return
    assert stray == []


def _mrkdwn(shown: Any) -> Iterator[str]:
    """Every text Slack reads as markup, the message's own text included."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn" or isinstance(shown.get("blocks"), list):
            yield from (
                shown[key] for key in ("text", "fallback") if isinstance(shown.get(key), str)
            )
        for value in shown.values():
            yield from _mrkdwn(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from _mrkdwn(value)
