"""Ports and what implements them: fields that hold them, in a dict too, and the clients that an implementation was made with."""

from __future__ import annotations

import pytest
from harness import practices

PORTS = """
from typing import Protocol

import resend
from openai import AsyncOpenAI


class Writer(Protocol):
    async def write(self, prompt: str) -> tuple[str, str]: ...


class OpenAIWriter:
    def __init__(self, key: str, model: str) -> None:
        self._client = AsyncOpenAI(api_key=key)
        self._model = model

    async def write(self, prompt: str) -> tuple[str, str]:
        answer = await self._client.responses.create(model=self._model, input=prompt)
        return answer.output_text, self._model


class Studio:
    def __init__(self, writers: dict[str, Writer], main: Writer) -> None:
        self._writers = writers
        self._main = main

    async def by_name(self, email: str, name: str) -> str:
        text, _ = await self._writers[name].write(email)
        return text

    async def by_default(self, email: str) -> str:
        text, model = await self._main.write(email)
        print(model)
        return text


def build():
    writer = OpenAIWriter("key", "large")
    return Studio({"openai": writer}, writer)
"""


@pytest.mark.parametrize("call", ["by_name(email, 'openai')", "by_default(email)"])
def test_an_implementation_stands_for_its_port(call):
    code = PORTS + f"\n\nasync def route(studio: Studio, email: str):\n    await studio.{call}\n"
    assert ("user.contact.email", "openai") in {(flow.data, flow.sink.id) for flow in practices(code).flows}


def test_a_method_that_an_instance_keeps_is_called_on_its_own_object():
    code = """
import hashlib

import posthog


class Names:
    def of(self, email: str) -> str:
        return hashlib.sha256(email.encode()).hexdigest()


class Figures:
    def __init__(self, names: Names) -> None:
        self._alias = names.of

    def joined(self, email: str) -> None:
        posthog.capture(self._alias(email), "joined")


def build():
    return Figures(Names())


def route(figures: Figures, email: str):
    figures.joined(email)
"""
    found = {str(flow.form) for flow in practices(code).flows if flow.data == "user.contact.email"}
    assert found <= {"hashed:sha256"}
