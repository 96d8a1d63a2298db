"""Fixtures for everybody: a migrated database of either kind, a key ring, a clock."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot import logs
from storage.database import Database
from storage.migrate import migrate
from storage.secrets import KeyRing, new_key
from tests import browser, postgres
from tests.clock import Clock
from tests.liff import sdk_build
from tests.sandbox_line import line_openapi

_RUN = "MOORLINE_TEST_RUN"  # folder of this run; the processes of pytest-xdist inherit it
_REQUIRE_ALL = os.environ.get("MOORLINE_REQUIRE_ALL") == "1"
KINDS = ("sqlite", "postgresql") if postgres.programs() or _REQUIRE_ALL else ("sqlite",)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if _REQUIRE_ALL and not postgres.programs():
        raise pytest.UsageError("MOORLINE_REQUIRE_ALL=1, but PostgreSQL (initdb) is not installed")
    if _REQUIRE_ALL and not browser.program():
        raise pytest.UsageError("MOORLINE_REQUIRE_ALL=1, but Chromium is not installed")
    lacking = sdk_build.build()
    if _REQUIRE_ALL and lacking:
        raise pytest.UsageError(f"MOORLINE_REQUIRE_ALL=1, but there is no LIFF SDK: {lacking}")
    os.environ[_RUN] = tempfile.mkdtemp(prefix="moorline-tests-")
    os.chmod(os.environ[_RUN], 0o711)  # PostgreSQL's user passes through to its folder


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or _RUN not in os.environ:
        return
    server = postgres.Server(_run_folder() / "postgres")
    if server.running:
        server.stop()
    shutil.rmtree(_run_folder(), ignore_errors=True)


def pytest_report_header() -> list[str]:
    absent = "(not installed: those tests are absent)"
    return [
        f"databases: {', '.join(KINDS)}"
        + ("" if "postgresql" in KINDS else f"; PostgreSQL {absent}"),
        f"browser: {browser.program() or f'Chromium {absent}'}",
        f"LINE's OpenAPI files: {'beside the checkout' if line_openapi.present() else absent}",
        f"LINE's LIFF SDK: {sdk_build.bundle() or f'no build of it from npm {absent}'}",
    ]


def _run_folder() -> Path:
    return Path(os.environ[_RUN])


def _finish(work: Coroutine[Any, Any, object]) -> None:
    """Run beside whatever event loop the test plugins keep in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _statement(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    _finish(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    """The run's PostgreSQL server, with the migrated database `template_moorline` to copy."""
    server = postgres.Server(_run_folder() / "postgres")
    with postgres.alone(_run_folder()):
        if not server.running:
            server.create()
            server.start()
            _finish(_statement(server.url("postgres"), "CREATE DATABASE template_moorline"))
            _finish(migrate(server.url("template_moorline")))
    return server


@pytest.fixture(params=KINDS)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "moorline.db")
        yield f"sqlite:///{copy}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    admin = server.url("postgres")
    await _statement(admin, f"CREATE DATABASE {name} TEMPLATE template_moorline")
    yield server.url(name)
    await _statement(admin, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, opened database; the test runs once on each kind."""
    database = Database(database_url, wait_seconds=60)  # of a busy machine
    await database.open()
    yield database
    await database.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; see `tests/browser.py` for what a file must say to use it."""
    async with browser.launched() as running:
        yield running


@pytest.fixture
def ring() -> KeyRing:
    """A key ring with one fresh key."""
    return KeyRing.parse(new_key())


@pytest.fixture
def clock() -> Clock:
    """A clock that moves only by `clock.advance(seconds=…)`; starts 2026-11-23T04:00Z."""
    return Clock()


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Logs configured as `serve` does it; calling gives all that was written since."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure("info", "json")
    ours = root.handlers[0]
    assert isinstance(ours, logging.StreamHandler)
    ours.setStream(written)
    yield written.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
