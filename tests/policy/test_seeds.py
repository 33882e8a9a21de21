"""Every statement of the five shared policies that code or configuration can confirm or contradict is read, with its parameters."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.lexicon import Lexicon
from datamap.policy.words import folded, words_of

if TYPE_CHECKING:
    from datamap.model import Claim, Policy

_BESIDE = [parent / "shared" / "seeds" for parent in Path(__file__).resolve().parents[3:]]
SEEDS = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])
pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the shared policies are not beside this checkout (../shared/seeds): nothing to compare with"
)

# What the table writes -> how the reader is asked. Words that the table made up (entity_state for "entitlement status") are not looked for.
WORDS = {
    "coarse_location": "approximate location",
    "device_type": "device/browser type",
    "visited": "page visited",
    "voiceprint": "voice",
    "access_token": "platform access tokens",
    "platform_auth": "platform auth data",
    "auth_details": "authentication details",
    "birth_date": "birthday",
    "created_at": "creation date",
    "last_login": "last login",
    "tier": "subscription tier",
    "api_endpoint": "endpoints called",
    "api_operation": "operations performed",
    "processing_params": "processing parameters",
    "access_time": "access times",
    "crash": "app crashes",
    "pdf": "pdfs",
    "full PAN": "full card numbers",
    "card_number(full PAN)": "full card numbers",
    "upload": "uploads",
    "generated": "generated files",
    "last_used_at": "last usage",
    "is_active": "active status",
    "ip": "ip address",
    "media": "media files",
    "media_file": "media files",
    "credit": "credits",
    "entitlement_status": "account entitlement status",
    "subscription_status": "plan status",
    "renewal_date": "renewal timing",
    "trial_counter": "trial counters",
    "device_metadata": "device metadata",
    "palette": "color palettes",
    "audience": "target audience",
    "persona": "buyer persona",
    "mood_image": "mood images",
    "design_spec": "design system specifications",
    "node_config": "node configurations",
    "connection_settings": "connection settings",
    "project": "projects",
    "api_key": "api key",
    "plan": "plan selection",
    "preferences": "profile preferences",
    "subscription": "subscription selections",
    "interaction": "app interactions",
    "diagnostics": "diagnostic data",
    "device": "device information",
    "browser": "browser information",
    "payment_method": "payment method details",
    "team": "team membership",
    "payment_info": "payment information",
    "billing_info": "billing info",
    "stripe_customer_id": "stripe customer id",
    "analytics": "analytics data",
    "gallery": "public gallery content",
    "api_key_prefix": "key prefix",
    "card_data": "payment card data",
    "email": "email",
    "created": "created",
    "account_data": "account data",
    "project_files": "project files",
    "operational_logs": "operational logs",
    "storage_usage": "storage usage",
    "billing_state": "billing state",
    "time_spent": "time spent",
    "feature_use": "features used",
    "export_format": "export formats",
    "processing_minutes": "processing minutes",
}
NEGATIVE = frozenset({"NOT_COLLECTS", "NEVER_STORES", "NOT_TRANSMITS", "NOT_SHARES", "NO_SALE", "NO_TRAINING", "NO_PASSWORD_LOGIN"})
PERIOD = re.compile(r"\b(?:period|deadline)=(\d+)(h|d|mo|y)")
SECONDS = {"h": 3600, "d": 86400, "mo": 2592000, "y": 31536000}


@dataclass(frozen=True)
class Row:
    id: str
    seed: str
    first: int
    last: int
    quote: str
    kind: str
    params: str
    grade: str


@cache
def rows() -> tuple[Row, ...]:
    with (SEEDS / "claims.tsv").open(encoding="utf-8") as file:
        return tuple(_row(entry) for entry in csv.DictReader(file, delimiter="\t"))


def _row(entry: dict[str, str]) -> Row:
    numbers = [int(number) for number in re.findall(r"\d+", entry["line"])]
    return Row(entry["id"], entry["seed"], min(numbers), max(numbers), entry["quote"], entry["kind"], entry["params"], entry["grade"])


@cache
def knowledge() -> Knowledge:
    return Knowledge()


@cache
def policy(seed: str) -> Policy:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    return read_policy(path.name, path.read_text(encoding="utf-8"), knowledge())


def _plain(text: str) -> str:
    return " ".join("".join(character if character.isalnum() else " " for character in text.lower()).split())


def _overlaps(claim: Claim, row: Row) -> bool:
    here, there = _plain(claim.quote), _plain(row.quote)
    return here in there or there in here or len(set(here.split()) & set(there.split())) >= 0.5 * min(len(here.split()), len(there.split()))


def found(row: Row) -> list[Claim]:
    """The claims of the row's kind at its place."""
    return [
        claim
        for claim in policy(row.seed).claims
        if claim.kind == row.kind and row.first <= claim.location.line <= row.last and _overlaps(claim, row)
    ]


def _list(params: str, name: str) -> list[str]:
    match = re.search(rf"\b{name}=(?:\[([^\]]*)\]|([^;]*))", params)
    return [word.strip() for word in re.split(r",(?![^()]*\))", match.group(1) or match.group(2) or "") if word.strip()] if match else []


def _lines(row: Row) -> list[str]:
    (path,) = SEEDS.glob(f"{row.seed}_*.txt")
    lines = path.read_text(encoding="utf-8").split("\n")
    entries = _entries(row)
    return [
        line for number, line in enumerate(lines, 1) if row.first <= number <= row.last or (entries and entries[0] <= number <= entries[1])
    ]


def _entries(row: Row) -> tuple[int, int] | None:
    """The lines of the list that a row speaks of: "(bullets L104-107)"."""
    match = re.search(r"bullets L(\d+)-(\d+)", row.params)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _of_entries(row: Row) -> list[Claim]:
    lines = _entries(row)
    return [claim for claim in policy(row.seed).claims if lines and claim.kind == row.kind and lines[0] <= claim.location.line <= lines[1]]


def missing_data(row: Row, claims: list[Claim]) -> list[str]:
    """The words of data=[…] that no claim has, neither as a category nor as a phrase."""
    lexicon = Lexicon(knowledge())
    claims = [*claims, *_of_entries(row)]
    there = set(folded(" ".join(_lines(row))))
    keys = {key for claim in claims for key in claim.data}
    phrases = " ".join(" ".join(folded(phrase)) for claim in claims for phrase in (*claim.phrases, claim.quote))
    lost = []
    for word in _list(row.params, "data"):
        asked = WORDS.get(word) or re.sub(r"\(.*\)", "", word).replace("_", " ").replace('"', "").strip()
        if not there & set(folded(asked)):
            continue
        wanted = {hit.value for hit in lexicon.data_in(words_of(asked))}
        if word in {"all", "user_content.*", "derived", "personal_information", "other"} or "de-identified" in word:
            continue
        known = any(key == want or key.startswith(f"{want}.") or want.startswith(f"{key}.") for want in wanted for key in keys)
        if not known and (wanted or " ".join(folded(asked)) not in phrases):
            lost.append(word)
    return lost


def missing_entities(row: Row, claims: list[Claim]) -> list[str]:
    lexicon = Lexicon(knowledge())
    have = {entity for claim in claims for entity in claim.entities}
    wanted = [
        name
        for key in ("entity", "entities", "examples", "example", "recipients", "managed_by", "processor")
        for name in _list(row.params, key)
    ]
    lost = []
    for name in wanted:
        ids = {found.id for found in lexicon.names(name.replace("+open hedge", ""))}
        if ids and not ids & have:
            lost.append(name)
    return lost


def missing_values(row: Row, claims: list[Claim]) -> list[str]:
    lost = []
    values = [value for claim in claims for value in claim.values.values()]
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    for number, unit in PERIOD.findall(row.params):
        if int(number) * SECONDS[unit] not in flat:
            lost.append(f"{number}{unit}")
    for name in ("version", "algo", "region", "id", "age"):
        match = re.search(rf"\b{name}=([\w.-]+)", row.params)
        if match and match.group(1).lower() not in {str(value).lower() for value in flat} and row.kind != "META":
            lost.append(match.group())
    if (
        "consent" in row.kind.lower()
        and row.kind == "CONSENT_GATE"
        and not any(claim.gate and claim.gate.startswith("consent") for claim in claims)
    ):
        lost.append("gate")
    if row.kind == "OPT_IN_GATE" and not any(claim.gate and claim.gate.startswith("opt_in") for claim in claims):
        lost.append("gate")
    return lost


# Words of the table for recipients and uses -> a purpose of rules/processors/purposes.toml; "" where they name no kind of third party.
USES = {"ai_provider": "ai", "auth": "identity", "payment": "payments", "db": "database", "media_storage": "storage", "edge": "cdn"}
USES |= {"gpu": "hosting", "scheduling": "scheduling", "subscription": "", "tls": "", "ai_model": "ai", "production_tools": "productivity"}
NAMES_OF_RECIPIENTS = frozenset({"PROCESSOR_CATEGORY", "PROCESSOR_OPEN", "PROCESSOR_NAMED", "SHARES", "CONSENT_GATE"})


def missing_place(row: Row, claims: list[Claim]) -> list[str]:
    """Locus, plan, quota, exceptions, event, closing and the kinds of recipients."""
    lost = []
    if re.search(r"\b(?:exceptions|unless)=", row.params) and not any(claim.exceptions for claim in claims):
        lost.append("exceptions")
    if re.search(r"\btrigger=(?!user)", row.params) and not any(claim.trigger for claim in claims):
        lost.append("trigger")
    locus = re.search(r"(?<!\()\blocus=(server|device)\b", row.params)
    if locus and not any(claim.locus == locus.group(1) for claim in claims):
        lost.append(locus.group())
    flat = {str(value).lower() for claim in claims for value in (*claim.values.values(), *_flat(claim.values.get("tiers")))}
    lost += [tier for tier in _list(row.params, "tier") if tier not in flat]
    lost += ["quota"] * (bool(re.search(r"\bquota>?=", row.params)) and not any("quota" in claim.values for claim in claims))
    if re.search(r"\blist=(open|closed)", row.params) and row.kind in {"COLLECTS", "STORES", "LEAD_IN"}:
        wanted = "open" if "list=open" in row.params else "closed"
        lost += [] if any(claim.openness == wanted for claim in claims) else [f"list={wanted}"]
    return [*lost, *_missing_uses(row, claims)]


def _missing_uses(row: Row, claims: list[Claim]) -> list[str]:
    if row.kind not in NAMES_OF_RECIPIENTS:
        return []
    have = {use for claim in claims for use in (*claim.categories, *claim.purpose)}
    asked = [word for key in ("category", "categories", "purpose") for word in _list(row.params, key)]
    return [word for word in asked if (use := USES.get(word, word)) and use not in have]


def _flat(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def wrong(row: Row) -> str | None:
    """What is wrong with the reading of a row; None when it is right."""
    claims = found(row)
    if not claims:
        there = sorted({claim.kind for claim in policy(row.seed).claims if row.first <= claim.location.line <= row.last})
        return f"not found; there are {', '.join(there) or 'none'}"
    lost = [*missing_data(row, claims), *missing_entities(row, claims), *missing_values(row, claims), *missing_place(row, claims)]
    if lost:
        return f"lacks {', '.join(lost)}"
    polarity = "-" if row.kind in NEGATIVE else "+"
    if row.kind != "PROCESSOR_RESTRICTION" and any(claim.polarity != polarity for claim in claims):
        return "polarity"
    return None


def of_grade(*grades: str) -> list[Row]:
    return [row for row in rows() if row.grade in grades] if SEEDS.is_dir() else []


@pytest.mark.parametrize("row", of_grade("S", "C"), ids=lambda row: f"{row.id}-{row.kind}")
def test_checkable_statement_is_read(row):
    assert wrong(row) is None


@pytest.mark.parametrize(
    "row", [row for row in of_grade("N", "T", "P", "S", "C") if row.kind in {"DISCLAIMER", "ADVICE"}], ids=lambda row: row.id
)
def test_what_claims_nothing_is_no_claim(row):
    lines = range(row.first, row.last + 1)
    assert not [claim for claim in policy(row.seed).claims if claim.location.line in lines and _plain(row.quote) in _plain(claim.quote)]


def test_figures_per_seed_and_kind(capsys):
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in of_grade("S", "C", "P", "T", "N"):
        if row.kind in {"DISCLAIMER", "ADVICE"}:
            continue
        for key in (f"seed {row.seed}", f"grade {row.grade}", f"kind {row.kind}"):
            total[key] += 1
            right[key] += wrong(row) is None
    with capsys.disabled():
        lines = [f"  {key:28} {right[key]:3} of {total[key]:3}" for key in sorted(total)]
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert all(right[key] == total[key] for key in ("grade S", "grade C"))
