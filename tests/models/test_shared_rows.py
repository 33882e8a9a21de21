"""Rows that one function reads and another finds in what all share: who is signed in, in ``flask.g`` and its like."""

from __future__ import annotations

import pytest
from harness import flows, practices

APP = """
    import functools
    import stripe
    from flask import Blueprint, abort, g, jsonify, session as cookie
    from sqlalchemy import ForeignKey, create_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

    bp = Blueprint("account", __name__)
    db = Session(create_engine("postgresql://db/app"))

    class Base(DeclarativeBase):
        pass

    class Member(Base):
        __tablename__ = "members"
        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str]
        invoice: Mapped["Invoice | None"] = relationship(cascade="all, delete-orphan")

    class Invoice(Base):
        __tablename__ = "invoices"
        id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
        billing_address: Mapped[str]

    def signed_in(view):
        @functools.wraps(view)
        def guarded(*args, **kwargs):
            {given}
            if g.{name} is None:
                abort(401)
            return view(*args, **kwargs)
        return guarded

    @bp.post("/signin")
    def sign_in():
        cookie["member"] = 1

    def everything(member: Member):
        return {{"email": member.email, "bill": member.invoice.billing_address if member.invoice else None}}

    @bp.get("/account/export")
    @signed_in
    def export():
        return jsonify(everything(g.{name}))

    @bp.post("/customer")
    @signed_in
    def customer():
        if g.{name}.invoice is None:
            stripe.Customer.create(email=g.{name}.email)
        return ""

    @bp.delete("/account")
    @signed_in
    def leave():
        if g.{name}.invoice:
            print("bye")
        db.delete(g.{name})
        db.commit()
        return ""
"""


@pytest.fixture(params=[("user", "g.user = db.get(Member, cookie.get('member', 0))"), ("who", "g.who = db.get(Member, cookie['member'])")])
def code(request):
    name, given = request.param
    return APP.format(name=name, given=given)


def test_an_export_reads_the_tables_of_the_row(code):
    (handler,) = [handler for handler in practices(code).handlers if handler.kind == "export"]
    assert {reach.target for reach in handler.reaches} == {"postgresql:members", "postgresql:invoices"}


def test_an_erasure_deletes_the_row(code):
    (handler,) = [handler for handler in practices(code).handlers if handler.kind == "erasure"]
    assert ("postgresql:members", "delete") in {(reach.target, reach.how) for reach in handler.reaches}


def test_what_belongs_to_a_row_may_be_missing(code):
    assert ("user.contact.email", "stripe", "plain") in flows(code)
