from __future__ import annotations

import pytest

from datamap.config import Config, load_config, parse_config
from datamap.errors import ConfigError


def test_no_file_means_defaults(tmp_path):
    assert load_config(tmp_path) == Config()


def test_keys_may_have_hyphens():
    assert parse_config({"fail-on": "warning", "own-hosts": ["a.example"]}, "x").own_hosts == ("a.example",)


def test_team_tables_are_read():
    config = parse_config(
        {"sink": [{"call": "app.out", "arguments": [0, "body"], "id": "out"}], "forbid": [{"data": "user.*", "to": "out"}]}, "x"
    )
    assert config.sink[0].arguments == (0, "body")
    assert config.forbid[0].to == "out"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"fial_on": 1}, "there is no key `fial_on`"),
        ({"sink": [{"cal": "x"}]}, "there is no key `cal` in sink[0]"),
        ({"source": [{"data": "user.name"}]}, "needs call, parameter, attribute or variable"),
        ({"consent": [{"gate": "consent"}]}, "needs call, attribute or decorator"),
        ({"fail-on": "fatal"}, "fail_on must be one of"),
        ({"policy": "../../etc/passwd"}, "must be a path below the project"),
        ({"max_file_bytes": "big"}, "max_file_bytes"),
    ],
)
def test_mistakes_are_named(table, words):
    with pytest.raises(ConfigError) as error:
        parse_config(table, "pyproject.toml")
    assert words in str(error.value)
    assert str(error.value).startswith("pyproject.toml: ")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = [", b"a = " + b"[" * 3000 + b"]" * 3000])
def test_a_broken_file_is_one_message(tmp_path, data):
    (tmp_path / "pyproject.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=r"pyproject\.toml"):
        load_config(tmp_path)
