"""Login, tokens and requests, as in `ringcentral.platform`."""

from .auth import Auth
from .platform import Platform

__all__ = ["Auth", "Platform"]
