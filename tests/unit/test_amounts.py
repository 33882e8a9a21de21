"""Lengths of time that nobody can mean stop nothing."""

import math

import pytest

from datamap.flow.practices.amounts import LONGEST, number_in, whole_seconds
from datamap.pipeline import Options, scan

ENDLESS = """
import logging.config
from datetime import timedelta

import redis

RETENTION_DAYS = float("inf")
MAX_AGE = 1e999
SESSION_TTL = 10**400
KEEP_FOR = timedelta(days=1e300)
EVENT_RETENTION = {"free": 1e999, "paid": 10**400}
PLANS = {"free": {"retention_days": 1e999, "storage_bytes": 1e999}}
store = redis.Redis()


def keep(email: str) -> None:
    store.set(email, "1", ex=10**400)
    store.expire(email, 1e999)
    store.set(email, "1", ex=timedelta(days=10**400))
"""


@pytest.mark.parametrize(
    ("amount", "unit", "seconds"),
    [(30, 86_400, 2_592_000), (0.5, 60, 30), (math.inf, 1, None), (math.nan, 1, None), (10**400, 86_400.0, None), (LONGEST, 2, None)],
)
def test_whole_seconds(amount, unit, seconds):
    assert whole_seconds(amount, unit) == seconds


@pytest.mark.parametrize(("text", "number"), [("30", 30), ("²", None), ("9" * 5000, None), ("-1", None), ("", None), ("٣", None)])
def test_number_in(text, number):
    assert number_in(text) == number


def test_a_period_without_end_is_read_like_any_other_code(tmp_path):
    (tmp_path / "app.py").write_text(ENDLESS)
    (tmp_path / ".env").write_text(f"RETENTION_DAYS={'9' * 5000}\nLOG_RETENTION_DAYS=²\n")
    (tmp_path / "main.tf").write_text(f'resource "aws_s3_bucket_lifecycle_configuration" "a" {{\n  days = {"9" * 5000}\n}}\n')
    (tmp_path / "privacy.md").write_text("We collect your e-mail address. We delete events after 30 days.\n")
    result = scan(tmp_path, Options(policies=(tmp_path / "privacy.md",), cached=False, jobs=1))
    assert not result.practices.unreadable
