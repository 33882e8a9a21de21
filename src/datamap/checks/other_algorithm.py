"""DM302 other-algorithm

## What it reports

A hash or cipher that is not the one the policy names: SHA-256 where bcrypt is promised, Fernet (AES-128) where AES-256 is. Where the policy
promises a hash and names none, an algorithm that is broken for the purpose (MD5, SHA-1).

## Why it matters

The name of an algorithm is one of the few technical facts in a policy. Customers and auditors hold a company to it, and the weaker one is
often what a breach is made of.

## Example

```python
row.key_hash = hashlib.sha256(key.encode()).hexdigest()
```

The policy: "API keys are hashed with bcrypt."

## How to fix it

Use the algorithm that the policy names, or have the policy changed if the new one is better.

## What it misses

Algorithms chosen by configuration that is not in the repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import about, gathered, names_data, spoken_keys, to_store
from datamap.knowledge.wordings import words_for
from datamap.model import FormKind, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM302"
FORMS = {"HASHED": FormKind.HASHED, "HASH_ALGO": FormKind.HASHED, "ENCRYPTED_AT_REST": FormKind.ENCRYPTED}
PASSWORD = "user.authorization.password"  # noqa: S105 - a category's key
HASHES = frozenset({"HASHED", "HASH_ALGO"})
CIPHERS = (
    "aes",
    "des",
    "3des",
    "tripledes",
    "rc2",
    "rc4",
    "arc4",
    "blowfish",
    "cast",
    "chacha",
    "xchacha",
    "salsa",
    "camellia",
    "fernet",
    "idea",
)


def find(case: Case) -> Iterator[Finding]:
    """Stored hashes and ciphers, against each algorithm that is promised."""
    for claim in (spoken_keys(claim) if claim.kind in HASHES else claim for claim in case.claims(*FORMS)):
        promised = _algorithm(claim)
        yield from _flows(case, claim, promised)
        if promised and claim.kind in HASHES and about(claim, PASSWORD):
            yield from _hashers(case, claim, promised)
        if promised and claim.kind == "ENCRYPTED_AT_REST":
            yield from _settings(case, claim, promised)


def _algorithm(claim: Claim) -> str | None:
    value = claim.values.get("algorithm")
    return value if isinstance(value, str) else None


def _flows(case: Case, claim: Claim, promised: str | None) -> Iterator[Finding]:
    other = [
        (flow, claim)
        for flow in case.practices.flows
        if to_store(flow) and flow.form.kind is FORMS[claim.kind] and _speaks_of(claim, flow) and _differs(flow.form.algorithm, promised)
    ]
    for flows, _ in gathered(other):
        name, form = case.data_names(flows), flows[0].form
        if promised:
            message = f"{name} is stored as {form}; the policy promises {promised}"
            yield flow_finding(CODE, flows, message, claim=claim, remedy=f"use {promised}, or have the policy name {form.algorithm}")
        else:
            message = f"{name} is stored as {form}, which no longer protects it; the policy promises a {form.kind.value} value"
            yield flow_finding(CODE, flows, message, claim=claim, level=Level.WARNING, remedy="use a current algorithm")


def _differs(used: str | None, promised: str | None) -> bool:
    """Whether what is used is not what is promised or, where nothing is named, protects no longer."""
    if used is None:
        return False
    return not same_algorithm(promised, used) if promised else used in words_for("broken_algorithms")


def _speaks_of(claim: Claim, flow: Flow) -> bool:
    return about(claim, flow.data) or (claim.kind == "ENCRYPTED_AT_REST" and not names_data(claim))


def _settings(case: Case, claim: Claim, promised: str) -> Iterator[Finding]:
    for setting in case.practices.settings:
        if setting.kind == "encryption" and _letters(setting.value).startswith(CIPHERS) and not same_algorithm(promised, setting.value):
            message = f"{setting.name} sets {setting.value}; the policy promises {promised}"
            yield finding(
                CODE, setting.location, message, symbol=setting.symbol, claim=claim, store=setting.target, remedy=f"use {promised}"
            )


def _hashers(case: Case, claim: Claim, promised: str) -> Iterator[Finding]:
    """The hash that a framework is told to use for passwords."""
    for setting in case.practices.settings:
        if setting.kind == "password_hash" and not same_algorithm(promised, setting.value):
            message = f"{setting.name} hashes passwords with {setting.value}; the policy promises {promised}"
            yield finding(
                CODE, setting.location, message, symbol=setting.symbol, claim=claim, data=(PASSWORD,), remedy=f"put {promised} first"
            )


def same_algorithm(promised: str, used: str) -> bool:
    """Whether ``used`` is, or is a mode of, what was promised (``aes-256-gcm`` keeps a promise of ``AES-256``).

    A cipher whose key length the code does not tell (``aes-gcm``) may be what was promised.
    """
    wanted, found = _letters(promised), _letters(used)
    if found.isalpha() and wanted.startswith("aes") and found.startswith("aes"):
        return True
    return found.startswith(wanted) or (wanted == "pbkdf2" and "pbkdf2" in found) or (wanted == "argon2" and "argon2" in found)


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
