"""`python -m bench`: every benchmark found in this package is a command."""

from __future__ import annotations

import typer

import bench
from bench.section import Section
from bot.discover import discover


def main() -> None:
    app = typer.Typer(no_args_is_help=True, help=bench.__doc__, add_completion=False)
    app.callback()(lambda: None)  # keeps the command's name even while there is only one
    for section in discover(bench, Section):
        app.command(section.name)(section.run)
    app()


if __name__ == "__main__":
    main()
