"""Writes the low-level layer for Ruby: the module Native, which uses fiddle, and the types."""

import re

from model import Field, Function, Library, Parameter, Record, Struct, Type, nullable, type_name
from writer import NOTICE, Names, block, missing_text

# fiddle 1.1 marks unsigned types with a minus and has no bool, which a C ABI returns in one byte.
FIDDLE = {
    "void": "TYPE_VOID",
    "bool": "-TYPE_CHAR",
    "int": "TYPE_INT",
    "u32": "-TYPE_INT",
    "u64": "-TYPE_LONG_LONG",
    "f64": "TYPE_DOUBLE",
    "i64": "TYPE_LONG_LONG",
    "size": "TYPE_SIZE_T",
    "string": "TYPE_CONST_STRING",
}
PACK = {"f64": "d", "u32": "L", "u64": "Q", "i64": "q", "size": "J", "int": "l"}
YARD = {"bool": "Boolean", "string": "String", "void": "void"}
# Words of Ruby, which get an underscore as parameters.
KEYWORDS = {"until"}
INTEGERS = ("int", "u32", "u64", "i64", "size")


def variable(name: str) -> str:
    """Returns the name of a parameter."""
    return f"{name}_" if name in KEYWORDS else name


def yard(kind: Type) -> str:
    """Returns a type as YARD writes it."""
    if kind.kind in INTEGERS:
        return "Integer"
    return {
        "string": "String, nil",
        "owned_string": "String",
        "bool": "Boolean",
        "strings": "Array<String>, nil",
        "f64": "Float",
    }.get(kind.kind, "Integer, nil")


# Records that have secrets, and therefore show nothing.
SECRET_RECORDS = ("Authorization", "Token", "Response")


class Ruby:
    """The generator for Ruby."""

    def __init__(self, library: Library):
        self.library = library
        self.names = Names(
            library,
            "nil",
            lambda name: f"Native.{name}",
            lambda enum, name: f":{name.lower()}",
            lambda name: name,
        )

    def files(self) -> dict[str, str]:
        """Returns the text of each file by its path."""
        folder = "bindings-ruby/lib/ringout"
        return {f"{folder}/native.rb": self.native(), f"{folder}/types.rb": self.types()}

    def doc(self, doc: str, indent: str = "    ", more: list[str] | None = None) -> str:
        """Returns a YARD comment."""
        return block(self.names.lines(doc) + (more or []), indent, "", "#", "")

    def native(self) -> str:
        """Returns the module Native."""
        library = self.library
        needed = "".join(f"      {name}\n" for name in library.functions)
        head = HEAD.format(notice=NOTICE, missing=missing_text(library), abi=library.abi, needed=needed)
        parts = [head]
        parts += [f"{self.doc(c.doc)}\n    {c.name.removeprefix('RINGOUT_')} = {c.value}\n" for c in library.constants]
        parts += [
            f"{self.doc(callback.doc)}\n    #\n    # A value for `callback`.\n"
            f"    {name.removeprefix('ringout_').upper()} = {self.callback(callback)}\n"
            for name, callback in library.callbacks.items()
        ]
        parts += [self.struct(struct) for struct in library.structs.values()]
        parts += [self.function(function) for function in library.functions.values()]
        return "\n".join(parts).rstrip() + "\n  end\nend\n"

    @staticmethod
    def fiddle(kind: Type, is_result: bool = False) -> str:
        """Returns the type for fiddle."""
        return FIDDLE.get(kind.kind, "TYPE_UINTPTR_T" if is_result else "TYPE_VOIDP")

    def signature(self, function: Function) -> str:
        """Returns the types of the parameters and of the result."""
        types = ", ".join(self.fiddle(p.type) for p in function.parameters)
        return f"[[{types}], {self.fiddle(function.result, True)}].freeze"

    @staticmethod
    def callback(function: Function) -> str:
        """Returns the types of a callback, which gets its strings as addresses."""
        types = ", ".join(FIDDLE.get(p.type.kind, "TYPE_VOIDP") for p in function.parameters)
        result = FIDDLE.get(function.result.kind, "TYPE_VOIDP")
        return f"[[{types}], {result}].freeze".replace("TYPE_CONST_STRING", "TYPE_VOIDP")

    def struct(self, struct: Struct) -> str:
        """Returns the function that makes a struct."""
        name = struct.name.removeprefix("ringout_")
        fields = [f for f in struct.fields if f.default != "sizeof"]
        parameters = "".join(f", {variable(f.name)}: {'nil' if f.default == 'NULL' else f.default}" for f in fields)
        values, pattern, at = [f"{struct.size}"], "L", 4
        for each in fields:
            if each.offset > at:
                pattern += f"x{each.offset - at}"
            pattern += PACK.get(each.type.kind, "J")
            at = each.offset + each.type.size
            if each.type.kind in PACK:
                values.append(variable(each.name))
            elif each.type.kind == "string":
                values.append(f'string({each.name}, "{each.name}", keep)')
            else:
                values.append(f"address({each.name})")
        pattern += f"x{struct.size - at}" if struct.size > at else ""
        more = ["", "@param keep [Array] receives what must live as long as the struct"]
        for each in fields:
            more.append(f"@param {variable(each.name)} [{yard(each.type)}] " + " ".join(self.names.lines(each.doc)))
        more.append("@return [String] the bytes of the struct")
        body = "".join(f"        {value},\n" for value in values)
        return (
            f"{self.doc(struct.doc, more=more)}\n    def self.{name}(keep{parameters})\n      [\n{body}"
            f'      ].pack("{pattern}")\n    end\n'
        )

    def function(self, function: Function) -> str:
        """Returns the wrapper of a function."""
        parameters = ", ".join(variable(p.name) for p in function.inputs)
        # Accessors return at once, so the VM lock stays; functions that may wait release it.
        is_quick = not function.is_fallible and function.result.kind != "void"
        table = f'F.new(LIBRARY["{function.name}"], {self.types_of(function)}{", need_gvl: true" if is_quick else ""})'
        more = [""] + [f"@param {variable(p.name)} [{yard(p.type)}]" for p in function.inputs]
        body, result = self.fallible(function) if function.is_fallible else self.plain(function)
        more.append(f"@return [{result}]")
        code = "".join(f"      {line}".rstrip() + "\n" for line in body)
        list_of = f"({parameters})" if parameters else ""
        constant = function.short.upper()
        return (
            f"    F_{constant} = {table}\n    private_constant :F_{constant}\n\n"
            f"{self.doc(function.doc, more=more)}\n    def self.{function.short}{list_of}\n{code}    end\n"
        )

    def types_of(self, function: Function) -> str:
        """Returns the types of the parameters and of the result, as arguments."""
        return self.signature(function).removesuffix("].freeze")[1:]

    def arguments(self, function: Function) -> tuple[list[str], list[str]]:
        """Returns what prepares the arguments, and the arguments."""
        before, arguments, at = [], [], 0
        for each in function.parameters:
            kind = each.type.kind
            if kind == "out":
                arguments.append(f"out + {at}" if at else "out")
                at += 8
            elif kind == "string":
                arguments.append(f'text({each.name}, "{each.name}")')
            elif kind == "strings":
                before.append("keep = []")
                arguments.append(f'strings({each.name}, "{each.name}", keep)')
            else:
                arguments.append(variable(each.name))
        return before, arguments

    def plain(self, function: Function) -> tuple[list[str], str]:
        """Returns the body and the result type of a function that cannot fail."""
        before, arguments = self.arguments(function)
        call = f"F_{function.short.upper()}.call({', '.join(arguments)})"
        kind = function.result.kind
        if kind == "void":
            return [*before, call, "nil"], "void"
        if kind == "string":
            call = f"utf8({call})"
        elif kind == "bool":
            call = f"{call} != 0"
        elif kind not in INTEGERS:
            call = f"pointer({call})"
        return [*before, call], yard(function.result)

    def fallible(self, function: Function) -> tuple[list[str], str]:
        """Returns the body and the result type of a function that returns an error."""
        body, arguments = self.arguments(function)
        count = len(function.outputs)
        body.append(f"out = outputs({count + 1})")
        body.append(f"status = F_{function.short.upper()}.call({', '.join(arguments)})")
        body.append(f"raise error(status, out[{8 * count}, 8]) unless status.zero?")
        values = [self.result(each, 8 * at) for at, each in enumerate(function.outputs)]
        if not values:
            return [*body, "", "nil"], "void"
        types = [yard(each.type.inner) for each in function.outputs]
        if len(values) == 1:
            return [*body, "", values[0]], types[0]
        return [*body, "", f"[{', '.join(values)}]"], f"Array({', '.join(types)})"

    @staticmethod
    def result(each: Parameter, at: int) -> str:
        """Returns the value of an output."""
        kind = each.type.inner.kind
        if kind == "owned_string":
            return f'take(out[{at}, 8].unpack1("J"))'
        if kind == "handle":
            return f'pointer(out[{at}, 8].unpack1("J"))'
        if kind == "bool":
            return f"out[{at}, 1] != ZERO"
        return f'out[{at}, {each.type.inner.size}].unpack1("{PACK[kind]}")'

    def types(self) -> str:
        """Returns the enums, the records and the errors."""
        parts = [TYPES_HEAD.format(notice=NOTICE)]
        for enum in self.library.enums.values():
            rows = []
            for value in enum.values:
                name = value.name.removeprefix(enum.prefix)
                rows.append(f"{self.doc(value.doc)}\n    {name} = :{name.lower()}\n")
            table = ", ".join(f"{v.value} => {v.name.removeprefix(enum.prefix)}" for v in enum.values)
            table = re.sub(r"(.{90,110}?), ", r"\1,\n      ", table)
            parts.append(
                f"{self.doc(enum.doc, '  ')}\n  module {type_name(enum.name)}\n{''.join(rows)}\n"
                f"    # The names by their numbers. A number that is newer than this package has no name.\n"
                f"    NAMES = {{\n      {table}\n    }}.freeze\n    NUMBERS = NAMES.invert.freeze\n  end\n"
            )
        parts += [self.record(record) for record in [*self.library.lists.values(), *self.library.records.values()]]
        parts.append(ERROR)
        classes = {name: number for number, name in reversed(self.library.errors.items())}
        for name, number in reversed(classes.items()):
            constant = next(v for v in self.library.enums["ringout_status_value"].values if v.value == str(number))
            parts.append(f"{self.doc(constant.doc, '  ')}\n  class {name} < Error\n  end\n")
        codes = {v.value: v.name for v in self.library.enums["ringout_status_value"].values}
        rows = "".join(
            f"      {codes[str(number)].removeprefix('RINGOUT_').lower()}: {name},\n"
            for number, name in self.library.errors.items()
        )
        parts.append(
            f"  class Error\n    CLASSES = {{\n{rows}    }}.freeze\n    private_constant :CLASSES\n  end\nend\n"
        )
        return "\n".join(parts)

    def field_type(self, record: Record, each: Field) -> str:
        """Returns the type of a record's field for YARD."""
        if each.how == "items":
            return f"Array<{type_name(each.of)}>"
        if each.how == "list_enum":
            return "Array<Symbol>"
        if each.how == "enum":
            return "Symbol, Integer"
        if each.how == "record" and type_name(each.of) == "ErrorInfo":
            return "Error, nil"
        if each.how in ("record", "take"):
            return f"{type_name(each.of)}, nil"
        if each.how in ("call", "take_call"):
            return "Call, nil"
        if each.type.kind in ("string", "bytes"):
            return "String, nil" if nullable(record, each) else "String"
        return "Boolean" if each.type.kind == "bool" else "Integer"

    def read(self, record: Record, each: Field) -> str:
        """Returns the expression that reads a field."""
        handle = "pointer, index" if record.depth else "pointer"
        if each.how == "items":
            of = self.library.lists[each.of]
            return f"Array.new(Native.{each.function.short.removesuffix('_count')}_count(pointer)) {{ |i| {of.name}.read(pointer, i) }}"
        value = f"Native.{each.function.short}({handle})"
        names = f"{type_name(each.of)}::NAMES" if each.how.endswith("enum") else ""
        if each.how == "list_enum":
            one = f"Native.{each.function.short}({handle}, i)"
            return f"Array.new(Native.{record.count.short}({handle})) {{ |i| Native.enum({names}, {one}) }}"
        if each.how == "enum":
            return f"Native.enum({names}, {value})"
        if each.how == "record" and type_name(each.of) == "ErrorInfo":
            return f"Native.error_of({value})"
        if each.how in ("record", "take"):
            return f"{type_name(each.of)}.{each.how.replace('record', 'read')}({value})"
        if each.how in ("call", "take_call"):
            return f"Native.call({value if each.how == 'take_call' else f'Native.cloned({value})'})"
        if each.how == "bytes":
            return f"Native.bytes({value}, Native.{each.function.short}_size({handle}))"
        return value

    def record(self, record: Record) -> str:
        """Returns the class of a record."""
        names = [each.name for each in record.fields]
        doc = []
        for each in record.fields:
            doc.append(
                f"{self.doc(each.doc, '    ', [f'@return [{self.field_type(record, each)}]'])}\n"
                f"    attr_reader :{each.name}\n"
            )
        defaults = ", ".join(f"{each.name}: {self.default(record, each)}" for each in record.fields)
        defaults = re.sub(r"(.{80,105}?), ", r"\1,\n                   ", defaults)
        sets = "".join(f"      @{name} = {name}\n" for name in names)
        reads = "".join(f"        {each.name}: {self.read(record, each)},\n" for each in record.fields)
        index = ", index" if record.depth else ""
        guard = "" if record.depth else "      return if pointer.nil?\n\n"
        free = f"{record.key}_free"
        take = (
            TAKE.format(free=free.removeprefix("ringout_"))
            if free in self.library.functions and not record.depth
            else ""
        )
        mixin = "Secret" if record.name in SECRET_RECORDS else "Value"
        text = f"{record.text}.to_s" if record.text else f'"{record.name}"'
        return (
            f"{self.doc(record.doc, '  ')}\n  class {record.name}\n    include {mixin}\n\n{''.join(doc)}\n"
            f"    def initialize({defaults})\n{sets}      freeze\n    end\n\n"
            f"    # Copies the values out of an object.\n    # @api private\n    def self.read(pointer{index})\n{guard}"
            f"      new(\n{reads}      )\n    end\n{take}\n    def to_s\n      {text}\n    end\n  end\n"
        )

    def default(self, record: Record, each: Field) -> str:
        """Returns the default of a field, for values that a program makes."""
        if each.how == "enum":
            enum = self.library.enums[each.of]
            return f":{enum.values[0].name.removeprefix(enum.prefix).lower()}"
        kind = self.field_type(record, each)
        if kind.endswith("nil"):
            return "nil"
        unset = {"String": '""', "Boolean": "false", "Integer": "-1" if each.type and each.type.kind == "i64" else "0"}
        return "[]" if kind.startswith("Array") else unset[kind]


TYPES_HEAD = """# frozen_string_literal: true

# {notice}

require_relative "value"

module RingOut
"""
ERROR = """  # A failure. Its class is that of the code.
  class Error < StandardError
    # @return [ErrorInfo]
    attr_reader :info

    def initialize(info)
      @info = info.is_a?(ErrorInfo) ? info : ErrorInfo.new(code: :internal, text: info)
      super(@info.text)
    end

    # Makes the exception of an error.
    # @api private
    def self.of(info)
      CLASSES.fetch(info.code, Error).new(Spelling.apply(info))
    end
  end
"""
TAKE = """
    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.{free}(pointer)
    end
"""
HEAD = """# frozen_string_literal: true

# {notice}

require "fiddle"
require "rbconfig"
require_relative "types"

module RingOut
  # The functions of libringout. A function that fails raises the error of its code; outputs are returned.
  #
  # Pointers are Integers and nil. Your program frees what the description of a function says. Functions that may wait
  # release the VM lock.
  # @api private
  module Native
    extend Fiddle
    include Fiddle

    F = Fiddle::Function
    ZERO = "\\0".b.freeze
    private_constant :F, :ZERO

    # The functions that this file uses.
    NEEDED = %w[
{needed}    ].freeze

    # The library's file: RINGOUT_LIBRARY, else the one in the package, else the system's.
    def self.library
      set = ENV["RINGOUT_LIBRARY"]
      return set if set && !set.empty?

      platform = "#{{RbConfig::CONFIG["host_os"].sub(/-gnu\\z/, "")}}-#{{RbConfig::CONFIG["host_cpu"]}}"
      name, system = case platform
                     when /darwin/ then ["libringout.dylib", "libringout.{abi}.dylib"]
                     when /mswin|mingw/ then ["ringout.dll", "ringout.dll"]
                     else ["libringout.so", "libringout.so.{abi}"]
                     end
      packaged = File.join(__dir__, platform, name)
      File.file?(packaged) ? packaged : system
    end

    def self.load_library
      handle = Fiddle.dlopen(library)
      NEEDED.each {{ |name| handle[name] }}
      abi = F.new(handle["ringout_abi_version"], [], -TYPE_INT).call
      return handle if abi == {abi}

      raise LoadError, "{missing}; #{{library}} has binary interface #{{abi}}"
    rescue Fiddle::DLError => e
      raise LoadError, "{missing}: #{{e.message}}"
    end
    private_class_method :load_library

    LIBRARY = load_library
    private_constant :LIBRARY

    # Makes a C function of a block, for a parameter of the type. Keep it until the library no longer calls it. Ruby must not
    # be called on a thread of the library: use only the callbacks that run on the calling thread.
    # @param type [Array] such as `WATCH_CALLBACK`
    def self.callback(type, &block)
      arguments, result = type
      Class.new(Fiddle::Closure) {{ define_method(:call, &block) }}.new(result, arguments)
    end

    # @return [Symbol, Integer] the name of an enum's number, or the number if it is newer than this package
    def self.enum(names, number)
      names.fetch(number, number)
    end

    # @return [Integer, nil] another handle of a call that something else owns
    def self.cloned(call)
      call && call_clone(call)
    end

    # @return [Call, nil] the object of a call's handle, which it frees
    def self.call(call)
      call && Call.new(call)
    end

    # @return [Error, nil] the exception of an error that an object owns
    def self.error_of(error)
      error && Error.of(ErrorInfo.read(error))
    end

    # @return [String] bytes that an object owns
    def self.bytes(address, size)
      address.nil? || size.zero? ? "".b : Fiddle::Pointer.new(address)[0, size]
    end

    # @return [String, nil] the string at an address, for the arguments of callbacks
    def self.string_at(address)
      address = address.to_i
      address.zero? ? nil : utf8(Fiddle::Pointer.new(address).to_s)
    end

    class << self
      private

      def utf8(string)
        string&.force_encoding(Encoding::UTF_8)
      end

      def pointer(address)
        address.zero? ? nil : address
      end

      def address(value)
        case value
        when nil then 0
        when String then Fiddle::Pointer[value].to_i
        else value.to_i
        end
      end

      def outputs(count)
        out = Fiddle::Pointer.malloc(8 * count, Fiddle::RUBY_FREE)
        out[0, 8 * count] = ZERO * (8 * count)
        out
      end

      def take(address)
        utf8(Fiddle::Pointer.new(address).to_s)
      ensure
        string_free(address)
      end

      def text(value, name)
        return if value.nil?
        raise TypeError, "#{{name}}: no implicit conversion of #{{value.class}} into String" unless value.respond_to?(:to_str)

        value = value.to_str
        # Bytes of no encoding may be UTF-8, which the library checks.
        value = value.dup.force_encoding(Encoding::UTF_8) if value.encoding == Encoding::BINARY
        value = value.encode(Encoding::UTF_8)
        return value unless value.b.include?(ZERO)

        raise invalid(name, "contains a NUL character")
      rescue EncodingError
        raise invalid(name, "cannot be converted to UTF-8")
      end

      def invalid(name, problem)
        text = "`#{{name}}` #{{problem}}"
        Error.of(ErrorInfo.new(code: :invalid_argument, text: text, message: text, parameter: name))
      end

      def string(value, name, keep)
        value = text(value, name)
        return 0 if value.nil?

        copy = Fiddle::Pointer.malloc(value.bytesize + 1, Fiddle::RUBY_FREE)
        copy[0, value.bytesize + 1] = value.b + ZERO
        keep << copy
        copy.to_i
      end

      def strings(values, name, keep)
        return if values.nil?

        array = [*values.map {{ |value| string(value, name, keep) }}, 0].pack("J*")
        keep << array
        array
      end

      def error(code, bytes)
        info = ErrorInfo.take(pointer(bytes.unpack1("J")))
        Error.of(info || ErrorInfo.new(code: enum(ErrorCode::NAMES, code), text: error_code_name(code)))
      end
    end
"""
