"""Helpers for tests, as in `ringcentral.test`. `TestCase` raises `NotImplementedError` when it is used."""

from .spy import Spy
from .testcase import TestCase

__all__ = ["Spy", "TestCase"]
