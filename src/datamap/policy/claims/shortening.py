"""What is kept in part only: “we cut off the last octet of the IP address”, "phone numbers are truncated"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small

if TYPE_CHECKING:
    from datamap.policy.arguments import Arguments
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_MASKING = frozenset({"mask", "redact", "pixelate", "pseudonymise", "pseudonymize"})
DIVISIBLE = ("user.device.ip_address", "user.contact.phone_number", "user.contact.address.postal_code", "user.location", "user.financial")


def read(statement: Statement) -> Draft | None:
    """The claim that data is stored shortened; None where nothing is cut."""
    args = _divisible(statement.anything)
    if not args.data or any(verb.polarity == "-" for verb in statement.stating) or statement.subject == "you":
        return None
    whole = any(word.fold in small("shortened") for word in statement.all)
    cut = grammar()["cutting"].find(statement.all) and grammar()["value_parts"].find(statement.all)
    if not whole and not cut:
        return None
    return statement.draft("STORES", "kept in part", None, args, form="truncated", polarity="+")


def anonymised(statement: Statement) -> Draft | None:
    """“We anonymise IP addresses”: what we do to data as a rule, not to what is due for deletion."""
    verb = next((verb for verb in statement.stating if "anonymise" in verb.frames and (not verb.passive or verb.lemma in _MASKING)), None)
    other = statement.durations or statement.setting.mode in {"retention", "deletion", "rights"} or statement.conditions
    if verb is None or other or (verb.subject != "we" and not verb.passive) or verb.polarity == "-" or verb.modality in {"may", "can"}:
        return None
    args = statement.object_of(verb)
    return statement.draft("ANONYMIZED_ONLY", "made anonymous", verb, args, form="aggregated", polarity="+") if args.data else None


def _divisible(args: Arguments) -> Arguments:
    """Of a date, a browser and an IP address, the address is what loses its last part."""
    return replace(args, data=tuple(key for key in args.data if key.startswith(DIVISIBLE)))
