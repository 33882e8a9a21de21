"""One file of rules/frameworks/ as written."""

from __future__ import annotations

from datamap.knowledge.frameworks.entrances import Auth, Command, Header, Input, Prompt, Response, Route, Schedule, Signal, Task
from datamap.knowledge.frameworks.promises import (
    ClockEntry,
    Door,
    ExportFormat,
    Gateway,
    GroupOfPeople,
    InfrastructurePeriod,
    Lifetime,
    Looking,
    PersonRoute,
    Right,
    Room,
    Spared,
    Tier,
    Unit,
)
from datamap.knowledge.frameworks.recipients import Http, HttpErasure, HttpOwn, HttpSetting, HttpSpeech, Mail, Marketing, Told, Training
from datamap.knowledge.frameworks.surroundings import (
    Device,
    DeviceFact,
    EndpointField,
    Engine,
    Environment,
    LiteralKind,
    LookupPath,
    Outside,
    OwnName,
    Person,
    PlainKeychain,
    SingleRegion,
    Telling,
    UrlNames,
)
from datamap.knowledge.frameworks.tables import Binding, Combining, Mapper, Migration, ReadyForm, Record, Schema, SoftDelete, Statement
from datamap.knowledge.loading import Entry


class FrameworkFile(Entry, frozen=True):
    """One file as written."""

    schema: tuple[Schema, ...] = ()
    binding: tuple[Binding, ...] = ()
    migration: tuple[Migration, ...] = ()
    combining: tuple[Combining, ...] = ()
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
    http_setting: tuple[HttpSetting, ...] = ()
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
    export_format: tuple[ExportFormat, ...] = ()
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
    own_name: tuple[OwnName, ...] = ()
    single_region: tuple[SingleRegion, ...] = ()
    prompt: tuple[Prompt, ...] = ()
    environment: tuple[Environment, ...] = ()
    engine: tuple[Engine, ...] = ()
