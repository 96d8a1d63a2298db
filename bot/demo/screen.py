"""What the demo prints: a progress bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import shorten

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

LONGEST = 900  #: characters of what was seen instead


class Screen:
    """Shows steps as they happen."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self._steps = steps
        self._progress = Progress(
            TextColumn("  "),
            BarColumn(bar_width=28, complete_style="green", finished_style="green"),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.description}"),
            console=console,
            transient=True,
        )
        self._bar = self._progress.add_task("", total=steps)

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Draw the progress bar while the block runs, if this is a terminal."""
        if not self._console.is_terminal:
            yield
            return
        with self._progress:
            yield

    def begins(self, number: int, title: str) -> None:
        """A step begins."""
        self._progress.update(self._bar, description=escape(title), completed=number - 1)
        self._line(f"[bold]{number:2}/{self._steps}  {escape(title)}[/bold]")

    def narrates(self, words: str) -> None:
        """Somebody does something."""
        self._line(f"       [dim]·[/dim] {escape(words)}")

    def observed(self, words: str, seconds: float) -> None:
        """The step was seen to work."""
        took = f"[dim]({seconds:.1f} s)[/dim]"
        self._line(f"       [green]✓[/green] {escape(words)} {took}")

    def failed(self, number: int, title: str, words: str) -> None:
        """The step was not observed; the story ends here."""
        self._line(f"       [red]✗ step {number} failed: {escape(title)}[/red]")
        self._line(f"         {escape(shorten(words, LONGEST, placeholder=' …'))}")

    def ended(self, seconds: float) -> None:
        """Every step was observed."""
        self._progress.update(self._bar, completed=self._steps)
        self._line(f"[green]All {self._steps} steps observed at LINE and Slack[/green] "
                   f"in {seconds:.0f} s.")  # fmt: skip
        self._line("Play it yourself: [bold]python -m bot sandbox[/bold]")

    def _line(self, words: str) -> None:
        self._console.print(words, soft_wrap=True)
