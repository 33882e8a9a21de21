"""Lifetimes: purges by age, expiries, time-to-live, constants and the plans they belong to."""

from __future__ import annotations

import pytest
from harness import practices

DAY = 86_400
HEAD = """
    from datetime import datetime, timedelta, timezone
    from sqlalchemy import create_engine, delete, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
    from celery import Celery
    engine = create_engine("postgresql://db/app")
    app = Celery()
    class Base(DeclarativeBase):
        pass
    class AccessLog(Base):
        __tablename__ = "access_logs"
        id: Mapped[int] = mapped_column(primary_key=True)
        created_at: Mapped[datetime] = mapped_column()
        plan: Mapped[str] = mapped_column()
        ip_address: Mapped[str] = mapped_column()
"""


def periods(code, head=HEAD):
    from textwrap import dedent

    return practices(dedent(head) + dedent(code)).periods


@pytest.mark.parametrize("code", ["TIMEOUT = 30", "RETRY_DELAY_SECONDS = 60", "PAGE_SIZE = 90", "POLL_INTERVAL_DAYS = 3"])
def test_other_numbers_are_no_lifetimes(code):
    assert periods(code) == ()


@pytest.mark.parametrize(
    "code",
    [
        "cutoff = datetime.now(timezone.utc) - timedelta(days=90)\n    session.execute(delete(AccessLog).where(AccessLog.created_at < cutoff))",
        "session.query(AccessLog).filter(AccessLog.created_at < datetime.utcnow() - timedelta(hours=2160)).delete()",
        "cutoff = datetime.now() - timedelta(seconds=90 * 24 * 60 * 60)\n    session.query(AccessLog).filter(AccessLog.created_at <= cutoff).delete()",
        "old = session.scalars(select(AccessLog).where(AccessLog.created_at < datetime.now() - timedelta(days=90)))\n    for log in old:\n        session.delete(log)",
    ],
)
def test_a_purge_by_age_is_found_in_every_shape(code):
    found = [period for period in periods(f"def purge(session: Session):\n    {code}\n") if period.mechanism == "purge"]
    assert [(period.seconds, period.store) for period in found] == [(90 * DAY, "postgresql:access_logs")]


def test_a_purge_stands_at_its_constant():
    code = """
    LOG_RETENTION_DAYS = 90
    def purge(session: Session):
        session.query(AccessLog).filter(AccessLog.created_at < datetime.now() - timedelta(days=LOG_RETENTION_DAYS)).delete()
    """
    (period,) = periods(code)
    assert (period.seconds, period.location.line, period.mechanism) == (90 * DAY, 17, "purge")


def test_each_plan_has_its_own():
    code = """
    RETENTION = {"free": timedelta(days=3), "standard": timedelta(days=29), "pro": None}
    @app.task
    def purge(session: Session):
        for plan, period in RETENTION.items():
            if period is None:
                continue
            session.query(AccessLog).filter(AccessLog.plan == plan, AccessLog.created_at < datetime.now() - period).delete()
    app.conf.beat_schedule = {"purge": {"task": "app.purge", "schedule": 3600}}
    """
    found = {period.tier: (period.seconds, period.enforced) for period in periods(code)}
    assert found == {"free": (3 * DAY, True), "standard": (29 * DAY, True), "pro": (None, True)}


def test_a_constant_that_nobody_uses_enforces_nothing():
    (period,) = periods("LOG_RETENTION_DAYS = 90")
    assert (period.seconds, period.enforced) == (90 * DAY, False)


def test_time_to_live_of_a_key():
    code = """
    import redis
    client = redis.Redis()
    def f(token: str, email: str):
        client.setex(f"session:{token}", 3600, email)
    """
    (period,) = periods(code, "")
    assert (period.seconds, period.mechanism, period.store) == (3600, "ttl", "redis:session")


def test_lifecycle_rules_of_a_bucket():
    code = """
    import boto3
    s3 = boto3.client("s3")
    def setup():
        s3.put_bucket_lifecycle_configuration(Bucket="media", LifecycleConfiguration={
            "Rules": [{"ID": "old", "Filter": {"Prefix": "clips/"}, "Expiration": {"Days": 29}, "Status": "Enabled"}]})
    """
    (period,) = periods(code, "")
    assert (period.seconds, period.mechanism, period.store) == (29 * DAY, "lifecycle", "s3:media")


def test_purges_in_sql_files():
    found = practices(files={"jobs/purge.sql": "DELETE FROM events WHERE created_at < now() - interval '26 days';"}).periods
    assert [(period.seconds, period.store) for period in found] == [(26 * DAY, "database:events")]
