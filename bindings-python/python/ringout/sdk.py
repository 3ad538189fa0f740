"""A stand-in for `SDK` of the platform's own package: a program changes its import, and nothing else.

    from ringout import SDK

    platform = SDK(client_id, client_secret, server).platform()
    platform.login(jwt=jwt)
    response = platform.post("/restapi/v1.0/account/~/extension/~/ring-out", {"to": {"phoneNumber": "+16505550100"}})
    print(response.json().status.callStatus)

Only the shape is that of the package `ringcentral`. Each request is one of `Client.send`: with its deadline, its repeats and
its login, which replaces the token by itself, and never with a secret in a text. Every failure is an `ApiException`, and its
`__cause__` is the `RingOutError` that tells more.
"""

from .compat.auth import Auth
from .compat.events import Events
from .compat.platform import Platform
from .compat.response import ApiException, ApiResponse, Headers, HttpResponse, JsonObject
from .compat.sdk import SDK

__all__ = ["SDK", "ApiException", "ApiResponse", "Auth", "Events", "Headers", "HttpResponse", "JsonObject", "Platform"]
