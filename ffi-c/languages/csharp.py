"""Writes the low-level layer for C#: the class Native, which uses P/Invoke, and the types. mcs compiles it, and .NET."""

import re

from model import Field, Function, Library, Record, Struct, Type, nullable, pascal, type_name
from model import camel as camel_case
from writer import NOTICE, Names, block, missing_text, public_function, without_memory

SCALARS = {
    "void": "void",
    "int": "int",
    "u32": "uint",
    "u64": "ulong",
    "i64": "long",
    "size": "UIntPtr",
    "f64": "double",
}
WRAPPED = {"size": "long", "string": "string", "owned_string": "string", "strings": "string[]", "bool": "bool"}
KEYWORDS = {"event", "string"}
FOLDER = "bindings-csharp/RingOut"
# Records with the handle of a call, which the public classes Placed and Call wrap.
WITH_HANDLES = ("Placed", "Event")


def camel(name: str) -> str:
    """Returns the name of a parameter."""
    return f"@{name}" if name in KEYWORDS else camel_case(name)


def raw(kind: Type) -> str:
    """Returns the type that an import takes."""
    if kind.kind == "callback":
        return pascal(kind.name.removeprefix("ringout_"))
    return {"string": "byte[]", "strings": "IntPtr[]"}.get(kind.kind) or SCALARS.get(kind.kind, "IntPtr")


def wrapped(kind: Type, is_input: bool = False) -> str:
    """Returns the type of a wrapper's parameter or result."""
    if is_input and kind.kind == "owned_string":
        return "IntPtr"
    return WRAPPED.get(kind.kind) or raw(kind)


def class_name(name: str) -> str:
    """Returns the name of a class; one with a handle is not public."""
    return f"Native{name}" if name in WITH_HANDLES else name


def field_name(record: Record, each: Field) -> str:
    """Returns the name of a property, which must not be that of its class."""
    name = pascal(each.name)
    return f"{name}Value" if name == record.name else name


class CSharp:
    """The generator for C#."""

    def __init__(self, library: Library):
        self.library = library
        self.names = Names(
            library,
            "null",
            lambda name: f"Native.{pascal(name)}()",
            lambda enum, name: f"{type_name(enum.name)}.{pascal(name)}",
            lambda name: name,
        )
        self.public_names = Names(
            library,
            "null",
            lambda name: public_function(name, pascal),
            lambda enum, name: f"{type_name(enum.name)}.{pascal(name)}",
            lambda name: name,
        )

    def files(self) -> dict[str, str]:
        """Returns the text of each file by its path."""
        return {f"{FOLDER}/Native.cs": self.native(), f"{FOLDER}/Types.cs": self.types()}

    def public_doc(self, doc: str, indent: str = "        ") -> str:
        """Returns an XML comment for users, who know neither Native nor memory."""
        return self.doc(without_memory(doc), indent, self.public_names)

    def doc(self, doc: str, indent: str = "        ", names: Names | None = None) -> str:
        """Returns an XML comment."""
        text = (
            "\n".join((names or self.names).lines(doc)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        )
        summary, _, rest = re.sub(r"`([^`\n]+)`", r"<c>\1</c>", text).partition("\n\n")
        lines = ["<summary>", *summary.split("\n"), "</summary>"]
        if rest:
            paragraphs = [f"<para>\n{paragraph}\n</para>" for paragraph in rest.split("\n\n")]
            lines += ["<remarks>", *"\n".join(paragraphs).split("\n"), "</remarks>"]
        return block(lines, indent, "", "///", "")

    def native(self) -> str:
        """Returns the class Native."""
        library = self.library
        parts = [HEAD.format(notice=NOTICE, missing=missing_text(library), abi=library.abi)]
        constants = "\n".join(
            f"{self.doc(c.doc)}\n        internal const uint {pascal(c.name.removeprefix('RINGOUT_'))} = {c.value};\n"
            for c in library.constants
        )
        parts += [self.function(function) for function in library.functions.values()]
        imports = [self.imported(function) for function in library.functions.values()]
        parts.append(IMPORTS.format(imports="\n".join(imports)))
        parts.append(CONSTANTS.format(constants=constants))
        parts += [self.callback(callback) for callback in library.callbacks.values()]
        parts += [self.struct(struct) for struct in library.structs.values()]
        return "\n".join(parts).rstrip() + "\n}\n"

    @staticmethod
    def imported(function: Function) -> str:
        """Returns the import of a function."""
        parameters = []
        for each in function.parameters:
            if each.type.kind == "out":
                kind = "byte" if each.type.inner.kind == "bool" else raw(each.type.inner)
                parameters.append(f"out {kind} {camel(each.name)}")
            else:
                parameters.append(f"{raw(each.type)} {camel(each.name)}")
        result = {"bool": "byte", "string": "IntPtr"}.get(function.result.kind) or raw(function.result)
        return (
            f"            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]\n"
            f"            internal static extern {result} {function.name}({', '.join(parameters)});\n"
        )

    def callback(self, function: Function) -> str:
        """Returns the delegate of a callback."""
        parameters = ", ".join(
            f"{'IntPtr' if p.type.kind == 'string' else raw(p.type)} {camel(p.name)}" for p in function.parameters
        )
        result = "IntPtr" if function.result.kind == "string" else raw(function.result)
        return (
            f"{self.doc(function.doc, '    ')}\n    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]\n"
            f"    internal delegate {result} {pascal(function.short)}({parameters});\n"
        )

    def struct(self, struct: Struct) -> str:
        """Returns a struct."""
        name = f"Native{pascal(struct.name.removeprefix('ringout_'))}"
        fields, sets = [], []
        for each in struct.fields:
            kind = SCALARS.get(each.type.kind, "IntPtr")
            fields.append(f"{self.doc(each.doc)}\n        internal {kind} {pascal(each.name)};\n")
            value = f"(uint)Marshal.SizeOf(typeof({name}))" if each.default == "sizeof" else each.default
            if value not in ("NULL", "0"):
                sets.append(f"            values.{pascal(each.name)} = {value};\n")
        return (
            f"{self.doc(struct.doc, '    ')}\n    [StructLayout(LayoutKind.Sequential)]\n    internal struct {name}\n    {{\n"
            + "\n".join(fields)
            + f"\n        /// <summary>Returns the defaults.</summary>\n        internal static {name} Create()\n        {{\n"
            f"            var values = new {name}();\n{''.join(sets)}            return values;\n        }}\n    }}\n"
        )

    def function(self, function: Function) -> str:
        """Returns the wrapper of a function."""
        parameters = [f"{wrapped(p.type, True)} {camel(p.name)}" for p in function.inputs]
        result, lines = self.fallible(function) if function.is_fallible else self.plain(function)
        if len(function.outputs) == 2:
            second = function.outputs[1]
            parameters.append(f"out {wrapped(second.type.inner)} {camel(second.name)}")
        body = "".join(f"            {line}\n" for line in lines)
        return (
            f"{self.doc(function.doc)}\n        internal static {result} {pascal(function.short)}"
            f"({', '.join(parameters)})\n        {{\n{body}        }}\n"
        )

    @staticmethod
    def arguments(function: Function) -> tuple[list[str], list[str], bool]:
        """Returns what prepares the arguments, the arguments, and whether they need memory."""
        arguments, needs_memory = [], False
        for each in function.parameters:
            name, kind = camel(each.name), each.type.kind
            if kind == "out":
                is_second = function.outputs[1:] == [each]
                inner = "byte" if each.type.inner.kind == "bool" else raw(each.type.inner)
                arguments.append(f"out {inner} {name}{'Byte' if is_second else ''}")
            elif kind == "string":
                arguments.append(f'Bytes({name}, "{each.name}")')
            elif kind == "strings":
                arguments.append(f'memory.Texts({name}, "{each.name}")')
                needs_memory = True
            elif kind == "size":
                arguments.append(f"(UIntPtr)(ulong){name}")
            else:
                arguments.append(name)
        return ["Load();"], arguments, needs_memory

    def plain(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that cannot fail."""
        before, arguments, _ = self.arguments(function)
        call = f"Imports.{function.name}({', '.join(arguments)})"
        kind = function.result
        if kind.kind == "void":
            return "void", [*before, f"{call};"]
        value = {"string": f"Text({call})", "bool": f"{call} != 0", "size": f"(long){call}.ToUInt64()"}.get(
            kind.kind, call
        )
        return wrapped(kind), [*before, f"return {value};"]

    def fallible(self, function: Function) -> tuple[str, list[str]]:
        """Returns the result type and the body for a function that returns an error."""
        lines, arguments, needs_memory = self.arguments(function)
        call = f"var failure = Imports.{function.name}({', '.join(arguments)});"
        if needs_memory:
            lines += ["using (var memory = new NativeMemory())", "{"]
        body = [call, "if (failure != 0) throw Error(failure, err);"]
        outputs = function.outputs
        if len(outputs) == 2:
            name = camel(outputs[1].name)
            body.append(f"{name} = {name}Byte != 0;")
        if outputs:
            name, kind = camel(outputs[0].name), outputs[0].type.inner.kind
            value = {"owned_string": f"TakeText({name})", "bool": f"{name} != 0"}.get(kind, name)
            body.append(f"return {value};")
        lines += [f"    {line}" for line in body] + ["}"] if needs_memory else body
        return (wrapped(outputs[0].type.inner) if outputs else "void"), lines

    def types(self) -> str:
        """Returns the enums, the records and the exceptions."""
        parts = [
            f"// {NOTICE}\n\nusing System;\nusing System.Collections;\nusing System.Collections.Generic;\n\nnamespace RingOut\n{{"
        ]
        for enum in self.library.enums.values():
            values = "\n".join(
                f"{self.public_doc(v.doc)}\n        {pascal(v.name.removeprefix(enum.prefix))} = {v.value},\n"
                for v in enum.values
            )
            parts.append(
                f"{self.public_doc(enum.doc, '    ')}\n    public enum {type_name(enum.name)} : uint\n    {{\n{values}    }}\n"
            )
        parts += [self.record(record) for record in [*self.library.lists.values(), *self.library.records.values()]]
        values = {v.value: v for v in self.library.enums["ringout_status_value"].values}
        rows = ""
        for number, name in self.library.errors.items():
            constant = pascal(values[str(number)].name.removeprefix("RINGOUT_"))
            rows += f"                case ErrorCode.{constant}: return new {name}Exception(info);\n"
        parts.append(EXCEPTION.format(rows=rows))
        classes = {name: number for number, name in reversed(self.library.errors.items())}
        for name, number in reversed(classes.items()):
            parts.append(SUBCLASS.format(doc=self.public_doc(values[str(number)].doc, "    "), name=f"{name}Exception"))
        return "\n".join(parts).rstrip() + "\n}\n"

    def field_type(self, each: Field) -> str:
        """Returns the type of a record's property."""
        if each.how in ("items", "list_enum"):
            return f"IReadOnlyList<{type_name(each.of)}>"
        if each.how in ("enum", "record", "take"):
            return class_name(type_name(each.of))
        return "byte[]" if each.how == "bytes" else wrapped(each.type)

    def read(self, record: Record, each: Field) -> str:
        """Returns the expression that reads a field."""
        handle = "pointer, index" if record.depth else "pointer"
        of = class_name(type_name(each.of)) if each.of else ""
        if each.how == "items":
            of = self.library.lists[each.of].name
            return f"Native.List(Native.{pascal(each.function.short)}(pointer), i => {of}.Read(pointer, i))"
        value = f"Native.{pascal(each.function.short)}({handle})"
        if each.how == "list_enum":
            one = f"({of})Native.{pascal(each.function.short)}({handle}, i)"
            return f"Native.List(Native.{pascal(record.count.short)}({handle}), i => {one})"
        if each.how == "enum":
            return f"({of}){value}"
        if each.how in ("record", "take"):
            return f"{of}.{'Read' if each.how == 'record' else 'Take'}({value})"
        if each.how == "call":
            return f"Native.Cloned({value})"
        if each.how == "bytes":
            return f"Native.Copy({value}, Native.{pascal(each.function.short)}Size({handle}))"
        return value

    def record(self, record: Record) -> str:
        """Returns the class of a record."""
        name = class_name(record.name)
        is_value = record.name not in WITH_HANDLES and all(each.how != "bytes" for each in record.fields)
        access = "public sealed" if name == record.name else "internal sealed"
        base, values = "", ""
        if is_value:
            parts = ", ".join(field_name(record, each) for each in record.fields)
            base, values = " : Value", VALUES.format(parts=parts)
        fields = []
        for each in record.fields:
            missing = " May be null." if nullable(record, each) and "NULL" not in each.doc else ""
            first, gap, rest = each.doc.partition("\n\n")
            doc = self.public_doc(first + missing + gap + rest)
            setter = "internal set" if record.key == "ringout_error" else "private set"
            fields.append(
                f"{doc}\n        public {self.field_type(each)} {field_name(record, each)} {{ get; {setter}; }}\n"
            )
        reads = "".join(
            f"                {field_name(record, each)} = {self.read(record, each)},\n" for each in record.fields
        )
        extra = ", long index" if record.depth else ""
        guard = "" if record.depth else "            if (pointer == IntPtr.Zero) return null;\n"
        free, take = f"{record.key}_free", ""
        if free in self.library.functions and not record.depth:
            take = TAKE.format(name=name, free=pascal(free.removeprefix("ringout_")))
        text = f"{pascal(record.text)}" if record.text else f'"{record.name}"'
        return (
            f"{self.public_doc(record.doc, '    ')}\n    {access} class {name}{base}\n    {{\n        internal {name}() {{ }}\n\n"
            + "\n".join(fields)
            + f"\n        /// <summary>Copies the values out of an object.</summary>\n"
            f"        internal static {name} Read(IntPtr pointer{extra})\n        {{\n{guard}"
            f"            return new {name}\n            {{\n{reads}            }};\n        }}\n{take}{values}\n"
            f"        /// <summary>Shows no values besides the text, because some may be secrets.</summary>\n"
            f"        public override string ToString()\n        {{\n            return {text};\n        }}\n    }}\n"
        )


VALUES = """
        internal override object[] Parts()
        {{
            return new object[] {{ {parts} }};
        }}
"""
TAKE = """
        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static {name} Take(IntPtr pointer)
        {{
            try
            {{
                return Read(pointer);
            }}
            finally
            {{
                Native.{free}(pointer);
            }}
        }}
"""
EXCEPTION = """    /// <summary>A value: two with the same parts are equal.</summary>
    public abstract class Value
    {{
        internal Value() {{ }}

        internal abstract object[] Parts();

        /// <summary>Whether the other value has the same class and parts.</summary>
        public override bool Equals(object other)
        {{
            return other != null && other.GetType() == GetType() && Same(Parts(), ((Value)other).Parts());
        }}

        /// <summary>A hash of the parts.</summary>
        public override int GetHashCode()
        {{
            var hash = 17;
            foreach (var part in Parts()) hash = unchecked(hash * 31 + (part == null || part is ICollection ? 0 : part.GetHashCode()));
            return hash;
        }}

        /// <summary>Whether two values are equal.</summary>
        public static bool operator ==(Value one, Value other)
        {{
            return ReferenceEquals(one, null) ? ReferenceEquals(other, null) : one.Equals(other);
        }}

        /// <summary>Whether two values are different.</summary>
        public static bool operator !=(Value one, Value other)
        {{
            return !(one == other);
        }}

        private static bool Same(ICollection one, ICollection other)
        {{
            if (one.Count != other.Count) return false;
            var others = other.GetEnumerator();
            foreach (var part in one)
            {{
                others.MoveNext();
                var parts = part as ICollection;
                var otherParts = others.Current as ICollection;
                var isSame = parts != null && otherParts != null ? Same(parts, otherParts) : Equals(part, others.Current);
                if (!isSame) return false;
            }}
            return true;
        }}
    }}

    /// <summary>A failure. Its class is that of the code.</summary>
    public class RingOutException : Exception
    {{
        internal RingOutException(ErrorInfo info) : base(info.Text)
        {{
            Info = info;
        }}

        /// <summary>Everything that is known about the failure.</summary>
        public ErrorInfo Info {{ get; private set; }}

        internal static RingOutException Of(ErrorInfo info)
        {{
            switch (info.Code)
            {{
{rows}                default: return new RingOutException(info);
            }}
        }}
    }}
"""
SUBCLASS = """{doc}
    public class {name} : RingOutException
    {{
        internal {name}(ErrorInfo info) : base(info)
        {{
        }}
    }}
"""
CONSTANTS = """    /// <summary>The numbers that belong to no enum.</summary>
    internal static class NativeConstants
    {{
{constants}    }}
"""
IMPORTS = """        private static class Imports
        {{
{imports}        }}
    }}
"""
HEAD = """// {notice}

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace RingOut
{{
    /// <summary>
    /// The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
    /// </summary>
    /// <remarks>
    /// Pointers are IntPtr and IntPtr.Zero. Your program frees what the description of a function says.
    /// </remarks>
    internal static class Native
    {{
        // The runtime finds it: beside the assembly, in runtimes/, or where the system looks for libraries.
        internal const string LibraryName = "ringout";
        private static readonly Encoding Strict = new UTF8Encoding(false, true);
        private static volatile bool isLoaded;

        /// <summary>Fails if the library is missing, or lacks a function that this file uses.</summary>
        internal static void Load()
        {{
            if (isLoaded) return;
            uint abi;
            try
            {{
                abi = Imports.ringout_abi_version();
                foreach (var import in typeof(Imports).GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
                {{
                    Marshal.Prelink(import);
                }}
            }}
            catch (TypeLoadException reason)
            {{
                // DllNotFoundException and EntryPointNotFoundException.
                throw new DllNotFoundException("{missing}: " + reason.Message, reason);
            }}
            if (abi != {abi}) throw new DllNotFoundException("{missing}; the one found has binary interface " + abi);
            isLoaded = true;
        }}

        private static RingOutException Error(uint code, IntPtr err)
        {{
            var info = ErrorInfo.Take(err);
            return RingOutException.Of(info ?? new ErrorInfo {{ Code = (RingOut.ErrorCode)code, Text = ErrorCodeName(code), Details = new ErrorDetail[0] }});
        }}

        /// <summary>Returns the string at an address, also for the arguments of callbacks.</summary>
        internal static string Text(IntPtr address)
        {{
            if (address == IntPtr.Zero) return null;
            var size = 0;
            while (Marshal.ReadByte(address, size) != 0) size++;
            return Encoding.UTF8.GetString(Copy(address, size));
        }}

        private static string TakeText(IntPtr address)
        {{
            try
            {{
                return Text(address);
            }}
            finally
            {{
                StringFree(address);
            }}
        }}

        internal static byte[] Copy(IntPtr address, long size)
        {{
            var bytes = new byte[size];
            if (size > 0) Marshal.Copy(address, bytes, 0, (int)size);
            return bytes;
        }}

        internal static byte[] Bytes(string value, string name)
        {{
            if (value == null) return null;
            if (value.IndexOf('\\0') >= 0) throw Invalid(name, "contains a NUL character");
            try
            {{
                return Strict.GetBytes(value + "\\0");
            }}
            catch (EncoderFallbackException)
            {{
                throw Invalid(name, "contains half of a surrogate pair");
            }}
        }}

        /// <summary>Returns the error of an argument that the library cannot be given.</summary>
        internal static RingOutException Invalid(string name, string problem)
        {{
            var text = "`" + name + "` " + problem;
            return RingOutException.Of(new ErrorInfo
            {{
                Code = RingOut.ErrorCode.InvalidArgument,
                Text = text,
                Message = text,
                Parameter = name,
                Details = new ErrorDetail[0],
                RetryAfterMs = -1,
                AttemptSentAtUnixMs = -1,
            }});
        }}

        internal static IReadOnlyList<T> List<T>(long count, Func<long, T> item)
        {{
            var items = new List<T>();
            for (long i = 0; i < count; i++) items.Add(item(i));
            return items.AsReadOnly();
        }}

        /// <summary>Returns another handle of a call that something else owns.</summary>
        internal static IntPtr Cloned(IntPtr call)
        {{
            return call == IntPtr.Zero ? call : CallClone(call);
        }}

        /// <summary>Memory of structs and strings, freed at the end of a block.</summary>
        internal sealed class NativeMemory : IDisposable
        {{
            private readonly List<IntPtr> blocks = new List<IntPtr>();

            private IntPtr Allocate(int size)
            {{
                var block = Marshal.AllocHGlobal(size);
                blocks.Add(block);
                return block;
            }}

            internal IntPtr Text(string value, string name)
            {{
                var bytes = Bytes(value, name);
                if (bytes == null) return IntPtr.Zero;
                var block = Allocate(bytes.Length);
                Marshal.Copy(bytes, 0, block, bytes.Length);
                return block;
            }}

            internal IntPtr[] Texts(string[] values, string name)
            {{
                if (values == null) return null;
                var texts = new IntPtr[values.Length + 1];
                for (var i = 0; i < values.Length; i++) texts[i] = Text(values[i], name);
                return texts;
            }}

            internal IntPtr Structs<T>(params T[] values) where T : struct
            {{
                var size = Marshal.SizeOf(typeof(T));
                var block = Allocate(Math.Max(1, size * values.Length));
                for (var i = 0; i < values.Length; i++) Marshal.StructureToPtr(values[i], IntPtr.Add(block, i * size), false);
                return block;
            }}

            public void Dispose()
            {{
                foreach (var block in blocks) Marshal.FreeHGlobal(block);
                blocks.Clear();
            }}
        }}
"""
