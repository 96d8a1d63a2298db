"""What the documents promise is what there is: commands, checks, settings, process types, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.binding
import handlers
from bot.__main__ import cli
from bot.binding.model import Rule
from bot.discover import discover
from bot.settings import Settings
from handlers.declare import Command

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-TW.md")


def rows(readme: str, beginning: str) -> set[str]:
    """The first cells of a README's table rows that begin so, unescaped."""
    found = re.findall(r"^\| (`.*?`(?:, `.*?`)*) \|", (ROOT / readme).read_text(), re.MULTILINE)
    cells = (cell.replace("\\|", "|") for cell in found)
    return {cell.strip("`") for cell in cells if cell.startswith(f"`{beginning}")}


@pytest.mark.parametrize("readme", READMES)
def test_readme_lists_every_command_and_no_other(readme: str) -> None:
    declared = {f"/line {one.name} {one.usage}".strip() for one in discover(handlers, Command)}
    assert rows(readme, "/line") == declared


@pytest.mark.parametrize("readme", READMES)
def test_readme_lists_every_check(readme: str) -> None:
    text = (ROOT / readme).read_text()
    assert {rule.name for rule in discover(bot.binding, Rule)} <= set(
        re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    )


@pytest.mark.parametrize("readme", READMES)
def test_readme_lists_every_setting(readme: str) -> None:
    text = (ROOT / readme).read_text()
    assert {name.upper() for name in Settings.model_fields} <= set(re.findall(r"`([A-Z_]+)`", text))


@pytest.mark.parametrize(
    "document",
    [
        *READMES,
        "docs/operating.md",
        "docs/adding.md",
        "docs/guide.md",
        "docs/guide.zh-TW.md",
        "docs/guide.ja.md",
    ],
)
def test_links_and_pictures_lead_somewhere(document: str) -> None:
    source = ROOT / document
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", source.read_text())
    missing = [one for one in targets if not (source.parent / one).exists()]
    assert missing == []


def test_process_types_are_commands_of_the_program() -> None:
    known = {command.name or command.callback.__name__ for command in cli.registered_commands}  # type: ignore[union-attr]
    written = re.findall(r"python -m bot (\w+)", (ROOT / "Procfile").read_text())
    assert written
    assert set(written) <= known
