"""Reads include/ringout.h with a C parser into the tables that the languages are generated from."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pycparser import c_ast, c_parser

ROOT = Path(__file__).resolve().parents[2]
HEADER = ROOT / "include/ringout.h"
# Stand-ins for the system's headers, so that the result does not depend on the machine.
SYSTEM_HEADERS = {
    "stdbool.h": "typedef _Bool bool;\n",
    "stddef.h": "typedef unsigned long size_t;\n#define NULL 0\n",
    "stdint.h": "typedef unsigned char uint8_t;\ntypedef unsigned uint32_t;\n"
    "typedef unsigned long uint64_t;\ntypedef long int64_t;\n",
}
SCALARS = {
    "void": "void",
    "bool": "bool",
    "int": "int",
    "uint32_t": "u32",
    "ringout_status": "u32",
    "uint64_t": "u64",
    "int64_t": "i64",
    "size_t": "size",
    "double": "f64",
}
SIZES = {"bool": 1, "int": 4, "u32": 4, "u64": 8, "i64": 8, "size": 8, "f64": 8}
# Names that the other languages' types have in Python and Node, where the header's would clash or mean less.
TYPE_NAMES = {
    "ringout_status_value": "ErrorCode",
    "ringout_call_status_value": "Status",
    "ringout_outcome_value": "OutcomeKind",
    "ringout_verdict_value": "VerdictKind",
    "ringout_error": "ErrorInfo",
    "ringout_state": "CallState",
    "ringout_caller_ids[]": "PhoneNumber",
    "ringout_forwarding_numbers[]": "ForwardingNumber",
    "ringout_limits[]": "Limit",
    "ringout_error_detail": "ErrorDetail",
    "ringout_preflight_check": "Check",
    "ringout_verdict_reason": "Reason",
    "ringout_logged_call_leg": "LogLeg",
    "ringout_response_header": "Header",
}
# Their strings may be secrets, so their text form has only the name of the type.
SECRET_RECORDS = {"ringout_authorization", "ringout_token", "ringout_response"}


@dataclass(frozen=True)
class Type:
    """A C type. `kind` is a scalar, string, owned_string, bytes, strings, data, handle, struct, callback or out."""

    kind: str
    name: str = ""
    const: bool = False
    inner: "Type | None" = None

    @property
    def size(self) -> int:
        """The size on a 64-bit system."""
        return SIZES.get(self.kind, 8)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function or a field of a struct."""

    name: str
    type: Type
    doc: str = ""
    default: str = ""
    offset: int = 0


@dataclass
class Function:
    """A function or the type of a callback."""

    name: str
    result: Type
    parameters: list[Parameter]
    doc: str = ""

    @property
    def is_fallible(self) -> bool:
        """Whether it returns a status and an error."""
        return bool(self.parameters) and self.parameters[-1].name == "err" and self.parameters[-1].type.kind == "out"

    @property
    def outputs(self) -> list[Parameter]:
        """The parameters that it writes, without the error."""
        return [p for p in self.parameters if p.type.kind == "out" and p.name != "err"] if self.is_fallible else []

    @property
    def inputs(self) -> list[Parameter]:
        """The other parameters."""
        return [p for p in self.parameters if not (self.is_fallible and p.type.kind == "out")]

    @property
    def short(self) -> str:
        """The name without the prefix of the library."""
        return self.name.removeprefix("ringout_")


@dataclass
class Struct:
    """A public struct."""

    name: str
    fields: list[Parameter]
    doc: str
    size: int = 0

    def lay_out(self) -> None:
        """Computes the offsets by the rule of every 64-bit C ABI: each field at a multiple of its size."""
        at, align, placed = 0, 1, []
        for each in self.fields:
            at = -(-at // each.type.size) * each.type.size
            placed.append(Parameter(each.name, each.type, each.doc, each.default, at))
            at, align = at + each.type.size, max(align, each.type.size)
        self.fields, self.size = placed, -(-at // align) * align


@dataclass
class Constant:
    """A number or a string."""

    name: str
    value: str
    doc: str


@dataclass
class Enum:
    """The values of a number."""

    name: str
    values: list[Constant]
    doc: str

    @property
    def prefix(self) -> str:
        """What the names of all values begin with."""
        if self.name == "ringout_status_value":
            return "RINGOUT_"
        names = [value.name for value in self.values]
        prefix = names[0]
        while not all(name.startswith(prefix) for name in names):
            prefix = prefix[:-1]
        return prefix[: prefix.rindex("_") + 1]


@dataclass
class Field:
    """A field of a record. `how` is value, enum, bytes, record, call, items or take."""

    name: str
    how: str
    doc: str
    function: Function | None = None
    type: Type | None = None
    # The record of `record`, `items` and `take`, the enum of `enum`.
    of: str = ""


@dataclass
class Record:
    """A value that is read from an object through its accessors, completely."""

    key: str
    name: str
    doc: str
    fields: list[Field]
    # 0 for an object; else how many indexes its accessors take.
    depth: int = 0
    text: str = ""
    count: Function | None = None


@dataclass
class Library:
    """Everything that the header declares."""

    version: str = ""
    abi: int = 0
    functions: dict[str, Function] = field(default_factory=dict)
    callbacks: dict[str, Function] = field(default_factory=dict)
    structs: dict[str, Struct] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    constants: list[Constant] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    lists: dict[str, Record] = field(default_factory=dict)
    # The names of the errors' classes without "Error", by their numbers.
    errors: dict[int, str] = field(default_factory=dict)
    declarations: str = ""


def pascal(name: str) -> str:
    """Returns `caller_id` as `CallerId`."""
    return "".join(part.capitalize() for part in name.lower().split("_"))


def camel(name: str) -> str:
    """Returns `caller_id` as `callerId`."""
    whole = pascal(name)
    return whole[:1].lower() + whole[1:]


def type_name(name: str) -> str:
    """Returns the name of a type in the other languages."""
    return TYPE_NAMES.get(name) or pascal(name.removeprefix("ringout_").removesuffix("_value"))


def _preprocess() -> tuple[str, dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SYSTEM_HEADERS.items():
            Path(folder, name).write_text(text)
        command = ["cc", "-E", "-dD", "-std=c11", "-nostdinc", f"-I{folder}", "-DRINGOUT_WARN_UNUSED=", HEADER]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    macros = {}
    for line in lines:
        if match := re.match(r"#define (RINGOUT_\w+) (.+)", line):
            macros[match[1]] = match[2].strip()
    kept = ["" if line.startswith(("#define", "#undef")) else line for line in lines]
    return "\n".join(kept), macros


class _Reader:
    def __init__(self):
        text, self.macros = _preprocess()
        self.lines = HEADER.read_text().splitlines()
        self.tree = c_parser.CParser().parse(text, str(HEADER))
        self.library = Library(
            version=json.loads(self.macros["RINGOUT_VERSION"]), abi=int(self.macros["RINGOUT_ABI_VERSION"])
        )

    def doc(self, line: int) -> str:
        """Returns the comment above a line."""
        at = line - 2
        while at >= 0 and self.lines[at].strip() == "RINGOUT_WARN_UNUSED":
            at -= 1
        found = []
        while at >= 0 and self.lines[at].strip().startswith("///"):
            found.append(self.lines[at].strip()[3:].removeprefix(" "))
            at -= 1
        return "\n".join(reversed(found))

    def doc_of(self, pattern: str) -> str:
        """Returns the comment above the first line that matches."""
        at = next(number for number, line in enumerate(self.lines, 1) if re.match(pattern, line))
        return self.doc(at)

    def type(self, node) -> Type:
        """Returns a C type."""
        if isinstance(node, c_ast.PtrDecl):
            return self.pointer(node.type)
        assert isinstance(node, c_ast.TypeDecl), node
        name = " ".join(node.type.names)
        if name in SCALARS:
            return Type(SCALARS[name])
        assert name in self.library.callbacks, name
        return Type("callback", name)

    def pointer(self, target) -> Type:
        """Returns the type of a pointer."""
        if isinstance(target, c_ast.PtrDecl):
            inner = target.type
            if " ".join(inner.type.names) == "char" and "const" in target.quals:
                return Type("strings")
            if " ".join(inner.type.names) == "char":
                return Type("out", inner=Type("owned_string"))
            return Type("out", inner=self.type(target))
        name, const = " ".join(target.type.names), "const" in target.quals
        if name == "char":
            return Type("string" if const else "owned_string")
        if name == "uint8_t":
            return Type("bytes")
        if name == "void":
            return Type("data")
        if name in SCALARS:
            return Type("out", inner=Type(SCALARS[name]))
        if name in self.library.structs:
            return Type("struct", name, const)
        return Type("handle", name, const)

    def function(self, name: str, node, line: int) -> Function:
        """Returns a function or the type of a callback."""
        parameters = []
        for parameter in node.args.params if node.args else []:
            if not isinstance(parameter, c_ast.Typename):
                parameters.append(Parameter(parameter.name, self.type(parameter.type)))
        return Function(name, self.type(node.type), parameters, self.doc(line))

    def struct(self, name: str, node) -> None:
        """Adds a public struct."""
        initial = self.macros[f"{name.upper()}_INIT"].strip("{} ").split(", ")
        fields = [
            Parameter(member.name, self.type(member.type), self.doc(member.coord.line), self.value(default.strip()))
            for member, default in zip(node.decls, initial, strict=True)
        ]
        struct = Struct(name, fields, self.doc_of(rf"(typedef )?struct {name} \{{"))
        struct.lay_out()
        self.library.structs[name] = struct

    def value(self, text: str) -> str:
        """Returns the initial value of a field: a number, "NULL", or "sizeof"."""
        if text.startswith("sizeof"):
            return "sizeof"
        return self.macros.get(text, text)

    def declaration(self, node) -> None:
        """Adds one declaration."""
        library = self.library
        # A typedef of a pointer to a function is a callback; of an incomplete struct, a handle.
        if isinstance(node, c_ast.Typedef):
            if isinstance(node.type, c_ast.PtrDecl) and isinstance(node.type.type, c_ast.FuncDecl):
                library.callbacks[node.name] = self.function(node.name, node.type.type, node.coord.line)
            elif isinstance(node.type.type, c_ast.Struct):
                if node.type.type.decls:
                    self.struct(node.name, node.type.type)
                elif f"{node.name.upper()}_INIT" in self.macros:
                    # Its fields follow; a struct before them has a pointer to it.
                    library.structs.setdefault(node.name, None)
                else:
                    library.handles[node.name] = self.doc(node.coord.line)
        elif isinstance(node.type, c_ast.FuncDecl):
            library.functions[node.name] = self.function(node.name, node.type, node.coord.line)
        elif isinstance(node.type, c_ast.Struct) and node.type.decls:
            self.struct(node.type.name, node.type)
        elif isinstance(node.type, c_ast.Enum):
            self.enum(node.type)

    def enum(self, node) -> None:
        """Adds an enum."""
        values = [Constant(each.name, each.value.value, self.doc(each.coord.line)) for each in node.values.enumerators]
        self.library.enums[node.name] = Enum(node.name, values, self.doc_of(rf"RINGOUT_ENUM\({node.name}\)"))

    def read(self) -> Library:
        """Reads the whole header."""
        for node in self.tree.ext:
            if HEADER.name in str(node.coord.file) and isinstance(node, c_ast.Typedef | c_ast.Decl):
                self.declaration(node)
        inside = {value.name for enum in self.library.enums.values() for value in enum.values}
        self.library.constants = [
            Constant(name, value, self.doc_of(rf"#define {name} "))
            for name, value in self.macros.items()
            if name not in inside and re.fullmatch(r"\d+", value)
        ]
        codes = json.loads((ROOT / "tests/vectors/errors.json").read_text())["codes"]
        # A null pointer or a string that is not UTF-8 is an invalid argument of a program in another language.
        by_number = {15: "InvalidArgument", 16: "InvalidArgument"}
        self.library.errors = {
            code["number"]: by_number.get(code["number"]) or code["class"].removesuffix("Error") for code in codes
        }
        return self.library


def nullable(record: "Record", each: "Field") -> bool:
    """Whether a string or an object of a record may be missing."""
    doc = re.sub(r"(NULL|and) for an index out of\s+range", "", each.doc)
    return each.how in ("record", "take", "call", "take_call") or "NULL" in doc or "NULL" in record.doc


def _enum_of(library: Library, doc: str) -> str:
    match = re.search(r"`(RINGOUT_[A-Z0-9_]+_)\.\.\.`", doc)
    return next((name for name, enum in library.enums.items() if match and enum.prefix == match[1]), "")


class _Records:
    """Finds the objects that are values: all their functions are accessors."""

    def __init__(self, library: Library):
        self.library = library
        self.by_handle = {}
        for function in library.functions.values():
            first = function.parameters[0].type if function.parameters else Type("void")
            if first.kind == "handle" and function.name.startswith(f"{first.name}_"):
                self.by_handle.setdefault(first.name, []).append(function)

    def is_value(self, handle: str) -> bool:
        """Whether an object is read through accessors only."""
        names = {f"{handle}_free", f"{handle}_clone"}
        others = [f for f in self.by_handle.get(handle, []) if f.name not in names and "_take_" not in f.name]
        return bool(others) and all(
            f.result.kind != "void" and not f.is_fallible and f.parameters[0].type.const for f in others
        )

    def scalar(self, function: Function, name: str) -> Field | None:
        """Returns the field that a function reads."""
        result = function.result
        if result.kind == "handle":
            how = "call" if result.name == "ringout_call" else "record"
            return Field(name, how, function.doc, function, result, result.name)
        if result.kind == "bytes":
            return Field(name, "bytes", function.doc, function, result)
        enum = _enum_of(self.library, function.doc) if result.kind == "u32" else ""
        if function.name.endswith(("_error_code", "_event_status")) and result.kind == "u32":
            enum = "ringout_status_value"
        return Field(name, "enum" if enum else "value", function.doc, function, result, enum)

    def record(self, handle: str) -> Record:
        """Returns the record of an object."""
        functions = {f.name: f for f in self.by_handle[handle]}
        counts = [f for f in functions.values() if f.name.endswith("_count")]
        record = Record(handle, type_name(handle), self.library.handles[handle], [])
        if f"{handle}_count" in functions:
            record.count = functions.pop(f"{handle}_count")
            counts.remove(record.count)
            record.fields.append(self.items(record, handle, f"{handle}_", functions, 1))
        for count in sorted(counts, key=lambda f: (len(f.parameters), -len(f.name))):
            if len(count.parameters) == 1:
                item = count.name.removesuffix("_count")
                functions.pop(count.name)
                record.fields.append(self.items(record, item, f"{item}_", functions, 1, count))
        for function in list(functions.values()):
            name = function.name.removeprefix(f"{handle}_")
            if "_take_" in function.name:
                result = function.result
                how = "take" if result.name != "ringout_call" else "take_call"
                taken = name.removeprefix("take_")
                # The borrowed error of an event is read already.
                if not any(f.name == taken for f in record.fields):
                    record.fields.append(Field(taken, how, function.doc, function, result, result.name))
            elif len(function.parameters) == 1 and name not in ("free", "clone", "body_size"):
                record.fields.append(self.scalar(function, name))
        if any(f.name == "text" for f in record.fields) and handle not in SECRET_RECORDS:
            record.text = "text"
        return record

    def items(self, record, item: str, prefix: str, functions: dict, depth: int, count=None) -> Field:
        """Returns the field with a list, and adds the record of its items."""
        key = f"{item}[]" if item == record.key else item
        fields = []
        nested = [
            f for f in functions.values() if f.name.startswith(prefix) and f.name.endswith("_count") and depth == 1
        ]
        for inner in nested:
            functions.pop(inner.name)
            name = inner.name.removesuffix("_count")
            functions_of = [f for f in functions.values() if f.name.startswith(f"{name}_") and len(f.parameters) == 3]
            (values,) = functions_of
            functions.pop(values.name)
            scalar = self.scalar(values, values.name.removeprefix(prefix))
            scalar.how = f"list_{scalar.how}"
            scalar.name += "es" if scalar.name.endswith("s") else "s"
            fields.append((inner, scalar))
        found = []
        for function in list(functions.values()):
            has_index = len(function.parameters) == 2 and function.parameters[1].type.kind == "size"
            if has_index and (function.name.startswith(prefix) or function.name == item):
                functions.pop(function.name)
                name = function.name.removeprefix(prefix) if function.name != item else item.rpartition("_")[2]
                found.append(self.scalar(function, name))
        found += [scalar for _, scalar in fields]
        items = Record(key, type_name(key), f"An entry of `{record.name}`.", found, depth)
        for inner, scalar in fields:
            items.count = inner
        items.text = "text" if any(f.name == "text" for f in found) else ""
        self.library.lists[key] = items
        name = "items" if key.endswith("[]") else item.removeprefix(f"{record.key}_") + "s"
        doc = f"The entries, in order: `{items.name}`."
        return Field(name, "items", doc, count or record.count, None, key)

    def all(self) -> None:
        """Adds every record to the library, each after those that it contains."""
        for handle in self.library.handles:
            if self.is_value(handle):
                self.library.records[handle] = self.record(handle)


def read() -> Library:
    """Reads the header."""
    library = _Reader().read()
    _Records(library).all()
    return library
