"""`auditor completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from auditor.cli.options import example, logged
from auditor.cli.output import show
from auditor.errors import UsageError

VARIABLE = "_AUDITOR_COMPLETE"


@click.command(
    epilog=example(
        'eval "$(auditor completion bash)"                                       # in ~/.bashrc',
        'eval "$(auditor completion zsh)"                                        # in ~/.zshrc',
        "auditor completion fish > ~/.config/fish/completions/auditor.fish",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@logged
def completion(shell: str, **_: object) -> int:
    """Print the completion script for SHELL."""
    script = get_completion_class(shell)
    if script is None:
        raise UsageError(f"no completion is known for {shell}")
    root = click.get_current_context().find_root().command
    show(script(root, {}, "auditor", VARIABLE).source())
    return 0
