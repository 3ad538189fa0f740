"""The replacement for RingCentral's own package `ringcentral`: `from ringout.compat` instead of `from ringcentral`.

The modules have the names of those of `ringcentral` 0.9.2, so that each import changes in this one word:

    from ringout.compat import SDK
    from ringout.compat.http.api_exception import ApiException

What this package does not do, such as WebSockets and uploads, can be imported and raises `NotImplementedError` with the reason
when it is used.
"""

from .sdk import SDK

__all__ = ["SDK"]
