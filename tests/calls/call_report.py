"""``python tests/calls/call_report.py [FEATURE] [--wrong]``: precision and recall per feature, and the cases that are wrong."""

from __future__ import annotations

import argparse

from call_harness import Verdict, run


def wrong(verdict: Verdict) -> str:
    """The case's files and the edges that differ."""
    lines = [f"--- {verdict.case.feature}.md:{verdict.case.line} {verdict.case.title}"]
    if verdict.crash:
        lines.append(f"crash: {verdict.crash}")
    for path, text in verdict.case.files.items():
        lines += [f"[{path}]", text.rstrip()]
    lines += [f"MISSING {caller} -> {callee}" for caller, callee in sorted(verdict.missing)]
    lines += [f"WRONG   {caller} -> {callee}" for caller, callee in sorted(verdict.wrong)]
    return "\n".join(lines)


def main() -> None:
    """Parses the command line and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feature", nargs="?")
    parser.add_argument("--wrong", action="store_true", help="list the wrong cases with their programs")
    options = parser.parse_args()
    result = run(options.feature)
    bad = [verdict for verdict in result.verdicts if verdict.missing or verdict.wrong or verdict.crash]
    if options.wrong:
        for verdict in bad:
            print(wrong(verdict), end="\n\n")
    print(result.table())
    print(f"{len(bad)} cases are wrong")


if __name__ == "__main__":
    main()
