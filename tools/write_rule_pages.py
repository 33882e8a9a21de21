"""Write docs/rules/ from the rules themselves: a page a rule, and their table. ``python tools/write_rule_pages.py``."""

from __future__ import annotations

from pathlib import Path

from datamap.checks import CHECKS
from datamap.knowledge.conformance import rules
from datamap.report.explain import rule_page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Text by file name."""
    texts = {check.CODE: check.__doc__ or "" for check in CHECKS}
    found = {f"{code}.md": rule_page(rule, texts.get(code, "")) for code, rule in rules().items()}
    rows = [f"| [{code}]({code}.md) | {rule.name} | {rule.level.value} | {rule.promise} |" for code, rule in sorted(rules().items())]
    head = ["# Rules", "", "Each page is made from the rule itself; `datamap explain CODE` shows the same.", ""]
    found["README.md"] = "\n".join([*head, "| code | name | level | what holds when it is silent |", "|---|---|---|---|", *rows, ""])
    return found


def main() -> None:
    """Write every page, and remove those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in FOLDER.glob("*.md")} - pages().keys():
        (FOLDER / stale).unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
