r"""A Python file's bytes -> text, as PEP 263 says, with an allow-list of encodings and line ends made ``\\n``."""

from __future__ import annotations

import codecs
import re

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#.*)?")

# Encodings of text, in which ASCII means ASCII. Others (utf-7, rot13 …) can hide code from whoever reads the file.
_ENCODINGS = frozenset({
    "ascii", "utf-8", "utf-8-sig", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "cp1250", "cp1251", "cp1252",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp866", "cp874", "koi8-r", "koi8-u",
    "mac-roman", "tis-620", "shift_jis", "cp932", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr", "cp949",
})  # fmt: skip


class UndecodableError(ValueError):
    """The bytes are no text; says why, in words, and in which line."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def decode(data: bytes) -> str:
    """The text of a Python file. Raises UndecodableError."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UndecodableError("is UTF-16; Python reads UTF-8")
    if (nul := data.find(b"\0")) >= 0:
        raise UndecodableError("contains a NUL byte", data.count(b"\n", 0, nul) + 1)
    has_mark = data.startswith(codecs.BOM_UTF8)
    if has_mark:
        data = data[len(codecs.BOM_UTF8) :]
    declared = _declared(data)
    encoding = _normal(declared) if declared else "utf-8"
    if has_mark and encoding != "utf-8":
        raise UndecodableError(f"starts with the mark of UTF-8 but declares {declared!r}")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"is not {encoding}, the encoding it declares" if declared else "is not UTF-8 and declares no encoding"
        raise UndecodableError(reason, data.count(b"\n", 0, error.start) + 1) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _declared(data: bytes) -> str | None:
    """The encoding that one of the first two lines names; the second counts only if the first says nothing."""
    lines = re.split(rb"\r\n|\r|\n", data[:4096], maxsplit=2)[:2]
    for line in lines:
        if match := _COOKIE.match(line):
            return match.group(1).decode(errors="replace")
        if not _BLANK.fullmatch(line):
            return None
    return None


def _normal(declared: str) -> str:
    name = declared.lower().replace("_", "-")
    if name.startswith("utf-8-"):  # editors append their line ends: utf-8-unix
        return "utf-8"
    if name.startswith(("latin-1-", "iso-8859-1-", "iso-latin-1")):
        return "iso8859-1"
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding not in _ENCODINGS:
        raise UndecodableError(f"declares the encoding {declared[:40]!r}, which datamap does not read")
    return "utf-8" if encoding == "utf-8-sig" else encoding
