from __future__ import annotations

import pytest

from datamap.model import Flow, Form, Guard, Location, Period, Practices, Result, Setting, Sink, SinkKind
from datamap.review.change import Effect
from datamap.review.differences import compare

PLACE = Location("app/a.py", 3)
DAY = 86_400


def told(before: Practices, after: Practices) -> list[tuple[Effect, str]]:
    return [(item.effect, item.text) for item in compare(Result(".", (), before), Result(".", (), after), "base").items]


def stored(form: str, field: str = "key_hash", guards: tuple[Guard, ...] = ()) -> Flow:
    sink = Sink(SinkKind.STORE, "postgresql:api_keys", "add", PLACE, "app.a.f", field)
    return Flow("user.authorization.api_key", "customer", Form.parse(form), "app.a.key", sink, (), guards)


def sent(data: str = "user.authorization.api_key", line: int = 3) -> Flow:
    sink = Sink(SinkKind.PROCESSOR, "supabase", "add", Location("app/a.py", line), "app.a.f", "x")
    return Flow(data, "customer", Form(), "app.a.key", sink, ())


def period(days: float, store: str | None = "postgresql:users", symbol: str = "app.jobs.purge", *, enforced: bool = True) -> Period:
    return Period(int(days * DAY), "purge", PLACE, symbol, store, enforced=enforced)


@pytest.mark.parametrize(
    ("was", "now", "effect"),
    [
        ("hashed:bcrypt", "plain", Effect.WEAKENED),
        ("plain", "hashed:bcrypt", Effect.STRENGTHENED),
        ("hashed:bcrypt", "hashed:sha256", Effect.CHANGED),
        ("encrypted:aes-256", "hashed:sha256", Effect.WEAKENED),
    ],
)
def test_a_form_is_compared_field_by_field(was, now, effect):
    prefix = stored("truncated", "prefix")
    (item,) = told(Practices(flows=(prefix, stored(was))), Practices(flows=(prefix, stored(now))))
    assert item == (effect, f"writing API key to postgresql:api_keys as key_hash: {now} where it was {was}")


def test_a_renamed_field_is_compared_all_the_same():
    (item,) = told(Practices(flows=(stored("hashed:bcrypt", "digest"),)), Practices(flows=(stored("plain"),)))
    assert item[0] is Effect.WEAKENED


def test_an_unchanged_form_is_not_told():
    same = Practices(flows=(stored("hashed:bcrypt"), stored("truncated", "prefix")))
    assert told(same, same) == []


def test_a_new_flow_says_its_form_unless_it_is_plain():
    assert told(Practices(), Practices(flows=(stored("hashed:bcrypt"),))) == [
        (Effect.ADDED, "starts writing API key to postgresql:api_keys (hashed:bcrypt)")
    ]
    assert told(Practices(), Practices(flows=(stored("plain"),)))[0][1].endswith("api_keys")


def test_a_store_that_a_vendor_runs_is_told_once():
    assert len(told(Practices(), Practices(flows=(stored("plain"), sent())))) == 1
    assert len(told(Practices(), Practices(flows=(stored("plain"), sent(line=9))))) == 2
    assert len(told(Practices(), Practices(flows=(stored("plain"), sent("user.name"))))) == 2


def test_a_gate_that_goes():
    guard = Guard("consent", "analytics", "if agreed", PLACE)
    ((effect, text),) = told(Practices(flows=(stored("plain", guards=(guard,)),)), Practices(flows=(stored("plain"),)))
    assert effect is Effect.WEAKENED
    assert text.endswith("no longer behind consent.analytics")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([period(30)], [period(90)], [(Effect.WEAKENED, "postgresql:users: 90 days where it was 30 days")]),
        ([period(365)], [period(182)], [(Effect.STRENGTHENED, "postgresql:users: 182 days where it was 365 days")]),
        ([period(30)], [], [(Effect.WEAKENED, "postgresql:users: nothing ends after 30 days any more")]),
        ([], [period(30)], [(Effect.ADDED, "postgresql:users: ends after 30 days")]),
        ([period(30)], [period(30, symbol="app.tasks.sweep")], []),
        ([period(2555)], [period(2557), period(2544)], []),
        ([], [period(30, enforced=False)], []),
        (
            [period(30)],
            [period(30, store=None, symbol="app.settings.Days")],
            [(Effect.WEAKENED, "postgresql:users: nothing ends after 30 days any more")],
        ),
        ([], [period(7, store=None, symbol="app.cache.keep")], [(Effect.ADDED, "app.cache.keep: ends after 7 days")]),
        ([period(0.5)], [period(1)], [(Effect.WEAKENED, "postgresql:users: 1 day where it was 43200 seconds")]),
    ],
)
def test_periods(before, after, expected):
    assert told(Practices(periods=tuple(before)), Practices(periods=tuple(after))) == expected


def test_a_setting_that_changes():
    before, after = (Practices(settings=(Setting("region", "REGION", value, PLACE, "app.settings", "aws"),)) for value in ("eu", "us"))
    assert told(before, after) == [(Effect.CHANGED, "REGION (region) changes from eu to us")]
