"""The data of one object is not the data of all objects of its class, of its kind, or of the row that points to it."""

from __future__ import annotations

from harness import flows, practices

MODELS = """
    from django.db import models

    class Person(models.Model):
        email = models.EmailField()

    class Visit(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)
        notes = models.TextField()
"""


def test_a_foreign_key_stores_which_row_and_not_the_row():
    code = """
    from models import Person, Visit

    def visit(pk, notes):
        Visit(person=Person.objects.get(pk=pk), notes="x").save()
    """
    assert not {data for data, sink, _ in flows(code, {"models.py": MODELS}) if "visit" in sink}


def test_a_log_shows_what_the_text_of_an_object_shows():
    shown = """
    import logging

    class User:
        def __init__(self, email, phone):
            self.email = email
            self.phone = phone

        def __repr__(self):
            return f"<User {self.phone}>"

    def join(request):
        user = User(request.POST["email"], request.POST["phone"])
        logging.info("joined: %s", user)
    """
    assert {data for data, sink, _ in flows(shown) if sink == "logging"} <= {"user.contact.phone_number"}


def test_another_object_of_the_class_holds_none_of_it():
    code = """
    import requests

    class Note:
        def __init__(self, text):
            self.text = text

        def publish(self):
            requests.post("https://hooks.slack.com/x", json={"text": self.text})

    def joined(email):
        return len(Note(email).text)
    """
    assert not [flow for flow in practices(code).flows if flow.sink.id == "slack" and flow.data == "user.contact.email"]


def test_what_is_set_on_a_class_of_the_outside_is_not_on_all_of_its_objects():
    code = """
    import sqlglot
    import logging

    def first(user):
        parsed = sqlglot.exp.Select()
        sqlglot.exp.Select.args["limit"] = user.email

    def second():
        logging.info(sqlglot.exp.Select.args["limit"])
    """
    assert not [flow for flow in practices(code).flows if flow.sink.id == "logging"]
