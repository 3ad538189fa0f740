"""Writes the low-level layer for PHP: the declarations for ext-ffi, the class Native, and the types."""

from model import Field, Function, Library, Parameter, Record, Struct, Type, camel, nullable, pascal, type_name
from writer import NOTICE, Names, block, missing_text

C_TYPES = {
    "void": "void",
    "bool": "bool",
    "int": "int",
    "u32": "uint32_t",
    "u64": "uint64_t",
    "f64": "double",
    "i64": "int64_t",
    "size": "size_t",
    "string": "const char *",
    "owned_string": "char *",
    "bytes": "const uint8_t *",
    "strings": "char **",
    "data": "void *",
}
PHP_TYPES = {
    "void": "void",
    "bool": "bool",
    "string": "?string",
    "strings": "?array",
    "callback": "?callable",
    "f64": "float",
}
INTEGERS = ("int", "u32", "u64", "i64", "size")
# Parameters that PHP leaves out of a backtrace.
SECRETS = (
    "server",
    "client_secret",
    "jwt",
    "proxy",
    "password",
    "code",
    "redirected_to",
    "verifier",
    "json",
    "token",
    "body",
)
# Records that have secrets, and therefore show nothing.
SECRET_RECORDS = ("Authorization", "Token", "Response")
# Records with methods of the idiomatic layer, in a trait with this name and "Methods".
EXTENDED = ("Authorization", "CallState", "ErrorInfo", "Response", "Token")


def c_type(kind: Type) -> str:
    """Returns a type in C; without const, which ext-ffi would compare."""
    if kind.kind == "out":
        inner = c_type(kind.inner)
        return f"{inner}*" if inner.endswith("*") else f"{inner} *"
    if kind.kind in ("handle", "struct"):
        return f"{kind.name} *"
    return kind.name if kind.kind == "callback" else C_TYPES[kind.kind]


def declaration(function: Function, pointer: bool = False) -> str:
    """Returns the declaration of a function, or of the type of a callback."""
    parameters = ", ".join(f"{c_type(p.type)} {p.name}" for p in function.parameters) or "void"
    name = f"(*{function.name})" if pointer else function.name
    return f"{'typedef ' if pointer else ''}{c_type(function.result)} {name}({parameters});"


def sensitive(each: Parameter) -> str:
    """Returns the attribute of a parameter that may be a secret."""
    return "#[\\SensitiveParameter] " if each.name in SECRETS and each.type.kind == "string" else ""


class Php:
    """The generator for PHP."""

    def __init__(self, library: Library):
        self.library = library
        self.names = Names(
            library,
            "null",
            lambda name: f"Native::{camel(name)}()",
            lambda enum, name: f"{type_name(enum.name)}::{pascal(name)}",
            lambda name: name,
        )

    def files(self) -> dict[str, str]:
        """Returns the text of each file by its path."""
        folder = "bindings-php"
        return {
            f"{folder}/lib/ringout_ffi.h": self.header(),
            f"{folder}/src/Native.php": self.native(),
            f"{folder}/src/types.php": self.types(),
        }

    def header(self) -> str:
        """Returns the declarations that ext-ffi reads."""
        library = self.library
        # ext-ffi reads these two lines if the file is preloaded, and ignores them otherwise.
        lines = ['#define FFI_SCOPE "ringout"', f'#define FFI_LIB "libringout.so.{library.abi}"', f"/* {NOTICE} */"]
        lines += [f"typedef struct {name} {name};" for name in library.handles]
        lines += [declaration(callback, True) for callback in library.callbacks.values()]
        for struct in sorted(library.structs.values(), key=lambda each: each.name != "ringout_token_store"):
            fields = "".join(f" {c_type(f.type)} {f.name};" for f in struct.fields)
            lines.append(f"typedef struct {struct.name} {{{fields} }} {struct.name};")
        lines += [declaration(function) for function in library.functions.values()]
        return "\n".join(lines) + "\n"

    def doc(self, doc: str, indent: str = "    ", more: list[str] | None = None) -> str:
        """Returns a PHPDoc comment."""
        return block(self.names.lines(doc) + (more or []), indent)

    def native(self) -> str:
        """Returns the class Native."""
        library = self.library
        parts = [NATIVE_HEAD.format(notice=NOTICE, missing=missing_text(library), abi=library.abi)]
        parts += [
            f"{self.doc(c.doc)}\n    public const {c.name.removeprefix('RINGOUT_')} = {c.value};\n"
            for c in library.constants
        ]
        parts += [self.struct(struct) for struct in library.structs.values()]
        parts += [self.function(function) for function in library.functions.values()]
        return "\n".join(parts).rstrip() + "\n}\n"

    def struct(self, struct: Struct) -> str:
        """Returns the function that makes a struct."""
        name = camel(struct.name.removeprefix("ringout_"))
        fields = [f for f in struct.fields if f.default != "sizeof"]
        parameters = ", ".join(["array &$keep", *(self.struct_parameter(f) for f in fields)])
        body = [f"$struct = self::ffi()->new('{struct.name}');", "$struct->struct_size = \\FFI::sizeof($struct);"]
        for each in fields:
            argument = f"${camel(each.name)}"
            if each.type.kind == "string":
                argument = f"self::string({argument}, '{each.name}', $keep)"
            elif each.type.kind == "struct":
                argument = f"{argument} === null ? null : \\FFI::addr({argument})"
            body.append(f"$struct->{each.name} = {argument};")
        body += ["return $struct;"]
        more = ["", "@param array $keep receives what must live as long as the struct"]
        for each in fields:
            more.append(f"@param ${camel(each.name)} " + " ".join(self.names.lines(each.doc)))
        code = "".join(f"        {line}\n" for line in body)
        return (
            f"{self.doc(struct.doc, more=more)}\n    public static function {name}({parameters}): CData\n"
            f"    {{\n{code}    }}\n"
        )

    def struct_parameter(self, each: Parameter) -> str:
        """Returns the parameter for a field of a struct."""
        kind = "int" if each.type.kind in INTEGERS else PHP_TYPES.get(each.type.kind, "?CData")
        return f"{sensitive(each)}{kind} ${camel(each.name)} = {'null' if each.default in ('NULL', '0') and kind != 'int' else each.default}"

    def function(self, function: Function) -> str:
        """Returns the wrapper of a function."""
        name = camel(function.short)
        # A final parameter that may be null is still written by each call.
        parameters = ", ".join(f"{sensitive(p)}{self.parameter_type(p.type)} ${camel(p.name)}" for p in function.inputs)
        result, body = self.fallible(function) if function.is_fallible else self.plain(function)
        code = "".join(f"        {line}\n" for line in body)
        return f"{self.doc(function.doc)}\n    public static function {name}({parameters}): {result}\n    {{\n{code}    }}\n"

    @staticmethod
    def parameter_type(kind: Type) -> str:
        """Returns the PHP type of a parameter."""
        return "int" if kind.kind in INTEGERS else PHP_TYPES.get(kind.kind, "?CData")

    def arguments(self, function: Function) -> tuple[list[str], list[str]]:
        """Returns what prepares the arguments, and the arguments."""
        before, arguments = [], []
        for each in function.parameters:
            variable = f"${camel(each.name)}"
            if each.type.kind == "out":
                arguments.append(f"\\FFI::addr({variable})")
            elif each.type.kind == "string":
                before.append(f"self::check({variable}, '{each.name}');")
                arguments.append(variable)
            elif each.type.kind == "strings":
                before += ["$keep = [];", f"{variable} = self::strings({variable}, '{each.name}', $keep);"]
                arguments.append(variable)
            elif each.type.kind == "struct":
                arguments.append(f"self::pointer({variable})")
            else:
                arguments.append(variable)
        return before, arguments

    def plain(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that cannot fail."""
        before, arguments = self.arguments(function)
        call = f"self::ffi()->{function.name}({', '.join(arguments)})"
        kind = function.result.kind
        if kind == "void":
            return "void", [*before, f"{call};"]
        result = "int" if kind in INTEGERS else PHP_TYPES.get(kind, "?CData")
        return result, [*before, f"return {call};"]

    def fallible(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that returns an error."""
        body, arguments = self.arguments(function)
        body.insert(0, "$ffi = self::ffi();")
        for each in function.outputs:
            body.append(f"${camel(each.name)} = $ffi->new('{c_type(each.type.inner)}');")
        body.append("$err = $ffi->new('ringout_error *');")
        body.append(f"$status = $ffi->{function.name}({', '.join(arguments)});")
        body += ["if ($status !== 0) {", "    throw self::error($status, $err);", "}"]
        results = [self.result(each) for each in function.outputs]
        if not results:
            return "void", body
        if len(results) == 1:
            return results[0][0], [*body, f"return {results[0][1]};"]
        return "array", [*body, f"return [{', '.join(value for _, value in results)}];"]

    @staticmethod
    def result(each: Parameter) -> tuple[str, str]:
        """Returns the type and the value of an output."""
        variable = f"${camel(each.name)}"
        kind = each.type.inner.kind
        if kind == "owned_string":
            return "string", f"self::take({variable})"
        if kind == "handle":
            return "?CData", f"\\FFI::isNull({variable}) ? null : {variable}"
        return ("bool" if kind == "bool" else "int"), f"{variable}->cdata"

    def types(self) -> str:
        """Returns the enums, the records and the exceptions."""
        parts = [f"<?php\n\n// {NOTICE}\n\ndeclare(strict_types=1);\n\nnamespace RingOut;\n\nuse FFI\\CData;\n"]
        for enum in self.library.enums.values():
            cases = [
                f"{self.doc(value.doc)}\n    case {pascal(value.name.removeprefix(enum.prefix))} = {value.value};"
                for value in enum.values
            ]
            parts.append(
                f"{self.doc(enum.doc, '')}\nenum {type_name(enum.name)}: int\n{{\n" + "\n".join(cases) + "\n}\n"
            )
        parts += [self.record(record) for record in [*self.library.lists.values(), *self.library.records.values()]]
        parts.append(EXCEPTION)
        classes = {name: number for number, name in reversed(self.library.errors.items())}
        for name, number in reversed(classes.items()):
            constant = next(v for v in self.library.enums["ringout_status_value"].values if v.value == str(number))
            parts.append(f"{self.doc(constant.doc, '')}\nclass {name}Exception extends RingOutException\n{{\n}}\n")
        rows = "".join(f"        {number} => {name}Exception::class,\n" for number, name in self.library.errors.items())
        parts.append(CLASSES.format(rows=rows))
        return "\n".join(parts)

    def field_type(self, record: Record, each: Field) -> str:
        """Returns the type of a record's field."""
        if each.how in ("items", "list_enum"):
            return "array"
        if each.how == "enum":
            return f"{type_name(each.of)}|int"
        if each.how == "record" and type_name(each.of) == "ErrorInfo":
            return "?RingOutException"
        if each.how in ("record", "take"):
            return f"?{type_name(each.of)}"
        if each.how in ("call", "take_call"):
            return "?Call"
        if each.type.kind in ("string", "bytes"):
            return "?string" if nullable(record, each) else "string"
        return "bool" if each.type.kind == "bool" else "int"

    def read(self, record: Record, each: Field) -> str:
        """Returns the expression that reads a field."""
        handle = "$pointer, $index" if record.depth else "$pointer"
        if each.how == "items":
            of = self.library.lists[each.of]
            count = f"$ffi->{each.function.name}($pointer)"
            return f"array_map(static fn (int $i) => {of.name}::read($pointer, $i), Native::range({count}))"
        value = f"$ffi->{each.function.name}({handle})"
        if each.how == "list_enum":
            count = f"$ffi->{record.count.name}({handle})"
            value = value.replace(handle, f"{handle}, $i")
            enum = type_name(each.of)
            return f"array_map(static fn (int $i) => Native::enum({enum}::class, {value}), Native::range({count}))"
        if each.how == "enum":
            return f"Native::enum({type_name(each.of)}::class, {value})"
        if each.how == "record" and type_name(each.of) == "ErrorInfo":
            return f"Errors::of(ErrorInfo::read({value}))"
        if each.how == "record":
            return f"{type_name(each.of)}::read({value})"
        if each.how == "take":
            return f"{type_name(each.of)}::take({value})"
        if each.how in ("call", "take_call"):
            return f"Native::call({value if each.how == 'take_call' else f'Native::cloned({value})'})"
        if each.how == "bytes":
            return f"Native::bytes({value}, $ffi->{each.function.name}_size({handle}))"
        if each.type.kind == "string" and not nullable(record, each):
            return f"{value} ?? ''"
        return value

    def default(self, record: Record, each: Field) -> str:
        """Returns the default of a field, for values that a program makes."""
        if each.how == "enum":
            enum = self.library.enums[each.of]
            return f"{type_name(enum.name)}::{pascal(enum.values[0].name.removeprefix(enum.prefix))}"
        kind = self.field_type(record, each)
        unset = {
            "array": "[]",
            "string": "''",
            "bool": "false",
            "int": "-1" if each.type and each.type.kind == "i64" else "0",
        }
        return "null" if kind.startswith("?") else unset[kind]

    def record(self, record: Record) -> str:
        """Returns the class of a record."""
        fields = [
            f"{self.doc(each.doc, '        ')}\n        public readonly {self.field_type(record, each)}"
            f" ${camel(each.name)} = {self.default(record, each)},\n"
            for each in record.fields
        ]
        extra = ", int $index" if record.depth else ""
        null = "" if record.depth else "        if ($pointer === null) {\n            return null;\n        }\n"
        values = "".join(f"            {self.read(record, each)},\n" for each in record.fields)
        free = f"{record.key}_free"
        take = RECORD_TAKE.format(free=free) if free in self.library.functions and not record.depth else ""
        uses = "    use Secret;\n" if record.name in SECRET_RECORDS else "    use Value;\n"
        if record.name in EXTENDED:
            uses += f"    use {record.name}Methods;\n"
        text = f"$this->{record.text} ?? ''" if record.text else f"'{record.name}'"
        pointer, result = ("CData", "self") if record.depth else ("?CData", "?self")
        return (
            f"{self.doc(record.doc, '')}\nfinal class {record.name} implements \\JsonSerializable\n{{\n{uses}\n    public function __construct(\n"
            f"{''.join(fields)}    ) {{\n    }}\n\n    /** Copies the values out of an object. */\n"
            f"    public static function read({pointer} $pointer{extra}): {result}\n    {{\n{null}"
            f"        $ffi = Native::ffi();\n\n        return new self(\n{values}        );\n    }}\n{take}\n"
            f"    public function __toString(): string\n    {{\n        return {text};\n    }}\n}}\n"
        )


RECORD_TAKE = """
    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {{
        try {{
            return self::read($pointer);
        }} finally {{
            Native::ffi()->{free}($pointer);
        }}
    }}
"""
EXCEPTION = """/** A failure. Its class is that of the code. */
class RingOutException extends \\RuntimeException
{
    final public function __construct(public readonly ErrorInfo $info)
    {
        parent::__construct($info->text ?? '', $info->code instanceof ErrorCode ? $info->code->value : $info->code);
    }
}
"""
CLASSES = """/** @internal The classes of the errors. */
final class Errors
{{
    private const CLASSES = [
{rows}    ];

    /** Makes the exception of an error that an object has, or null. */
    public static function of(?ErrorInfo $info): ?RingOutException
    {{
        return $info === null ? null : self::exception($info);
    }}

    /** Makes the exception of an error. */
    public static function exception(ErrorInfo $info): RingOutException
    {{
        $code = $info->code instanceof ErrorCode ? $info->code->value : $info->code;
        $class = self::CLASSES[$code] ?? RingOutException::class;

        return new $class(Spelling::apply($info));
    }}
}}
"""
NATIVE_HEAD = """<?php

// {notice}

declare(strict_types=1);

namespace RingOut;

use FFI\\CData;

/**
 * The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
 *
 * Pointers are `FFI\\CData` and null. Your program frees what the description of a function says.
 *
 * @internal
 */
final class Native
{{
    private static ?\\FFI $ffi = null;

    /** Returns the library, which is loaded once. */
    public static function ffi(): \\FFI
    {{
        return self::$ffi ??= self::load();
    }}

    /** The library's file: RINGOUT_LIBRARY, else the one in the package, else the system's. */
    public static function library(): string
    {{
        $set = getenv('RINGOUT_LIBRARY');
        if (is_string($set) && $set !== '') {{
            return $set;
        }}
        [$name, $system] = match (PHP_OS_FAMILY) {{
            'Darwin' => ['libringout.dylib', 'libringout.{abi}.dylib'],
            'Windows' => ['ringout.dll', 'ringout.dll'],
            default => ['libringout.so', 'libringout.so.{abi}'],
        }};
        $packaged = dirname(__DIR__) . '/lib/' . strtolower(PHP_OS_FAMILY) . '-' . php_uname('m') . "/$name";

        return is_file($packaged) ? $packaged : $system;
    }}

    private static function load(): \\FFI
    {{
        try {{
            // A web server may use only what was preloaded.
            return self::checked(\\FFI::scope('ringout'));
        }} catch (\\FFI\\Exception) {{
        }}
        $header = (string) file_get_contents(dirname(__DIR__) . '/lib/ringout_ffi.h');
        try {{
            return self::checked(\\FFI::cdef((string) preg_replace('/^#.*$/m', '', $header), self::library()));
        }} catch (\\FFI\\Exception $reason) {{
            throw new \\RuntimeException('{missing}: ' . $reason->getMessage(), 0, $reason);
        }}
    }}

    private static function checked(\\FFI $ffi): \\FFI
    {{
        if ($ffi->ringout_abi_version() !== {abi}) {{
            throw new \\RuntimeException('{missing}; ' . self::library() . ' is version ' . $ffi->ringout_version());
        }}

        return $ffi;
    }}

    /** Makes the exception of a failed function, and frees its error. */
    private static function error(int $code, CData $err): RingOutException
    {{
        return Errors::exception(ErrorInfo::take(\\FFI::isNull($err) ? null : $err) ?? new ErrorInfo(
            code: self::enum(ErrorCode::class, $code),
            text: self::ffi()->ringout_error_code_name($code),
        ));
    }}

    private static function check(#[\\SensitiveParameter] ?string $value, string $name): void
    {{
        if ($value !== null && str_contains($value, "\\0")) {{
            $text = "`$name` contains a NUL character";
            throw Errors::exception(new ErrorInfo(
                code: ErrorCode::InvalidArgument,
                text: $text,
                message: $text,
                parameter: $name,
            ));
        }}
    }}

    private static function string(#[\\SensitiveParameter] ?string $value, string $name, array &$keep): ?CData
    {{
        if ($value === null) {{
            return null;
        }}
        self::check($value, $name);
        $size = strlen($value) + 1;
        $copy = self::ffi()->new("char[$size]");
        \\FFI::memcpy($copy, $value . "\\0", $size);
        $keep[] = $copy;

        return self::ffi()->cast('char *', \\FFI::addr($copy));
    }}

    private static function strings(?array $values, string $name, array &$keep): ?CData
    {{
        if ($values === null) {{
            return null;
        }}
        $size = count($values) + 1;
        $array = self::ffi()->new("char *[$size]");
        foreach (array_values($values) as $index => $value) {{
            $array[$index] = self::string($value, $name, $keep);
        }}
        $keep[] = $array;

        return self::ffi()->cast('char **', \\FFI::addr($array));
    }}

    private static function pointer(?CData $struct): ?CData
    {{
        // An array of structs is passed as it is.
        if ($struct === null || \\FFI::typeof($struct)->getKind() !== \\FFI\\CType::TYPE_STRUCT) {{
            return $struct;
        }}

        return \\FFI::addr($struct);
    }}

    private static function take(CData $string): string
    {{
        try {{
            return \\FFI::string($string);
        }} finally {{
            self::ffi()->ringout_string_free($string);
        }}
    }}

    /** Returns the case of an enum, or the number if it is newer than this package. */
    public static function enum(string $class, int $value): \\BackedEnum|int
    {{
        return $class::tryFrom($value) ?? $value;
    }}

    /** Returns another handle of a call that something else owns. */
    public static function cloned(?CData $call): ?CData
    {{
        return $call === null ? null : self::callClone($call);
    }}

    /** Returns the object of a call's handle, which it frees. */
    public static function call(?CData $call): ?Call
    {{
        return $call === null ? null : new Call($call);
    }}

    /** Returns bytes that an object owns. */
    public static function bytes(?CData $bytes, int $size): string
    {{
        return $bytes === null || $size === 0 ? '' : \\FFI::string($bytes, $size);
    }}

    /** Returns the indexes of a list. */
    public static function range(int $count): array
    {{
        return $count === 0 ? [] : range(0, $count - 1);
    }}
"""
