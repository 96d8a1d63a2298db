"""Moorline. `__main__` is the command line, `app` the one place that puts the parts together."""
