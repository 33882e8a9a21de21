"""Databases, indexes and brokers that few services use: what is kept where, and look-alikes that keep nothing."""

from __future__ import annotations

import pytest
from harness import flows

SIGNUP = """
def signup(email: str):
    {use}
"""


@pytest.mark.parametrize(
    ("made", "use", "store"),
    [
        ("from tinydb import TinyDB\ndb = TinyDB('people.json')", "db.table('users').insert({'email': email})", "tinydb:users"),
        ("import couchdb\ndb = couchdb.Server()['people']", "db.save({'email': email})", "couchdb:people"),
        (
            "from arango import ArangoClient\ndb = ArangoClient().db('app')",
            "db.collection('users').insert({'email': email})",
            "arangodb:users",
        ),
        ("import meilisearch\nc = meilisearch.Client(u)", "c.index('people').add_documents([{'email': email}])", "meilisearch:people"),
        ("import pulsar\np = pulsar.Client(u).create_producer('t')", "p.send(email)", "queue"),
        ("import paho.mqtt.client as mqtt\nc = mqtt.Client()", "c.publish('signups', email)", "queue:signups"),
        ("import smart_open", "smart_open.open('people.txt', 'w').write(email)", "file:people_txt"),
    ],
)
def test_it_is_kept(made, use, store):
    assert flows(made + SIGNUP.format(use=use)) == {("user.contact.email", store, "plain")}


@pytest.mark.parametrize(
    ("made", "use"),
    [
        ("from tinydb import TinyDB\ndb = TinyDB('people.json')", "db.table('users').search({'email': email})"),
        ("import meilisearch\nc = meilisearch.Client(u)", "c.index('people').search(email)"),
        ("import zmq\ns = zmq.Context().socket(zmq.SUB)", "s.setsockopt_string(zmq.SUBSCRIBE, email)"),
    ],
)
def test_a_question_keeps_nothing(made, use):
    assert flows(made + SIGNUP.format(use=use)) == set()
