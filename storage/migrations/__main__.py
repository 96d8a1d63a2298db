"""`python -m storage.migrations "what changed"` writes the next revision from `storage/tables/`.

To make the first one anew (only before a release): delete it, then
`python -m storage.migrations "first tables"`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Connection

from storage import sqlite
from storage.address import read_address
from storage.migrate import configure, upgrade


async def revise(message: str) -> None:
    """Compare the tables with a database made of the existing revisions."""
    with TemporaryDirectory() as folder:
        _kind, url = read_address(f"sqlite:///{folder}/empty.db")
        engine = sqlite.creator(url, wait_seconds=1)
        async with engine.begin() as connection:
            await connection.run_sync(_write, message)
        await engine.dispose()


def _write(connection: Connection, message: str) -> None:
    number = len(list(Path(__file__).with_name("versions").glob("[0-9]*.py"))) + 1
    if number > 1:
        upgrade(connection)
    configuration = configure()
    configuration.attributes["connection"] = connection
    command.revision(configuration, message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    asyncio.run(revise(sys.argv[1]))
    versions = str(Path(__file__).with_name("versions"))
    for tidy in (["format", "-q"], ["check", "--fix", "-q", "--exit-zero"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, versions], check=False)
