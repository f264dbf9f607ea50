"""`auditor`: finds the command, runs it, and turns whatever happens into one line and an exit code."""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module

import click

from auditor import __version__
from auditor.cli.log import Log
from auditor.errors import AuditorError

COMMANDS: Mapping[str, str] = {
    "init": "auditor.cli.init:init",
    "doctor": "auditor.cli.doctor:doctor",
    "scan": "auditor.cli.scan:scan",
    "collect": "auditor.cli.collect:collect",
    "evaluate": "auditor.cli.evaluate:evaluate",
    "drift": "auditor.cli.drift:drift",
    "fix": "auditor.cli.fix:fix",
    "explain": "auditor.cli.explain:explain",
    "simulate": "auditor.cli.simulate:simulate",
    "permissions": "auditor.cli.permissions:permissions",
    "rules": "auditor.cli.rules:rules",
    "demo": "auditor.cli.demo:demo",
    "completion": "auditor.cli.completion:completion",
}
"""Name -> where it is; imported when it is called, so that only commands that speak to AWS load its SDK."""

SAID: Mapping[str, str] = {
    "init": "Write a commented auditor.yaml to fill in.",
    "doctor": "Try each account: what is allowed, denied, unreachable.",
    "scan": "Collect the accounts, judge them, report every finding.",
    "collect": "Read the accounts into a snapshot file.",
    "evaluate": "Judge SNAPSHOT by rule packs and report every finding.",
    "drift": "Report what changed between two snapshots.",
    "fix": "Print what would mend each failure.",
    "explain": "Show what decides each request of one edge, or what is declared of a bucket.",
    "simulate": "Decide policy cases given as JSON lines.",
    "permissions": "Print the read-only policy that the audit role needs.",
    "rules": "List and explain rules, and run the examples in them.",
    "demo": "Scan an embedded estate, without AWS.",
    "completion": "Print the completion script for SHELL.",
}
"""What --help says of each, which would else import them all."""

GARBAGE = 50_000
"""New objects before garbage is looked for: what is loaded at the start is none, and looking costs an eighth of it."""

BROKE, USAGE, INTERRUPTED = 4, 2, 130


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """All names, in the order of a first use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        """The command called `cmd_name`, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        """As click's, of `SAID`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SAID.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with the name that was probably meant."""
        near = get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and near:
            ctx.fail(f"No such command '{args[0]}'; did you mean {near[0]}?")
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExit codes:\n  0 clean  1 failures  2 usage or configuration  3 something unknown  4 the audit broke",
)
@click.version_option(__version__, prog_name="auditor")
def auditor() -> None:
    """Prove whether S3 replication works, is compliant and has not drifted, across AWS accounts.

    auditor reads; it never writes to AWS.
    """


def main() -> None:
    """Entry point of the command."""
    gc.set_threshold(GARBAGE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be ended by a service is no worse than by Ctrl-C
    code = run(sys.argv[1:])
    gc.freeze()  # it all goes with the process: to look through it once more takes a quarter of a second
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """The exit code of `auditor ARGUMENTS`."""
    log = Log()
    try:
        return int(auditor.main(list(arguments), prog_name="auditor", standalone_mode=False, obj=log) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        return _failed(log, _usage(error), USAGE)
    except click.Abort:
        return _failed(log, "interrupted", INTERRUPTED)
    except AuditorError as error:
        if log.debug:
            traceback.print_exc()
        return _failed(log, str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001  the last resort: one line instead of a traceback
        return _broke(log, error)


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see {context.command_path} --help)" if context else ""
    return error.format_message().rstrip(".") + hint


def _broke(log: Log, error: Exception) -> int:
    if log.debug:
        traceback.print_exc()
    hint = "" if log.debug else "; run it again with --debug and report what that prints"
    return _failed(log, f"this is a fault of auditor itself: {type(error).__name__}: {error}{hint}", BROKE)


def _failed(log: Log, text: str, code: int) -> int:
    log.error(text, exit_code=code)
    return code
