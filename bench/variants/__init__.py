"""The servers that are compared. Each module has `make(database)`, the application to serve."""

from __future__ import annotations

#: The same kind of route for all: matching a pattern costs more than comparing a string.
ROUTE = "/line/{account:[a-z0-9-]{1,40}}/webhook"
