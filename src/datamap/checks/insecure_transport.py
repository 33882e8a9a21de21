"""DM304 insecure-transport

## What it reports

A connection over plain HTTP to another host, a TLS version below the promised one, certificate checks that are switched off, a database
connection with `sslmode=disable`.

## Why it matters

Data that travels in the clear, or to a host that nobody verified, can be read and changed on the way.

## Example

```python
requests.post(url, json=payload, verify=False)
```

The policy: "All data is encrypted in transit (TLS 1.3)."

## How to fix it

Use `https://`, leave `verify` alone, and set `ssl_context.minimum_version = ssl.TLSVersion.TLSv1_3`.

## What it misses

TLS that ends at a proxy which the repository does not configure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Setting

CODE = "DM304"
LOWEST = "1.2"
ASKS_FOR_TLS = ("require", "verify")
OFF = frozenset({"false", "none", "cert_none", "disable", "disabled", "0", "allow", "prefer"})


def find(case: Case) -> Iterator[Finding]:
    """Transport settings, against the promise of encryption in transit; without one, only switched-off certificate checks."""
    claim = next(iter(case.claims("ENCRYPTED_IN_TRANSIT")), None)
    promised = _promised_version(case)
    for setting in _once(case.practices.settings):
        problem = _in_the_clear(case, setting) if setting.kind == "clear" else _problem(setting, promised)
        if problem and (claim or setting.kind == "verify"):
            yield _report(setting, problem, claim)


def _once(settings: Iterable[Setting]) -> Iterator[Setting]:
    """An address is told at its literal, not again at every call that uses it."""
    settings = tuple(settings)
    literals = {setting.value for setting in settings if setting.kind == "url" and setting.target is None}
    return (setting for setting in settings if setting.kind != "url" or setting.target is None or setting.value not in literals)


def _promised_version(case: Case) -> str:
    versions = [str(claim.values["version"]) for claim in case.claims("ENCRYPTED_IN_TRANSIT") if "version" in claim.values]
    return max(versions, default=LOWEST)


def _problem(setting: Setting, promised: str) -> str | None:
    value = setting.value.lower()
    match setting.kind:
        case "verify" if value in OFF and "cookie" in setting.name.lower():
            return f"cookies may go in the clear ({setting.name}={setting.value})"
        case "verify" if value in OFF and "use_ssl" in setting.name.lower():
            return f"the connection may go in the clear ({setting.name}={setting.value})"
        case "verify" if value in OFF and "redirect" in setting.name.lower():
            return f"plain HTTP is not led to HTTPS ({setting.name}={setting.value})"
        case "verify" if value in OFF:
            return "certificates are not checked here"
        case "sslmode" if value in OFF:
            return f"the connection may go in the clear ({setting.name}={setting.value})"
        case "url" if value.startswith("http://"):
            return f"data goes to {_host(value)} over plain HTTP"
        case "tls" if value < promised:
            return f"TLS {value} is allowed here"
        case _:
            return None


def _in_the_clear(case: Case, setting: Setting) -> str | None:
    """A queue or cache without TLS, where the policy speaks of every connection, or of all data and the code takes care inside, too."""
    said = [frozenset(split_words(claim.quote)) for claim in case.claims("ENCRYPTED_IN_TRANSIT")]
    inside = any(other.kind == "sslmode" and other.value.lower().startswith(ASKS_FOR_TLS) for other in case.practices.settings)
    everywhere = any(words_for("every") & words and _covers_inner_ways(words, inside=inside) for words in said)
    return f"the connection to {setting.value.partition('://')[2]} goes in the clear ({setting.name})" if everywhere else None


def _covers_inner_ways(words: frozenset[str], *, inside: bool) -> bool:
    """Whether a promise speaks of connections as such; where the code takes care ``inside``, of data on whatever way."""
    anywhere = inside and not words_for("plain_data").isdisjoint(words) and words_for("outer_ways").isdisjoint(words)
    return anywhere or not words_for("connections").isdisjoint(words)


def _host(url: str) -> str:
    return url.removeprefix("http://").split("/")[0]


def _report(setting: Setting, problem: str, claim: Claim | None) -> Finding:
    promise = "; the policy promises encryption in transit" if claim else ""
    version = claim.values.get("version") if claim else None
    return finding(
        CODE,
        setting.location,
        f"{problem}{promise}{f' (TLS {version})' if version else ''}",
        symbol=setting.symbol,
        claim=claim,
        level=Level.ERROR if claim else Level.WARNING,
        processor=setting.target,
        confidence=Confidence.HIGH if claim else Confidence.MEDIUM,
        remedy="use https and the promised TLS version, and leave certificate checks on",
    )
