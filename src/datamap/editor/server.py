"""A language server: the project is read when it is opened and at every save, most of it from what is kept; buffers are not."""

from __future__ import annotations

import gc
import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from datamap import __version__
from datamap.editor.actions import actions
from datamap.editor.diagnostics import diagnostics, hover
from datamap.editor.places import Places
from datamap.editor.protocol import receive, send
from datamap.errors import DatamapError
from datamap.review import review

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.model import JsonValue, Result
    from datamap.pipeline import Options

    Record = dict[str, JsonValue]

METHOD_NOT_FOUND = -32601
ERROR = 1
CHANGES = {"initialized", "textDocument/didOpen", "textDocument/didSave", "workspace/didChangeWatchedFiles"}
CAPABILITIES: Record = {
    "textDocumentSync": {"openClose": True, "change": 0, "save": True},
    "codeActionProvider": {"codeActionKinds": ["quickfix"]},
    "hoverProvider": True,
}


class Server:
    """One editor's session over two streams."""

    def __init__(self, source: BinaryIO, target: BinaryIO, options: Options) -> None:
        self._source, self._target, self._options = source, target, options
        self._places = Places(Path())
        self._result: Result | None = None
        self._shown: set[str] = set()
        self._stopped = False
        self._requests: dict[str, Callable[[Record], JsonValue]] = {
            "initialize": self._initialize,
            "textDocument/codeAction": self._actions,
            "textDocument/hover": self._hover,
            "shutdown": self._shutdown,
        }

    def serve(self) -> int:
        """Answer until the editor leaves; 0 if it said so first. However many files were saved meanwhile, one scan answers for them."""
        inbox: queue.Queue[Record | None] = queue.Queue()
        listener = threading.Thread(target=self._listen, args=(inbox,), daemon=True)
        listener.start()
        stale = False
        while True:
            try:
                message = inbox.get(block=not stale)
            except queue.Empty:
                self.scan()
                stale = False
                continue
            if message is None or message.get("method") == "exit":
                listener.join()
                return int(not self._stopped)
            stale |= message.get("method") in CHANGES
            if "id" in message and "method" in message:
                if stale and message["method"] not in {"initialize", "shutdown"}:
                    self.scan()
                    stale = False
                self._answer(message)

    def _listen(self, inbox: queue.Queue[Record | None]) -> None:
        while True:
            try:
                message = receive(self._source)
            except ValueError:
                continue
            inbox.put(message)
            if message is None or message.get("method") == "exit":
                return  # a thread that still reads would hold up the end of the process

    def _answer(self, message: Record) -> None:
        request = self._requests.get(str(message["method"]))
        if request is None:
            error: Record = {"code": METHOD_NOT_FOUND, "message": f"datamap does not know {message['method']}"}
            send(self._target, {"id": message["id"], "error": error})
            return
        params = message.get("params")
        send(self._target, {"id": message["id"], "result": request(params if isinstance(params, dict) else {})})

    def _initialize(self, params: Record) -> JsonValue:
        folders = params.get("workspaceFolders")
        first = folders[0] if isinstance(folders, list) and folders else None
        uri = first.get("uri") if isinstance(first, dict) else params.get("rootUri")
        if isinstance(uri, str):
            self._places = Places(Path("/") / (Places(Path("/")).file(uri) or "."))
        return {"capabilities": CAPABILITIES, "serverInfo": {"name": "datamap", "version": __version__}}

    def _shutdown(self, _: Record) -> JsonValue:
        self._stopped = True
        return None

    def scan(self) -> None:
        """Read the project and show what was found; files that have nothing any more are cleared."""
        self._places = Places(self._places.root)
        gc.unfreeze()  # a scan sets its facts aside for good, since a process ends after one; this one does not
        gc.collect()
        try:
            self._result = review(self._places.root, self._options)
        except DatamapError as error:
            self._notify("window/showMessage", {"type": ERROR, "message": f"datamap: {error}"})
            return
        shown = diagnostics(self._result, self._places)
        for file in sorted(self._shown | shown.keys()):
            self._notify("textDocument/publishDiagnostics", {"uri": self._places.uri(file), "diagnostics": shown.get(file, [])})
        self._shown = set(shown)

    def _actions(self, params: Record) -> JsonValue:
        file, lines = self._file(params), _lines(params.get("range"))
        return actions(self._result, self._places, file, lines) if self._result and file else []

    def _hover(self, params: Record) -> JsonValue:
        position = params.get("position")
        file, lines = self._file(params), _lines({"start": position, "end": position})
        text = hover(self._result, file, lines.start) if self._result and file else None
        return {"contents": {"kind": "markdown", "value": text}} if text else None

    def _file(self, params: Record) -> str | None:
        document = params.get("textDocument")
        uri = document.get("uri") if isinstance(document, dict) else None
        return self._places.file(uri) if isinstance(uri, str) else None

    def _notify(self, method: str, params: Record) -> None:
        send(self._target, {"method": method, "params": params})


def _lines(region: JsonValue) -> range:
    """The lines of a region, from 1."""
    ends = [region.get(name) for name in ("start", "end")] if isinstance(region, dict) else []
    numbers = [end.get("line") for end in ends if isinstance(end, dict)]
    lines = [number for number in numbers if isinstance(number, int)]
    return range(min(lines) + 1, max(lines) + 2) if lines else range(0)
