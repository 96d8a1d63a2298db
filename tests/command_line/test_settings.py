"""Settings: every problem at once, each with its mend, and nothing secret repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import NEEDED_TO_SERVE, Settings

KEY = "S7Nv-SKI6Ii6_B4q4td7haufwyOUxf1Lg3f4PnbHrr8="
GOOD = {
    "PUBLIC_URL": "https://line.example.com",
    "SECRET_KEYS": KEY,
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "0" * 32,
}
WRONG: list[tuple[str, str, str]] = [
    ("PUBLIC_URL", "line.example.com", "https://"),
    ("PUBLIC_URL", "http://line.example.com", "https://"),
    ("PUBLIC_URL", "https://line.example.com?x=1", "without ?"),
    ("PUBLIC_URL", "https://", "address"),
    ("PUBLIC_URL", "https://[bad", "not valid"),
    ("PORT", "http", "1 to 65535"),
    ("PORT", "70000", "1 to 65535"),
    ("DATABASE_URL", "mysql://host/name", "sqlite:/// or postgresql://"),
    ("DATABASE_URL", "moorline.db", "sqlite:/// or postgresql://"),
    ("DATABASE_URL", "sqlite://", "name a file"),
    ("DATABASE_URL", "sqlite:///:memory:", "name a file"),
    ("DATABASE_URL", "postgresql://user:hunter2@host", "database's name"),
    ("SECRET_KEYS", "hunter2", "keys new"),
    ("SECRET_KEYS", f"{KEY},hunter2", "key 2"),
    ("SECRET_KEYS", ",", "keys new"),
    ("SLACK_BOT_TOKEN", "xapp-1-hunter2", "xoxb-"),
    ("SLACK_APP_TOKEN", "xoxb-1-hunter2", "xapp-"),
    ("SLACK_ADMINS", "U012ABC, @lin", "@lin"),
    ("SLACK_API_URL", "http://slack.example.com/api/", "https://"),
    ("LINE_API_URL", "api.line.me", "https://"),
    ("LIFF_URL", "ftp://liff.line.me", "https://"),
    ("LIFF_SDK_URL", "http://static.line-scdn.net/liff/edge/2/sdk.js", "https://"),
    ("LIFF_SDK_URL", "https://static.line-scdn.net/liff/edge/versions/2.31.0/sdk.js", "2.31.1"),
    ("LIFF_SDK_INTEGRITY", "sha256-AAAA", "doctor --liff-sdk"),
    ("VERIFY_EVERY", "0", "seconds above 0"),
    ("VERIFY_EVERY", "5 minutes", "seconds above 0"),
    ("VERIFY_EVERY", "inf", "seconds above 0"),
    ("WEBHOOK_TEST_EVERY", "-1", "seconds above 0"),
    ("LOG_FORMAT", "xml", "console or json"),
    ("LOG_LEVEL", "loud", "debug, info, warning or error"),
]
RIGHT: list[tuple[str, str]] = [
    ("PUBLIC_URL", "http://127.0.0.1:8080"),
    ("PUBLIC_URL", "http://localhost"),
    ("PUBLIC_URL", "http://[::1]:8080"),
    ("PUBLIC_URL", " https://line.example.com/ \n"),
    ("DATABASE_URL", "sqlite:////var/lib/moorline.db"),
    ("DATABASE_URL", "postgres://user:secret@host:5432/name?sslmode=require"),
    ("SLACK_ADMINS", " U012ABC , W9XYZ,"),
    ("SLACK_APP_TOKEN", ""),
    ("LOG_LEVEL", "DEBUG"),
    ("LIFF_SDK_URL", "https://static.line-scdn.net/liff/edge/2/sdk.js"),
    ("LIFF_SDK_INTEGRITY", "sha384-" + "A" * 64),
]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests is seen."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def problems(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, str]:
    """What is wrong with these, by name; empty when nothing is."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    try:
        Settings.load(needed=NEEDED_TO_SERVE)
    except SettingsError as error:
        return {name: str(problem) for name, problem in error.problems.items()}
    return {}


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_told_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    found = problems(monkeypatch, **{**GOOD, name: value})
    assert list(found) == [name]
    assert said in found[name]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_a_right_value_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert problems(monkeypatch, **{**GOOD, name: value}) == {}


def test_a_hash_needs_an_address_that_names_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    moving = "https://static.line-scdn.net/liff/edge/2/sdk.js"
    pinned = {"LIFF_SDK_URL": moving, "LIFF_SDK_INTEGRITY": "sha384-" + "A" * 64}
    found = problems(monkeypatch, **{**GOOD, **pinned})
    assert list(found) == ["LIFF_SDK_INTEGRITY"]
    assert "names a version" in found["LIFF_SDK_INTEGRITY"]


def test_everything_wrong_and_missing_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(
        monkeypatch,
        PUBLIC_URL="nowhere",
        SECRET_KEYS="short",
        PORT="x",
        DATABASE_URL="mysql://x",
        LOG_FORMAT="xml",
        LOGLEVEL="debug",
    )
    assert set(found) == {
        "PUBLIC_URL",
        "SECRET_KEYS",
        "PORT",
        "DATABASE_URL",
        "LOG_FORMAT",
        "LOGLEVEL",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    }
    assert "is missing" in found["SLACK_BOT_TOKEN"]


@pytest.mark.parametrize("name", [name.upper() for name in NEEDED_TO_SERVE])
def test_each_needed_setting_says_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for value in ("", "  "):
        found = problems(monkeypatch, **{**GOOD, name: value})
        assert list(found) == [name]
        assert len(found[name]) > len("is missing: ")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("PUBLIC_URI", "PUBLIC_URL"), ("SLACK_BOT_TOKENS", "SLACK_BOT_TOKEN"),
     ("SECRET_KEY", "SECRET_KEYS"), ("VERIFYEVERY", "VERIFY_EVERY")],
)  # fmt: skip
def test_an_environment_name_that_looks_like_a_slip_is_told(
    monkeypatch: pytest.MonkeyPatch, slip: str, meant: str
) -> None:
    monkeypatch.setenv(slip, "x")
    found = problems(monkeypatch, **{name: value for name, value in GOOD.items() if name != meant})
    assert meant in found[slip]


def test_a_name_like_a_setting_that_is_set_is_somebody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert problems(monkeypatch, **GOOD, SECRET_KEY="of another program") == {}
    assert problems(monkeypatch, **GOOD, DATABASE_URL_READONLY="x", HOSTNAME="h", PORTS="1") == {}


def test_a_name_in_env_that_means_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("COLOUR=red\nLOG_LEVL=debug\nVERIFY_EVERY=60\n")
    found = problems(monkeypatch, **GOOD)
    assert found == {
        "COLOUR": "is unknown; remove it from .env",
        "LOG_LEVL": "is unknown; did you mean LOG_LEVEL?",
    }


def test_env_is_read_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [f"{name}={value}" for name, value in GOOD.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "VERIFY_EVERY=60", "PORT=9000"]))
    monkeypatch.setenv("VERIFY_EVERY", "30")
    settings = Settings.load(needed=NEEDED_TO_SERVE)
    assert (settings.verify_every, settings.port) == (30, 9000)


def test_an_env_that_is_no_text_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PUBLIC_URL=\xff\xfe\x00")
    assert list(problems(monkeypatch, **GOOD)) == [".env"]


@pytest.mark.parametrize(
    ("given", "address"),
    [({}, ("127.0.0.1", 8080)), ({"PORT": "80"}, ("0.0.0.0", 80)),
     ({"PORT": "80", "HOST": "::1"}, ("::1", 80)), ({"HOST": "10.0.0.1"}, ("10.0.0.1", 8080))],
)  # fmt: skip
def test_a_port_that_is_set_is_for_everybody_unless_a_host_is(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], address: tuple[str, int]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    assert (settings.host, settings.port) == address


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    shown = repr(Settings.load())
    assert GOOD["SECRET_KEYS"] not in shown
    assert GOOD["SLACK_BOT_TOKEN"] not in shown
