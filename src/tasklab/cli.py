"""The command `tasklab`: a table of sub-commands, each imported only when it runs."""

from __future__ import annotations

import importlib
import sys

import click

from tasklab import __version__

COMMANDS: dict[str, str] = {
    "lab": "Run the whole loop: watch, verify on real servers, gate, promote, report.",
    "lint": "Check the specs.",
    "generate": "Write the adapters from the specs.",
    "verify": "Run the contract suite on real servers and record the evidence.",
    "watch": "Ask the release sources what is new.",
    "windows": "Show the support windows.",
    "advance": "Take new releases as far as the lab can alone.",
    "gate": "Answer whether this may be released, or a version promoted.",
    "promote": "Mark a version supported, if the gate says yes.",
    "waive": "Record a waiver with reason, owner and expiry.",
    "report": "Write the reports.",
    "ledger": "Check, export or import the ledger.",
    "schema": "Print the JSON Schema of the spec language.",
    "new": "Start a platform or a version.",
    "mutate": "Plant faults in the adapters and see whether the contract catches them.",
    "doctor": "Say what this machine has and lacks for the lab.",
}
"""Sub-command to its one-line help: kept here so that `--help` imports nothing else."""


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
        module = importlib.import_module(f"tasklab.command.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table without importing any sub-command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tasklab")
def main() -> None:
    """One API over many task managers, and the lab that keeps it true."""


if __name__ == "__main__":
    sys.exit(main())
