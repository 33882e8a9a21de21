"""``datamap``: the commands and their exit codes. Heavy imports wait until a command needs them."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from datamap import __version__
from datamap.cli.baseline import baseline
from datamap.cli.demo import demo
from datamap.cli.diff import diff
from datamap.cli.explain import explain
from datamap.cli.fix import fix
from datamap.cli.graph import graph
from datamap.cli.init import annotate, init
from datamap.cli.inventory import inventory
from datamap.cli.lsp import lsp
from datamap.cli.scan import hook, scan
from datamap.cli.views import calls, policy
from datamap.errors import DatamapError

FOUND, MISTAKE, INTERRUPTED = 1, 2, 130
RARELY = (10_000, 50, 100)

app = typer.Typer(
    name="datamap",
    help="Compare what Python code does with personal data with what its privacy policy says.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (scan, diff, fix, graph, inventory, policy, calls, baseline, init, annotate, hook, lsp, explain, demo):
    app.command()(command)


def main() -> None:
    """Run the command line; the user's mistakes end with one line on stderr and exit code 2."""
    gc.set_threshold(*RARELY)  # a run makes millions of objects and hardly a cycle that is not needed to its end
    try:
        app()
    except DatamapError as error:
        from datamap.display import display

        sys.stderr.write(f"datamap: {display(str(error))}\n")
        sys.exit(MISTAKE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FOUND)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        sys.stdout.write(f"datamap {__version__}\n")
        raise typer.Exit
