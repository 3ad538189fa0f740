"""Schemas of the value classes for pydantic. Imported only when pydantic asks a class for its schema."""

from __future__ import annotations

import enum
from typing import Any

from pydantic_core import core_schema

import ringout

_SIMPLE: dict[str, Any] = {
    "str": core_schema.str_schema,
    "Status": core_schema.str_schema,
    "bool": core_schema.bool_schema,
    "int": core_schema.int_schema,
    "float": core_schema.float_schema,
    "datetime": core_schema.datetime_schema,
    "dict": core_schema.dict_schema,
}


def schema_of(cls: Any, _source: Any, _handler: Any) -> core_schema.CoreSchema:
    """Returns a schema that takes an instance or a dict of `to_dict`, and serializes with `to_dict`."""
    read = core_schema.no_info_after_validator_function(cls.from_dict, _fields(cls, is_input=True))
    written = core_schema.plain_serializer_function_ser_schema(
        cls.to_dict, return_schema=_fields(cls, is_input=False), when_used="always"
    )
    either = core_schema.union_schema([core_schema.is_instance_schema(cls), read])
    return core_schema.json_or_python_schema(read, either, serialization=written)


def _fields(cls: Any, is_input: bool) -> core_schema.CoreSchema:
    """Returns the schema of the dict. In a dict that is read, keys that may be None may be missing."""
    fields, derived = cls._kinds()
    keys = {
        name: core_schema.typed_dict_field(
            _field(kind, is_input), required=not is_input or not (kind.endswith("?") or kind == "dict")
        )
        for name, kind in (fields if is_input else (*fields, *derived))
    }
    metadata: dict[str, Any] = {"pydantic_js_updates": {"title": cls.__name__}}
    return core_schema.typed_dict_schema(keys, extra_behavior="ignore", metadata=metadata)


def _field(kind: str, is_input: bool) -> core_schema.CoreSchema:
    """Returns the schema of a field of this kind."""
    if kind.endswith("?"):
        return core_schema.nullable_schema(_field(kind[:-1], is_input))
    if kind.startswith("["):
        return core_schema.list_schema(_field(kind[1:-1], is_input))
    if kind == "datetime" and not is_input:
        return core_schema.str_schema(metadata={"pydantic_js_updates": {"format": "date-time"}})
    if kind in _SIMPLE:
        schema: core_schema.CoreSchema = _SIMPLE[kind]()
        return schema
    cls: Any = getattr(ringout, kind)
    if issubclass(cls, enum.Enum):
        return core_schema.literal_schema([member.value for member in cls])
    if not hasattr(cls, "_kinds"):
        # An error: its dict has a fixed form too, but no class of pydantic's kind.
        return core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
    if is_input:
        return schema_of(cls, None, None)
    return _fields(cls, is_input=False)
