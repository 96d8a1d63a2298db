"""Alembic: how the schema came to be. `storage.migrate` applies it, `__main__` writes more."""
