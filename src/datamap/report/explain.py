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
    """What a data category is, and how it is recognised."""
    facts = {
        "sensitivity": category.sensitivity,
        "personal on its own": "yes" if category.personal else "no",
        "from": "fideslang" if category.fideslang else "datamap's extension of fideslang",
        "names in code": ", ".join(category.fields),
        "names of a record's fields": ", ".join(category.record_fields),
        "with context": ", ".join(category.weak_fields),
        "never": ", ".join(category.not_fields),
        "types": ", ".join(category.types),
        "in policies": ", ".join(category.phrases),
    }
    return _page(f"{category.key}: {category.name}", category.description, facts)


def processor_page(processor: Processor, knowledge: Knowledge) -> str:
    """What is known of a third party."""
    facts = {
        "for": ", ".join(knowledge.purpose_name(purpose) for purpose in processor.purposes),
        "belongs to": knowledge.processor_name(processor.parent) if processor.parent else "",
        "home": processor.home,
        "regions": ", ".join(processor.regions),
        "also called": ", ".join(processor.aliases),
        "packages": ", ".join(processor.packages),
        "imports": ", ".join(processor.imports),
        "hosts": ", ".join(processor.hosts),
        "settings": ", ".join(processor.settings),
        "gathers by itself": ", ".join(processor.collects),
    }
    return _page(f"{processor.id}: {processor.name}", "", facts) + "".join(_calls(processor))


def _calls(processor: Processor) -> Iterator[str]:
    if processor.calls:
        yield "\ncalls that datamap knows:\n"
    for call in processor.calls:
        carried = ", ".join(f"{argument} ({category})" if category else argument for argument, category in call.carried.items())
        yield f"- {call.call}: {call.operation}{' ' + carried if carried else ''}\n"


def _page(title: str, text: str, facts: Mapping[str, str]) -> str:
    lines = [f"- {name}: {value}" for name, value in facts.items() if value]
    return "\n".join([f"# {title}", "", *([text, ""] if text else []), *lines]) + "\n"


def unknown(name: str, near: tuple[str, ...]) -> DatamapError:
    """The error for a name that has no page."""
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return DatamapError(f"there is no rule, data category or third party {name!r}{hint}")
