"""Which files of a project are plainly its privacy policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDINGS = frozenset({".md", ".mdx", ".markdown", ".txt", ".rst", ".html", ".htm", ".jinja", ".j2"})
FOLDERS = ("docs", "doc", "templates", "legal", "content", "website", "site", "static", "public")
NAMES = frozenset({"privacy", "privacy-policy", "privacy_policy", "privacypolicy", "privacy-notice", "privacy_notice", "privacy-statement"})
DEEPEST = 4
MOST_ENTRIES = 5_000


def find_policies(root: Path) -> tuple[Path, ...]:
    """``PRIVACY.md`` or ``privacy-policy.*`` at the root, else such a file in a folder of documents or templates; () if none is there."""
    if not root.is_dir():
        return ()
    at_root = sorted(path for path in root.iterdir() if _is_policy(path))
    if at_root:
        return tuple(at_root)
    below = sorted(path for name in FOLDERS for path in _walk(root / name, DEEPEST) if _is_policy(path))
    return tuple(below)


def _is_policy(path: Path) -> bool:
    """By its name without translation and format suffixes; a link is not followed."""
    stem, *_ = path.name.lower().split(".")
    return path.suffix.lower() in ENDINGS and stem in NAMES and path.is_file() and not path.is_symlink()


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    if depth == 0 or folder.is_symlink() or not folder.is_dir():
        return
    for count, path in enumerate(sorted(folder.iterdir())):
        if count >= MOST_ENTRIES:
            return
        if path.is_dir():
            yield from _walk(path, depth - 1)
        else:
            yield path
