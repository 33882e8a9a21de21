"""Ways in by which people use their rights, and what each reaches."""

from __future__ import annotations

from harness import practices

HEAD = """
    from fastapi import Depends, FastAPI
    from sqlalchemy import ForeignKey, create_engine, delete
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
    import boto3, stripe
    engine = create_engine("postgresql://db/app")
    s3 = boto3.client("s3")
    app = FastAPI()
    class Base(DeclarativeBase):
        pass
    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str] = mapped_column()
    class Note(Base):
        __tablename__ = "notes"
        id: Mapped[int] = mapped_column(primary_key=True)
        user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
        email: Mapped[str] = mapped_column()
    class Invoice(Base):
        __tablename__ = "invoices"
        id: Mapped[int] = mapped_column(primary_key=True)
        user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    class Event(Base):
        __tablename__ = "events"
        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str] = mapped_column()
"""


def handlers(code, kind="erasure"):
    from textwrap import dedent

    return [handler for handler in practices(dedent(HEAD) + dedent(code)).handlers if handler.kind == kind]


def test_deleting_a_draft_is_no_erasure():
    assert handlers("@app.delete('/drafts/{draft_id}')\ndef delete_draft(draft_id: int):\n    pass") == []


def test_an_erasure_reaches_what_cascades():
    code = """
    def erase(session: Session, user: User):
        session.execute(delete(Event).where(Event.email == user.email))
        s3.delete_object(Bucket="media", Key="x")
        stripe.Customer.delete("cus")
        session.delete(user)

    @app.delete("/account")
    def delete_account(session: Session = Depends()):
        user = session.get(User, 1)
        erase(session, user)
    """
    (handler,) = handlers(code)
    assert (handler.symbol, handler.scope, handler.route) == ("app.delete_account", "account", "/account")
    assert {(reach.target, reach.how) for reach in handler.reaches} == {
        ("postgresql:users", "delete"),
        ("postgresql:notes", "cascade"),
        ("postgresql:invoices", "set_null"),
        ("postgresql:events", "delete"),
        ("s3:media", "delete"),
        ("stripe", "vendor_delete"),
    }


def test_an_emptied_row_is_anonymised():
    code = """
    @app.delete("/me")
    def delete_me(session: Session = Depends()):
        user = session.get(User, 1)
        user.email = f"deleted-{user.id}@invalid"
        session.commit()
    """
    (handler,) = handlers(code)
    assert ("postgresql:users", "anonymise") in {(reach.target, reach.how) for reach in handler.reaches}


def test_an_export_reads():
    code = """
    from sqlalchemy import select
    @app.get("/account/export")
    def export_account(session: Session = Depends()):
        return {"notes": session.scalars(select(Note)).all()}
    """
    (handler,) = handlers(code, "export")
    assert {reach.target for reach in handler.reaches} == {"postgresql:notes"}
