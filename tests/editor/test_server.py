from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from datamap.editor.places import Places
from datamap.editor.protocol import receive, send
from datamap.editor.server import Server
from datamap.model import Location
from datamap.pipeline import Options

if TYPE_CHECKING:
    from pathlib import Path

CODE = """import logging
from dataclasses import dataclass

import requests


@dataclass
class User:
    email: str


def push(user: User) -> None:
    name = "😀"; logging.info(user.email)
    requests.post("https://api.mailgun.net/v3/x", data={"to": user.email}, verify=False)
"""


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / "app.py").write_text(CODE, encoding="utf-8")
    (folder / "PRIVACY.md").write_text("# Privacy\n\nWe use Mailgun. Your e-mail address is never written to logs.\n")
    return folder


def talk(*messages: dict, end: bool = True) -> tuple[int, list[dict]]:
    source, target = io.BytesIO(), io.BytesIO()
    for message in (*messages, *([{"id": 99, "method": "shutdown"}, {"method": "exit"}] if end else [])):
        send(source, message)
    source.seek(0)
    code = Server(source, target, Options(jobs=1)).serve()
    target.seek(0)
    return code, list(iter(lambda: receive(target), None))


def opened(root: Path) -> list[dict]:
    return [{"id": 1, "method": "initialize", "params": {"rootUri": root.as_uri()}}, {"method": "initialized", "params": {}}]


def ask(number: int, method: str, root: Path, line: int) -> dict:
    place = {"line": line, "character": 0}
    params = {"textDocument": {"uri": (root / "app.py").as_uri()}, "position": place, "range": {"start": place, "end": place}}
    return {"id": number, "method": method, "params": params}


def answer(said: list[dict], number: int) -> object:
    (found,) = [message["result"] for message in said if message.get("id") == number]
    return found


def published(said: list[dict]) -> dict[str, list[dict]]:
    notes = [message["params"] for message in said if message.get("method") == "textDocument/publishDiagnostics"]
    return {note["uri"].rsplit("/", 1)[1]: note["diagnostics"] for note in notes}


def test_findings_are_shown_with_the_sentence_and_the_path(root):
    code, said = talk(*opened(root), ask(2, "textDocument/hover", root, 8))
    assert code == 0
    assert answer(said, 1)["serverInfo"]["name"] == "datamap"
    shown = {one["code"]: one for one in published(said)["app.py"]}
    assert shown["DM306"]["range"]["start"] == {"line": 12, "character": 17}
    related = shown["DM306"]["relatedInformation"]
    assert any("never written to logs" in one["message"] for one in related)
    assert {one["location"]["uri"].rsplit("/", 1)[1] for one in related} == {"app.py", "PRIVACY.md"}


def test_a_hover_says_what_a_field_holds_and_where_it_goes(root):
    _, said = talk(*opened(root), ask(2, "textDocument/hover", root, 8), ask(3, "textDocument/hover", root, 0))
    assert "user.contact.email" in answer(said, 2)["contents"]["value"]
    assert answer(said, 3) is None


def test_a_repair_and_an_ignore_comment_are_offered(root):
    _, said = talk(*opened(root), ask(2, "textDocument/codeAction", root, 13), ask(3, "textDocument/codeAction", root, 12))
    mend, ignore = answer(said, 2)
    (edit,) = next(iter(mend["edit"]["changes"].values()))
    assert edit["newText"] == CODE.replace(", verify=False", "")
    (edit,) = next(iter(ignore["edit"]["changes"].values()))
    assert edit["newText"] == "    # datamap: ignore[DM304] \n"
    assert ["Ignore" in action["title"] for action in answer(said, 3)] == [True]


def test_what_is_mended_disappears(root):
    source, target = io.BytesIO(), io.BytesIO()
    for message in (*opened(root), {"id": 9, "method": "shutdown"}, {"method": "exit"}):
        send(source, message)
    source.seek(0)
    server = Server(source, target, Options(jobs=1))
    server.serve()
    server.scan()
    (root / "app.py").write_text("x = 1\n")
    server.scan()
    target.seek(0)
    assert published(list(iter(lambda: receive(target), None)))["app.py"] == []


def test_a_mistake_of_the_users_is_shown_and_does_not_end_the_session(root):
    (root / "pyproject.toml").write_text("[tool.datamap]\nnosuch = 1\n")
    code, said = talk(*opened(root), ask(2, "textDocument/hover", root, 0))
    assert code == 0
    assert any("nosuch" in message["params"]["message"] for message in said if message.get("method") == "window/showMessage")


def test_an_editor_that_just_goes_is_an_error(root):
    assert talk(*opened(root), end=False)[0] == 1


def test_the_command_ends_when_it_is_told_to(root):
    stream = io.BytesIO()
    for message in (*opened(root), {"id": 9, "method": "shutdown"}, {"method": "exit"}):
        send(stream, message)
    command = [sys.executable, "-c", "from datamap.cli.main import main; main()", "lsp"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as process:
        process.stdin.write(stream.getvalue())
        process.stdin.flush()  # the pipe stays open, as an editor's does
        assert process.wait(60) == 0


def test_what_is_not_known_is_refused_and_rubbish_is_skipped():
    _, said = talk({"id": 5, "method": "textDocument/rename", "params": None}, {"method": "$/setTrace"})
    assert next(message for message in said if message["id"] == 5)["error"]["code"] == -32601
    rubbish = b"Content-Length: x\r\n\r\nContent-Length: 3\r\n\r\n[1]Content-Length: 2\r\n\r\n{}\r\nContent-Length: 9\r\n\r\nnot json!"
    source, target = io.BytesIO(rubbish), io.BytesIO()
    assert Server(source, target, Options()).serve() == 1
    assert target.getvalue() == b""


def test_messages_are_counted_in_bytes():
    stream = io.BytesIO()
    send(stream, {"method": "ü"})
    stream.seek(0)
    assert receive(stream) == {"jsonrpc": "2.0", "method": "ü"}
    assert json.loads(stream.getvalue().split(b"\r\n\r\n")[1])["method"] == "ü"


def test_an_address_outside_of_the_project_is_no_file_of_it(root):
    assert Places(root).file("file:///etc/passwd") is None
    assert Places(root).file((root / "app.py").as_uri()) == "app.py"
    assert Places(root).range(Location("gone.py", 7, 3))["start"] == {"line": 6, "character": 0}
