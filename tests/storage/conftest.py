"""Where PostgreSQL is not installed, its own tests are absent."""

from __future__ import annotations

from tests.conftest import KINDS

collect_ignore = [] if "postgresql" in KINDS else ["test_postgresql_outages.py"]
