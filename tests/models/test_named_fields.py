"""A field that is declared as personal is that, also when it was filled with something from outside that has no telling name."""

from __future__ import annotations

from harness import flows

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
