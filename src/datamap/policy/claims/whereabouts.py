"""What stays on the person's device, and what everybody can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import cues, grammar, on_device, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb


def local(statement: Statement) -> Iterator[Draft]:
    """“Drafts are stored on your device”, "recordings never leave the phone"."""
    yield from _local_processing(statement)
    stays = next((verb for verb in statement.verbs("retain", "store", "host", polarity="+") if verb.lemma not in small("working")), None)
    here = stays is not None and (on_device(statement.words[stays.end :]) or "~/" in statement.sentence.value)
    told = statement.cue_here("device") and on_device(statement.words)
    here = here or (told and stays is not None and (stays.passive or stays.index == 0))
    if stays and here and not statement.cue("keychain") and stays.subject != "you":
        args = statement.object_of(stays)
        if args:
            yield statement.draft("LOCAL_ONLY", f"{stays.lemma} + device", stays, args, locus="device")
    sends = statement.verb("transmit", polarity="-")
    if sends and (statement.is_ours or sends.lemma == "leave") and statement.setting.mode != "quota" and _to_us(statement, sends):
        args = statement.object_of(sends)
        yield statement.draft("NOT_TRANSMITS", f"denied {sends.lemma}", sends, args or statement.anything, locus="server")


def _local_processing(statement: Statement) -> Iterator[Draft]:
    works = next((verb for verb in statement.verbs("process", polarity="+") if verb.lemma not in {"handle", "treat"}), None)
    here = statement.cue("local_processing") or (works is not None and statement.cue_here("device") and not statement.only)
    if here and not statement.names and statement.subject != "you":
        yield statement.draft(
            "LOCAL_PROCESSING",
            "processing on the device",
            works or next(iter(statement.stating), None),
            statement.anything,
            locus="device",
            polarity="+",
        )


def _to_us(statement: Statement, sends: Verb) -> bool:
    """Whether what does not happen is sending to the company, and not to others."""
    if statement.cue("leaves_device") or (sends.lemma == "leave" and statement.before is not None and statement.before.cue("device")):
        return True
    return not _to_others(statement) and (sends.lemma in {"upload", "sync", "back up"} or statement.cue("server"))


def _to_others(statement: Statement) -> bool:
    return bool(grammar()["third_parties"].find(statement.words) or statement.names)


def _is_adjective(statement: Statement) -> bool:
    """“Your public name”: a kind of name, and nothing that is published."""
    hits = cues()["public"].find(statement.words)
    ends = (statement.words[hit.end] if hit.end < len(statement.words) else None for hit in hits)
    shown = any(verb.frames & {"publish"} for verb in statement.stating)
    named = small("hanging") | small("joiners") | {"when", "if", "unless", "until", "after", "as", "so", "once", "and"}
    return not shown and all(
        hit.end - hit.start == 1 and word is not None and word.is_word and word.norm not in named
        for hit, word in zip(hits, ends, strict=True)
    )


def public(statement: Statement) -> Iterator[Draft]:
    """“Your posts are visible to everyone”."""
    denied = any(verb.polarity == "-" for verb in statement.stating) or any(word.norm in {"not", "never"} for word in statement.words)
    if (
        not statement.cue_here("public")
        or denied
        or statement.setting.mode in {"deletion", "retention"}
        or statement.cue("legal_duty", "by_action")
    ):
        return
    if _is_adjective(statement):
        return
    verb = next(iter(statement.stating), None)
    seen = verb is not None and (bool(verb.frames & {"publish"}) or verb.passive or verb.lemma in {"see", "read", "look", "access", "find"})
    if seen or statement.is_copula:
        yield statement.draft("PUBLIC", "publicly visible", verb, statement.anything, locus="public")
