"""A drop-in replacement for `SDK` of RingCentral's own package `ringcentral`. A program only changes its import.

    from ringout import SDK

    platform = SDK(client_id, client_secret, server).platform()
    platform.login(jwt=jwt)
    response = platform.post("/restapi/v1.0/account/~/extension/~/ring-out", {"to": {"phoneNumber": "+16505550100"}})
    print(response.json().status.callStatus)

`ringout.compat` has the modules of `ringcentral` as well: `from ringout.compat.http.api_exception import ApiException`.

The interface is that of `ringcentral`. Each request is sent by `Client.send`, with its timeout, retries and login, which
refreshes the token automatically. Every failed request raises an `ApiException`, whose `__cause__` is a `RingOutError` with
more details. No message contains a secret.
"""

from .compat.http.api_exception import ApiException
from .compat.http.api_response import ApiResponse, Headers, HttpResponse, JsonObject
from .compat.platform.auth import Auth
from .compat.platform.events import Events
from .compat.platform.platform import Platform
from .compat.sdk import SDK

__all__ = ["SDK", "ApiException", "ApiResponse", "Auth", "Events", "Headers", "HttpResponse", "JsonObject", "Platform"]
