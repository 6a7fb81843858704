"""`alloyc completion`: what completes commands and options in a shell."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what completes commands and options in SHELL.

    \b
    bash: alloyc completion bash > ~/.local/share/bash-completion/completions/alloyc
    zsh:  alloyc completion zsh > "${fpath[1]}/_alloyc"
    fish: alloyc completion fish > ~/.config/fish/completions/alloyc.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, shell
    click.echo(made(context.find_root().command, {}, "alloyc", "_ALLOYC_COMPLETE").source())
