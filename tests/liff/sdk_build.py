"""A build of LINE's LIFF SDK from npm, for tests only: under LINE's terms it is never committed.

npm's newest, 2.31.0, is one of the versions LINE has withdrawn; pages load a newer one from LINE's
servers. The build goes into a cache folder, once for each set of versions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ("@line/liff@2.31.0", "@line/liff-mock@1.0.3", "esbuild@0.28.2")
WITHIN = 240  #: seconds for npm
ENTRY = """
import liff from "@line/liff";
import { LiffMockPlugin } from "@line/liff-mock";

// A test that sets `mocked` gets LINE's mock with these answers, every other the SDK itself.
if (window.mocked) {
  liff.use(new LiffMockPlugin());
  const init = liff.init;
  liff.init = async (config) => {
    await init({ ...config, mock: true });
    liff.$mock.set((known) => ({ ...known, ...window.mocked }));
    liff.login();
  };
}
window.liff = liff;
"""


def program() -> str | None:
    """Where npm is; None where it is not installed."""
    return shutil.which("npm")


def bundle() -> Path | None:
    """The build, if there is one."""
    file = _folder() / "sdk.js"
    return file if file.exists() else None


def build() -> str:
    """Make the build if it is not there; returns why not, "" when it is."""
    if bundle() is not None:
        return ""
    npm = program()
    if npm is None:
        return "npm is not installed"
    _folder().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_folder().parent) as work:
        options = ("--prefix", work, "--ignore-scripts", "--no-audit", "--no-fund",
                   "--fetch-retries=1", "--loglevel=error")  # fmt: skip
        (Path(work) / "entry.js").write_text(ENTRY)
        return _run(npm, "install", *options, *PACKAGES) or _bundled(Path(work))


def _bundled(work: Path) -> str:
    """Bundle what npm has fetched, and move it where it is looked for in one go."""
    esbuild = str(work / "node_modules" / ".bin" / "esbuild")
    made = work / "sdk.js"
    failure = _run(esbuild, str(work / "entry.js"), "--bundle", "--minify", f"--outfile={made}")
    if not failure:
        _folder().mkdir(exist_ok=True)
        made.replace(_folder() / "sdk.js")
    return failure


def _run(*command: str) -> str:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        return str(failure)
    return ended.stderr.strip()[-500:] or "it failed" if ended.returncode else ""


def _folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    versions = "-".join(one.rpartition("@")[2] for one in PACKAGES)
    return cache / "moorline" / f"liff-sdk-{versions}"
