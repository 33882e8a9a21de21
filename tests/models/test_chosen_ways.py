"""Consent that chooses what is called: a conditional expression, a table by flag, a view's ``dispatch``."""

from __future__ import annotations

import textwrap

import pytest
from harness import practices

SHARED = """
import mixpanel
from django.db import models
from django.http import HttpResponseForbidden
from django.views import View

mp = mixpanel.Mixpanel("t")


class User(models.Model):
    email = models.EmailField()
    analytics_consent = models.BooleanField(default=False)


def send(user: User):
    mp.track(user.email, "x")


def skip(user: User):
    return None


"""

GUARDED = {
    "a conditional expression": """
        def act(user: User):
            f = send if user.analytics_consent else skip
            f(user)
    """,
    "a table by flag": """
        def act(user: User):
            ways = {True: send, False: skip}
            ways[user.analytics_consent](user)
    """,
    "a pair by flag": """
        def act(user: User):
            (skip, send)[user.analytics_consent](user)
    """,
    "a variable beside": """
        def act(user: User):
            allowed = False
            if user.analytics_consent:
                allowed = True
            if allowed:
                send(user)
    """,
    "two levels up": """
        def act(user: User):
            if user.analytics_consent:
                middle(user)

        def middle(user: User):
            send(user)
    """,
}
OPEN = {
    "both ways send": """
        def act(user: User):
            f = send if user.analytics_consent else send
            f(user)
    """,
    "a table that sends either way": """
        def act(user: User):
            {True: send, False: send}[user.analytics_consent](user)
    """,
    "a table by something else": """
        def act(user: User, quick: bool):
            {True: send, False: skip}[quick](user)
    """,
    "one caller does not ask": """
        def act(user: User):
            if user.analytics_consent:
                send(user)

        def other(user: User):
            send(user)
    """,
}
VIEW = """
class Asks:
    def dispatch(self, request, *args, **kwargs):
        {test}
        return super().dispatch(request, *args, **kwargs)


class Report(Asks, View):
    def get(self, request):
        mp.track(request.user.email, "x")
"""


def guarded(code: str, symbol: str = "") -> set[bool]:
    """Whether each flow to the vendor is behind consent."""
    found = [one for one in practices(SHARED + textwrap.dedent(code)).flows if one.sink.id == "mixpanel" and symbol in one.sink.symbol]
    return {any(guard.kind == "consent" for guard in one.guards) for one in found}


@pytest.mark.parametrize("name", GUARDED)
def test_the_chosen_way_is_behind_consent(name):
    assert guarded(GUARDED[name]) == {True}


@pytest.mark.parametrize("name", OPEN)
def test_a_way_that_is_taken_either_way_is_open(name):
    assert False in guarded(OPEN[name])


def test_what_dispatch_demands_holds_in_each_method():
    asking = "if not request.user.analytics_consent:\n            return HttpResponseForbidden()"
    assert guarded(VIEW.format(test=asking), "Report") == {True}
    assert guarded(VIEW.format(test="self.started = True"), "Report") == {False}
