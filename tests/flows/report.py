"""``python tests/flows/report.py [FEATURE] [--wrong] [--title WORDS]``: the score per feature, and the cases that are wrong."""

from __future__ import annotations

import argparse

from flow_harness import Run, Verdict, run


def wrong(verdict: Verdict) -> str:
    """The case's files with what was missed or falsely reported pointed at."""
    lines = [f"--- {verdict.case.feature}.md:{verdict.case.line} {verdict.case.title}"]
    if verdict.crash:
        lines.append(f"crash: {verdict.crash}")
    for path, text in verdict.case.files.items():
        lines.append(f"[{path}]")
        for number, line in enumerate(text.splitlines(), 1):
            place = (path, number)
            flag = "MISSED" if place in verdict.missed else "FALSE" if place in verdict.false else ""
            lines.append(f"{flag:>7} {number:3} {line}")
    return "\n".join(lines)


def show(result: Run, *, details: bool) -> None:
    """Prints the wrong cases first, if asked for, then the table."""
    bad = [verdict for verdict in result.verdicts if verdict.missed or verdict.false or verdict.crash]
    if details:
        for verdict in bad:
            print(wrong(verdict), end="\n\n")
    print(result.table())
    print(f"{len(bad)} cases are wrong")


def main() -> None:
    """Parses the command line and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feature", nargs="?")
    parser.add_argument("--wrong", action="store_true", help="list the wrong cases with their programs")
    parser.add_argument("--title", default="", help="only cases whose title contains these words")
    options = parser.parse_args()
    result = run(options.feature)
    result.verdicts = [verdict for verdict in result.verdicts if options.title in verdict.case.title]
    show(result, details=options.wrong)


if __name__ == "__main__":
    main()
