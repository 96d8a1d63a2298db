"""The webhook benchmark's own honesty: what it sends, what it concludes, what it asks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.deliveries import PATH, SECRET, write
from bench.load import Load
from bench.variants.moorline import SLUG
from bench.webhook_report import Kept, Report, as_json
from bot.platforms.signature import verify
from bot.platforms.webhook_body import open_body

ROOT = Path(__file__).parents[2]


def load(per_second: float, p99: float) -> Load:
    return Load(answers=100, failed=0, per_second=per_second, p50=1.0, p99=p99)


@pytest.fixture
def report() -> Report:
    turn = {
        "a": load(1000, 10),
        "h": load(800, 10),
        "b": load(300, 10),
        "n": load(30, 10),
        "c": load(600, 20),
    }
    return Report(rounds=1, seconds=3, turns=[turn] * 3, kept=[Kept(100, 100)])


def test_each_delivery_is_signed_unique_and_of_usual_size(tmp_path: Path) -> None:
    write(tmp_path / "deliveries", 7, 50)
    data, ids = (tmp_path / "deliveries").read_bytes(), set[str]()
    while data:
        size = int(data[:6])
        request, data = data[6 : 6 + size], data[6 + size :]
        head, _blank, body = request.partition(b"\r\n\r\n")
        assert head.startswith(f"POST {PATH} HTTP/1.1\r\n".encode())
        assert f"Content-Length: {len(body)}\r\n".encode() in head
        signature = head.partition(b"x-line-signature: ")[2].decode()
        assert verify([SECRET.encode()], body, signature) == 0
        assert 450 < len(body) < 650
        ids.update(event_id for event_id, _raw in open_body(body)[1])
    assert len(ids) == 50
    assert f"/{SLUG}/" in PATH


def test_ratios_and_missed_targets(report: Report) -> None:
    ratios = json.loads(as_json(report))["ratios"]
    assert {name: ratio["median"] for name, ratio in ratios.items()} == {
        "c/a": 0.6,
        "c/h": 0.75,
        "c/b": 2.0,
        "c/n": 20.0,
        "p99 c/a": 2.0,
    }
    assert report.missed == []
    for turn in report.turns[:2]:
        turn |= {"c": load(500, 30)}
    assert report.missed == ["c/h", "p99 c/a"]


def test_a_200_without_its_row_is_told(report: Report) -> None:
    assert report.lost == 0
    report.kept += [Kept(100, 105), Kept(100, 98)]
    assert report.lost == 2


def test_without_wrk_it_says_in_one_line_how_to_get_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "webhook"]
    environment = os.environ | {"PATH": str(tmp_path)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert "apt install wrk" in ended.stderr
