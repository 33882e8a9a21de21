"""The methods of text and bytes, by what they let through."""

from __future__ import annotations

TESTS = frozenset(
    {
        "startswith",
        "endswith",
        "isalnum",
        "isalpha",
        "isascii",
        "isdecimal",
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
        "isprintable",
        "isspace",
        "istitle",
        "isupper",
        "__contains__",
        "__eq__",
        "__ne__",
    }
)
NUMBERS = frozenset({"find", "rfind", "index", "rindex", "count", "__len__"})
SPLITS = {"split": "list", "rsplit": "list", "splitlines": "list", "partition": "tuple", "rpartition": "tuple"}
COMPUTED = frozenset(
    {
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "replace",
        "removeprefix",
        "removesuffix",
        "zfill",
        "center",
        "ljust",
        "rjust",
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "encode",
        "decode",
        "hex",
        *TESTS,
        *NUMBERS,
    }
)
RECEIVER_ONLY = frozenset(
    {"strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "encode", "decode", "expandtabs", "get_secret_value", *SPLITS}
)
CARRIED = frozenset(
    {"format", "format_map", "join", "translate", "expandtabs", "__add__", "__mod__", "__format__", "__str__", "__getitem__", "tobytes"}
)
METHODS = COMPUTED | CARRIED
"""All that are understood."""
