"""``datamap fix``: small rewrites of code that settle a finding."""

from __future__ import annotations

import difflib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datamap.cli.options import ConfigOption, FailOption, JobsOption, NoCacheOption, PathArgument, PolicyOption, codes, write

if TYPE_CHECKING:
    from datamap.fix.apply import Fixed

SelectOption = Annotated[str, typer.Option("--select", help="Only these rules: codes or their beginnings, with commas.")]
UnsafeOption = Annotated[bool, typer.Option("--unsafe", help="Also rewrite what somebody should look at: addresses and periods.")]
DiffOption = Annotated[bool, typer.Option("--diff", help="Show what would change, as a patch, and change nothing.")]


def fix(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    select: SelectOption = "",
    unsafe: UnsafeOption = False,
    diff: DiffOption = False,
    fail_on: FailOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Make small repairs, and leave the rest of the file alone.

    Certificate checks that are switched off, TLS below the promise, ignore comments that do nothing.
    """
    from datamap.fix.apply import apply
    from datamap.fix.plan import plan
    from datamap.pipeline import Options, exit_code, scan

    options = Options(
        policies=tuple(policy or ()),
        config=config,
        select=codes(select),
        fail_on=fail_on.value if fail_on else None,
        jobs=jobs,
        cached=not no_cache,
    )
    result = scan(path, options)
    fixed = tuple(apply(path, plan(result, unsafe=unsafe)))
    for file in fixed:
        if diff:
            write(_patch(file))
        else:
            ((path if path.is_dir() else path.parent) / file.path).write_bytes(file.after)
    settled = {finding.fingerprint for file in fixed for finding in file.findings}
    left = tuple(finding for finding in result.findings if finding.fingerprint not in settled)
    more = 0 if unsafe else len(plan(result, unsafe=True)) - len(plan(result))
    _tell(len(settled), len(fixed), sum(finding.suppressed is None for finding in left), more, would=diff)
    raise typer.Exit(exit_code(replace(result, findings=left)))


def _tell(settled: int, files: int, left: int, more: int, *, would: bool) -> None:
    hint = f" ({more} of them with --unsafe)" if more else ""
    verb = "would settle" if would else "settled"
    sys.stderr.write(f"datamap: {verb} {settled} findings in {files} files; {left} left{hint}\n")


def _patch(file: Fixed) -> str:
    """A patch for ``git apply``."""
    before, after = (data.decode("utf-8", "surrogateescape").splitlines(keepends=True) for data in (file.before, file.after))
    lines = difflib.unified_diff(before, after, f"a/{file.path}", f"b/{file.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
