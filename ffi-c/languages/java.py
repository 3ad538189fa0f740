"""Writes the low-level layer for Java 22 and later: the class Native, which uses java.lang.foreign, and the types."""

import re

from model import Field, Function, Library, Parameter, Record, Struct, Type, camel, nullable, pascal, type_name
from writer import NOTICE, Names, block, missing_text, public_function, without_memory

# The type in Java and the layout of a C type.
SCALARS = {
    "void": ("void", ""),
    "bool": ("boolean", "JAVA_BOOLEAN"),
    "int": ("int", "JAVA_INT"),
    "u32": ("int", "JAVA_INT"),
    "u64": ("long", "JAVA_LONG"),
    "f64": ("double", "JAVA_DOUBLE"),
    "i64": ("long", "JAVA_LONG"),
    "size": ("long", "JAVA_LONG"),
}
FOLDER = "bindings-java/src/main/java/ringout"
# Records with the handle of a call, which the public classes Placed and Call wrap.
WITH_HANDLES = ("Placed", "Event")


def raw(kind: Type) -> str:
    """Returns the type that a method handle takes or returns."""
    return SCALARS.get(kind.kind, ("MemorySegment",))[0]


def layout(kind: Type) -> str:
    """Returns the layout of a C type."""
    return SCALARS.get(kind.kind, ("", "ADDRESS"))[1]


def java(kind: Type, is_input: bool = False) -> str:
    """Returns the type of a wrapper's parameter or result."""
    if is_input and kind.kind == "owned_string":
        return "MemorySegment"
    return {"string": "String", "owned_string": "String", "strings": "String[]"}.get(kind.kind, raw(kind))


def class_name(name: str) -> str:
    """Returns the name of a type; one with a handle is not public."""
    return f"Native{name}" if name in WITH_HANDLES else name


def descriptor(function: Function) -> str:
    """Returns the description of a function for the linker."""
    layouts = [layout(p.type) for p in function.parameters]
    if function.result.kind == "void":
        return f"FunctionDescriptor.ofVoid({', '.join(layouts)})"
    return f"FunctionDescriptor.of({', '.join([layout(function.result), *layouts])})"


class Java:
    """The generator for Java."""

    def __init__(self, library: Library):
        self.library = library
        self.names = Names(
            library,
            "null",
            lambda name: f"Native.{camel(name)}()",
            lambda enum, name: f"{type_name(enum.name)}.{name}",
            lambda name: name,
        )
        self.public_names = Names(
            library,
            "null",
            lambda name: public_function(name, camel),
            lambda enum, name: f"{type_name(enum.name)}.{name}",
            lambda name: name,
        )

    def files(self) -> dict[str, str]:
        """Returns the text of each file by its path."""
        library = self.library
        types = {"Native": self.native()}
        types |= {type_name(enum.name): self.enum(enum) for enum in library.enums.values()}
        types |= {class_name(r.name): self.record(r) for r in [*library.lists.values(), *library.records.values()]}
        types |= {f"Native{pascal(s.name.removeprefix('ringout_'))}": self.struct(s) for s in library.structs.values()}
        types |= self.exceptions()
        head = f"// {NOTICE}\n\npackage ringout;\n\n"
        return {f"{FOLDER}/{name}.java": head + text for name, text in types.items()}

    def public_doc(self, doc: str, indent: str = "    ") -> str:
        """Returns a Javadoc comment for users, who know neither Native nor memory."""
        return self.doc(without_memory(doc), indent, self.public_names)

    def doc(self, doc: str, indent: str = "    ", names: Names | None = None) -> str:
        """Returns a Javadoc comment."""
        text = "\n".join((names or self.names).lines(doc))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = re.sub(r"`([^`\n]+)`", r"{@code \1}", text).replace("\n\n", "\n\n<p>")
        return block(text.split("\n"), indent)

    def native(self) -> str:
        """Returns the class Native."""
        library = self.library
        needed = "".join(f'        "{name}",\n' for name in library.functions)
        parts = [HEAD.format(missing=missing_text(library), abi=library.abi, needed=needed)]
        for constant in library.constants:
            value = int(constant.value) - (1 << 32 if int(constant.value) >= 1 << 31 else 0)
            name = constant.name.removeprefix("RINGOUT_")
            parts.append(f"{self.doc(constant.doc)}\n    static final int {name} = {value};\n")
        parts += [self.callback(callback) for callback in library.callbacks.values()]
        parts += [self.function(function) for function in library.functions.values()]
        return "\n".join(parts).rstrip() + "\n}\n"

    def callback(self, function: Function) -> str:
        """Returns the interface of a callback, and the function that makes a C function of it."""
        name = pascal(function.short)
        parameters = ", ".join(f"{raw(p.type)} {camel(p.name)}" for p in function.parameters)
        types = ", ".join(f"{raw(p.type)}.class" for p in function.parameters)
        return (
            f"{self.doc(function.doc)}\n    @FunctionalInterface\n    interface {name} {{\n"
            f"        {raw(function.result)} call({parameters});\n    }}\n\n"
            f"    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */\n"
            f"    static MemorySegment {camel(function.short)}(Arena arena, {name} callback) {{\n"
            f"        return upcall(arena, {name}.class, callback, MethodType.methodType({raw(function.result)}.class, "
            f"{types}), {descriptor(function)});\n    }}\n"
        )

    def function(self, function: Function) -> str:
        """Returns the wrapper of a function."""
        holder = f"F_{function.short}"
        parameters = ", ".join(f"{java(p.type, True)} {camel(p.name)}" for p in function.inputs)
        result, lines = self.fallible(function) if function.is_fallible else self.plain(function)
        needs_arena = function.is_fallible or any(p.type.kind in ("string", "strings") for p in function.parameters)
        opening = "try (Arena arena = Arena.ofConfined()) {" if needs_arena else "try {"
        body = "".join(f"            {line}\n" for line in lines)
        results = ""
        if len(function.outputs) > 1:
            components = ", ".join(f"{java(o.type.inner)} {camel(o.name)}" for o in function.outputs)
            results = f"    /** The outputs of {{@code {camel(function.short)}}}. */\n"
            results += f"    record {pascal(function.short)}({components}) {{}}\n\n"
        return (
            f"{results}    private static final class {holder} {{\n        static final MethodHandle HANDLE = "
            f'handle("{function.name}", {descriptor(function)});\n    }}\n\n'
            f"{self.doc(function.doc)}\n    static {result} {camel(function.short)}({parameters}) {{\n"
            f"        {opening}\n{body}        }} catch (Throwable thrown) {{\n            throw rethrow(thrown);\n"
            f"        }}\n    }}\n"
        )

    @staticmethod
    def arguments(function: Function) -> str:
        """Returns the arguments of a method handle."""
        arguments, at = [], 0
        for each in function.parameters:
            name, kind = camel(each.name), each.type.kind
            if kind == "out":
                arguments.append(f"out.asSlice({at})")
                at += 8
            elif kind in ("string", "strings"):
                arguments.append(f'text(arena, {name}, "{each.name}")')
            else:
                arguments.append(name if kind in SCALARS else f"address({name})")
        return ", ".join(arguments)

    def plain(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that cannot fail."""
        call = f"F_{function.short}.HANDLE.invokeExact({self.arguments(function)})"
        kind = function.result
        if kind.kind == "void":
            return "void", [f"{call};"]
        value = f"({raw(kind)}) {call}"
        if kind.kind == "string":
            value = f"string({value})"
        elif kind.kind not in SCALARS:
            value = f"pointer({value})"
        return java(kind), [f"return {value};"]

    def fallible(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that returns an error."""
        outputs = function.outputs
        lines = [
            f"MemorySegment out = arena.allocate({8 * len(outputs) + 8}, 8);",
            f"int status = (int) F_{function.short}.HANDLE.invokeExact({self.arguments(function)});",
            f"if (status != 0) throw error(status, out.get(ADDRESS, {8 * len(outputs)}));",
        ]
        values = [self.result(each, 8 * at) for at, each in enumerate(outputs)]
        if not values:
            return "void", lines
        if len(values) == 1:
            return java(outputs[0].type.inner), [*lines, f"return {values[0]};"]
        return pascal(function.short), [*lines, f"return new {pascal(function.short)}({', '.join(values)});"]

    @staticmethod
    def result(each: Parameter, at: int) -> str:
        """Returns the value of an output."""
        kind = each.type.inner
        if kind.kind == "owned_string":
            return f"takeString(out.get(ADDRESS, {at}))"
        value = f"out.get({layout(kind)}, {at})"
        return value if kind.kind in SCALARS else f"pointer({value})"

    def struct(self, struct: Struct) -> str:
        """Returns the class with the fields of a struct."""
        name = f"Native{pascal(struct.name.removeprefix('ringout_'))}"
        fields, writes = [], [f"struct.set(JAVA_INT, 0, {struct.size});"]
        for each in struct.fields:
            if each.default == "sizeof":
                continue
            value = "" if each.default == "NULL" else f" = {each.default}"
            if each.default.isdigit() and int(each.default) >= 1 << 31:
                value = f" = {int(each.default) - (1 << 32)}"
            fields.append(f"{self.doc(each.doc)}\n    {java(each.type)} {camel(each.name)}{value};\n")
            argument = camel(each.name)
            if each.type.kind == "string":
                argument = f'Native.text(arena, {argument}, "{each.name}")'
            elif each.type.kind not in SCALARS:
                argument = f"Native.address({argument})"
            writes.append(f"struct.set({layout(each.type)}, {each.offset}, {argument});")
        body = "".join(f"        {line}\n" for line in writes)
        return (
            f"import static java.lang.foreign.ValueLayout.*;\n\nimport java.lang.foreign.Arena;\n"
            f"import java.lang.foreign.MemorySegment;\n\n{self.doc(struct.doc, '')}\nfinal class {name} {{\n"
            f"    /** The size of the struct in C. */\n    static final long SIZE = {struct.size};\n\n"
            + "\n".join(fields)
            + f"\n    /** Writes the fields into memory that a slice of an array of structs may be. */\n"
            f"    void write(Arena arena, MemorySegment struct) {{\n{body}    }}\n\n"
            f"    /** Makes a struct, valid until the arena is closed. */\n    MemorySegment write(Arena arena) {{\n"
            f"        MemorySegment struct = arena.allocate(SIZE, 8);\n        write(arena, struct);\n"
            f"        return struct;\n    }}\n}}\n"
        )

    def enum(self, enum) -> str:
        """Returns an enum."""
        name = type_name(enum.name)
        values = [
            f"{self.public_doc(v.doc)}\n    {v.name.removeprefix(enum.prefix)}({v.value}),\n" for v in enum.values
        ]
        shown = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower() + "_name"
        text = ENUM_TEXT.format(function=camel(shown)) if f"ringout_{shown}" in self.library.functions else ""
        body = ENUM.format(name=name, text=text)
        return f"{self.public_doc(enum.doc, '')}\npublic enum {name} {{\n{''.join(values)}{body}"

    def field_type(self, each: Field) -> str:
        """Returns the type of a record's component."""
        if each.how in ("items", "list_enum"):
            return f"List<{type_name(each.of)}>"
        if each.how in ("enum", "record", "take"):
            return class_name(type_name(each.of))
        if each.how in ("call", "take_call"):
            return "MemorySegment"
        return "byte[]" if each.how == "bytes" else java(each.type)

    def read(self, record: Record, each: Field) -> str:
        """Returns the expression that reads a field."""
        handle = "pointer, index" if record.depth else "pointer"
        of = class_name(type_name(each.of)) if each.of else ""
        if each.how == "items":
            of = self.library.lists[each.of].name
            return f"Native.list(Native.{camel(each.function.short)}(pointer), i -> {of}.read(pointer, i))"
        value = f"Native.{camel(each.function.short)}({handle})"
        if each.how == "list_enum":
            one = f"{of}.of(Native.{camel(each.function.short)}({handle}, i))"
            return f"Native.list(Native.{camel(record.count.short)}({handle}), i -> {one})"
        if each.how == "enum":
            return f"{of}.of({value})"
        if each.how in ("record", "take"):
            return f"{of}.{each.how.replace('record', 'read')}({value})"
        if each.how == "call":
            return f"Native.cloned({value})"
        if each.how == "bytes":
            return f"Native.bytes({value}, Native.{camel(each.function.short)}Size({handle}))"
        return value

    def record(self, record: Record) -> str:
        """Returns a record."""
        name = class_name(record.name)
        access = "" if record.name in WITH_HANDLES else "public "
        parameters = ",\n".join(f"    {self.field_type(each)} {camel(each.name)}" for each in record.fields)
        docs = self.public_doc(record.doc, "").removesuffix("\n */")
        for each in record.fields:
            text = self.public_doc(each.doc.partition("\n\n")[0], "").removeprefix("/**\n * ").removesuffix("\n */")
            missing = "" if not nullable(record, each) or "null" in text else " May be null."
            docs += f"\n * @param {camel(each.name)} {text}{missing}"
        reads = ",\n".join(f"            {self.read(record, each)}" for each in record.fields)
        extra = ", long index" if record.depth else ""
        guard = "" if record.depth else "        if (pointer == null) return null;\n"
        free = f"{record.key}_free"
        take = ""
        if free in self.library.functions and not record.depth:
            take = TAKE.format(name=name, free=camel(free.removeprefix("ringout_")))
        text = f"{record.text}" if record.text else f'"{record.name}"'
        invalid = INVALID if record.key == "ringout_error" else ""
        if invalid:
            invalid = invalid.replace("VALUES", ", ".join(self.invalid(each) for each in record.fields))
        return (
            f"import java.lang.foreign.MemorySegment;\nimport java.util.List;\n\n{docs}\n */\n"
            f"{access}record {name}(\n{parameters}) {{\n\n    /** Copies the values out of an object. */\n"
            f"    static {name} read(MemorySegment pointer{extra}) {{\n{guard}        return new {name}(\n"
            f"{reads});\n    }}\n{take}{invalid}\n    /** Shows no values besides the text, because some may be secrets. */\n"
            f"    @Override\n    public String toString() {{\n        return {text};\n    }}\n}}\n"
        )

    @staticmethod
    def invalid(each: Field) -> str:
        """Returns the value of a field in an error that the library did not make."""
        known = {
            "code": "code",
            "text": "message",
            "message": "message",
            "parameter": "parameter",
            "details": "List.of()",
        }
        return known.get(each.name) or {"string": "null", "bool": "false", "i64": "-1"}.get(each.type.kind, "0")

    def exceptions(self) -> dict[str, str]:
        """Returns the classes of the errors."""
        found = {}
        values = {v.value: v for v in self.library.enums["ringout_status_value"].values}
        for number, name in reversed(self.library.errors.items()):
            doc = self.public_doc(values[str(number)].doc, "")
            found[f"{name}Exception"] = EXCEPTION.format(doc=doc, name=f"{name}Exception")
        rows = "".join(
            f"            case {values[str(number)].name.removeprefix('RINGOUT_')} -> new {name}Exception(info);\n"
            for number, name in self.library.errors.items()
        )
        found["RingOutException"] = BASE.format(rows=rows)
        return found


ENUM = """    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    {name}(int number) {{
        this.number = number;
    }}

    /** Returns the constant of a number. */
    static {name} of(int number) {{
        for ({name} value : values()) {{
            if (value.number == number) return value;
        }}
        return UNRECOGNIZED;
    }}
{text}}}
"""
ENUM_TEXT = """
    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {{
        return Native.{function}(number);
    }}
"""
TAKE = """
    /** Like {{@link #read}}, and frees the object. */
    static {name} take(MemorySegment pointer) {{
        try {{
            return read(pointer);
        }} finally {{
            Native.{free}(pointer);
        }}
    }}
"""
INVALID = """
    /** Makes an error that the library did not return. */
    static ErrorInfo local(ErrorCode code, String parameter, String message) {
        return new ErrorInfo(VALUES);
    }
"""
EXCEPTION = """{doc}
public class {name} extends RingOutException {{
    private static final long serialVersionUID = 1L;

    {name}(ErrorInfo info) {{
        super(info);
    }}
}}
"""
BASE = """/** A failure. Its class is that of the code. */
public class RingOutException extends RuntimeException {{
    private static final long serialVersionUID = 1L;
    private final transient ErrorInfo info;

    RingOutException(ErrorInfo info) {{
        super(info.text());
        this.info = info;
    }}

    /** Returns everything that is known about the failure. */
    public ErrorInfo info() {{
        return info;
    }}

    /** Makes the exception of an error. */
    static RingOutException of(ErrorInfo info) {{
        return switch (info.code()) {{
{rows}            default -> new RingOutException(info);
        }};
    }}
}}
"""
HEAD = """import static java.lang.foreign.ValueLayout.*;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
 *
 * <p>Pointers are memory segments and null. Your program frees what the description of a function says.
 */
final class Native {{
    private Native() {{}}

    private static final Linker LINKER = Linker.nativeLinker();
    private static final String[] NEEDED = {{
{needed}    }};
    private static final SymbolLookup LIBRARY = load();

    private static SymbolLookup load() {{
        String path = path();
        try {{
            SymbolLookup found = path.contains("/") || path.contains("\\\\")
                ? SymbolLookup.libraryLookup(Path.of(path), Arena.global())
                : SymbolLookup.libraryLookup(path, Arena.global());
            for (String name : NEEDED) {{
                if (found.find(name).isEmpty()) {{
                    throw new UnsatisfiedLinkError("{missing}: " + path + " has no " + name);
                }}
            }}
            int abi = (int) LINKER.downcallHandle(found.find("ringout_abi_version").get(), FunctionDescriptor.of(JAVA_INT))
                .invokeExact();
            if (abi == {abi}) return found;
            throw new UnsatisfiedLinkError("{missing}; " + path + " has binary interface " + abi);
        }} catch (IllegalArgumentException reason) {{
            throw new UnsatisfiedLinkError("{missing}: " + reason.getMessage());
        }} catch (Throwable reason) {{
            throw rethrow(reason);
        }}
    }}

    /** The library's file: RINGOUT_LIBRARY, else the one in the jar, else the system's. */
    private static String path() {{
        String set = System.getenv("RINGOUT_LIBRARY");
        if (set != null && !set.isEmpty()) return set;
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String platform = (os.contains("mac") ? "macos" : os.contains("win") ? "windows" : "linux") + "-" + System.getProperty("os.arch");
        String file = System.mapLibraryName("ringout");
        try (InputStream packed = Native.class.getResourceAsStream("/META-INF/native/" + platform + "/" + file)) {{
            if (packed == null) return os.contains("linux") ? file + ".{abi}" : file;
            Path copy = Files.createTempFile("ringout", file);
            copy.toFile().deleteOnExit();
            Files.copy(packed, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy.toString();
        }} catch (IOException reason) {{
            throw new UnsatisfiedLinkError("libringout could not be copied out of the jar: " + reason.getMessage());
        }}
    }}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {{
        return LINKER.downcallHandle(LIBRARY.find(name).get(), descriptor);
    }}

    private static MemorySegment upcall(
            Arena arena, Class<?> type, Object callback, MethodType method, FunctionDescriptor descriptor) {{
        try {{
            MethodHandle call = MethodHandles.lookup().findVirtual(type, "call", method).bindTo(callback);
            return LINKER.upcallStub(call, descriptor, arena);
        }} catch (ReflectiveOperationException failure) {{
            throw new AssertionError(failure);
        }}
    }}

    private static RuntimeException rethrow(Throwable failure) {{
        if (failure instanceof RuntimeException unchecked) return unchecked;
        if (failure instanceof Error error) throw error;
        return new IllegalStateException(failure);
    }}

    private static RingOutException error(int code, MemorySegment err) {{
        ErrorInfo info = ErrorInfo.take(pointer(err));
        return RingOutException.of(info != null ? info : ErrorInfo.local(ErrorCode.of(code), null, errorCodeName(code)));
    }}

    static MemorySegment address(MemorySegment pointer) {{
        return pointer == null ? MemorySegment.NULL : pointer;
    }}

    static MemorySegment pointer(MemorySegment address) {{
        return address.address() == 0 ? null : address;
    }}

    /** Returns the string at an address, also for the arguments of callbacks. */
    static String string(MemorySegment address) {{
        return address == null || address.address() == 0 ? null : address.reinterpret(Long.MAX_VALUE).getString(0);
    }}

    private static String takeString(MemorySegment address) {{
        try {{
            return string(address);
        }} finally {{
            stringFree(address);
        }}
    }}

    static MemorySegment text(Arena arena, String value, String name) {{
        if (value == null) return MemorySegment.NULL;
        if (value.indexOf(0) >= 0) {{
            String message = "`" + name + "` contains a NUL character";
            throw RingOutException.of(ErrorInfo.local(ErrorCode.INVALID_ARGUMENT, name, message));
        }}
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {{
            String message = "`" + name + "` contains half of a surrogate pair";
            throw RingOutException.of(ErrorInfo.local(ErrorCode.INVALID_ARGUMENT, name, message));
        }}
        return arena.allocateFrom(value, StandardCharsets.UTF_8);
    }}

    private static MemorySegment text(Arena arena, String[] values, String name) {{
        if (values == null) return MemorySegment.NULL;
        MemorySegment array = arena.allocate(8L * values.length + 8, 8);
        for (int i = 0; i < values.length; i++) array.setAtIndex(ADDRESS, i, text(arena, values[i], name));
        return array;
    }}

    static <T> List<T> list(long count, LongFunction<T> item) {{
        List<T> items = new ArrayList<>();
        for (long i = 0; i < count; i++) items.add(item.apply(i));
        return Collections.unmodifiableList(items);
    }}

    static byte[] bytes(MemorySegment address, long size) {{
        return address == null ? new byte[0] : address.reinterpret(size).toArray(JAVA_BYTE);
    }}

    /** Returns another handle of a call that something else owns. */
    static MemorySegment cloned(MemorySegment call) {{
        return call == null ? null : callClone(call);
    }}
"""
