"""The solver: contexts are analysed when a call first needs them, recursion is iterated, outermost functions are entered from outside."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap import spent
from datamap.flow import coroutines
from datamap.flow.application import Application
from datamap.flow.binding import bind_arguments
from datamap.flow.budget import Budget
from datamap.flow.callgraph import CallGraph
from datamap.flow.context import KIND, Context, Demand, Request, Shape, Summary
from datamap.flow.correlation import Outlines
from datamap.flow.declared import Declared
from datamap.flow.events import NoModels
from datamap.flow.frame import Frame
from datamap.flow.function_state import FunctionState
from datamap.flow.generators import remember_call
from datamap.flow.globals import Globals
from datamap.flow.guards import known_by_holding
from datamap.flow.lookup import walk
from datamap.flow.objects import (
    ENV,
    TYPICAL,
    Bound,
    ClassObject,
    External,
    Formal,
    FunctionObject,
    Instance,
    Thing,
    class_of,
    is_code,
)
from datamap.flow.outside import Outside
from datamap.flow.scopes import builtin
from datamap.flow.shapes import layers_below, project, shape_of
from datamap.flow.statements import execute
from datamap.flow.summary import same_summary, summarise
from datamap.flow.suspended import is_context_manager, run_to_yield
from datamap.flow.tags import Label
from datamap.flow.types import Types
from datamap.flow.values import NO_CONDITIONS, NOTHING, Value, with_labels
from datamap.flow.world import FrameWorld
from datamap.flow.wrappers import handed_on
from datamap.program.naming import IMPORT, imported_module
from datamap.program.symbols import Function

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.config import Config
    from datamap.flow.calls import Arguments
    from datamap.flow.events import Decoration, ModelRegistry
    from datamap.flow.frame import Span
    from datamap.flow.objects import Site
    from datamap.flow.tags import Symbol
    from datamap.flow.values import Conditions
    from datamap.program.symbols import Class, Module, Program

_MAX_DEPTH = 400


class Solver:
    """See the module."""

    def __init__(self, program: Program, registry: ModelRegistry | None = None, config: Config | None = None) -> None:
        self.program = program
        self.registry: ModelRegistry = registry if registry is not None else NoModels()
        self.globals = Globals(self)
        self.outside = Outside(self, self.registry)
        self.declared = Declared(config)
        self.types = Types(self)
        self.graph = CallGraph()
        self.class_writes: set[tuple[Thing, Hashable]] = set()
        self.states: dict[Function, FunctionState] = {}
        self.roots: list[Context] = []
        self.contexts: list[Context] = []
        self.provisional: list[Context] = []
        self.beside: dict[Function, None] = {}
        self.dirty: dict[Context, None] = {}
        self.entries: dict[Function, Decoration] = {}
        self.budget = Budget(len(program.functions))
        self.large = self.budget.large
        self.left_out: set[Function] = set()
        self.round = 0
        self.walking = 0
        self.outlines = Outlines(large=self.large)
        self.asking: set[tuple[Context, Symbol]] = set()
        self.resolving: set[tuple[Context, Thing, str]] = set()
        self._stack: list[Context] = []
        self._class_objects: dict[Class, ClassObject] = {}
        self._started: set[Module] = set()
        self._decorations: dict[Function, Decoration | None] = {}
        self._files = {module.path: module for module in program.modules.values()}
        self._bound_defaults: dict[Function, FunctionObject] = {}
        self.worn: dict[Function, Value] | None = {} if registry is not None else None
        self.dependencies: dict[tuple[Module, int], tuple[str, Thing] | None] = {}
        self.injecting: set[tuple[str, Thing]] = set()
        self.demanded: dict[Function, Conditions] = {}
        self.guarded: dict[Function, Conditions] = {}
        self.doors: dict[str, Conditions] = {}
        self.behind: dict[Function, list[str]] = {}

    @cached_property
    def imported(self) -> frozenset[Module]:
        """Modules that some module of the program imports."""
        found: set[Module] = set()
        for module in self.program.modules.values():
            for bound in [*module.bindings.values(), *module.stars]:
                if bound.startswith(IMPORT):
                    outer = bound.rpartition(".")[0]
                    found |= {
                        one
                        for path in (bound, outer)
                        if (one := imported_module(self.program, module, path)) is not None and one is not module
                    }
        return frozenset(found)

    # Lookups

    def state_of(self, function: Function) -> FunctionState:
        """The state of a function."""
        state = self.states.get(function)
        if state is None:
            state = self.states[function] = FunctionState(self.budget.limits, self.budget.contexts, coarse=self.budget.coarse)
        return state

    def class_object(self, cls: Class) -> ClassObject:
        """The object of a class at the top level of a module."""
        found = self._class_objects.get(cls)
        if found is None:
            found = self._class_objects[cls] = ClassObject(cls)
        return found

    def ancestor_object(self, frame: Frame, start: Thing, cls: Class, ancestor: Class) -> Thing:
        """The object of an ancestor of the class that ``start`` is."""
        del frame
        if ancestor.parent.kind == "module":
            return self.class_object(ancestor)
        if isinstance(start, ClassObject) and ancestor.parent is cls.parent:
            return ClassObject(ancestor, start.env)
        if isinstance(start, Formal):
            from datamap.flow.objects import ENV

            return ClassObject(ancestor, Formal(start.root, (*start.path, ENV)))
        return ClassObject(ancestor)

    def typical(self, cls: Class) -> Instance:
        """The instance that stands for all that come from outside."""
        return Instance(cls, (TYPICAL,))

    def module_at(self, path: str) -> Module | None:
        """The module of a file."""
        return self._files.get(path)

    def function_named(self, qualname: str) -> Function | None:
        """The top-level function of a dotted name."""
        return self._top_level.get(qualname)

    @cached_property
    def _top_level(self) -> dict[str, Function]:
        return {one.qualname: one for one in self.program.functions if one.owner is None and one.kind == "function"}

    def builtin(self, name: str) -> Value:
        """A name that no scope of the program binds."""
        return builtin(name)

    def defined(self, frame: Frame, function: Function, thing: FunctionObject) -> None:
        """A ``def`` was run: its function exists with these captured variables."""
        del frame
        self._bound_defaults.setdefault(function, thing)

    def constructed(self, frame: Frame, instance: Thing, cls: Class) -> None:
        """An instance was made: what it holds may be seen in methods that only the outside calls."""
        fields = {name: value for name, value in frame.fields(instance).items() if isinstance(name, str) and not name.startswith("<")}
        kept = {name: self._shareable(frame, value, (TYPICAL, cls, name)) for name, value in fields.items()}
        shared = {name: value for name, value in kept.items() if value is not NOTHING}
        if shared:
            self.globals.share(self.typical(cls), shared)

    def _shareable(self, frame: Frame, value: Value, place: Site) -> Value:
        objects = tuple([thing for thing in value.objects if is_code(thing)])
        for thing in value.objects:
            if thing.__class__ is External and thing not in objects:
                objects += (self._stand_in(frame, thing, place),)
            elif thing.__class__ is Bound and is_code(thing.function) and (owner := class_of(thing.receiver)) is not None:
                objects += (Bound(thing.function, self.typical(owner)),)
        objects += tuple([self.typical(cls) for thing in value.objects if (cls := class_of(thing)) is not None and thing not in objects])
        labels = {tag: trail for tag, trail in value.labels.items() if tag.origin.__class__ is Label and tag.origin.kind != "data"}
        if not objects and not labels:
            return NOTHING
        return Value(objects, labels, (), unknown=True)

    def _stand_in(self, frame: Frame, thing: External, place: Site) -> External:
        """A thing of a library as all instances of a class hold it: with what it was given as text, like the address of a client."""
        held = {name: value for name, value in frame.fields(thing).items() if value.exact and value.constants and not value.labels}
        if not held:
            return External(thing.path, thing.about)
        found = External(thing.path, thing.about, place)
        self.globals.share(found, held)
        return found

    # Calls

    def invoke(self, frame: Frame, function: Function, thing: Thing, arguments: Arguments, at: Span) -> Value:
        """A call of a function of the project."""
        declared = self.declared
        if declared.calls:
            declared.sink(frame, function, arguments, at)
        binding = bind_arguments(frame, function, thing, arguments, at)
        self.graph.internal(frame, function)
        manages = function.node.is_generator and is_context_manager(function)
        result = run_to_yield(frame, function, binding, at) if manages else self.run(frame, function, binding, at)
        if function.node.is_generator:
            remember_call(frame, result, thing, binding)
        elif function.node.returns is not None and (result.unknown or (result.objects and result.objects[0].__class__ is Formal)):
            result = self.types.returned(frame, result, function, at)
        if self.registry.asks(function) and not any(tag.origin.__class__ is Label and tag.origin.kind == "gate" for tag in result.labels):
            result = self.outside.asked(frame, function, arguments, result, at)
        if declared.calls:
            result = declared.returned(frame, function, result, arguments, at)
        if function.node.is_async and not function.node.is_generator:
            coroutines.remember(frame, result, function, binding)
        return result

    def run(self, frame: Frame, function: Function, binding: dict[str, Value], at: Span) -> Value:
        """The effect and result of a function on what its roots are bound to."""
        request = Request(frame, binding)
        context = self.context_for(request, function)
        if context is None:
            return Value(unknown=True)
        for value in binding.values():
            frame.guards |= known_by_holding(frame, value)
        return Application(request, context, at).run()

    def context_for(self, request: Request, function: Function) -> Context | None:
        """The context that fits a call, analysed if it was not yet; None where the chain of calls is too deep."""
        state, frame = self.state_of(function), request.frame
        asked: dict[Demand, Shape] = {}
        for context in state.contexts:
            if not context.is_root and self._fits(context, request, asked, state):
                if context.running:
                    self._recursive(frame, context)
                elif not self.budget.coarse and (context.stale or (context.outdated and context.run_in < self.round)):
                    self._analyse(context, request)
                return context
        if len(self._stack) > _MAX_DEPTH:
            return None
        if self.budget.over:
            if not state.contexts:
                self.left_out.add(function)
            return None
        layered = ENV in request.binding and layers_below(frame, function, request.binding[ENV]) > 0
        running = [one for one in state.running if not one.layered]
        if len(running) == self.budget.nested and not layered:
            state.give_up_literals()
        if not layered and (len(running) > self.budget.nested + 1 or (running and len(state.contexts) >= self.budget.recursive)):
            self._recursive(frame, state.running[-1])
            request.borrowed = handed_on(function.node) is not None
            return state.running[-1]
        if len(state.contexts) >= min(state.most, self.budget.contexts):
            state.give_up()
        context = Context(function, len(self.contexts), layered=layered)
        self.contexts.append(context)
        state.contexts.append(context)
        self._analyse(context, request)
        return context

    def _fits(self, context: Context, request: Request, asked: dict[Demand, Shape], state: FunctionState) -> bool:
        for key, shape in list(context.shapes.items()):
            if self.budget.coarse and key[2] != KIND:
                continue
            if key in state.degraded:
                return False
            answer = asked.get(key)
            if answer is None:
                root, path, level = key
                answer = project(request.frame, shape_of(request.frame, walk(request, root, path), level), level)
                asked[key] = answer
            if answer != shape:
                return False
        return True

    def _recursive(self, frame: Frame, context: Context) -> None:
        context.used_recursively = True
        frame.context.low = min(frame.context.low, context.depth)

    def _analyse(self, context: Context, request: Request | None) -> None:
        """Run a context; where it turns out to be the outermost of a recursion, until its summary is stable."""
        state = self.state_of(context.function)
        context.depth = context.low = len(self._stack)
        context.running, context.stale, context.outdated, context.used_recursively = True, False, False, False
        context.run_in = self.round
        walks, self.walking = (self.walking, self.budget.walked), 0
        self._stack.append(context)
        state.running.append(context)
        first = len(self.provisional)
        for _ in range(self.budget.rounds):
            before = context.summary
            context.records, context.edges = {}, {}
            context.summary = self._run_body(context, request)
            settled = before is not None and same_summary(before, context.summary)
            if context.low < context.depth or not context.used_recursively or settled or self.budget.coarse:
                break
            for inner in self.provisional[first:]:
                inner.stale = True
        self.walking, self.budget.walked = walks
        context.running = False
        state.running.pop()
        self._stack.pop()
        if context.low < context.depth:
            self.provisional.append(context)
            if self._stack:
                outer = self._stack[-1]
                outer.low = min(outer.low, context.low)
        else:
            del self.provisional[first:]

    def _run_body(self, context: Context, request: Request | None) -> Summary:
        frame = Frame(self, context, request)
        function = context.function
        for parameter in function.node.parameters:
            frame.env[parameter.name] = Value((Formal(parameter.name),))
            if self.declared.parameters:
                frame.env[parameter.name] = with_labels(frame.env[parameter.name], self.declared.parameter(function, parameter))
        frame.guards = self.guarded.get(function, NO_CONDITIONS)
        asker, self.graph.asker = self.graph.asker, None
        execute(frame, function.node.body)
        summary = summarise(frame)
        self.graph.asker = asker
        return summary

    # Outermost frames

    def run_module(self, module: Module) -> None:
        """Run a module's body, once."""
        if module not in self._started and module.path:
            self._started.add(module)
            asker, self.graph.asker = self.graph.asker, None
            self._run_module(module, self._root(module.body))
            self.graph.asker = asker

    def _run_module(self, module: Module, context: Context) -> None:
        frame = self._outermost(context)
        self.globals.live[module] = frame
        execute(frame, module.facts.body)
        self._leave(context)
        del self.globals.live[module]
        self.globals.publish_module(module, frame)

    def enter(self, function: Function) -> None:
        """Call a function from outside, with whatever may come."""
        self._enter(function, self._root(function))

    def _enter(self, function: Function, context: Context) -> None:
        from datamap.flow.entry import enter

        frame = self._outermost(context)
        enter(frame, function, self.decoration(function), self._bound_defaults.get(function))
        self._leave(context)
        for thing, fields in frame.heap.items():
            if thing not in frame.own:
                self.globals.publish(thing, fields, context)

    @property
    def outermost(self) -> Context | None:
        """The context from which the present run started."""
        return self._stack[0] if self._stack else None

    def run_again(self, root: Context) -> None:
        """Run an outermost context once more."""
        if root.function.kind == "module":
            self._run_module(root.function.module, root)
        else:
            self._enter(root.function, root)

    def run_later(self, target: Value) -> None:
        """Functions that run beside the rest are entered once more at the end, when all that is shared is known."""
        for thing in target.objects:
            function = getattr(thing.function, "function", None) if thing.__class__ is Bound else getattr(thing, "function", None)
            if isinstance(function, Function):
                self.beside[function] = None

    def decoration(self, function: Function) -> Decoration | None:
        """How the outside calls a function, if it does."""
        if function not in self._decorations:
            frame = Frame(self, Context(function, -1), None)
            found = self._decorations[function] = self.registry.entry(function, FrameWorld(frame, function.node.at))
            if found is not None:
                self.entries[function] = found
        return self._decorations[function]

    def _root(self, function: Function) -> Context:
        context = Context(function, len(self.contexts), is_root=True)
        self.contexts.append(context)
        self.roots.append(context)
        return context

    def _outermost(self, context: Context) -> Frame:
        spent.start(context.function.module.path)
        context.records, context.edges = {}, {}
        context.running = True
        context.depth = context.low = len(self._stack)
        self._stack.append(context)
        return Frame(self, context, None)

    def _leave(self, context: Context) -> None:
        spent.stop()
        self._stack.pop()
        context.running = False

    def invalidate(self, context: Context, by: Context | None = None) -> None:
        """What a context read was changed by an outermost one: it and all that lead to it are to be run again, but the one that did it."""
        todo, seen = [context], {context}
        while todo:
            here = todo.pop()
            if self.large:
                here.outdated = True
            else:
                here.stale = not here.is_root
            if here.is_root and not here.running and here is not by:
                self.dirty[here] = None
            for caller in here.callers - seen:
                seen.add(caller)
                todo.append(caller)

    def declared_shape(self, frame: Frame, formal: Formal) -> Shape | None:
        """What annotations say of a value that the caller does not know either."""
        return self.types.of_formal(frame, formal)
