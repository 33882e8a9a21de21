"""Clients that were told to talk to another host: whose data goes where, and what still is a store."""

from __future__ import annotations

import pytest
from harness import flows, practices

BUCKET = """
    import os
    import boto3
    from flask import Flask, request
    from dataclasses import dataclass

    app = Flask(__name__)
    ACCOUNT = os.environ.get("ACCOUNT", "")

    @dataclass
    class Place:
        host: str

        @property
        def address(self):
            return f"https://{{self.host}}.r2.cloudflarestorage.com"

    @app.post("/")
    def put():
        video = request.files["video"]
        client = boto3.client("s3", endpoint_url={address}, region_name="auto")
        client.put_object(Bucket="films", Key="k", Body=video, SSECustomerAlgorithm="AES256", SSECustomerKey="k")
"""


@pytest.mark.parametrize(
    "address",
    [
        '"https://a1.r2.cloudflarestorage.com"',
        'f"https://{ACCOUNT}.r2.cloudflarestorage.com"',
        'Place("a1").address',
        "Place(ACCOUNT).address",
    ],
)
def test_a_bucket_at_another_host_is_that_hosts(address):
    sinks = {(sink, form) for _, sink, form in flows(BUCKET.format(address=address))}
    assert sinks == {("cloudflare_r2", "plain"), ("s3:films", "encrypted:aes-256")}


@pytest.mark.parametrize("address", ['"http://minio:9000"', '"https://storage.internal"', 'f"https://{ACCOUNT}.internal"'])
def test_a_bucket_of_ones_own_is_a_store_and_nobodys(address):
    sinks = {sink for _, sink, _ in flows(BUCKET.format(address=address))}
    assert sinks == {"s3:films"}


def test_the_store_knows_who_runs_it():
    (store,) = practices(BUCKET.format(address='"https://a1.r2.cloudflarestorage.com"')).stores
    assert (store.id, store.processor) == ("s3:films", "cloudflare_r2")


RESOURCE = """
    import boto3
    from flask import Flask, request

    app = Flask(__name__)

    @app.post("/")
    def put():
        video = request.files["video"]
        bucket = boto3.resource("s3", endpoint_url="https://a1.r2.cloudflarestorage.com").Bucket("films")
        bucket.put_object(Key="k", Body=video)
"""


def test_what_the_client_gives_talks_to_the_same_host():
    assert {sink for _, sink, _ in flows(RESOURCE)} == {"cloudflare_r2", "s3:films"}


MODEL = """
    from openai import OpenAI

    client = OpenAI(base_url={address})

    def ask(prompt):
        client.chat.completions.create(model="m", messages=[{{"role": "user", "content": prompt}}])
"""


@pytest.mark.parametrize(
    ("address", "sinks"),
    [
        ('"http://localhost:11434/v1"', set()),
        ('"https://llm.internal/v1"', set()),
        ('"https://api.groq.com/openai/v1"', {"groq"}),
        ('"https://api.openai.com/v1"', {"openai"}),
    ],
)
def test_a_language_model_at_another_host(address, sinks):
    assert {sink for _, sink, _ in flows(MODEL.format(address=address))} == sinks


CALLED = """
    import httpx
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/signup")
    def signup(email: str):
        httpx.post("{address}", json={{"email": email}})
"""


@pytest.mark.parametrize(
    ("package", "address", "third_party"),
    [
        ("paperboat", "https://api.paperboat.io/v1/people", False),
        ("paper_boat", "https://hooks.paper-boat.co.uk/v1", False),
        ("paperboat", "https://paperboat.example-hosting.net/v1", True),
        ("paperboat", "https://api.papership.io/v1/people", True),
        ("resend", "https://api.resend.com/emails", True),
        ("app", "https://api.app.io/v1", True),
    ],
)
def test_a_host_that_is_called_like_the_service_is_its_own(package, address, third_party):
    files = {f"{package}/__init__.py": "", f"{package}/routes.py": CALLED.format(address=address), f"{package}/models.py": "X = 1"}
    assert bool(practices(files=files).processors) is third_party


def test_a_package_beside_others_names_no_company():
    files = {"papership/client.py": CALLED.format(address="https://api.papership.io/v1"), "web/a.py": "A = 1", "web/b.py": "B = 1"}
    assert [use.id for use in practices(files=files).processors] == ["api.papership.io"]


def test_plain_http_to_ones_own_host_is_told():
    files = {"paperboat/__init__.py": "", "paperboat/routes.py": CALLED.format(address="http://stills.paperboat.io/v1")}
    found = practices(files=files)
    assert not found.processors
    assert {("url", "http://stills.paperboat.io/v1")} == {(one.kind, one.value) for one in found.settings}
