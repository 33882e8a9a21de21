"""The rights of the person and the ways to use them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.arguments import mentions
from datamap.policy.clauses import Role
from datamap.policy.rules import grammar, rights
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_GETTING = frozenset({"get", "receive", "obtain", "download", "find", "fetch"})
_COPIES = frozenset({"copy", "zip", "archive", "file", "bundle", "extract"})
_HOLDING = frozenset({"contain", "include", "hold", "comprise", "cover"})
_TAKEN_ALONG = frozenset({"export", "download", "archive", "takeout"})
_NEAR = 8
_FORMATS = frozenset({"json", "csv", "markdown", "xml", "pdf", "zip", "xlsx", "excel", "html"})


def read(statement: Statement) -> Iterator[Draft]:
    """Rights and export."""
    if statement.cue("merger") or statement.subject in {"vendor", "third"}:
        return
    if statement.setting.unit.leads and statement.verb("export") is not None:
        return
    found = _rights(statement)
    entitled = _is_entitled(statement)
    exports = _exports(statement, entitled=entitled)
    if exports is not None:
        yield exports
        found = tuple(right for right in found if right != "portability")
        found = found if len(found) > 1 else ()
    if entitled and found:
        mechanism = statement.cue_text("self_service")
        # "For deletion, or to exercise your rights, use the settings" says how, and grants no right by itself.
        how = "exercise" in found and statement.words[0].norm in {"for", "to"}
        values = {"rights": ["exercise"] if how else list(found)} | ({"mechanism": mechanism} if mechanism else {})
        yield statement.draft(
            "RIGHT", "right to " + ", ".join(found), next(iter(statement.stating), None), statement.anything, values=values, polarity="+"
        )


def _is_entitled(statement: Statement) -> bool:
    if statement.setting.mode == "rights" or _may_do_several(statement):
        return True
    return (
        statement.cue("right_words")
        and statement.subject in {"you", "it"}
        and not statement.cue("this_policy")
        and statement.verb("share") is None
    )


def _may_do_several(statement: Statement) -> bool:
    """“You can see, correct and erase your data”: several rights, though no word for a right."""
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    personal = {"access", "rectification", "erasure", "restriction", "portability", "objection"}
    return verb is not None and verb.subject == "you" and verb.modality in {"can", "may"} and len(personal & set(_rights(statement))) > 1


def _rights(statement: Statement) -> tuple[str, ...]:
    label = statement.setting.label
    words = [*(words_of(label.value) if label else ()), *statement.all]
    return tuple(dict.fromkeys(hit.value for hit in rights().find(words)))


def _downloads(statement: Statement) -> bool:
    """“You can download your profile and messages as a JSON file”."""
    verb = statement.verb("export")
    return verb is not None and verb.subject == "you" and verb.modality in {"can", "may"} and len(statement.object_of(verb).data) > 0


def _handed_out(statement: Statement) -> Draft | None:
    """“Get a copy of your data (profile, posts)”, "you get a ZIP file with your profile and posts": what people can take."""
    verb = next((verb for verb in statement.stating if verb.lemma.split()[0] in _GETTING and verb.polarity == "+"), None)
    if verb is None or not (verb.subject == "you" or verb.role == "imperative"):
        return None
    words = statement.words[verb.index :]
    at = next((i for i, word in enumerate(words[:_NEAR]) if word.fold in _COPIES), None)
    if at is None or not any(word.norm in {"with", "of", "containing", "holding"} for word in words[at : at + 3]):
        return None
    told = [word for part in statement.clause.of(Role.PARENTHESIS) for word in part.words]
    if not told and grammar()["whole_data"].find(words[at : at + 6]):
        return None
    args = mentions(told or words[at + 1 :], statement.lexicon)
    formats = [word for word in dict.fromkeys(word.norm for word in statement.all) if word in _FORMATS]
    values = {"formats": formats} if formats else {}
    named = any("." in key for key in args.data)
    return statement.draft("EXPORT", "a copy to take", verb, args, values=values, polarity="+") if named else None


def _inside(statement: Statement) -> Draft | None:
    """“The export contains your profile and posts”, "your download includes all orders": what is in it."""
    verb = next((verb for verb in statement.stating if verb.lemma in _HOLDING and verb.polarity == "+" and not verb.passive), None)
    if verb is None or not any(word.fold in _TAKEN_ALONG for word in statement.words[: verb.index]):
        return None
    args = mentions(statement.words[verb.end :], statement.lexicon)
    return statement.draft("EXPORT", "what a copy holds", verb, args, polarity="+") if any("." in key for key in args.data) else None


def _exports(statement: Statement, *, entitled: bool) -> Draft | None:
    if (handed := _handed_out(statement) or _inside(statement)) is not None:
        return handed
    lead = statement.setting.lead
    listed = lead is not None and lead.mode == "export"
    own = statement.cue("export") and (entitled or any(verb.frames & {"export"} for verb in statement.stating))
    own = own or _downloads(statement)
    if (not listed and not own) or (statement.subject == "we" and not entitled) or statement.cue("retention_words"):
        return None
    words = [word.norm for word in statement.all]
    several = len(_rights(statement)) > 2
    if several and not listed:
        return None
    formats = [word for word in dict.fromkeys(words) if word in _FORMATS]
    verb = statement.verb("export", states=False)
    args = mentions(statement.words, statement.lexicon) if listed else statement.object_of(verb) if verb else statement.anything
    if verb is not None and not listed and grammar()["whole_data"].find(statement.words[verb.end : verb.end + 4]):
        args = replace(args, whole=True)
    values = {"formats": formats} if formats else {}
    if "viewable" in words:
        values["mode"] = ["view"]
    return statement.draft("EXPORT", "export", verb, args, values=values, polarity="+")
