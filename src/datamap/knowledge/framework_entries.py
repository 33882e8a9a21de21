"""What one entry of rules/frameworks/ may say, by its kind."""

from __future__ import annotations

from msgspec import field

from datamap.knowledge.loading import Entry

Names = tuple[str, ...]


class InheritedFields(Entry, frozen=True):
    """Columns that a base class brings along; hashed: those that it fills with hashes by itself."""

    base: str
    fields: Names
    hashed: Names = ()


class Schema(Entry, frozen=True):
    """Classes that are tables, collections or indexes."""

    name: str
    kind: str
    bases: Names = ()
    decorators: Names = ()
    annotations: Names = ()
    annotated: bool = False
    table: Names = ()
    table_style: str = "snake"
    table_switch: str = ""
    abstract: Names = ()
    columns: Names = ()
    not_columns: Names = ()
    relationships: Names = ()
    foreign_keys: Names = ()
    foreign_key_argument: str = ""
    on_delete: Names = ()
    cascade: Names = ()
    inherited: tuple[InheritedFields, ...] = ()
    accessors: Names = ()
    own_class: Names = ()
    files: Names = ()
    processor: str | None = None


class Binding(Entry, frozen=True):
    """Methods of a column type that turn a value into what is stored."""

    methods: Names


class Migration(Entry, frozen=True):
    """Calls that change tables."""

    create: Names = ()
    add: Names = ()
    execute: Names = ()
    columns: Names = ()


class Statement(Entry, frozen=True):
    """Calls that build a statement about a table."""

    calls: Names
    does: str


class Mapper(Entry, frozen=True):
    """What the methods of a mapped class, its query sets and its instances do, by family."""

    family: str
    create: Names = ()
    create_user: Names = ()
    create_many: Names = ()
    create_object: Names = ()
    update: Names = ()
    delete: Names = ()
    read_one: Names = ()
    read_many: Names = ()
    read_fields: Names = ()
    filter: Names = ()
    excludes: Names = ()
    aggregate: Names = ()
    values: Names = ()
    query: Names = ()
    save: Names = ()
    remove: Names = ()
    assign: Names = ()
    related: Names = ()
    defaults: Names = ()
    set_password: Names = ()
    shortcuts: Names = ()
    constructs: bool = False


class Record(Entry, frozen=True):
    """Classes that describe data without keeping it.

    like: bases of mapped classes that become dicts and back in the same way; fills: methods that set the fields of what they are given;
    shown: types and switches of fields that are only ever answered, never asked for.
    """

    name: str
    kind: str
    style: str
    bases: Names = ()
    like: Names = ()
    decorators: Names = ()
    fields: Names = ()
    dumps: Names = ()
    builds: Names = ()
    fills: Names = ()
    cleaned: Names = ()
    saves: Names = ()
    model: str = ""
    listed: str = ""
    shown: Names = ()
    secret_types: Names = ()


class ReadyForm(Entry, frozen=True):
    """Forms and sign-in views that a framework brings along: what they ask of people, though no class of the project says so."""

    paths: Names
    asks: Names


class Route(Entry, frozen=True):
    """How a framework is told which function answers which address."""

    framework: str
    decorators: Names = ()
    registers: Names = ()
    mounts: Names = ()
    bases: Names = ()
    methods: Names = ()
    path: str = ""
    view: str = ""
    prefix: str = ""
    parameters: bool = False
    request_parameters: Names = ()
    request_types: Names = ()
    request_attribute: str = ""
    dependencies: Names = ()
    body: Names = ()
    middleware: Names = ()


class Input(Entry, frozen=True):
    """Where on a request the person's data is.

    ``callers``: calls that answer with the row of who signs in, if there is one; ``people``: names to import that stand for that row;
    ``accounts``: calls that answer with the class of those rows.
    parts: what a file is called in a body; binary: attributes that hold bytes where the module says so.
    """

    framework: str
    objects: Names
    body: Names = ()
    files: Names = ()
    parts: Names = ()
    binary: Names = ()
    headers: Names = ()
    address: Names = ()
    user: Names = ()
    callers: Names = ()
    people: Names = ()
    accounts: Names = ()


class Tells(Entry, frozen=True):
    """Attributes, items and methods, by their last words, and the category of what they give."""

    names: Names
    category: str


class Told(Entry, frozen=True):
    """What the results of some calls tell of people.

    gives: what the whole of them is; anew: nothing of what went in is in them beside what is told.
    """

    name: str
    objects: Names
    tells: tuple[Tells, ...] = ()
    gives: str | None = None
    anew: bool = False


class InfrastructurePeriod(Entry, frozen=True):
    """Keys of infrastructure that hold how many days something is kept; inside: words of a block around them."""

    keys: Names
    inside: Names = ()


class Header(Entry, frozen=True):
    """Headers that are personal data."""

    names: Names
    category: str


class Auth(Entry, frozen=True):
    """How a way in says that only known people may use it."""

    decorators: Names = ()
    bases: Names = ()
    attributes: Names = ()
    open: Names = ()
    words: Names = ()
    not_words: Names = ()
    parameters: Names = ()


class Response(Entry, frozen=True):
    """Calls whose arguments are shown to the caller."""

    calls: Names
    data: Names


class PackedArguments(Entry, frozen=True):
    """Which arguments of a sending call hold those of the task."""

    arguments: Names = ()
    keywords: Names = ()


class Task(Entry, frozen=True):
    """How work is handed to another process, and how functions become such work."""

    framework: str
    decorators: Names = ()
    bases: Names = ()
    sends: Names = ()
    packed: dict[str, PackedArguments] = field(default_factory=dict)
    by_name: Names = ()
    registers: Names = ()
    enqueues: Names = ()
    enqueues_later: Names = ()
    enqueues_keyword: Names = ()
    schedules: Names = ()
    options: Names = ()


class Schedule(Entry, frozen=True):
    """How work is made to run by the clock; ``keywords`` are arguments of a task's decorator that say when."""

    decorators: Names = ()
    keywords: Names = ()
    adds: Names = ()
    settings: Names = ()
    task_keys: Names = ()
    time_keys: Names = ()


class Command(Entry, frozen=True):
    """How a function becomes a command of the terminal."""

    decorators: Names = ()
    bases: Names = ()
    methods: Names = ()
    names: str = ""
    parsers: Names = ()


class Signal(Entry, frozen=True):
    """How a function is called when something happens elsewhere."""

    decorators: Names = ()
    connects: Names = ()
    emits: Names = ()


class Training(Entry, frozen=True):
    """Libraries that train models or publish what others train on: the roots of their paths, the methods, the arguments that hold data."""

    roots: Names
    methods: Names
    data: Names
    processor: str | None = None


class Http(Entry, frozen=True):
    """Clients of plain HTTP: which argument is the address, which ones are sent there."""

    receivers: Names
    methods: Names
    url: Names
    data: Names
    rest: Names = ()
    url_second: Names = ()
    base: Names = ()
    words: Names = ()


class HttpOwn(Entry, frozen=True):
    """Arguments that hold the service's own credentials."""

    arguments: Names


class HttpErasure(Entry, frozen=True):
    """Steps of addresses at which a third party is told to delete somebody."""

    words: Names


class HttpSpeech(Entry, frozen=True):
    """Steps of addresses at which a third party that does ``purpose`` turns a recording into text."""

    purpose: str
    words: Names


class Mail(Entry, frozen=True):
    """Calls that send an e-mail, and classes of messages that are sent later."""

    calls: Names = ()
    body: dict[str, Names] = field(default_factory=dict)
    makes: Names = ()
    sends: Names = ()


class Marketing(Entry, frozen=True):
    """Words that make a message marketing, and those that make it none."""

    words: Names
    not_words: Names


class Right(Entry, frozen=True):
    """Names of functions and addresses by which people use one of their rights."""

    kind: str
    words: Names
    not_words: Names = ()


class PersonRoute(Entry, frozen=True):
    """Steps of addresses that mean the whole person."""

    paths: Names


class GroupOfPeople(Entry, frozen=True):
    """What people are members of: to remove one of them there takes the membership, not the person."""

    words: Names


class Gateway(Entry, frozen=True):
    """What stands in front of a database."""

    id: str
    names: Names
    ports: Names = ()


class Door(Entry, frozen=True):
    """How a firewall lets everybody into a database, and how policies say that it does not."""

    ports: Names
    words: Names
    everybody: Names
    outward: Names
    promises: Names


class Looking(Entry, frozen=True):
    """Calls that only look something up or show it."""

    words: Names


class Spared(Entry, frozen=True):
    """Words for why a policy keeps something after a deletion, and words in the names of tables that are meant."""

    reasons: Names
    tables: Names


class SoftDelete(Entry, frozen=True):
    """Columns that mark a row as deleted while it stays."""

    columns: Names
    false_means_deleted: Names
    values: Names = ()


class Lifetime(Entry, frozen=True):
    """Words of constants that hold a lifetime, and columns that hold its end."""

    words: Names
    not_words: Names
    columns: Names


class Room(Entry, frozen=True):
    """Names for how much a plan has room for."""

    words: Names
    not_words: Names = ()


class Tier(Entry, frozen=True):
    """Columns that hold a plan, and the usual names of plans."""

    columns: Names
    words: Names


class LiteralKind(Entry, frozen=True):
    """Words of names whose literal is a setting of one kind.

    whole: names that are so only alone; not_calls: words of calls in which the same name means something else.
    """

    kind: str
    words: Names
    not_words: Names = ()
    whole: Names = ()
    not_calls: Names = ()


class UrlNames(Entry, frozen=True):
    """URLs that are names, not addresses that data goes to."""

    words: Names
    hosts: Names


class LookupPath(Entry, frozen=True):
    """Words of addresses that are only asked for public figures."""

    words: Names


class EndpointField(Entry, frozen=True):
    """How rows name the address of somebody else's service that they hold the key for."""

    words: Names


class Outside(Entry, frozen=True):
    """Folders and files whose code is no part of the service that runs."""

    folders: Names
    files: Names
    starts: Names
    ends: Names


class Device(Entry, frozen=True):
    """Imports of code that runs on a person's machine, and of code that runs on a server."""

    imports: Names
    server: Names


class Person(Entry, frozen=True):
    """Names of tables that hold the people themselves."""

    words: Names


class Telling(Entry, frozen=True):
    """Words of columns whose conditions are worth knowing."""

    words: Names


class PlainKeychain(Entry, frozen=True):
    """Back ends of keychains that protect nothing, and how one is chosen."""

    chosen_by: Names
    backends: Names


class DeviceFact(Entry, frozen=True):
    """Calls that tell of the machine that the code runs on."""

    category: str
    calls: Names


class Prompt(Entry, frozen=True):
    """Calls that ask a person; those that hide the answer, always or by an argument, ask for a secret."""

    calls: Names
    secret_calls: Names = ()
    secret_arguments: Names = ()


class Environment(Entry, frozen=True):
    """Where the service's own configuration comes from."""

    calls: Names
    objects: Names
    names: Names


class Engine(Entry, frozen=True):
    """A kind of database, by the addresses and drivers that show it."""

    name: str
    addresses: Names = ()
    imports: Names = ()
    row_security: bool = False
    in_file: bool = False


class ClockEntry(Entry, frozen=True):
    """Calls that give the present moment, make lengths of time, and move or keep a moment."""

    now: Names = ()
    durations: Names = ()
    forward: Names = ()
    backward: Names = ()


class Unit(Entry, frozen=True):
    """A unit of time."""

    names: Names
    seconds: float


class FrameworkFile(Entry, frozen=True):
    """One file as written."""

    schema: tuple[Schema, ...] = ()
    binding: tuple[Binding, ...] = ()
    migration: tuple[Migration, ...] = ()
    statement: tuple[Statement, ...] = ()
    orm: tuple[Mapper, ...] = ()
    record: tuple[Record, ...] = ()
    ready_form: tuple[ReadyForm, ...] = ()
    route: tuple[Route, ...] = ()
    input: tuple[Input, ...] = ()
    header: tuple[Header, ...] = ()
    auth: tuple[Auth, ...] = ()
    response: tuple[Response, ...] = ()
    task: tuple[Task, ...] = ()
    schedule: tuple[Schedule, ...] = ()
    command: tuple[Command, ...] = ()
    signal: tuple[Signal, ...] = ()
    clock: tuple[ClockEntry, ...] = ()
    unit: tuple[Unit, ...] = ()
    http: tuple[Http, ...] = ()
    http_own: tuple[HttpOwn, ...] = ()
    http_erasure: tuple[HttpErasure, ...] = ()
    http_speech: tuple[HttpSpeech, ...] = ()
    mail: tuple[Mail, ...] = ()
    marketing: tuple[Marketing, ...] = ()
    right: tuple[Right, ...] = ()
    person_route: tuple[PersonRoute, ...] = ()
    group_of_people: tuple[GroupOfPeople, ...] = ()
    soft_delete: tuple[SoftDelete, ...] = ()
    told: tuple[Told, ...] = ()
    infrastructure_period: tuple[InfrastructurePeriod, ...] = ()
    spared: tuple[Spared, ...] = ()
    looking: tuple[Looking, ...] = ()
    gateway: tuple[Gateway, ...] = ()
    door: tuple[Door, ...] = ()
    lifetime: tuple[Lifetime, ...] = ()
    training: tuple[Training, ...] = ()
    tier: tuple[Tier, ...] = ()
    room: tuple[Room, ...] = ()
    literal: tuple[LiteralKind, ...] = ()
    url_names: tuple[UrlNames, ...] = ()
    endpoint_field: tuple[EndpointField, ...] = ()
    lookup_path: tuple[LookupPath, ...] = ()
    outside: tuple[Outside, ...] = ()
    device: tuple[Device, ...] = ()
    person: tuple[Person, ...] = ()
    telling: tuple[Telling, ...] = ()
    plain_keychain: tuple[PlainKeychain, ...] = ()
    device_fact: tuple[DeviceFact, ...] = ()
    prompt: tuple[Prompt, ...] = ()
    environment: tuple[Environment, ...] = ()
    engine: tuple[Engine, ...] = ()
