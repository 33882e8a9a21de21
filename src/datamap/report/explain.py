"""``datamap explain``: a page about a rule, a data category or a third party, made from what the run itself uses."""

from __future__ import annotations

from functools import partial
from inspect import cleandoc
from typing import TYPE_CHECKING

from datamap.errors import DatamapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from datamap.knowledge.categories import Category
    from datamap.knowledge.conformance import Rule
    from datamap.knowledge.everything import Knowledge
    from datamap.knowledge.processors import Processor

    Page = Callable[[], str]

MOST_VALUES = 16
MOST_PHRASES = 4
ARGUMENTS = {"*": "every argument"}
SENSITIVITIES = {
    "financial": "Financial data.",
    "secret": "A secret: who has it can act as the person.",
    "special": "A special category of personal data (Art. 9 GDPR).",
    "child": "Data of children.",
}


def pages(knowledge: Knowledge, rules: Mapping[str, Rule], texts: Mapping[str, str]) -> dict[str, Page]:
    """A page by rule code and name, category key and processor id; ``texts`` are the rules' own docstrings by code."""
    found: dict[str, Page] = {}
    for code, rule in rules.items():
        page = partial(rule_page, rule, texts.get(code, ""))
        found |= {code: page, rule.name: page}
    for category in knowledge.categories:
        found[category.key] = partial(category_page, category)
    for processor in knowledge.processors.entries.values():
        found[processor.id] = partial(processor_page, processor, knowledge)
    return found


def rule_page(rule: Rule, text: str) -> str:
    """The rule's docstring under its title and promise."""
    title, _, body = cleandoc(text).partition("\n")
    heading = title or f"{rule.code} {rule.name}"
    return f"# {heading}\n\n{rule.promise}\n\nLevel: {rule.level.value}\n{body.rstrip()}\n"


def category_page(category: Category) -> str:
    """What a data category is, how code names it and how policies say it."""
    nature = [SENSITIVITIES.get(category.sensitivity, ""), "" if category.personal else "Not personal data on its own."]
    origin = "A category of fideslang." if category.fideslang else "An extension of fideslang's categories."
    code = {
        "named": category.fields,
        "named in a record of a person": (*category.record_fields, *category.likely_fields),
        "with whose it is": category.weak_fields,
        "but not": category.not_fields,
        "declared as": category.types,
        "with the endings": category.endings,
    }
    text = " ".join(part for part in (category.description, *nature, origin) if part)
    return _page(f"{category.key}: {category.name}", text, _section("In code", code), _section("In policies", {"said": category.phrases}))


def processor_page(processor: Processor, knowledge: Knowledge) -> str:
    """What is known of a third party: who it is, how code shows it, what goes to it, and how a policy discloses it."""
    purposes = ", ".join(knowledge.purpose_name(purpose) for purpose in processor.purposes)
    parent = knowledge.processor_name(processor.parent) if processor.parent else ""
    nature = "A third party" if processor.third_party else "No third party: it runs with the service or reaches another"
    who = f"{nature}{f' for {purposes}' if purposes else ''}{f', part of {parent}' if parent else ''}."
    facts = {"home": (processor.home,) if processor.home else (), "regions": processor.regions}
    code = {
        "packages": processor.packages,
        "imports": processor.imports,
        "hosts": processor.hosts,
        "settings": processor.settings,
        "models": processor.models,
        "gathers by itself": processor.collects,
    }
    return _page(
        f"{processor.id}: {processor.name}",
        who,
        _section("", facts),
        _section("In code", code),
        _calls(processor),
        _section("In policies", {"named": (processor.name, *processor.aliases), "as one of": tuple(_kinds(processor, knowledge))}),
    )


def _kinds(processor: Processor, knowledge: Knowledge) -> Iterator[str]:
    for purpose in processor.purposes:
        known = knowledge.processors.purposes.get(purpose)
        yield from known.phrases[:MOST_PHRASES] if known else ()


def _calls(processor: Processor) -> list[str]:
    """The calls of its SDK, and what an unlisted one does."""
    if not processor.imports:
        return []
    rest = "sends whatever it is given" if processor.default == "sends" else "sends nothing"
    lines = ["## What goes there", ""]
    for call in processor.calls:
        carried = ", ".join(f"{ARGUMENTS.get(name, name)}{f' ({means})' if means else ''}" for name, means in call.carried.items())
        lines.append(f"- `{call.call}`: {call.operation}{f', with {carried}' if carried else ''}")
    return [*lines, f"- {'any other call' if processor.calls else 'a call'} into its SDK {rest}"]


def _section(title: str, facts: Mapping[str, tuple[str, ...]]) -> list[str]:
    lines = [f"- {name}: {_listed(values)}" for name, values in facts.items() if values]
    return [*([f"## {title}", ""] if title and lines else []), *lines]


def _listed(values: tuple[str, ...]) -> str:
    """The first of many values, and how many more there are."""
    shown = ", ".join(values[:MOST_VALUES])
    return shown if len(values) <= MOST_VALUES else f"{shown} and {len(values) - MOST_VALUES} more"


def _page(title: str, text: str, *sections: list[str]) -> str:
    parts = [[f"# {title}"], [text] if text else [], *sections]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def unknown(name: str, near: tuple[str, ...]) -> DatamapError:
    """The error for a name that has no page."""
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return DatamapError(f"there is no rule, data category or third party {name!r}{hint}")
