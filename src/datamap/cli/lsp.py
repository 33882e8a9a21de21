"""``datamap lsp``."""

from __future__ import annotations

import sys

import typer

from datamap.cli.options import ConfigOption, PolicyOption  # noqa: TC001 - typer reads them when it runs


def lsp(policy: PolicyOption = None, config: ConfigOption = None) -> None:
    """Show findings in an editor, as a language server."""
    from datamap.editor.server import Server
    from datamap.pipeline import Options

    server = Server(sys.stdin.buffer, sys.stdout.buffer, Options(policies=tuple(policy or ()), config=config))
    raise typer.Exit(server.serve())
