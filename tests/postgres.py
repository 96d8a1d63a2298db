"""A PostgreSQL server of our own for the tests: made in a temporary folder, removed afterwards.

PostgreSQL refuses to run as root, so as root it runs as `postgres` or `nobody`. Several test
processes (pytest-xdist) share one server: whoever needs it first starts it under a file lock.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

from sandbox.serve import free_port

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def programs() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def _user() -> str | None:
    """Who the server runs as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("PostgreSQL does not run as root, and there is no user for it")


class Server:
    """A PostgreSQL server in a folder; trusts everyone on this machine, and fears no power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._port = folder / "port"

    @property
    def running(self) -> bool:
        """Whether somebody has started it and not stopped it."""
        return (self._data / "postmaster.pid").exists()

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self._port.read_text()}/{database}"

    def create(self) -> None:
        """Make an empty cluster and choose its port."""
        self._data.mkdir(parents=True)
        user = _user()
        if user:
            account = getpwnam(user)
            for folder in (self.folder, self._data):
                os.chown(folder, account.pw_uid, account.pw_gid)
        self._port.write_text(str(free_port()))
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Return once it takes connections."""
        options = f"{_OPTIONS} -p {self._port.read_text()} -k {self.folder} -h 127.0.0.1"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Cut every connection and return once it is down."""
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        place = programs()
        if place is None:
            raise RuntimeError("PostgreSQL is not installed")
        user = _user()
        become = ["runuser", "-u", user, "--"] if user else []
        subprocess.run(
            [*become, str(place / program), "-D", str(self._data), *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock against the other test processes."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
