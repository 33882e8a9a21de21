"""The vocabulary that every stage shares: practices (what code does), claims (what a policy says), findings (where they differ).

Read this first. It imports nothing of datamap, and every value is frozen, so that a stage can only add, never change.
Data categories, uses and subjects are fideslang's dotted keys (``user.contact.email``), extended where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
else:
    JsonValue = Any  # msgspec can't follow a name that stands for itself


class Level(StrEnum):
    """How much a finding matters if it is right."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return _RANKS[self]


class Confidence(StrEnum):
    """How sure datamap is that a finding or a path is right."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, 2 for high."""
        return _RANKS[self]

    def at_most(self, other: Confidence) -> Confidence:
        """The lower of the two: a chain is as sure as its weakest step."""
        return self if self.rank <= other.rank else other


_RANKS: dict[str, int] = {member: rank for kind in (Level, Confidence) for rank, member in enumerate(kind)}


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A region of a file below the scanned root; lines and columns count from 1, the end column is exclusive."""

    file: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path that a person can follow: where, in which function, and a few words."""

    location: Location
    symbol: str
    note: str


class FormKind(StrEnum):
    """What has been done to a value since it was read."""

    PLAIN = "plain"
    HASHED = "hashed"
    ENCRYPTED = "encrypted"
    MASKED = "masked"
    TOKENISED = "tokenised"
    TRUNCATED = "truncated"
    AGGREGATED = "aggregated"
    ANONYMISED = "anonymised"


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A form with its mechanism: ``hashed:bcrypt``, ``encrypted:aes-256``, ``plain``."""

    kind: FormKind = FormKind.PLAIN
    algorithm: str | None = None
    salted: bool | None = None

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.algorithm}" if self.algorithm else self.kind.value

    @classmethod
    def parse(cls, text: str) -> Form:
        """The form that ``hashed:sha256`` names. Raises ValueError for a kind that does not exist."""
        kind, _, algorithm = text.partition(":")
        return cls(FormKind(kind), algorithm or None)


PLAIN = Form()


@dataclass(frozen=True, slots=True, order=True)
class Guard:
    """A condition that holds wherever a call happens.

    kind: ``consent``, ``opt_in``, ``opt_out`` (the person was asked whether they object) or ``setting``.
    topic: what it is about (``analytics``, ``marketing``, ``ai``, ``cloning``, ``cookies`` …), None when the code does not say.
    default: what the field or setting holds before anybody chose; None when unknown. A default of True is no opt-in.
    """

    kind: str
    topic: str | None
    text: str
    location: Location
    default: bool | None = None

    def __str__(self) -> str:
        return f"{self.kind}.{self.topic}" if self.topic else self.kind


@dataclass(frozen=True, slots=True)
class Element:
    """A field, column, form input or parameter that holds one category of personal data.

    owner: dotted name of the class, table or form; store: id of the store that its owner is persisted in.
    form: the form that its declared type gives it (an EncryptedCharField, a BinaryField named ``key_hash``).
    """

    category: str
    subject: str
    name: str
    owner: str
    kind: str
    location: Location
    symbol: str
    store: str | None = None
    form: Form = PLAIN
    why: str = ""
    confidence: Confidence = Confidence.HIGH


class SinkKind(StrEnum):
    """Where data can end."""

    PROCESSOR = "processor"
    STORE = "store"
    LOG = "log"
    RESPONSE = "response"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Sink:
    """The call that sends, stores, logs or shows data.

    id: processor id, store id, log id or the team's own sink id; call: the dotted callee; argument: the parameter, column or key
    that receives the data; operation: ``send``, ``write``, ``log``, ``train``, ``identify``, ``message`` …;
    url: the literal endpoint of a plain HTTP call.
    """

    kind: SinkKind
    id: str
    call: str
    location: Location
    symbol: str
    argument: str | None = None
    operation: str = "send"
    url: str | None = None
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Data of one category in one form that reaches one sink, with a shortest path of hops from where it enters to the sink."""

    data: str
    subject: str
    form: Form
    source: str
    sink: Sink
    path: tuple[Hop, ...]
    guards: tuple[Guard, ...] = ()
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class ProcessorUse:
    """A third party that the code is set up to talk to, whether or not personal data was seen to reach it.

    kind: what it is for, one of the purposes of rules/processors (``payments``, ``error_tracking``, ``ai`` …).
    collects: categories it gathers by itself once it runs; evidence: imports, calls, hosts and settings that show it.
    called: more than an import shows it, so that it can gather and be sent data.
    """

    id: str
    name: str
    purposes: tuple[str, ...]
    evidence: tuple[Location, ...]
    collects: tuple[str, ...] = ()
    active: bool = True
    called: bool = True


@dataclass(frozen=True, slots=True)
class Cascade:
    """Rows of ``child`` go, stay (``set_null``) or block (``restrict``) when their row of ``parent`` is deleted.

    column: of ``child``, which points to ``parent``.
    """

    parent: str
    child: str
    effect: str
    location: Location
    column: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A table, bucket, key space, file, cache, queue or log that holds data.

    locus: ``server`` or ``device``; processor: id of the third party that runs it, if code says so;
    row_level_security: True or False where SQL decides it, None where nothing is known.
    """

    id: str
    kind: str
    name: str
    owner: str | None
    evidence: tuple[Location, ...]
    elements: tuple[Element, ...] = ()
    locus: str = "server"
    processor: str | None = None
    encryption: Form | None = None
    row_level_security: bool | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A lifetime that code gives to data.

    seconds: None for "kept for ever"; mechanism: ``purge``, ``expiry``, ``ttl``, ``lifecycle``, ``setting``, ``quota``, ``cache``,
    ``rotation``, ``expired`` (what is past its own date goes); store: what it applies to; data: categories or content words it speaks of;
    tier: plan or tier name it is limited to;
    enforced: something deletes or refuses by it, it is not only a constant; leaves: stores of files that it forgets, which go with the
    same rows elsewhere in the code.
    """

    seconds: int | None
    mechanism: str
    location: Location
    symbol: str
    store: str | None = None
    data: tuple[str, ...] = ()
    tier: str | None = None
    words: tuple[str, ...] = ()
    enforced: bool = True
    path: tuple[Hop, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """A store or processor that a handler touches and what it does there.

    how: ``delete``, ``cascade``, ``anonymise``, ``soft_delete``, ``set_null``, ``read``, ``vendor_delete``, ``revoke``, ``write``;
    columns: of a write, the columns that it changes.
    """

    target: str
    how: str
    path: tuple[Hop, ...]
    categories: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """A way into the code that erases, exports, updates, unsubscribes or withdraws for a person, and all that it reaches.

    kind: ``erasure``, ``export``, ``rectification``, ``access``, ``withdrawal``, ``unsubscribe``, ``revoke``.
    scope: ``account`` for the whole person, else the store id it is about; formats: of an export, those that its code speaks of;
    idle: nothing in it, and nothing that it calls, can change anything;
    looks_at: of an erasure, stores of which it reads rows.
    """

    kind: str
    location: Location
    symbol: str
    scope: str = "account"
    reaches: tuple[Reach, ...] = ()
    route: str | None = None
    formats: tuple[str, ...] = ()
    idle: bool = False
    looks_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """Where the outside world calls in: ``route``, ``middleware``, ``task``, ``cli``, ``webhook``, ``signal``, ``schedule``."""

    kind: str
    symbol: str
    location: Location
    path: str | None = None
    authenticated: bool | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A literal of configuration that a promise can be compared with.

    kind: ``region``, ``tls``, ``verify``, ``url``, ``vendor_id``, ``version``, ``encryption``, ``dsn``, ``consent_default``, ``cookie``,
    ``email`` …; value: its normalised text; target: the processor or store it configures.
    """

    kind: str
    name: str
    value: str
    location: Location
    symbol: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read or parsed, and why, in words."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """An ignore comment: the codes it names, its reason, and the lines it covers."""

    location: Location
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Practices:
    """All that was read from code. Checks see this and claims, nothing else.

    idle_deletions: what deletes a person at a third party, in functions that nothing calls.
    """

    elements: tuple[Element, ...] = ()
    processors: tuple[ProcessorUse, ...] = ()
    stores: tuple[Store, ...] = ()
    cascades: tuple[Cascade, ...] = ()
    flows: tuple[Flow, ...] = ()
    periods: tuple[Period, ...] = ()
    handlers: tuple[Handler, ...] = ()
    idle_deletions: tuple[Reach, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    settings: tuple[Setting, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    statistics: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a policy that can be held against code, or a known reason why it can't.

    kind: a kind of rules/policy (``COLLECTS``, ``HASHED``, ``RETENTION_PERIOD`` …); polarity: "+" or "-".
    data: category keys; phrases: data phrases as written, also those that no entry knows; entities: processor ids, or the name as
    written where no entry knows it; categories: recipient categories (purposes of rules/processors) where none is named.
    locus: ``server``, ``device``, ``processor``, ``log``, ``public``; gate: ``consent``, ``opt_in``, ``opt_out`` with topic after a dot.
    openness: ``open``, ``closed`` or None; checkable: ``code``, ``config``, ``text`` or ``no``.
    values: numbers, units, algorithms, regions, ids (``seconds``, ``algorithm``, ``version``, ``region``, ``tier``, ``age``, ``email``…).
    """

    id: str
    kind: str
    polarity: str
    location: Location
    quote: str
    section: str
    data: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    locus: str | None = None
    form: str | None = None
    gate: str | None = None
    purpose: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    openness: str | None = None
    hedge: str | None = None
    values: dict[str, JsonValue] = field(default_factory=dict)
    checkable: str = "no"
    why: str = ""
    trigger: str | None = None
    modality: str = "does"


@dataclass(frozen=True, slots=True)
class TextDefect:
    """A defect of the policy's own text (DM701 to DM707)."""

    rule: str
    location: Location
    message: str
    level: Level = Level.NOTE
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document, read: its claims, its defects, the sentences that claim nothing and those that were not understood."""

    file: str
    language: str
    claims: tuple[Claim, ...] = ()
    defects: tuple[TextDefect, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    non_claims: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement, with the sentence that is broken and the path through the code that breaks it."""

    rule: str
    name: str
    level: Level
    confidence: Confidence
    message: str
    location: Location
    symbol: str = ""
    data: tuple[str, ...] = ()
    processor: str | None = None
    store: str | None = None
    claim: Claim | None = None
    path: tuple[Hop, ...] = ()
    remedy: str = ""
    fingerprint: str = ""
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run: what every report is made from.

    knowledge: what the run knew (``datamap.knowledge``), the team's own names too; a report asks ``knowledge_of`` for it.
    """

    root: str
    findings: tuple[Finding, ...]
    practices: Practices
    policies: tuple[Policy, ...] = ()
    disclosed: dict[str, str] = field(default_factory=dict)
    statistics: dict[str, JsonValue] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fail_on: str = "error"
    knowledge: object = field(default=None, compare=False, repr=False)
