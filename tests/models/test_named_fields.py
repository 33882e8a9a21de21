"""A field that is declared as personal is that, also when it was filled with something from outside that has no telling name."""

from __future__ import annotations

import pytest
from harness import flows, practices

TEMPLATE = """
    import requests
    from flask import Flask, request
    from sqlalchemy import Column, Integer, String
    from sqlalchemy.orm import declarative_base

    Base = declarative_base()
    app = Flask(__name__)

    class Customer(Base):
        __tablename__ = "customers"
        id = Column(Integer, primary_key=True)
        full_name = Column(String)
        colour = Column(String)

    @app.post("/join")
    def join():
        data = request.get_json()
        customer = Customer({given})
        requests.post("https://api.mailgun.net/v3/x", data={{"to": customer.{read}}})
"""


def sent(given: str, read: str = "full_name") -> set[str]:
    return {data for data, sink, _ in flows(TEMPLATE.format(given=given, read=read)) if sink == "mailgun"}


def test_what_came_from_outside():
    assert sent('full_name=data["name"]') == {"user.name"}
    assert sent('full_name=data["x"]') == {"user.name"}


def test_what_is_known_to_be_something_else():
    assert sent('full_name="anonymous"') == set()
    assert sent('full_name=str(len(data["x"]))') == set()
    assert sent('colour=data["colour"]', "colour") == set()


REQUESTS = """
import json

from flask import Flask, request

app = Flask(__name__)


@app.post("/signup")
def signup():
    {read}
    print(told)
"""


@pytest.mark.parametrize(
    "read",
    [
        'told = request.form.get("email")',
        'told = request.values.get("email", "")',
        'data = json.loads(request.data)\n    told = data.get("email")',
        'data = request.get_json()\n    told = data.get("email")',
    ],
)
def test_a_key_that_is_asked_for_is_what_its_name_says(read):
    assert {flow.data for flow in practices(REQUESTS.format(read=read)).flows} == {"user.contact.email"}


@pytest.mark.parametrize(
    "read", ['told = request.form.get("page")', 'told = request.headers.get("Accept")', 'told = request.args.get("sort")']
)
def test_a_key_of_nothing_personal_is_nothing(read):
    assert practices(REQUESTS.format(read=read)).flows == ()


TORNADO = """
    import tornado.web

    class SignUp(tornado.web.RequestHandler):
        def post(self):
            print(self.get_argument("email"))
"""
FALCON = """
    import falcon

    class SignUp:
        def on_post(self, req, resp):
            print(req.get_param("email"))

    app = falcon.App()
    app.add_route("/signup", SignUp())
"""
AIOHTTP = """
    from aiohttp import web

    async def signup(request):
        told = await request.post()
        print(told["email"])

    app = web.Application()
    app.add_routes([web.post("/signup", signup)])
"""
ROBYN = """
    from robyn import Robyn

    app = Robyn(__file__)

    @app.post("/signup")
    def signup(request):
        print(request.json()["email"])
"""
CHALICE = """
    from chalice import Chalice

    app = Chalice(app_name="x")

    @app.route("/signup", methods=["POST"])
    def signup():
        told = app.current_request.json_body
        print(told["email"])
"""


@pytest.mark.parametrize("code", [TORNADO, FALCON, AIOHTTP, ROBYN, CHALICE])
def test_what_other_frameworks_hand_over(code):
    assert {flow.data for flow in practices(code).flows} == {"user.contact.email"}
