"""The sub-commands as one click group, each imported only when it runs; and what an error looks like in a terminal."""

from __future__ import annotations

import importlib
import signal

import click

from tasklab.command.table import COMMANDS, render_help


class LazyGroup(click.Group):
    """A group that imports `tasklab.command.<name>` only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all sub-commands, in the order of the flow."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one sub-command; its module has the attribute `command`."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tasklab.command.{cmd_name}").command
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Answer the help that the table gives."""
        del ctx
        return render_help().rstrip("\n")


group = LazyGroup(name="tasklab", context_settings={"help_option_names": ["-h", "--help"]})


def run(words: list[str]) -> None:
    """Run one sub-command and leave the process with its exit code: 64 for a call whose words are wrong.

    Source: 64 is EX_USAGE of BSD's sysexits.h.
    """
    # Who asks politely is heard like Ctrl-C: runners of CI cancel with SIGTERM, and servers must be stopped then too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = group.main(args=words, prog_name="tasklab", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted; run it again to go on where it stopped", err=True)
        raise SystemExit(130) from None
    except click.UsageError as error:
        error.show()
        raise SystemExit(64) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    raise SystemExit(code if isinstance(code, int) else 0)
