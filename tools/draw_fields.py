"""Draws field names at random from the models, schemas and forms of downloaded packages, for people to label.

    pip download --no-deps --dest packages django-oscar pretix …
    python tools/draw_fields.py packages --each 80 > drawn.tsv

Nothing of a package is imported or run. The same packages, seed and number give the same lines. Which half a name belongs to
(tune or hold-out) is decided by a hash of the name alone, so that no name is in both and nobody chooses.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import random
import re
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20251121
SKIPPED = re.compile(r"(^|/)(tests?|testing|migrations|examples?|docs?|node_modules|static|locale|conftest)(/|\.py|_)|test_|_test\.py")
RECORD_BASES = re.compile(
    r"Model$|Base$|Schema$|Serializer$|Form$|TypedDict$|NamedTuple$|SQLModel$|Document$|Mixin$|Profile$|Abstract|User$|ModelSQL$|Struct$"
)
FIELD_CALLS = re.compile(
    r"Field$|^Column$|^mapped_column$|^relationship$|^(String|Integer|Boolean|Email|Nested|DateTime|Str|Int|Char|Text|Many2One|Binary|Date|Numeric|Selection|Float)$|Key$"
)
NAME = re.compile(r"[A-Za-z]\w+")


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """One declared field of one class."""

    package: str
    owner: str
    name: str
    type: str


def fields_of(package: str, source: str) -> Iterator[Field]:
    """The declared fields of every record-like class of one file."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                found = _field(statement, is_record=_is_record(node))
                if found and NAME.fullmatch(found[0]) and not found[0].isupper():
                    yield Field(package, node.name, *found)


def _is_record(node: ast.ClassDef) -> bool:
    decorated = any("dataclass" in ast.unparse(decorator) or "attr" in ast.unparse(decorator) for decorator in node.decorator_list)
    return decorated or any(RECORD_BASES.search(ast.unparse(base).partition("[")[0]) for base in node.bases)


def _field(statement: ast.stmt, *, is_record: bool) -> tuple[str, str] | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and is_record:
        return statement.target.id, " ".join(filter(None, (_one_line(ast.unparse(statement.annotation)), _call(statement.value))))
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        declared = _call(statement.value)
        return (statement.targets[0].id, declared) if declared else None
    return None


def _call(value: ast.expr | None) -> str:
    """``Column(String, ForeignKey)`` for a call that declares a field, else nothing."""
    if not isinstance(value, ast.Call):
        return ""
    callee = ast.unparse(value.func).rpartition(".")[2]
    if not FIELD_CALLS.search(callee):
        return ""
    inner = [
        ast.unparse(a.func if isinstance(a, ast.Call) else a) for a in value.args if isinstance(a, ast.Call | ast.Name | ast.Attribute)
    ]
    return _one_line(f"{callee}({', '.join(inner[:2])})")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:80]


def sources(archive: Path) -> Iterator[str]:
    """The Python files of a wheel or an sdist, but for tests and migrations."""
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                if name.endswith(".py") and not SKIPPED.search(name):
                    yield opened.read(name).decode("utf-8", "replace")
    elif archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(archive) as packed:
            for member in sorted(packed.getmembers(), key=lambda member: member.name):
                held = packed.extractfile(member) if member.name.endswith(".py") and not SKIPPED.search(member.name) else None
                if held:
                    yield held.read().decode("utf-8", "replace")


def split_of(name: str) -> str:
    """``tune`` or ``holdout``, by the name alone."""
    return "tune" if hashlib.sha256(name.lower().encode()).digest()[0] % 2 else "holdout"


def main() -> int:
    """Print the drawn fields as TSV with empty labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=80)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    print("package\towner\tfield\ttype\tsplit\tlabel\tcategory")
    for archive in sorted(path for path in chosen.folder.iterdir() if path.is_file()):
        package = re.split(r"-\d", archive.name)[0].lower().replace("_", "-")
        found = sorted({field for source in sources(archive) for field in fields_of(package, source)})
        drawn = sorted(random.Random(f"{chosen.seed}{package}").sample(found, min(chosen.each, len(found))))  # noqa: S311 - no secret
        print(f"{package}: {len(drawn)} of {len(found)}", file=sys.stderr)
        for field in drawn:
            print(f"{field.package}\t{field.owner}\t{field.name}\t{field.type}\t{split_of(field.name)}\t\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
