"""Writes the low-level layer for Go. cgo reads the header; this adds Go's types and the conversions between them."""

import re

from model import Field, Function, Library, Parameter, Record, Struct, Type, camel, nullable, pascal, type_name
from writer import NOTICE, Names, block, missing_text

# The type in cgo and in Go.
SCALARS = {
    "bool": ("C.bool", "bool"),
    "int": ("C.int", "int32"),
    "u32": ("C.uint32_t", "uint32"),
    "u64": ("C.uint64_t", "uint64"),
    "f64": ("C.double", "float64"),
    "i64": ("C.int64_t", "int64"),
    "size": ("C.size_t", "int"),
}
KEYWORDS = {"string", "type", "func", "range"}
FOLDER = "bindings-go"


def variable(name: str) -> str:
    """Returns the name of a parameter."""
    name = camel(name)
    return f"{name}Value" if name in KEYWORDS else name


def raw(kind: Type) -> str:
    """Returns the type in cgo."""
    if kind.kind in SCALARS:
        return SCALARS[kind.kind][0]
    named = {"owned_string": "*C.char", "string": "*C.char", "bytes": "*C.uint8_t", "data": "unsafe.Pointer"}
    if kind.kind == "callback":
        return f"C.{kind.name}"
    return named.get(kind.kind) or f"*C.{kind.name}"


def result_type(kind: Type) -> str:
    """Returns the type of a wrapper's result."""
    if kind.kind in ("string", "owned_string"):
        return "string"
    return SCALARS[kind.kind][1] if kind.kind in SCALARS else raw(kind)


class Go:
    """The generator for Go."""

    def __init__(self, library: Library):
        self.library = library
        self.names = Names(
            library,
            "nil",
            camel,
            lambda enum, name: f"{type_name(enum.name)}{pascal(name)}",
            lambda name: name,
        )

    def files(self) -> dict[str, str]:
        """Returns the text of each file by its path."""
        return {f"{FOLDER}/native.go": self.native(), f"{FOLDER}/types.go": self.types()}

    def doc(self, doc: str, name: str, indent: str = "", is_field: bool = False) -> str:
        """Returns a Go comment, which begins with the name."""
        text = "\n".join(self.names.lines(doc)).replace("`", "")
        first, _, rest = text.partition(" ")
        if not is_field:
            verb = re.fullmatch(r"[A-Z][a-z]+s", first) and first not in ("Settings", "Its")
            text = f"{name} {first.lower()} {rest}" if verb else f"{name}: {text[:1].lower()}{text[1:]}"
        # Lists are indented as gofmt does.
        lines, is_item = [], False
        for line in text.split("\n"):
            is_item = line.startswith("- ") or (is_item and line.startswith("  "))
            lines.append(f"  {line}" if is_item else line)
        return block(lines, indent, "", "//", "")

    def native(self) -> str:
        """Returns the functions and the structs."""
        library = self.library
        parts = [HEAD.format(notice=NOTICE, missing=missing_text(library), abi=library.abi)]
        for constant in library.constants:
            name = camel(constant.name.removeprefix("RINGOUT_"))
            parts.append(f"{self.doc(constant.doc, f'{name}Number')}\nconst {name}Number uint32 = {constant.value}\n")
        parts += [self.struct(struct) for struct in library.structs.values()]
        parts += [self.function(function) for function in library.functions.values()]
        return "\n".join(parts).rstrip() + "\n"

    def is_optional(self, function: Function, each: Parameter) -> bool:
        """Whether a string may be NULL, by the function's description or that of the function that it is like."""
        doc = last = function.doc
        while like := re.search(r"\b[Ll]ike `(\w+)\(\)`", last):
            last = self.library.functions[like[1]].doc
            doc += "\n\n" + last
        item = re.search(rf"^- `{each.name}`:(.*?)(?=^- |^$|\Z)", doc, re.MULTILINE | re.DOTALL)
        sentence = re.search(rf"`{each.name}`[^.;]*\bNULL\b", " ".join(doc.split()))
        aside = f"{each.name} (may be NULL)" in " ".join(doc.split())
        return bool(aside or sentence or (item and "NULL" in item[1]))

    def struct(self, struct: Struct) -> str:
        """Returns the Go struct with the values of a C struct."""
        short = pascal(struct.name.removeprefix("ringout_"))
        name = f"native{short}"
        fields, defaults, sets = [], [], []
        for each in struct.fields:
            title, kind = pascal(each.name), each.type.kind
            target = f"c.{each.name if each.name not in ('type', 'range') else '_' + each.name}"
            if each.default == "sizeof":
                sets.append(f"{target} = C.sizeof_{struct.name}")
                continue
            go = "*string" if kind == "string" else result_type(each.type)
            fields.append(f"{self.doc(each.doc, title, chr(9), True)}\n\t{title} {go}\n")
            if each.default not in ("NULL", "0"):
                defaults.append(f"{title}: {each.default}")
            value = f"values.{title}"
            if kind == "string":
                value = f"memory.text({value})"
            elif kind in SCALARS:
                value = f"{raw(each.type)}({value})"
            sets.append(f"{target} = {value}")
        texts = "".join(
            f'\tif err := checkText(values.{pascal(f.name)}, "{f.name}"); err != nil {{\n\t\treturn err\n\t}}\n'
            for f in struct.fields
            if f.type.kind == "string"
        )
        return (
            f"{self.doc(struct.doc, name)}\ntype {name} struct {{\n{''.join(fields)}}}\n\n"
            f"// new{short} returns the defaults.\nfunc new{short}() {name} {{\n\treturn {name}{{{', '.join(defaults)}}}\n}}\n\n"
            f"// check fails for strings that C cannot represent.\nfunc (values {name}) check() error {{\n{texts}\treturn nil\n}}\n\n"
            f"// write sets the fields of a C struct, in memory of C.\n"
            f"func (values {name}) write(memory *nativeMemory, c *C.{struct.name}) {{\n"
            + "".join(f"\t{line}\n" for line in sets)
            + f"}}\n\n// new{short}s makes an array of C structs.\n"
            f"func (memory *nativeMemory) new{short}s(values []{name}) *C.{struct.name} {{\n"
            f"\tblock := memory.allocate(len(values) * C.sizeof_{struct.name})\n"
            f"\tarray := unsafe.Slice((*C.{struct.name})(block), len(values))\n"
            f"\tfor i := range values {{\n\t\tvalues[i].write(memory, &array[i])\n\t}}\n\treturn (*C.{struct.name})(block)\n}}\n"
        )

    def arguments(self, function: Function) -> tuple[list[str], list[str], list[str]]:
        """Returns the parameters, what prepares the arguments, and the arguments."""
        parameters, before, arguments, checks = [], [], [], []
        for each in function.parameters:
            name, kind = variable(each.name), each.type.kind
            if kind == "out":
                arguments.append(f"&{name}")
                continue
            if kind == "string":
                optional = self.is_optional(function, each)
                parameters.append(f"{name} {'*string' if optional else 'string'}")
                value = name if optional else f"&{name}"
                checks.append(f'checkText({value}, "{each.name}")')
                arguments.append(f"memory.text({value})")
            elif kind == "strings":
                parameters.append(f"{name} []string")
                arguments.append(f"memory.texts({name})")
            elif kind in SCALARS:
                parameters.append(f"{name} {SCALARS[kind][1]}")
                arguments.append(f"{raw(each.type)}({name})")
            else:
                parameters.append(f"{name} {raw(each.type)}")
                arguments.append(name)
        if function.is_fallible:
            before = [f"CHECK {check}" for check in checks]
        if any("memory." in argument for argument in arguments):
            before += ["memory := &nativeMemory{}", "defer memory.free()"]
        return parameters, before, arguments

    def function(self, function: Function) -> str:
        """Returns the wrapper of a function."""
        name = camel(function.short)
        parameters, before, arguments = self.arguments(function)
        call = f"C.{function.name}({', '.join(arguments)})"
        if function.is_fallible:
            result, lines = self.fallible(function, before, call)
        else:
            result, lines = "", [*before, call]
            kind = function.result
            if kind.kind != "void":
                result = result_type(kind)
                value = f"{result}({call})" if kind.kind in SCALARS else call
                lines[-1] = f"return {f'C.GoString({call})' if kind.kind == 'string' else value}"
        body = "".join(f"\t{line}\n" for line in lines)
        space = " " if result else ""
        return f"{self.doc(function.doc, name)}\nfunc {name}({', '.join(parameters)}){space}{result} {{\n{body}}}\n"

    @staticmethod
    def fallible(function: Function, before: list[str], call: str) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that returns an error."""
        outputs = [(variable(o.name), o.type.inner) for o in function.outputs]
        zeros = {"owned_string": '""', "string": '""', "bool": "false"}
        nothing = [zeros.get(kind.kind, "0" if kind.kind in SCALARS else "nil") for _, kind in outputs]
        lines = []
        for line in before:
            if line.startswith("CHECK "):
                lines += [f"if err := {line[6:]}; err != nil {{", f"\treturn {', '.join([*nothing, 'err'])}", "}"]
            else:
                lines.append(line)
        lines += [f"var {name} {raw(kind)}" for name, kind in outputs] + ["var err *C.ringout_error"]
        lines += [f"if status := {call}; status != C.RINGOUT_OK {{"]
        lines += [f"\treturn {', '.join([*nothing, 'newError(uint32(status), err)'])}", "}"]
        values = []
        for name, kind in outputs:
            taken = f"takeText({name})" if kind.kind == "owned_string" else name
            values.append(f"{result_type(kind)}({name})" if kind.kind in SCALARS else taken)
        lines.append(f"return {', '.join([*values, 'nil'])}")
        types = [result_type(kind) for _, kind in outputs] + ["error"]
        return (f"({', '.join(types)})" if outputs else "error"), lines

    def types(self) -> str:
        """Returns the enums, the records and the errors."""
        parts = [TYPES_HEAD.format(notice=NOTICE)]
        for enum in self.library.enums.values():
            name = type_name(enum.name)
            values, cases = [], []
            for value in enum.values:
                short = pascal(value.name.removeprefix(enum.prefix))
                values.append(
                    f"{self.doc(value.doc, name + short, chr(9), True)}\n\t{name}{short} {name} = {value.value}\n"
                )
                cases.append(f'\tcase {name}{short}:\n\t\treturn "{short}"\n')
            parts.append(
                f"{self.doc(enum.doc, name)}\ntype {name} uint32\n\nconst (\n{''.join(values)})\n\n"
                f"// String returns the name of the value, or its number if it is newer than this package.\n"
                f"func (value {name}) String() string {{\n\tswitch value {{\n{''.join(cases)}\t}}\n"
                f'\treturn "{name} " + strconv.FormatUint(uint64(value), 10)\n}}\n'
            )
        parts += [self.record(record) for record in [*self.library.lists.values(), *self.library.records.values()]]
        values = {v.value: v for v in self.library.enums["ringout_status_value"].values}
        classes = {name: number for number, name in reversed(self.library.errors.items())}
        rows = ""
        for name, number in reversed(classes.items()):
            value = values[str(number)]
            rows += f"{self.doc(value.doc, 'Err' + name, chr(9), True)}\n"
            rows += f"\tErr{name} error = ErrorCode{pascal(value.name.removeprefix('RINGOUT_'))}\n"
        parts.append(ERRORS.format(rows=rows))
        return "\n".join(parts).rstrip() + "\n"

    def field_type(self, each: Field) -> str:
        """Returns the type of a record's field."""
        if each.how in ("items", "list_enum"):
            return f"[]{type_name(each.of)}"
        if each.how == "enum":
            return type_name(each.of)
        if each.how in ("record", "take"):
            return f"*{type_name(each.of)}"
        # The pointer to a call stays inside of the package.
        return "[]byte" if each.how == "bytes" else result_type(each.type)

    def read(self, record: Record, each: Field) -> list[str]:
        """Returns the lines that read a field."""
        handle = "pointer, index" if record.depth else "pointer"
        of = type_name(each.of) if each.of else ""
        name = camel(each.name) if each.how in ("call", "take_call") else pascal(each.name)
        function = camel(each.function.short)
        if each.how == "items":
            of = self.library.lists[each.of].name
            return [
                f"for i := 0; i < {function}(pointer); i++ {{",
                f"\tvalue.{name} = append(value.{name}, read{of}(pointer, i))",
                "}",
            ]
        if each.how == "list_enum":
            return [
                f"for i := 0; i < {camel(record.count.short)}({handle}); i++ {{",
                f"\tvalue.{name} = append(value.{name}, {of}({function}({handle}, i)))",
                "}",
            ]
        call = f"{function}({handle})"
        forms = {
            "enum": f"{of}({call})",
            "record": f"read{of}({call})",
            "take": f"take{of}({call})",
            "call": f"cloned({call})",
            "bytes": f"C.GoBytes(unsafe.Pointer({call}), C.int({function}Size({handle})))",
        }
        return [f"value.{name} = {forms.get(each.how, call)}"]

    def record(self, record: Record) -> str:
        """Returns the struct of a record."""
        fields = []
        for each in record.fields:
            is_call = each.how in ("call", "take_call")
            name = camel(each.name) if is_call else pascal(each.name)
            missing = " Empty or nil if there is none." if nullable(record, each) and "NULL" not in each.doc else ""
            doc = each.doc.replace("NULL", "empty") if each.type and each.type.kind == "string" else each.doc
            first, gap, rest = doc.partition("\n\n")
            fields.append(
                f"{self.doc(first + missing + gap + rest, name, chr(9), True)}\n\t{name} {self.field_type(each)}\n"
            )
        reads = "".join(f"\t{line}\n" for each in record.fields for line in self.read(record, each))
        pointer = record.fields[0].function.parameters[0].type.name
        name, free = record.name, f"{record.key}_free"
        if record.depth:
            head = f"func read{name}(pointer *C.{pointer}, index int) {name} {{\n\tvar value {name}\n{reads}\treturn value\n}}\n"
        else:
            head = (
                f"func read{name}(pointer *C.{pointer}) *{name} {{\n\tif pointer == nil {{\n\t\treturn nil\n\t}}\n"
                f"\tvalue := &{name}{{}}\n{reads}\treturn value\n}}\n"
            )
        take = ""
        if free in self.library.functions and not record.depth:
            take = TAKE.format(name=name, pointer=pointer, free=camel(free.removeprefix("ringout_")))
        text = f"value.{pascal(record.text)}" if record.text else f'"{name}"'
        return (
            f"{self.doc(record.doc, name)}\ntype {name} struct {{\n{''.join(fields)}}}\n\n"
            f"// read{name} copies the values out of an object.\n{head}{take}\n"
            f"// String shows no values besides the text, because some may be secrets.\n"
            f"func (value {name}) String() string {{\n\treturn {text}\n}}\n\n"
            f"// GoString is String, for %#v.\nfunc (value {name}) GoString() string {{\n\treturn value.String()\n}}\n"
        )


TAKE = """
// take{name} is read{name} and frees the object.
func take{name}(pointer *C.{pointer}) *{name} {{
	defer {free}(pointer)
	return read{name}(pointer)
}}
"""
TYPES_HEAD = """// {notice}

package ringout

// #include <ringout.h>
import "C"

import (
	"strconv"
	"unsafe"
)
"""
ERRORS = """// Error returns the name of the code, so that errors.Is(err, ErrRateLimited) works.
func (value ErrorCode) Error() string {{
	return value.String()
}}

// The codes of errors, for errors.Is.
var (
{rows})

// Error is a failure of the library. Use errors.As for its information, and errors.Is with an Err... for its code.
type Error struct {{
	ErrorInfo
}}

// Error returns the error in one line.
func (failure *Error) Error() string {{
	return failure.Text
}}

// Unwrap returns the code.
func (failure *Error) Unwrap() error {{
	if failure.Code == ErrorCodeNullPointer || failure.Code == ErrorCodeInvalidUtf8 {{
		return ErrorCodeInvalidArgument
	}}
	return failure.Code
}}
"""
HEAD = """// {notice}

package ringout

// #include <ringout.h>
// #include <stdlib.h>
// #if RINGOUT_ABI_VERSION != {abi}
// #error "{missing}"
// #endif
import "C"

import (
	"strings"
	"unsafe"
)

// nativeMemory is memory of C that lives until free.
type nativeMemory struct {{
	blocks []unsafe.Pointer
}}

func (memory *nativeMemory) allocate(size int) unsafe.Pointer {{
	block := C.calloc(1, C.size_t(size+1))
	memory.blocks = append(memory.blocks, block)
	return block
}}

func (memory *nativeMemory) text(value *string) *C.char {{
	if value == nil {{
		return nil
	}}
	text := C.CString(*value)
	memory.blocks = append(memory.blocks, unsafe.Pointer(text))
	return text
}}

func (memory *nativeMemory) texts(values []string) **C.char {{
	if values == nil {{
		return nil
	}}
	block := memory.allocate((len(values) + 1) * C.sizeof_size_t)
	array := unsafe.Slice((**C.char)(block), len(values)+1)
	for i := range values {{
		array[i] = memory.text(&values[i])
	}}
	return (**C.char)(block)
}}

func (memory *nativeMemory) free() {{
	for _, block := range memory.blocks {{
		C.free(block)
	}}
	memory.blocks = nil
}}

// checkText fails for a string that C cannot represent.
func checkText(value *string, name string) error {{
	if value == nil || !strings.Contains(*value, "\\x00") {{
		return nil
	}}
	text := "`" + name + "` contains a NUL character"
	return &Error{{ErrorInfo{{
		Code:                ErrorCodeInvalidArgument,
		Text:                text,
		Message:             text,
		Parameter:           name,
		RetryAfterMs:        -1,
		AttemptSentAtUnixMs: -1,
	}}}}
}}

func takeText(text *C.char) string {{
	defer C.ringout_string_free(text)
	return C.GoString(text)
}}

func newError(status uint32, err *C.ringout_error) error {{
	info := takeErrorInfo(err)
	if info == nil {{
		info = &ErrorInfo{{Code: ErrorCode(status), Text: errorCodeName(status)}}
	}}
	return &Error{{*info}}
}}

// cloned returns another handle of a call that something else owns.
func cloned(call *C.ringout_call) *C.ringout_call {{
	if call == nil {{
		return nil
	}}
	clone, err := callClone(call)
	if err != nil {{
		return nil
	}}
	return clone
}}
"""
