"""The command line. Exit codes: 0 well, 1 something is broken, 2 it could not be done."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.collector import rest
from bot.errors import MoorlineError, SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

T = TypeVar("T")

cli = typer.Typer(
    name="moorline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Moors a company's sites to its LINE official account, from Slack.",
)
keys = typer.Typer(no_args_is_help=True, help="Encryption keys of the stored secrets.")
cli.add_typer(keys, name="keys")

Port = Annotated[int, typer.Option(help="Where the page listens; 0 takes any free port.")]
Keep = Annotated[Path | None, typer.Option(help="Keep the database in this folder.")]


def done(work: Coroutine[Any, Any, T]) -> T:
    """Run it; an error of ours is one clear line and exit 2."""
    try:
        return asyncio.run(work)
    except MoorlineError as error:
        raise refused(error) from None


def refused(error: MoorlineError) -> typer.Exit:
    """Say what is wrong on standard error, every setting on a line of its own."""
    if isinstance(error, SettingsError):
        for name, problem in error.problems.items():
            typer.echo(f"{name} {problem}", err=True)
    else:
        typer.echo(str(error), err=True)
    return typer.Exit(2)


def loaded(needed: Sequence[str] | None = None) -> Settings:
    """The settings; by default all that `serve` needs must be there."""
    from bot.settings import NEEDED_TO_SERVE, Settings

    try:
        return Settings.load(needed=NEEDED_TO_SERVE if needed is None else needed)
    except SettingsError as error:
        raise refused(error) from None


def logging(settings: Settings) -> Settings:
    """The settings, with logs set up as they say."""
    from bot.logs import configure

    configure(settings.log_level, settings.log_format)
    return settings


@cli.command()
def sandbox(port: Port = 8100, keep: Keep = None) -> None:
    """Play with Moorline: stand-in LINE and Slack, and the real server, on this machine."""
    from bot.playing import play

    done(play(port, keep))


@cli.command()
def demo(keep: Keep = None) -> None:
    """Play the whole story against the stand-ins and confirm every step; exit 1 if one fails."""
    from bot.demo import tell

    raise typer.Exit(done(tell(keep)))


@cli.command()
def serve(
    no_jobs: Annotated[bool, typer.Option("--no-jobs", help="Leave jobs to `jobs`.")] = False,
) -> None:
    """The real server, configured by environment or .env."""
    rest()
    from bot.app import serve as run

    done(run(logging(loaded()), with_jobs=not no_jobs))


@cli.command()
def jobs() -> None:
    """The scheduled jobs alone, as a second process."""
    from bot.app import run_jobs

    done(run_jobs(logging(loaded())))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe from several machines at once."""
    from bot.opening import plain
    from storage.migrate import migrate as run

    settings = logging(loaded(needed=()))
    typer.echo(f"schema {done(run(plain(settings.database_url)))}")


@cli.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Verify every binding once; exit 1 if anything is broken, 2 if it could not be checked."""
    from rich.console import Console

    from bot.checking import check_all, exit_code, table

    checked = done(check_all(logging(loaded())))
    if as_json:
        typer.echo(json.dumps([one.json for one in checked], ensure_ascii=False, indent=2))
    else:
        Console().print(table(checked))
    raise typer.Exit(exit_code(checked))


@keys.command("new")
def keys_new() -> None:
    """Print a new encryption key for SECRET_KEYS."""
    from storage.secrets import new_key

    typer.echo(new_key())


@keys.command("rotate")
def keys_rotate() -> None:
    """Re-encrypt every stored secret under the newest key of SECRET_KEYS."""
    from bot.checking import rotate_keys

    typer.echo(f"secrets re-encrypted: {done(rotate_keys(loaded(needed=('secret_keys',))))}")


@cli.command()
def manifest() -> None:
    """Print the Slack app manifest for PUBLIC_URL, ready to paste."""
    from handlers.manifest import manifest as build

    settings = loaded(needed=("public_url",))
    socket_mode = settings.slack_app_token is not None
    built = build(str(settings.public_url), socket_mode=socket_mode)
    typer.echo(json.dumps(built, ensure_ascii=False, indent=2))


@cli.command()
def doctor(
    liff_sdk: Annotated[
        bool, typer.Option("--liff-sdk", help="Fetch the LIFF SDK and print the hash to set.")
    ] = False,
) -> None:
    """Say which settings are missing or wrong, one line each, with the mend."""
    if liff_sdk:
        from bot.checking_sdk import examine_sdk

        typer.echo(done(examine_sdk(loaded(needed=()))))
        return
    settings = loaded()
    from bot.checking import diagnose

    lines = done(diagnose(settings))
    for line in lines:
        typer.echo(line, err=True)
    if lines:
        raise typer.Exit(2)
    typer.echo("All settings are well; the database and Slack answer.")


def main() -> None:
    """The installed command `moorline`."""
    cli()


if __name__ == "__main__":
    sys.exit(cli())
