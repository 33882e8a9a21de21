"""What a sentence is in its place: an answer, a label, an instruction, a list of data, a supposition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.clauses import Clause, Role, clauses_of
from datamap.policy.documents import BlockKind
from datamap.policy.rules import cues, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.structure import Unit
    from datamap.policy.text import Text
    from datamap.policy.words import Word


def answers(unit: Unit) -> bool:
    """Whether a paragraph answers a question that is its heading: “Where is my data? — In Paris.”."""
    asked = bool(unit.headings) and unit.headings[-1].text.value.rstrip().endswith("?")
    return asked and unit.block.kind is BlockKind.PARAGRAPH and unit.mode != "cookies"


def is_run_in(sentence: Text) -> bool:
    """“Preference cookies. We use them to …”: a short first sentence without a verb is a label."""
    words = [word for word in words_of(sentence.value) if word.is_word]
    return (
        len(words) <= 6
        and not any(sign in sentence.value for sign in (">", "→"))
        and not any(word.norm[0].isdigit() for word in words)
        and not any(cues()[name].find(words) for name in ("encryption", "transport_names"))
        and not clauses_of(sentence.value)[0].verbs
        and not (words and words[0].norm in {"no", "not", "never", "none"})
        and not any(word.norm in {"is", "are", "was", "everything", "nothing", "we", "you", "they", "nobody"} for word in words)
        and sentence.value.rstrip().endswith((".", ":"))
    )


def is_title(sentence: Text) -> bool:
    """“What you put in. A first name …”: a short clause with a question word, which nobody asks, is the title of its paragraph."""
    words = [word for word in words_of(sentence.value) if word.is_word]
    asks = bool(words) and words[0].norm in _ASKING and words[0].text[:1].isupper()
    return asks and 1 < len(words) <= _TITLE and sentence.value.rstrip().endswith((".", ":")) and "," not in sentence.value


_TITLE = 8
_ASKING = frozenset({"what", "who", "whom", "which", "how", "where", "when", "things"})


def instructs(sentence: Text) -> bool:
    """Whether a sentence of running text begins with a verb: it tells the reader what to do."""
    verbs = clauses_of(sentence.value)[0].verbs
    return bool(verbs) and verbs[0].role == "imperative"


def names_data(statement: Statement) -> bool:
    """Whether a sentence of running text only names data, below a heading that says what is done with it."""
    first = statement.words[0].norm if statement.words else ""
    asks = statement.sentence.value.rstrip().endswith("?")
    told = statement.setting.mode in {"collect", "store", "local"} and not statement.setting.unit.leads
    if not told or asks or first in small("denials") | {"to", "for", "if", "when"}:
        return False
    names = [word for word in statement.words if word.is_word and word.norm not in small("before_nouns") | small("joiners") | {"of"}]
    covered = sum(hit.end - hit.start for hit in statement.lexicon.data_in(names))
    found = statement.fragment()
    return 2 * covered >= len(names) and (
        bool(found.data)
        and len(found.unmapped) <= len(found.data)
        and not any(verb.role == "imperative" for verb in statement.clause.verbs)
    )


def supposes(statement: Statement) -> bool:
    """“If we stored passwords in clear, an attacker could read them”: what is not so."""
    would = any(word.norm in {"could", "would", "might"} for word in statement.words)
    past = (verb for part in statement.clause.of(Role.CONDITION) if part.opener == "if" for verb in part.verbs)
    return would and any(verb.subject == "we" and verb.form == "ed" and not verb.passive for verb in past)


def is_told(drafts: list[Draft]) -> bool:
    """Whether claims say more than a gate, a place or security in general."""
    return any(
        draft.kind not in {"SECURITY_GENERIC", "DOC_REFERENCE", "OPT_IN_GATE", "CONSENT_GATE", "COOKIE_USE", "HOSTING_REGION"}
        for draft in drafts
    )


def deny(clause: Clause) -> None:
    """Under "what we never do" every entry is denied."""
    for part in clause.walk():
        part.verbs = [
            replace(verb, polarity="-", subject="we")
            if verb.role in {"imperative", "main", "gerund"} and verb.subject in {"", "it"}
            else verb
            for verb in part.verbs
        ]


def commas(part: Clause) -> list[list[Word]]:
    """The words of a part, cut at its commas."""
    pieces: list[list[Word]] = [[]]
    for word in part.words:
        if word.norm in {",", ";"}:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def end_of(unit: Unit, sentence: Text) -> int:
    """Where a sentence ends in its block."""
    position = unit.block.text.value.find(sentence.value)
    return position + len(sentence.value) if position >= 0 else len(unit.block.text.value)
