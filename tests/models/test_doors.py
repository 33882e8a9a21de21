"""Consent that is asked before a call is made: by a router, before each request, in a pattern, by a function that never comes back."""

from __future__ import annotations

import textwrap

import pytest
from harness import practices

SHARED = """
import mixpanel
import storage
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from flask import Blueprint, abort, g

mp = mixpanel.Mixpanel("t")


class User:
    email: str
    name_shown: bool
    analytics_consent: bool


def current() -> User:
    return storage.load(User)


def ask(user: User = Depends(current)):
    if not user.analytics_consent:
        raise HTTPException(403)


"""

GUARDED = [
    pytest.param(
        """
        router = APIRouter(dependencies=[Depends(ask)])
        @router.post("/a")
        def f(user: User = Depends(current)):
            mp.track(user.email, "x")
        """,
        id="router",
    ),
    pytest.param(
        """
        router = APIRouter()
        @router.post("/a")
        def f(user: User = Depends(current)):
            mp.track(user.email, "x")
        app = FastAPI()
        app.include_router(router, dependencies=[Depends(ask)])
        """,
        id="router hung in behind a question",
    ),
    pytest.param(
        """
        bp = Blueprint("a", __name__)
        @bp.before_request
        def check():
            if not g.user.analytics_consent:
                abort(403)
        @bp.post("/a")
        def f():
            mp.track(current().email, "x")
        """,
        id="before each request",
    ),
    pytest.param(
        """
        bp = Blueprint("a", __name__)
        @bp.before_request
        def check():
            if not g.user.analytics_consent:
                return "no", 403
        @bp.post("/a")
        def f():
            mp.track(current().email, "x")
        """,
        id="an answer before each request",
    ),
    pytest.param(
        """
        def f(user: User):
            if not user.analytics_consent:
                abort(403)
            mp.track(user.email, "x")
        """,
        id="abort",
    ),
    pytest.param(
        """
        def f(user: User, ready):
            if all([user.analytics_consent, ready]):
                mp.track(user.email, "x")
        """,
        id="all",
    ),
    pytest.param(
        """
        def f(user: User):
            match user.analytics_consent:
                case True:
                    mp.track(user.email, "x")
        """,
        id="match on a flag",
    ),
    pytest.param(
        """
        def f(user: User):
            match user:
                case User(analytics_consent=True):
                    mp.track(user.email, "x")
        """,
        id="match on a field",
    ),
    pytest.param(
        """
        def f(user: User):
            match user.analytics_consent:
                case False:
                    return
            mp.track(user.email, "x")
        """,
        id="what a match leaves",
    ),
]
OPEN = [
    pytest.param(
        """
        router = APIRouter(dependencies=[Depends(ask)])
        free = APIRouter()
        @free.post("/a")
        def f(user: User = Depends(current)):
            mp.track(user.email, "x")
        """,
        id="another router",
    ),
    pytest.param(
        """
        bp = Blueprint("a", __name__)
        @bp.before_request
        def check():
            g.seen = g.user.analytics_consent
        @bp.post("/a")
        def f():
            mp.track(current().email, "x")
        """,
        id="looked at, not asked",
    ),
    pytest.param(
        """
        bp = Blueprint("a", __name__)
        free = Blueprint("b", __name__)
        @bp.before_request
        def check():
            if not g.user.analytics_consent:
                abort(403)
        @free.post("/a")
        def f():
            mp.track(current().email, "x")
        """,
        id="another blueprint",
    ),
    pytest.param(
        """
        def f(user: User, ready):
            if any([user.analytics_consent, ready]):
                mp.track(user.email, "x")
        """,
        id="any",
    ),
    pytest.param(
        """
        def f(user: User):
            match user:
                case User(name_shown=True):
                    mp.track(user.email, "x")
        """,
        id="match on another field",
    ),
    pytest.param(
        """
        def f(user: User):
            match user.analytics_consent:
                case False:
                    mp.track(user.email, "x")
        """,
        id="match on a refusal",
    ),
]


def _asked(code):
    found = practices(SHARED + textwrap.dedent(code)).flows
    mine = [flow for flow in found if flow.sink.id == "mixpanel" and flow.data == "user.contact.email"]
    assert mine
    return all(any(guard.kind == "consent" for guard in flow.guards) for flow in mine)


@pytest.mark.parametrize("code", GUARDED)
def test_a_question_before_the_call_guards_it(code):
    assert _asked(code)


@pytest.mark.parametrize("code", OPEN)
def test_look_alikes_guard_nothing(code):
    assert not _asked(code)
