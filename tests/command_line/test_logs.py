"""Logs: structured, through one pipeline for us and the libraries, and without secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import ROOT, bare

SECRETS = {
    "slack token": "xoxb-123456789012-abcdefABCDEF",
    "app token": "xapp-1-A0B1C2-3-0123456789abcdef",
    "channel secret": "0f3c9a1d27b84e65a1c0d94be7f25386",
    "bearer": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3Mi.c2lnbmF0dXJl",
    "stateless token": "eyJhbGciOiJIUzI1NiJ9." + "Ab1-_" * 40 + ".sig",
    "long-lived token": "Q" * 60 + "w+/3" * 28 + "=",
    "database password": "postgresql://moorline:hunter2hunter2@db.example.com/moorline",
    "hook": "https://hooks.slack.com/commands/T012/345/abcDEF678",
    "form": "client_secret=0123deadbeef&grant_type=client_credentials",
}
SECRET_PARTS = [secret.split("//")[-1].split("@")[0] for secret in SECRETS.values()]
PROGRAM = """
import json, logging, sys
import structlog
from bot.logs import configure
secrets = json.loads(sys.argv[1])
configure("debug", sys.argv[2])
log = structlog.get_logger("ours")
for name, secret in secrets.items():
    log.info("said", words=f"before {secret} after")
    log.warning("nested", parts=[{"deep": (secret,)}], raw=secret.encode())
    log.info(f"in the event: {secret}")
    for library in ("slack_sdk", "slack_bolt.App", "aiohttp.client", "sqlalchemy.engine",
                    "apscheduler.scheduler", "linebot", "anything"):
        logging.getLogger(library).debug("body: %s", secret)
        logging.getLogger(library).error("failed with %s", secret)
    try:
        raise RuntimeError(secret)
    except RuntimeError:
        log.exception("crashed")
for name in ("password", "channel_secret", "access_token", "Authorization", "signature"):
    log.info("named", **{name: "short"})
log.info("harmless", account="line-kojima", request_id="931df886-97c4-46c1-b20c-aed4d89ee88d")
"""


def written(form: str) -> list[str]:
    """The lines of a program that logs every secret in every way it can think of."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(SECRETS), form],
        env=bare({}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == ""
    return ended.stderr.splitlines()


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_is_logged_whoever_logs_it_and_however(form: str) -> None:
    text = "\n".join(written(form))
    assert [part for part in SECRET_PARTS if part in text] == []
    assert "short" not in text
    assert "hunter2" not in text


def test_what_is_no_secret_stays_readable() -> None:
    lines = [json.loads(line) for line in written("json")]
    last = lines[-1]
    assert last["account"] == "line-kojima"
    assert last["request_id"] == "931df886-97c4-46c1-b20c-aed4d89ee88d"
    assert {"event", "level", "logger", "timestamp"} <= last.keys()
    said = next(line for line in lines if line["event"] == "said")
    assert said["words"].startswith("before ")
    assert said["words"].endswith(" after")


def test_the_libraries_debug_logs_are_not_written(tmp_path: Path) -> None:
    """They hold whole bodies, and with them what members wrote."""
    lines = [json.loads(line) for line in written("json")]
    loud = [line for line in lines if line["event"].startswith("body:")]
    assert {line["logger"] for line in loud} == {"anything"}
