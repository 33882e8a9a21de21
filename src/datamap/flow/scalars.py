"""Values of builtin scalar types that are not known any closer."""

from __future__ import annotations

from datamap.flow.objects import Scalar
from datamap.flow.values import Value

STR = Value((Scalar("str"),))
BYTES = Value((Scalar("bytes"),))
INT = Value((Scalar("int"),))
FLOAT = Value((Scalar("float"),))
BOOL = Value((Scalar("bool"),))
TEXT_KINDS = frozenset({"str", "bytes", "bytearray"})
SCALAR_KINDS = frozenset({"str", "bytes", "int", "float", "bool", "NoneType", "bytearray", "complex", "Duration", "Moment"})
