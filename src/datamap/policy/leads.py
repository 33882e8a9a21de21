"""What the words before a list hand down to its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy import denial
from datamap.policy.arguments import Arguments
from datamap.policy.clauses import Role
from datamap.policy.draft import Draft, Lead
from datamap.policy.rules import cues, grammar, on_device, topics
from datamap.policy.structure import read_heading
from datamap.policy.titles import topic_by_verb

if TYPE_CHECKING:
    from datamap.policy.statement import Statement
    from datamap.policy.structure import Unit

# The kind of the introducing claim -> how the entries read.
_MODES = {
    "COLLECTS": "collect",
    "COLLECTS_ONLY_IF": "collect",
    "NOT_COLLECTS": "collect",
    "RECEIVES_FROM": "collect",
    "STORES": "store",
    "STORES_ONLY": "store",
    "NEVER_STORES": "store",
    "LOCAL_ONLY": "local",
    "SHARES": "share",
    "SHARES_ONLY": "share",
    "NOT_SHARES": "share",
    "NO_SALE": "share",
    "PROCESSOR_LIST_CLOSED": "processors",
    "PROCESSOR_CATEGORY": "processors",
    "PUBLIC": "public",
    "COOKIE_USE": "cookies",
    "EXPORT": "export",
    "DELETION_CASCADE": "deletion",
    "QUOTA": "quota",
    "RETENTION_VAGUE": "retention",
    "RETENTION_PERIOD": "retention",
    "RETENTION_CRITERION": "retention",
    "LEGAL_BASIS": "legal_basis",
    "PURPOSE": "purpose",
    "RIGHT": "rights",
}
_TOPICS = frozenset(
    {
        "rights",
        "retention",
        "deletion",
        "cookies",
        "legal_basis",
        "quota",
        "purpose",
        "processors",
        "collect",
        "store",
        "local",
        "share",
        "export",
    }
)


def lead_of(unit: Unit, read: list[tuple[Statement, list[Draft]]]) -> tuple[Lead | None, Draft | None]:
    """The lead of a list, and the claim that there is one; (None, None) when the text before the list does not introduce it."""
    if not read:
        return None, None
    last, drafts = read[-1]
    text = unit.block.text.value.rstrip()
    pointing = text.endswith(":") or bool(cues()["following"].find(last.all)) or not text.endswith((".", "!", "?"))
    if not pointing:
        return None, None
    if _refers_back(last) and len(read) > 1:
        last, drafts = read[-2]
        last_openness: str | None = "open"
    else:
        last_openness = None
    mode, denies = _mode(last, drafts, unit)
    lead = Lead(
        mode,
        denies=denies,
        openness=last_openness or last.openness or ("closed" if text.endswith(":") else None),
        gate=next((draft.gate for draft in drafts if draft.gate), None),
        trigger=last.conditions[0] if last.conditions else None,
        arguments=last.anything if last.anything.data else Arguments(),
        text=last.sentence.value[:60],
    )
    draft = Draft(
        "LEAD_IN",
        read[-1][0].sentence,
        f"introduces a list, read as {mode or 'its heading says'}",
        polarity="+",
        openness=lead.openness,
        trigger=lead.trigger,
    )
    draft.arguments = last.anything
    if mode:
        draft.values = {"governs": mode}
    return lead, draft


def _refers_back(statement: Statement) -> bool:
    return any(hit.start == 0 for hit in grammar()["refers_back"].find(statement.all))


def _mode(statement: Statement, drafts: list[Draft], unit: Unit) -> tuple[str | None, bool]:
    excepted = any(part.words for part in statement.clause.of(Role.EXCEPTION))
    denied = any(verb.polarity == "-" for verb in statement.stating) or denial.denies(statement)
    denies = denied and not excepted
    if any(hit.value == "legal_basis" for hit in topics().find(statement.all)):
        return "legal_basis", denies
    if _lists_aims(statement):
        return ("cookies" if statement.cue("cookies") else "purpose"), denies
    if any(draft.kind == "NOT_TRANSMITS" for draft in drafts) or (denied and statement.cue("leaves_device")):
        return "local", False
    for draft in drafts:
        if draft.kind in _MODES:
            return _MODES[draft.kind], denies
    mode = _by_words(statement, unit)
    return (denial.mode_of(statement) if denied and mode is None else mode), denies


def _lists_aims(statement: Statement) -> bool:
    """Whether what follows are aims: “we use the information to:”."""
    words = [word for word in statement.words if word.is_word]
    verb = statement.verb("use", "process", "share")
    return bool(words and verb and words[-1].norm in {"to", "for"} and (verb.frames & {"use", "process"}))


def _by_words(statement: Statement, unit: Unit) -> str | None:
    if statement.cue("account_end") and unit.mode == "deletion":
        return "deletion"
    if statement.verb("retain", "store", "host", polarity="+") and statement.cue_here("device") and on_device(statement.words):
        return "local"
    topic = read_heading(statement.sentence).topic
    topic = topic if topic in _TOPICS else topic_by_verb(statement.all) or topic
    words = [word.norm for word in statement.words if word.is_word]
    if len(words) > 1 and words[-1] in {"can", "may"} and words[-2] in {"you", "also"}:
        return "rights"
    if statement.verb("serve") and statement.anything.everything and topic == "purpose":
        return "purpose"
    if statement.cue("right_words"):
        return "rights"
    if statement.cue("public") and unit.mode not in {"retention", "deletion"}:
        return "public"
    for frame, mode in (
        ("export", "export"),
        ("delete", "deletion"),
        ("store", "store"),
        ("collect", "collect"),
        ("sell", "share"),
        ("share", "share"),
        ("engage", "processors"),
        ("retain", "retention"),
    ):
        verb = statement.verb(frame)
        if verb and verb.subject != "you" and (frame != "engage" or grammar()["third_parties"].find(statement.all)):
            return mode
    if statement.verb("export"):
        return "export"
    if any(verb.lemma == "include" for verb in statement.stating) and any(
        key.startswith("user.content") for key in statement.anything.data
    ):
        return "store"
    return topic if topic in _TOPICS else None
