"""Consent that is asked somewhere else: in decorators, dependencies, helpers, context managers, generators."""

from __future__ import annotations

import textwrap

import pytest
from harness import practices

SHARED = """
import functools
from contextlib import contextmanager

import mixpanel

mp = mixpanel.Mixpanel("t")


class User:
    email: str
    analytics_consent: bool


class Refused(Exception):
    pass


"""

GUARDED = [
    pytest.param(
        """
        def require_consent(fn):
            @functools.wraps(fn)
            def wrapper(user: User, *a, **k):
                if not user.analytics_consent:
                    raise Refused()
                return fn(user, *a, **k)
            return wrapper
        @require_consent
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="deco raises",
    ),
    pytest.param(
        """
        def require_consent(fn):
            def wrapper(user):
                if user.analytics_consent:
                    return fn(user)
                return None
            return wrapper
        @require_consent
        def f(user: User):
            mp.track(user.email, "x")
        def g(user: User):
            f(user)
        """,
        id="deco returns",
    ),
    pytest.param(
        """
        def require(purpose):
            def deco(fn):
                def wrapper(user, *args):
                    if not has_consent(user, purpose):
                        return
                    return fn(user, *args)
                return wrapper
            return deco
        def has_consent(user, purpose):
            return db.consents.get(user.id, purpose)
        @require("analytics")
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="deco with arg",
    ),
    pytest.param(
        """
        def ensure(user):
            if not user.analytics_consent:
                raise Refused
        def f(user: User):
            ensure(user)
            mp.track(user.email, "x")
        """,
        id="guard function raises",
    ),
    pytest.param(
        """
        def allowed(user):
            return user.analytics_consent
        def f(user: User):
            if not allowed(user):
                return
            mp.track(user.email, "x")
        """,
        id="early return helper",
    ),
    pytest.param(
        """
        @contextmanager
        def consented(user):
            if not user.analytics_consent:
                raise Refused
            yield
        def f(user: User):
            with consented(user):
                mp.track(user.email, "x")
        """,
        id="context manager raises",
    ),
    pytest.param(
        """
        class Consented:
            def __init__(self, user): self.user = user
            def __enter__(self):
                if not self.user.analytics_consent:
                    raise Refused
                return self
            def __exit__(self, *a): return False
        def f(user: User):
            with Consented(user):
                mp.track(user.email, "x")
        """,
        id="class cm",
    ),
    pytest.param(
        """
        class RequireConsent:
            def __init__(self, fn): self.fn = fn
            def __call__(self, user, *a):
                if not user.analytics_consent:
                    raise Refused
                return self.fn(user, *a)
        @RequireConsent
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="class deco",
    ),
    pytest.param(
        """
        def guarded(method):
            @functools.wraps(method)
            def wrapper(self, *a, **k):
                if not self.user.analytics_consent:
                    return None
                return method(self, *a, **k)
            return wrapper
        class Tracker:
            def __init__(self, user: User):
                self.user = user
            @guarded
            def track(self):
                mp.track(self.user.email, "x")
        """,
        id="method deco",
    ),
    pytest.param(
        """
        def with_consent(user, action):
            if user.analytics_consent:
                action()
        def f(user: User):
            with_consent(user, lambda: mp.track(user.email, "x"))
        """,
        id="wrapper fn",
    ),
    pytest.param(
        """
        def require_consent(client):
            if not client.consent_analytics:
                raise PermissionError("no")
        def f(client):
            require_consent(client)
            mp.track(client.email, "x")
        """,
        id="require external-looking raise",
    ),
    pytest.param(
        """
        from flask import Flask
        app = Flask(__name__)
        def require_consent(fn):
            @functools.wraps(fn)
            def wrapper(*a, **k):
                user = current()
                if not user.analytics_consent:
                    abort(403)
                return fn(*a, **k)
            return wrapper
        def current() -> User:
            return db.load(g.uid)
        @app.route("/x")
        @require_consent
        def f():
            user = current()
            mp.track(user.email, "x")
        """,
        id="route deco",
    ),
    pytest.param(
        """
        from fastapi import FastAPI, Depends, HTTPException
        app = FastAPI()
        def current() -> User:
            return db.load(g.uid)
        def consenting(user: User = Depends(current)):
            if not user.analytics_consent:
                raise HTTPException(403)
            return user
        @app.post("/x")
        def f(user: User = Depends(consenting)):
            mp.track(user.email, "x")
        """,
        id="fastapi dep",
    ),
    pytest.param(
        """
        from fastapi import FastAPI, Depends, HTTPException
        app = FastAPI()
        def current() -> User:
            return db.load(g.uid)
        def consenting(user: User = Depends(current)):
            if not user.analytics_consent:
                raise HTTPException(403)
        @app.post("/x", dependencies=[Depends(consenting)])
        def f(user: User = Depends(current)):
            mp.track(user.email, "x")
        @app.post("/y")
        def free(user: User = Depends(current)):
            pass
        """,
        id="fastapi dependencies list",
    ),
    pytest.param(
        """
        def require_consent(fn):
            @functools.wraps(fn)
            async def wrapper(user: User, *a, **k):
                if not await has_consent(user.id, "analytics"):
                    raise Refused()
                return await fn(user, *a, **k)
            return wrapper
        async def has_consent(uid, purpose): return await db.consent(uid, purpose)
        @require_consent
        async def f(user: User):
            mp.track(user.email, "x")
        """,
        id="async deco",
    ),
    pytest.param(
        """
        def f(users: list[User]):
            for u in [u for u in users if u.analytics_consent]:
                mp.track(u.email, "x")
        """,
        id="filter comp",
    ),
    pytest.param(
        """
        def consenting(users):
            for u in users:
                if u.analytics_consent:
                    yield u
        def f(users: list[User]):
            for u in consenting(users):
                mp.track(u.email, "x")
        """,
        id="generator filter",
    ),
    pytest.param(
        """
        def f(users: list[User]):
            for u in filter(lambda u: u.analytics_consent, users):
                mp.track(u.email, "x")
        """,
        id="filter fn",
    ),
    pytest.param(
        """
        def f(user: User):
            mp.track(user.email, "x")
        def g(user): f(user)
        def h(user):
            if user.analytics_consent:
                g(user)
        """,
        id="caller two up",
    ),
    pytest.param(
        """
        def ensure(user):
            if not user.analytics_consent:
                raise Refused
        def f(user: User):
            try:
                ensure(user)
            except Refused:
                return
            mp.track(user.email, "x")
        """,
        id="guard in try",
    ),
    pytest.param(
        """
        def address(user):
            if not user.analytics_consent:
                return None
            return user.email
        def f(user: User):
            a = address(user)
            if a:
                mp.track(a, "x")
        """,
        id="returned None when refused",
    ),
    pytest.param(
        """
        class Gate:
            def __init__(self, user): self.ok = user.analytics_consent
            def open(self): return self.ok
        def f(user: User):
            gate = Gate(user)
            if gate.open():
                mp.track(user.email, "x")
        """,
        id="gate class attr",
    ),
    pytest.param(
        """
        class Person(User):
            @property
            def trackable(self):
                return self.analytics_consent and not self.deleted
        def f(user: Person):
            if user.trackable:
                mp.track(user.email, "x")
        """,
        id="property",
    ),
    pytest.param(
        """
        class ConsentClient:
            def __init__(self, inner, user):
                self.inner, self.user = inner, user
            def send(self, address):
                if self.user.analytics_consent:
                    self.inner.send(address)
        class Raw:
            def send(self, address):
                mp.track(address, "x")
        def f(user: User):
            ConsentClient(Raw(), user).send(user.email)
        """,
        id="middleware class",
    ),
    pytest.param(
        """
        class Real:
            def track(self, a): mp.track(a, "x")
        class Null:
            def track(self, a): pass
        def tracker(user):
            if user.analytics_consent:
                return Real()
            return Null()
        def f(user: User):
            tracker(user).track(user.email)
        """,
        id="null object",
    ),
    pytest.param(
        """
        def f(users: list[User]):
            for u in users:
                if not u.analytics_consent:
                    continue
                mp.track(u.email, "x")
        """,
        id="continue",
    ),
    pytest.param(
        """
        def has_consent(user, purpose):
            return db.consents.get(user.id, purpose)
        def f(user: User):
            if not has_consent(user, "analytics"):
                return
            mp.track(user.email, "x")
        """,
        id="arg plain",
    ),
    pytest.param(
        """
        from fastapi import FastAPI, Depends, HTTPException
        from typing import Annotated
        app = FastAPI()
        def current() -> User:
            return db.load(g.uid)
        def consenting(user: Annotated[User, Depends(current)]):
            if not user.analytics_consent:
                raise HTTPException(403)
            return user
        @app.post("/x")
        def f(user: Annotated[User, Depends(consenting)]):
            mp.track(user.email, "x")
        """,
        id="fastapi dep annotated",
    ),
    pytest.param(
        """
        from shared.privacy import require_consent
        def f(user: User):
            require_consent(user, "analytics")
            mp.track(user.email, "x")
        """,
        id="external demand",
    ),
    pytest.param(
        """
        from shared.privacy import require_consent
        @require_consent("analytics")
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="external decorator",
    ),
    pytest.param(
        """
        from shared.privacy import consent_required
        @consent_required
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="external decorator bare",
    ),
]

UNGUARDED = [
    pytest.param(
        """
        def logged(fn):
            def wrapper(user, *args):
                print("called")
                return fn(user, *args)
            return wrapper
        @logged
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="deco unguarded",
    ),
    pytest.param(
        """
        def maybe(fn):
            def wrapper(user, *args):
                if user.analytics_consent:
                    print("yes")
                return fn(user, *args)
            return wrapper
        @maybe
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="deco half",
    ),
    pytest.param(
        """
        def ensure(user):
            if not user.analytics_consent:
                raise Refused
        def f(user: User):
            try:
                ensure(user)
            except Refused:
                pass
            mp.track(user.email, "x")
        """,
        id="guard swallowed",
    ),
    pytest.param(
        """
        from fastapi import FastAPI, Depends, HTTPException
        app = FastAPI()
        def current() -> User:
            return db.load(g.uid)
        def consenting(user: User = Depends(current)):
            if not user.analytics_consent:
                raise HTTPException(403)
        @app.post("/x", dependencies=[Depends(consenting)])
        def g(user: User = Depends(current)):
            pass
        @app.post("/y")
        def free(user: User = Depends(current)):
            mp.track(user.email, "x")
        """,
        id="fastapi list unguarded",
    ),
    pytest.param(
        """
        from shared.privacy import log_calls
        @log_calls("analytics")
        def f(user: User):
            mp.track(user.email, "x")
        """,
        id="external look-alike",
    ),
]


def flows(code):
    found = [
        flow for flow in practices(SHARED + textwrap.dedent(code)).flows if flow.sink.id == "mixpanel" and flow.data == "user.contact.email"
    ]
    assert found
    return found


@pytest.mark.parametrize("code", GUARDED)
def test_consent_holds_on_the_way(code):
    assert all(flow.guards for flow in flows(code))


@pytest.mark.parametrize("code", UNGUARDED)
def test_nothing_asked_for_consent(code):
    assert not any(flow.guards for flow in flows(code))
