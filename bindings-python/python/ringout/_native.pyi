"""The native module. The documentation is in the docstrings of its classes, such as `help(ringout.Client)`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from types import GenericAlias
from typing import Any, Final, Generic, Literal, TypeVar, final, overload

from typing_extensions import Self

from ._enums import (
    CallPath,
    CancelEffect,
    CheckKind,
    CheckResult,
    DialScheme,
    Field,
    JournalStep,
    Leg,
    LogMatch,
    OutcomeKind,
    OutcomeSource,
    Phase,
    RateLimit,
    Until,
    VerdictKind,
)
from ._errors import RingOutError
from ._status import Status
from ._store import Ledger, TokenStore

__all__ = [
    "Attempt",
    "Authorization",
    "Call",
    "CallLog",
    "CallRequest",
    "CallState",
    "Change",
    "Check",
    "Client",
    "ErrorDetail",
    "ForwardingNumber",
    "JournalEntry",
    "LedgerKey",
    "Limit",
    "LogLeg",
    "LogRecord",
    "Outcome",
    "PhoneNumber",
    "PlaceAll",
    "Placed",
    "Preflight",
    "Reason",
    "Response",
    "Token",
    "TokenKey",
    "Verdict",
    "Watch",
    "__version__",
    "check_transition",
    "dial_uri",
    "documented_statuses",
    "explain_status",
    "number_of_status",
    "text_of_status",
]

__version__: Final[str]

_CallT_co = TypeVar("_CallT_co", covariant=True)

@final
class Client:
    """A client for one RingCentral app and user: logs in, places calls, and sends any other API request.

    The methods in order of use: `from_env`; `preflight`, `caller_ids` and `forwarding_numbers` to see what a call needs;
    `create_call` for one call, `place_all` for many, `call` to resume one; `call_log` after a lost response; `request` and `send`
    for everything else; `close`. Logins happen by themselves. `login`, `authorize_url`, `login_redirect`, `token`, `set_token`,
    `refresh` and `logout` are for programs that control them.

    Arguments:

    - `server`: RingCentral's URL, such as `https://platform.ringcentral.com`.
    - `client_id`, `client_secret`: the app's, from the developer console. A public app has no secret.
    - `jwt`: the JWT credential to log in with on the first request. Use `login()` to log in at once.
    - `account_id`, `extension_id`: by default those of the logged-in user.
    - `call_path`: which of RingCentral's two API paths to use, a `CallPath`.
    - `connect_timeout`, `request_timeout`, `create_timeout`: in seconds, 0.001 to 3600; by default 5, 30 and 30. The timeout of
      a request includes login and retries. Waiting for a call has its own timeout.
    - `allow_insecure_http`: allows `http://` to other machines. Tokens are then sent unencrypted.
    - `access_token_ttl`, `refresh_token_ttl`: the lifetimes to request for tokens, in seconds: 600 to 3600, and up to a year. By
      default RingCentral decides.
    - `token_file`: a file that keeps the token between runs and shares it between processes, created if it does not exist. Only
      its owner can read it.
    - `token_store`: your own `TokenStore`, instead of `token_file`.
    - `token_user`: the user's name in the key of the stored token, for when several users log in through RingCentral's login
      page.
    - `proxy`: `http://user:password@host:port`, or an empty string for none. By default that of `ALL_PROXY`, `HTTPS_PROXY` or
      `HTTP_PROXY`, except for servers on this machine and those that `NO_PROXY` names, which is read as curl reads it.
    - `ca_bundle`: a PEM file with the certificate authorities to trust. By default those of `SSL_CERT_FILE` and `SSL_CERT_DIR`
      (on Linux), or the system's if neither is set.
    - `app_name`, `app_version`: your app's name and version, sent to RingCentral.
    - `rate_limit`: what to do with a request over RingCentral's rate limit, a `RateLimit`. By default it waits.
    - `ledger`: where all processes that may place the same call look it up by its `dedupe_key`, a `Ledger`. The user is part of
      each key, so set `token_user` if the JWT may be replaced while keys are in use.
    - `dedupe_lifetime`: how long the ledger remembers a key after its last change, in seconds, 3600 to 31536000; by default 7
      days. It should be longer than any queue may deliver a job again.
    - `budget`: where all workers of a fleet account for RingCentral's rate limits together, a `Ledger`, which may be that of
      `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the limit and
      goes on with its `share`.
    - `share`: the part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1,
      by default 1 without a budget and 0.1 with one. For N workers, 1/N.

    `proxy` and `ca_bundle` fall back to the environment, then to the default; all other settings fall back to the default.
    `from_env` reads the server, the app and the JWT from the environment.

    Nothing is sent before the first operation. A client can be used from many threads at once. Every operation releases the
    GIL, and Ctrl-C ends it within 100 ms.

    Raises:
        InvalidArgumentError: A value is wrong. `parameter` names it.
        TypeError: An argument has the wrong type.

    Every operation that sends a request can also raise:
        NotLoggedInError: There is no token, and there are no credentials.
        UnauthorizedError: RingCentral refused the credentials or the token.
        RateLimitedError: The rate limit does not allow the request within the timeout. `retry_after` says when it will.
        RequestTimeoutError, ConnectionFailedError, ServerError, ProtocolError: RingCentral could not be reached or used.
        OperationCancelledError: The client was closed.
        StorageError: The token store failed.

    Example:
        >>> from ringout import Client
        >>> with Client.from_env() as client:
        ...     call = client.create_call(to="+16505550100", from_="+16505550123")
        ...     print(call.wait(timeout=120))
        Completed: the caller and the callee talked, then hung up
    """

    def __new__(
        cls,
        server: str,
        client_id: str,
        client_secret: str | None = None,
        *,
        jwt: str | None = None,
        account_id: str | None = None,
        extension_id: str | None = None,
        call_path: CallPath | Literal["ring-out", "ringout"] | None = None,
        connect_timeout: float | None = None,
        request_timeout: float | None = None,
        create_timeout: float | None = None,
        allow_insecure_http: bool = False,
        access_token_ttl: float | None = None,
        refresh_token_ttl: float | None = None,
        token_file: str | PathLike[str] | None = None,
        token_store: TokenStore | None = None,
        token_user: str | None = None,
        proxy: str | None = None,
        ca_bundle: str | PathLike[str] | None = None,
        app_name: str | None = None,
        app_version: str | None = None,
        rate_limit: RateLimit | Literal["wait", "fail-fast"] | None = None,
        ledger: Ledger | None = None,
        dedupe_lifetime: float | None = None,
        budget: Ledger | None = None,
        share: float | None = None,
    ) -> Self: ...
    @staticmethod
    def from_env() -> Client:
        """Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET`
        (not for public apps) and `RC_USER_JWT` (optional if you call `login`). Sends nothing; the first request logs
        in. If `RINGOUT_TOKEN_FILE` is set, it is the `token_file`.

        Raises:
            InvalidArgumentError: A variable is missing or wrong. `parameter` is its name.

        Example:
            >>> client = Client.from_env()
            >>> client.token is None
            True
        """
    def with_timeout(self, timeout: float) -> Client:
        """Returns the same client with another timeout for each operation, also those of its calls: in seconds, 0.001
        to 3600. Closing one client closes both.

        Raises:
            InvalidArgumentError: The timeout is out of range.

        Example:
            >>> quick = client.with_timeout(2.5)
        """
    def with_rate_limit(self, rate_limit: RateLimit | Literal["wait", "fail-fast"]) -> Client:
        """Returns the same client with another `RateLimit` behaviour. Closing one client closes both.

        Example:
            >>> impatient = client.with_rate_limit("fail-fast")
        """
    @overload
    def login(
        self,
        *,
        jwt: str,
        username: None = None,
        password: None = None,
        extension: None = None,
        code: None = None,
        redirect_uri: None = None,
        verifier: None = None,
    ) -> None:
        """Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.

        - `jwt`: a JWT credential from the developer console; or
        - `username`, `password` and optionally `extension`: a grant that RingCentral is retiring; or
        - `code`, `redirect_uri` and optionally `verifier`: an authorization code. `login_redirect` extracts it from the redirect
          and checks the `state`.

        Raises:
            UnauthorizedError: RingCentral refuses the credentials. The previous login stays.
            TypeError: The arguments are not those of exactly one kind of login.
        """
    @overload
    def login(
        self,
        *,
        jwt: None = None,
        username: str,
        password: str,
        extension: str | None = None,
        code: None = None,
        redirect_uri: None = None,
        verifier: None = None,
    ) -> None:
        """Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.

        - `jwt`: a JWT credential from the developer console; or
        - `username`, `password` and optionally `extension`: a grant that RingCentral is retiring; or
        - `code`, `redirect_uri` and optionally `verifier`: an authorization code. `login_redirect` extracts it from the redirect
          and checks the `state`.

        Raises:
            UnauthorizedError: RingCentral refuses the credentials. The previous login stays.
            TypeError: The arguments are not those of exactly one kind of login.
        """
    @overload
    def login(
        self,
        *,
        jwt: None = None,
        username: None = None,
        password: None = None,
        extension: None = None,
        code: str,
        redirect_uri: str,
        verifier: str | None = None,
    ) -> None:
        """Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.

        - `jwt`: a JWT credential from the developer console; or
        - `username`, `password` and optionally `extension`: a grant that RingCentral is retiring; or
        - `code`, `redirect_uri` and optionally `verifier`: an authorization code. `login_redirect` extracts it from the redirect
          and checks the `state`.

        Raises:
            UnauthorizedError: RingCentral refuses the credentials. The previous login stays.
            TypeError: The arguments are not those of exactly one kind of login.
        """
    def authorize_url(self, redirect_uri: str) -> Authorization:
        """Begins a login through RingCentral's login page and returns an `Authorization`. Sends nothing. Send the user
        to its `url`.

        - `redirect_uri`: one of the app's redirect URIs, as registered in the developer console.

        Raises:
            InvalidArgumentError: `redirect_uri` is not a URI.

        Example:
            >>> login = client.authorize_url("https://example.com/login")
            >>> session = login.to_dict()  # on the server, because it contains a secret
            >>> login = Authorization.from_dict(session)
        """
    def login_redirect(self, url: str, authorization: Authorization) -> None:
        """Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs
        in with its code.

        - `url`: the URL with its query, as your program received it.
        - `authorization`: that of `authorize_url`.

        Raises:
            InvalidArgumentError: The redirect does not belong to this login; `parameter` is `state`.
            UnauthorizedError: The user or RingCentral refused the login.
        """
    def refresh(self) -> None:
        """Refreshes the token now. Usually not needed, because requests refresh it in time."""
    def logout(self) -> None:
        """Ends the session on RingCentral, and removes the token and the credentials from the client and the token
        file. Does not raise if RingCentral cannot be reached."""
    @property
    def token(self) -> Token | None:
        """The current token, or None before the first login. Sends nothing."""
    def set_token(self, token: Token) -> None:
        """Uses a saved token from now on."""
    def create_call(
        self,
        *,
        to: str,
        from_: str | None = None,
        from_forwarding_number: str | None = None,
        caller_id: str | None = None,
        play_prompt: bool | None = None,
        country: str | None = None,
        cancel_on_exit: bool = False,
        dedupe_key: str | None = None,
    ) -> Call:
        """Places a call and returns a `Call`. The caller's phone rings first, then the callee's.

        The request is sent once. If it may have reached RingCentral and no usable response arrived, the error says so: check with
        `call_log(error.attempt)` before you place the call again. Some error responses, such as a gateway's 504, also leave
        open whether the call was placed. `may_have_placed` is true for all such errors.

        - `to`: the callee's number in E.164, such as `+16505550100`, or an extension, `101` or `+16505550100*101`.
        - `from_`: the caller's number or extension. By default the user's default forwarding number.
        - `from_forwarding_number`: the caller, by the id of one of the user's forwarding numbers.
        - `caller_id`: the number shown to the callee, one of the user's numbers with the `CallerId` feature.
        - `play_prompt`: whether the caller must press 1 before RingCentral dials the callee.
        - `country`: RingCentral's id of the country of national numbers. If it is set, a number without `+` is a national one.
        - `cancel_on_exit`: whether to hang up if the program is interrupted or the task cancelled after the request was sent. The
          library waits up to five seconds for the response on its own thread, and cancels the call that it names. If there is no
          response, the log has a warning.

        - `dedupe_key`: the key under which this call is placed at most once by all processes that share the client's `ledger`, such
          as the id of a job. 1 to 256 bytes without control characters. It belongs to one pair of numbers.

        If the `dedupe_key` has a call, that one is returned (`adopted`), also after its end. A call that another worker is placing
        is waited for. After a request whose result no worker knows, the call log is asked. If it has the call for certain, that
        one is returned, with its outcome and an empty `id`; otherwise a MaybePlacedError is raised, and the request is never sent
        again.

        Spaces and dashes of every kind, dots, brackets and invisible marks in numbers are ignored. The zero of `+44 (0)20 7946
        0018` is dropped where callers from abroad leave it out. Where it may be part of the number, as in Italy, the number is
        rejected. Emergency numbers are rejected.

        Raises:
            InvalidArgumentError: A number is wrong. Nothing was sent.
            MaybePlacedError: The request was sent, and no usable response arrived. Phones may be ringing.
            ForbiddenError: A permission is missing, the caller ID is not allowed, or the account lacks funds.
            RejectedError: RingCentral does not accept a number.

        Example:
            >>> call = client.create_call(to="+16505550100", from_="+16505550123")
            >>> print(call.state)
            call InProgress, caller InProgress, callee InProgress
        """
    def find_call(self, dedupe_key: str) -> Call | None:
        """Returns the `Call` that was placed with this `dedupe_key`, by any worker that shares the client's `ledger`,
        or None. Never places one.

        A call that another worker is placing is waited for. One that has ended has its outcome at once, and waiting for it sends
        nothing. Its lease is this client's, unless another worker has it: see `Call.take_lease`.

        Raises:
            MaybePlacedError: A request was sent, and nothing is known about it, not even by the call log.
            InvalidArgumentError: The client has no ledger.
            StorageError: The ledger failed.
        """
    def place_all(
        self,
        requests: Iterable[CallRequest],
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        total_timeout: float | None = None,
        concurrency: int | None = None,
        journal: Callable[[JournalEntry], object] | None = None,
    ) -> PlaceAll:
        """Places many calls as fast as RingCentral's rate limits allow (10 per minute by default), and follows all of
        them. Returns an iterator with one `Placed` for each request, in the order in which the calls end.

        - `requests`: an iterable of `CallRequest`. All are checked before the first is sent.
        - `until`, `timeout`, `cancel_on_timeout`: how to wait for each call, as in `Call.wait`, from when it is placed.
        - `total_timeout`: the timeout of the whole batch in seconds, from the call of `place_all`; by default unlimited. When it
          passes, every request that was not sent gets a `RequestTimeoutError`, and the wait for each call in progress ends as
          with `timeout`.
        - `concurrency`: the maximum number of calls at the same time; by default unlimited. A phone that rings for one call is
          busy for another, so use 1 if all calls have the same caller.
        - `journal`: a function called with a `JournalEntry` before and after each request is sent, to record it where the record
          survives the process. If it raises, nothing more is placed, and the remaining requests get a `StorageError`.

        No request is placed twice. A request over the rate limit waits until it can be sent or `total_timeout` passes. Calls are
        placed only while your program waits for the next result, so leaving the loop stops placing. Calls already placed go on.

        Raises:
            InvalidArgumentError: A request is wrong. `parameter` names it, such as `requests[3].to`. Nothing was sent.

        Example:
            >>> numbers = ["+16505550100", "+16505550486"]
            >>> requests = [CallRequest(to=number, from_="+16505550123") for number in numbers]
            >>> for placed in client.place_all(requests, concurrency=1):
            ...     print(numbers[placed.index], placed.outcome or placed.error)
            +16505550100 Completed: the caller and the callee talked, then hung up
            +16505550486 Busy: the callee failed with Busy: the phone is busy
        """
    def _place_all(
        self,
        requests: Iterable[CallRequest],
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        total_timeout: float | None = None,
        concurrency: int | None = None,
        journal: Callable[[JournalEntry, Callable[[BaseException | None], None]], object] | None = None,
    ) -> Any: ...
    def limits(self) -> list[Limit]:
        """Returns RingCentral's rate limits as far as the client knows them: one `Limit` each for `Light`, `Heavy` and
        `Auth`. Sends nothing. Other programs of the same user and app share these limits.

        Example:
            >>> [limit.name for limit in client.limits()]
            ['Light', 'Heavy', 'Auth']
        """
    def caller_ids(self) -> list[PhoneNumber]:
        """Returns the user's numbers that may be shown to a callee, for `caller_id`: a list of `PhoneNumber`.

        Raises:
            ForbiddenError: The app has no `ReadAccounts` permission.

        Example:
            >>> numbers = client.caller_ids()
            >>> numbers[0].phone_number
            '+16505550101'
        """
    def forwarding_numbers(self) -> list[ForwardingNumber]:
        """Returns the phones that can ring first, for `from_forwarding_number`: a list of `ForwardingNumber`. The first
        one rings for a call without `from_`, unless the user has chosen another.

        Raises:
            ForbiddenError: The app has no `ReadAccounts` permission.
        """
    @overload
    def preflight(
        self,
        *,
        to: str,
        from_: str | None = None,
        from_forwarding_number: str | None = None,
        caller_id: str | None = None,
        play_prompt: bool | None = None,
        country: str | None = None,
        dedupe_key: str | None = None,
    ) -> Preflight:
        """Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension
        and its line, the numbers, and this machine's clock. Takes the arguments of `create_call`, or none to check what
        all calls need.

        Problems, and checks that were not possible, are part of the returned `Preflight` and raise no exception.

        Raises:
            InvalidArgumentError: A number is wrong.

        Example:
            >>> report = client.preflight(to="+16505550100", from_="+16505550123")
            >>> report.ok
            True
            >>> [check.kind for check in report.checks if check.result == "Failed"]
            []
        """
    @overload
    def preflight(
        self,
        *,
        to: None = None,
        from_: None = None,
        from_forwarding_number: None = None,
        caller_id: None = None,
        play_prompt: None = None,
        country: None = None,
        dedupe_key: None = None,
    ) -> Preflight:
        """Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension
        and its line, the numbers, and this machine's clock. Takes the arguments of `create_call`, or none to check what
        all calls need.

        Problems, and checks that were not possible, are part of the returned `Preflight` and raise no exception.

        Raises:
            InvalidArgumentError: A number is wrong.

        Example:
            >>> report = client.preflight(to="+16505550100", from_="+16505550123")
            >>> report.ok
            True
            >>> [check.kind for check in report.checks if check.result == "Failed"]
            []
        """
    @overload
    def call_log(self, attempt: Attempt, /, *, to: None = None, from_: None = None, sent_at: None = None) -> CallLog:
        """Looks up a call in RingCentral's call log by its numbers and its time, and returns a `CallLog`. Takes the
        `attempt` of an error with `may_have_placed`, or `to`, `sent_at` (a datetime with a time zone) and optionally
        `from_` from an earlier run. Otherwise like `Call.log`.

        Raises:
            ForbiddenError: The app has no `ReadCallLog` permission.

        Example:
            >>> from datetime import datetime, timezone
            >>> began = datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc)
            >>> print(client.call_log(to="+16505550100", sent_at=began))
            None: no record matches
        """
    @overload
    def call_log(self, attempt: None = None, /, *, to: str, from_: str | None = None, sent_at: datetime) -> CallLog:
        """Looks up a call in RingCentral's call log by its numbers and its time, and returns a `CallLog`. Takes the
        `attempt` of an error with `may_have_placed`, or `to`, `sent_at` (a datetime with a time zone) and optionally
        `from_` from an earlier run. Otherwise like `Call.log`.

        Raises:
            ForbiddenError: The app has no `ReadCallLog` permission.

        Example:
            >>> from datetime import datetime, timezone
            >>> began = datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc)
            >>> print(client.call_log(to="+16505550100", sent_at=began))
            None: no record matches
        """
    def call(self, id: str) -> Call:
        """Returns a `Call` for a known id, to resume an earlier call. Sends nothing; the state is None until the first
        poll.

        Raises:
            InvalidArgumentError: The string cannot be an id.

        Example:
            >>> placed = client.create_call(to="+16505550100", from_="+16505550123")
            >>> call = client.call(placed.id)
            >>> state = call.status()
            >>> state.phase
            Phase.RINGING_CALLER
        """
    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | float | bool] | Iterable[tuple[str, str | float | bool]] | None = None,
        body: object = None,
    ) -> Response:
        """Sends any other API request with the client's login, timeout, retries and errors, and returns a `Response`.

        - `method`: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
        - `path`: begins with `/` and is sent unchanged.
        - `query`: a mapping or an iterable of (name, value) pairs, which are escaped.
        - `body`: any JSON-serializable value, or JSON as bytes; None for no body.

        Only GET and DELETE are retried if the response is lost.

        Raises:
            MaybePlacedError: The response to a POST was lost, or has a status outside 200 to 299 and 400 to 599.
            RingOutError: The exception for any other status outside 200 to 299.

        Example:
            >>> response = client.request("GET", "/restapi/v1.0/account/~/extension/~")
            >>> response.json()["status"]
            'Enabled'
        """
    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | float | bool] | Iterable[tuple[str, str | float | bool]] | None = None,
        body: object = None,
    ) -> Response:
        """Like `request`, but returns the response whatever its status. `Response.error` is the exception for a failed
        one.

        Example:
            >>> response = client.send("GET", "/restapi/v1.0/account/~/extension/~/ring-out/none")
            >>> response.status, response.error.code
            (404, 'NOT_FOUND')
        """
    def close(self) -> None:
        """Closes the client and its calls. Operations in other threads raise `OperationCancelledError` within 100 ms,
        and every later operation raises `InvalidArgumentError`. `id`, `state` and `outcome` of a call can still be
        read. Calls on RingCentral go on. Can be called more than once."""
    def _asynchronous(self) -> Client: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class Authorization:
    """A login through RingCentral's login page that has begun, from `Client.authorize_url`.

    Send the user to `url`. Keep `redirect_uri`, `state` and `verifier` until RingCentral redirects the user back; in a web
    application, keep them in the user's session. Then pass `Authorization(redirect_uri, state, verifier)` to
    `Client.login_redirect`.
    """

    def __new__(cls, redirect_uri: str, state: str, verifier: str) -> Self: ...
    @property
    def url(self) -> str:
        """The URL to send the user to; empty if the object is not from `Client.authorize_url`."""
    @property
    def redirect_uri(self) -> str:
        """The URI that RingCentral redirects the user to."""
    @property
    def state(self) -> str:
        """The value that the redirect must return unchanged."""
    @property
    def verifier(self) -> str:
        """The PKCE verifier, a secret. Do not send it to the user."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...

@final
class Token:
    """A token, for programs that save it themselves. `repr()` does not show its secrets. There is no `to_dict`:
    `to_json` has the whole token, and `from_json` restores it."""

    @staticmethod
    def from_json(json: str) -> Token:
        """Reads a token from the JSON of `to_json`, or from RingCentral's response, which is taken as issued now.

        Raises:
            InvalidArgumentError: The string is not the JSON of a token.
        """
    def to_json(self) -> str:
        """Returns the token as JSON, a secret: all that RingCentral sent, and `expires_at` in seconds since 1970."""
    @property
    def access_token(self) -> str:
        """The access token, a secret."""
    @property
    def refresh_token(self) -> str | None:
        """The refresh token, a secret; or None. RingCentral issues one only to apps that request it."""
    @property
    def expires_at(self) -> datetime:
        """When the access token expires: a datetime in UTC."""
    @property
    def scope(self) -> str | None:
        """The app's permissions, separated by spaces, or None."""

@final
class LedgerKey:
    """The key of a call in a ledger. `str()` combines the four fields. Immutable, comparable, hashable."""

    __match_args__ = ("server", "client_id", "user", "dedupe_key")
    def __new__(cls, server: str, client_id: str, user: str, dedupe_key: str) -> Self: ...
    @property
    def server(self) -> str:
        """The server's scheme, host and port."""
    @property
    def client_id(self) -> str:
        """The app's client id."""
    @property
    def user(self) -> str:
        """The user: `token_user` if it is set, otherwise the user of the credentials."""
    @property
    def dedupe_key(self) -> str:
        """The `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as
        a budget."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class TokenKey:
    """The key under which a token store saves a token. `str()` combines the three fields. Immutable, comparable,
    hashable."""

    __match_args__ = ("server", "client_id", "user")
    def __new__(cls, server: str, client_id: str, user: str) -> Self: ...
    @property
    def server(self) -> str:
        """The server's scheme, host and port."""
    @property
    def client_id(self) -> str:
        """The app's client id."""
    @property
    def user(self) -> str:
        """The user: `token_user` if it is set, otherwise the user of the credentials."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Call:
    """A RingOut call, from `Client.create_call` or `Client.call`.

    The methods in order of use: `watch` or `wait` to follow the call to its end, `state` and `outcome` for what is known,
    `status` for one poll, `cancel` or `detach`, and `log` afterwards.

    Can be used from many threads at once. Deleting the object does not end the call. A `with` block hangs it up at the end of the
    block, unless the call is over or `detach` was called in the block:

        with client.create_call(to="+16505550100", from_="+16505550123") as call:
            if call.wait(until="answered", timeout=60).kind == "Answered":
                call.detach()
    """

    @property
    def id(self) -> str:
        """RingCentral's id of the call, an opaque string."""
    @property
    def adopted(self) -> bool:
        """Whether the call was placed by another request with the same `dedupe_key`, in this process or another, and
        not by the one that returned this object."""
    @property
    def state(self) -> CallState | None:
        """The last known state, or None if none is known yet. Sends nothing."""
    @property
    def outcome(self) -> Outcome:
        """How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen. Sends
        nothing."""
    def status(self) -> CallState:
        """Requests the state of the call once and returns a `CallState`.

        Raises:
            NotFoundError: RingCentral no longer knows the call, some time after its end. Also any other 404, which leaves the
                outcome unchanged.

        Example:
            >>> state = call.status()
            >>> state.caller_status
            Status('InProgress')
        """
    def wait(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_exit: bool = False,
    ) -> Outcome:
        """Waits until the call ends, or until both phones have answered, and returns the `Outcome`.

        - `until`: `"ended"` or `"answered"`, an `Until`.
        - `timeout`: in seconds, 3600 by default. If it passes, the outcome is `StillInProgress`.
        - `cancel_on_timeout`: whether to cancel the call when the timeout passes. If that fails, the outcome is based on the last
          known state.
        - `cancel_on_exit`: whether to hang up if the wait is left without an outcome: interrupted, cancelled or failed. The library
          sends the cancel on its own thread, at most once for a call, within five seconds, and logs the effect. The end of the
          program waits for it.

        Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of nothing
        but such 404s, the outcome is `EndedUnknown`.

        Raises:
            NotLoggedInError, UnauthorizedError, ForbiddenError: Polling cannot continue. The call goes on.
            OperationCancelledError: The client was closed. The call goes on.

        Example:
            >>> outcome = call.wait(timeout=120)
            >>> outcome.kind, outcome.connected
            (OutcomeKind.COMPLETED, True)
        """
    def watch(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_exit: bool = False,
    ) -> Watch:
        """Returns an iterator over the changes of the call, each a `Change`. It blocks until the next change, and stops
        when `wait` would return. Takes the same arguments as `wait`, and raises the same exceptions while iterating.
        With `cancel_on_exit`, a watch that is deleted before its end hangs up, which a `break` in `for change in
        call.watch(cancel_on_exit=True)` does.

        Example:
            >>> for change in call.watch(timeout=120):
            ...     last = change.state
            >>> print(last)
            call Success, caller Finished, callee Finished
        """
    def log(self) -> CallLog:
        """Looks up the call in RingCentral's call log and returns a `CallLog`. The log does not contain call ids, so
        the record is matched by the numbers and the time of the call. `CallLog.matching` says how certain the match is.

        RingCentral writes the record some time after the call has ended, sometimes a minute later. Counts against the Heavy rate
        limit (10 requests per minute by default), like placing a call. Needs the `ReadCallLog` permission.

        Raises:
            InvalidArgumentError: The call is from `Client.call`, so its numbers are unknown. Pass them to `Client.call_log`.
            ForbiddenError: The app has no `ReadCallLog` permission.

        Example:
            >>> log = call.log()  # too early
            >>> print(log)
            None: no record matches
        """
    def take_lease(self) -> float | None:
        """Takes the lease of a call with a `dedupe_key`. Returns None if it is now this client's or the call has ended,
        otherwise for how many seconds another worker still has it.

        The lease says which worker follows the call; it does not prevent others. The one that places or finds the call has it,
        unless another has it. `wait` and `watch` keep it, and 30 s after a worker has died it is free. A client that polls a call
        rarely, because it follows many, has it for longer. Sends nothing to RingCentral.

        Raises:
            InvalidArgumentError: The call has no `dedupe_key`.
            StorageError: The ledger failed.
        """
    def claim_outcome(self) -> bool:
        """Claims the outcome of a call with a `dedupe_key`, for the worker that reports it. Returns True once for a
        key, whichever workers ask, and False before the end of the call has been seen. A worker that dies between the
        claim and its report has claimed it even so. Sends nothing to RingCentral.

        Raises:
            InvalidArgumentError: The call has no `dedupe_key`.
            StorageError: The ledger failed. Ask the same object again.
        """
    def cancel(self) -> CancelEffect:
        """Cancels the call, polls it once to see the effect, and returns a `CancelEffect`. A call that has already
        ended is not an error.

        Example:
            >>> call.cancel()
            CancelEffect.HUNG_UP
        """
    def to_dict(self) -> dict[str, Any]:
        """Returns the `id`, the `state` and the `outcome` as a dict of plain JSON types. Sends nothing."""
    def detach(self) -> None:
        """Lets the call go on: no `with` block and no wait with `cancel_on_exit` that has begun hangs it up. Sends
        nothing."""
    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...
    def _abandon(self) -> None: ...
    def _follow(
        self,
        notify: Callable[[Change | Outcome | RingOutError], object],
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_exit: bool = False,
    ) -> object: ...

@final
class Watch:
    """An iterator over the changes of a call, from `Call.watch`. One thread at a time can use it."""

    @property
    def outcome(self) -> Outcome:
        """How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen."""
    def __iter__(self) -> Self: ...
    def __next__(self) -> Change: ...

@final
class Response:
    """The response to `Client.request` (status 200 to 299) or `Client.send` (any status)."""

    @property
    def status(self) -> int:
        """The HTTP status."""
    @property
    def error(self) -> RingOutError | None:
        """The exception that `Client.request` would raise for a status outside 200 to 299, or None."""
    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers as (name, value) pairs, with names in lower case, in the order received."""
    @property
    def body(self) -> bytes:
        """The body as bytes."""
    @property
    def text(self) -> str:
        """The body as a string. Invalid UTF-8 is replaced."""
    @property
    def content_type(self) -> str | None:
        """The media type of the body, or None."""
    @property
    def request_id(self) -> str | None:
        """RingCentral's id of the request, or None."""
    def json(self) -> Any:
        """Returns the body parsed as JSON.

        Raises:
            ProtocolError: The body is not JSON.
        """
    def to_dict(self) -> dict[str, Any]:
        """Returns the response as a dict of plain JSON types: `status`, `content_type`, `request_id`, `headers` (a list
        of names and values), `text` and `error` (a dict, or None). The text may contain secrets."""

@final
class CallState:
    """The state of a call: the statuses of the call and its two legs.

    Takes strings or `Status` objects, also values that RingCentral does not document. `str()` is one line. Immutable, comparable,
    hashable.

    Example:
        >>> state = CallState("Success", "Finished", "Finished")
        >>> state.phase
        Phase.ENDED
        >>> state.to_dict()["phase"]
        'Ended'
    """

    __match_args__ = ("call_status", "caller_status", "callee_status")
    def __new__(cls, call_status: str, caller_status: str, callee_status: str) -> Self: ...
    @property
    def call_status(self) -> Status:
        """The status of the call. It stays `Success` after a connected call has ended; only the statuses of the legs
        show the end."""
    @property
    def caller_status(self) -> Status:
        """The status of the caller's leg, which rings first."""
    @property
    def callee_status(self) -> Status:
        """The status of the callee's leg."""
    @property
    def phase(self) -> Phase:
        """The phase of the call: a `Phase`."""
    def explain(self) -> str:
        """Returns one sentence about what is happening, or how the call ended."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Outcome:
    """How a call ended, or that it was still in progress when the wait ended. `str()` is one line. Immutable,
    comparable, hashable.

    Example:
        >>> match call.wait(timeout=120):
        ...     case Outcome(kind="Completed" | "Answered"):
        ...         print("they talked")
        ...     case Outcome(kind="Busy", leg=leg):
        ...         print(f"the {leg} is busy")
        they talked
    """

    __match_args__ = ("kind", "leg", "status", "connected", "cancelled_by_us", "source", "explanation")
    def __new__(
        cls,
        kind: str,
        leg: str | None,
        status: str,
        connected: bool,
        cancelled_by_us: bool,
        source: str,
        explanation: str,
    ) -> Self: ...
    @property
    def kind(self) -> OutcomeKind:
        """The outcome in one word: an `OutcomeKind`."""
    @property
    def leg(self) -> Leg | None:
        """The `Leg` that decided the outcome, or None."""
    @property
    def status(self) -> Status:
        """The `Status` that decided the outcome."""
    @property
    def connected(self) -> bool:
        """Whether the caller and the callee were connected at any time."""
    @property
    def cancelled_by_us(self) -> bool:
        """Whether RingCentral accepted a cancel from this handle before the call ended."""
    @property
    def source(self) -> OutcomeSource:
        """What the outcome is based on: an `OutcomeSource`."""
    @property
    def explanation(self) -> str:
        """The outcome in one sentence."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Change:
    """A change of a call's state, from `Call.watch`. `str()` is one line. Immutable, comparable, hashable."""

    __match_args__ = ("previous", "state", "verdict", "earliest", "latest")
    def __new__(
        cls,
        previous: CallState | None,
        state: CallState,
        verdict: Verdict | None,
        earliest: float,
        latest: float,
    ) -> Self: ...
    @property
    def previous(self) -> CallState | None:
        """The state before; None for the first poll of a call from `Client.call`."""
    @property
    def state(self) -> CallState:
        """The new state."""
    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the transition; None without a `previous` state."""
    @property
    def earliest(self) -> float:
        """The lower bound of when the change happened: the last poll that still showed the previous state began at this
        time. In seconds since the call was placed, or since its handle was created."""
    @property
    def latest(self) -> float:
        """The upper bound of when the change happened: the new state was seen at this time. In seconds since the call
        was placed, or since its handle was created."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Verdict:
    """The result of `check_transition`. Immutable, comparable, hashable."""

    __match_args__ = ("kind", "reasons")
    def __new__(cls, kind: str, reasons: Sequence[Reason]) -> Self: ...
    @property
    def kind(self) -> VerdictKind:
        """The worst verdict on the three statuses and their combination: a `VerdictKind`."""
    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reason for each part that is neither `Unchanged` nor `Documented`. Empty for a documented transition."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Reason:
    """One finding about a transition. Immutable, comparable, hashable."""

    __match_args__ = ("field", "kind", "path", "text")
    def __new__(cls, field: str, kind: str, path: Sequence[str], text: str) -> Self: ...
    @property
    def field(self) -> Field:
        """The part of the state: a `Field`."""
    @property
    def kind(self) -> VerdictKind:
        """The verdict on this part: a `VerdictKind`."""
    @property
    def path(self) -> tuple[Status, ...]:
        """The inferred path through statuses that were not seen, such as `InProgress`, `Success`, `Finished`. Empty if
        none was skipped."""
    @property
    def text(self) -> str:
        """The finding as a sentence."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class ErrorDetail:
    """One entry of the `errors` list of a RingCentral error response. Immutable, comparable, hashable."""

    __match_args__ = ("error_code", "message", "parameter_name", "parameter_value", "additional_info", "fields")
    def __new__(
        cls,
        error_code: str | None = None,
        message: str | None = None,
        parameter_name: str | None = None,
        parameter_value: str | None = None,
        additional_info: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def error_code(self) -> str | None:
        """RingCentral's error code, such as `CMN-101`."""
    @property
    def message(self) -> str | None:
        """RingCentral's message. Its wording may change, so do not base decisions on it."""
    @property
    def parameter_name(self) -> str | None:
        """The parameter at fault, such as `to.phoneNumber`."""
    @property
    def parameter_value(self) -> str | None:
        """The value at fault."""
    @property
    def additional_info(self) -> str | None:
        """Additional information from RingCentral."""
    @property
    def fields(self) -> dict[str, Any]:
        """The entry's other fields under RingCentral's names, such as `permissionName` or `feature`. A new dict each
        time."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Attempt:
    """The numbers and the time of a request that may have placed a call. `Client.call_log` looks it up. Immutable,
    comparable, hashable."""

    __match_args__ = ("to", "from_", "sent_at")
    def __new__(cls, to: str | None, from_: str | None, sent_at: datetime) -> Self: ...
    @property
    def to(self) -> str | None:
        """The callee's number as sent, or None."""
    @property
    def from_(self) -> str | None:
        """The caller's number as sent, or None."""
    @property
    def sent_at(self) -> datetime:
        """When the first byte of the request was sent, by this machine's clock. A datetime in UTC."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Limit:
    """RingCentral's rate limit for one group of requests, as far as the client knows it, from `Client.limits`. `str()`
    is one line, such as `Heavy: 7 of 10 left in 60 s`. Immutable, comparable, hashable."""

    __match_args__ = ("name", "ringcentral_name", "limit", "window", "remaining", "retry_after")
    def __new__(
        cls,
        name: str,
        ringcentral_name: str | None,
        limit: int,
        window: float,
        remaining: int | None,
        retry_after: float,
    ) -> Self: ...
    @property
    def name(self) -> str:
        """`Light` (polls and lists), `Heavy` (placing and cancelling calls, and the call log) or `Auth` (logins)."""
    @property
    def ringcentral_name(self) -> str | None:
        """RingCentral's name of the group, or None until a response contains it."""
    @property
    def limit(self) -> int:
        """The number of requests allowed per window. RingCentral's default until a response contains it."""
    @property
    def window(self) -> float:
        """The length of a window in seconds."""
    @property
    def remaining(self) -> int | None:
        """The number of requests left in this window, or None until a response contains it. 0 during the penalty after
        a 429."""
    @property
    def retry_after(self) -> float:
        """How many seconds the next request has to wait; 0.0 if it can be sent now."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class PhoneNumber:
    """A number of the user that may be shown to a callee as `caller_id`, from `Client.caller_ids`. Immutable,
    comparable, hashable."""

    __match_args__ = ("id", "phone_number", "usage_type", "label")
    def __new__(
        cls,
        id: str,
        phone_number: str,
        usage_type: str | None = None,
        label: str | None = None,
    ) -> Self: ...
    @property
    def id(self) -> str:
        """RingCentral's id of the number."""
    @property
    def phone_number(self) -> str:
        """The number in E.164."""
    @property
    def usage_type(self) -> str | None:
        """RingCentral's usage type, such as `DirectNumber` or `MainCompanyNumber`; or None."""
    @property
    def label(self) -> str | None:
        """The label set in RingCentral, or None."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class ForwardingNumber:
    """A phone of the user that can ring first, from `Client.forwarding_numbers`. Pass its id as
    `from_forwarding_number`. Immutable, comparable, hashable."""

    __match_args__ = ("id", "phone_number", "label", "kind")
    def __new__(
        cls,
        id: str,
        phone_number: str | None = None,
        label: str | None = None,
        kind: str | None = None,
    ) -> Self: ...
    @property
    def id(self) -> str:
        """RingCentral's id of the forwarding number."""
    @property
    def phone_number(self) -> str | None:
        """The number in E.164; None for some kinds of device."""
    @property
    def label(self) -> str | None:
        """The label set by the user, or None."""
    @property
    def kind(self) -> str | None:
        """RingCentral's kind of phone, such as `Mobile`, `Home` or `PhoneLine`; or None."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Preflight:
    """A report on whether a call could be placed, from `Client.preflight`. `str()` is one line for each check.
    Immutable, comparable, hashable."""

    __match_args__ = ("checks",)
    def __new__(
        cls,
        checks: Sequence[Check],
    ) -> Self: ...
    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks, one for each kind that applies, in the order of `CheckKind`."""
    @property
    def ok(self) -> bool:
        """Whether no check failed. Warnings, and checks that were not possible, do not count."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class Check:
    """One check of a `Preflight`. Immutable, comparable, hashable."""

    __match_args__ = ("kind", "result", "explanation")
    def __new__(
        cls,
        kind: str,
        result: str,
        explanation: str,
    ) -> Self: ...
    @property
    def kind(self) -> CheckKind:
        """The kind of check: a `CheckKind`."""
    @property
    def result(self) -> CheckResult:
        """The result: a `CheckResult`."""
    @property
    def explanation(self) -> str:
        """What was found and what to do, in one sentence. The wording may change in any version."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class CallRequest:
    """One call to place with `Client.place_all`. Takes the same arguments as `Client.create_call`. The values are
    checked when `place_all` is called. Immutable, comparable, hashable.

    Example:
        >>> CallRequest(to="+16505550100", from_="+16505550123").to
        '+16505550100'
    """

    __match_args__ = ("to", "from_", "from_forwarding_number", "caller_id", "play_prompt", "country", "dedupe_key")
    def __new__(
        cls,
        *,
        to: str,
        from_: str | None = None,
        from_forwarding_number: str | None = None,
        caller_id: str | None = None,
        play_prompt: bool | None = None,
        country: str | None = None,
        dedupe_key: str | None = None,
    ) -> Self: ...
    @property
    def to(self) -> str:
        """The callee's number."""
    @property
    def from_(self) -> str | None:
        """The caller's number, or None."""
    @property
    def from_forwarding_number(self) -> str | None:
        """The id of one of the user's forwarding numbers, or None."""
    @property
    def caller_id(self) -> str | None:
        """The number shown to the callee, or None."""
    @property
    def play_prompt(self) -> bool | None:
        """Whether the caller must press 1 before RingCentral dials the callee, or None."""
    @property
    def country(self) -> str | None:
        """RingCentral's id of the country of national numbers, or None."""
    @property
    def dedupe_key(self) -> str | None:
        """The key under which this call is placed at most once, or None."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class CallLog:
    """The result of a search in RingCentral's call log, from `Call.log` or `Client.call_log`. `str()` is one line.
    Immutable, comparable, hashable."""

    __match_args__ = ("matching", "record", "candidates")
    def __new__(
        cls,
        matching: str,
        record: LogRecord | None,
        candidates: int,
    ) -> Self: ...
    @property
    def matching(self) -> LogMatch:
        """How certain it is that `record` is the call: a `LogMatch`."""
    @property
    def record(self) -> LogRecord | None:
        """The best match, or None if no record matches."""
    @property
    def candidates(self) -> int:
        """The number of records that match equally well."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class LogRecord:
    """One call in RingCentral's call log, with RingCentral's strings. `str()` is one line. Immutable, comparable,
    hashable."""

    __match_args__ = ("id", "session_id", "start_time", "duration", "from_", "to", "action", "result", "legs")
    def __new__(
        cls,
        id: str,
        session_id: str | None,
        start_time: datetime | None,
        duration: float,
        from_: str | None,
        to: str | None,
        action: str | None,
        result: str | None,
        legs: Sequence[LogLeg],
    ) -> Self: ...
    @property
    def id(self) -> str:
        """RingCentral's id of the record."""
    @property
    def session_id(self) -> str | None:
        """RingCentral's id of the telephony session, or None."""
    @property
    def start_time(self) -> datetime | None:
        """When the call began, by RingCentral's clock: a datetime in UTC, or None."""
    @property
    def duration(self) -> float:
        """The duration in seconds. RingCentral reports whole seconds."""
    @property
    def from_(self) -> str | None:
        """The caller's number, or None."""
    @property
    def to(self) -> str | None:
        """The callee's number, or None."""
    @property
    def action(self) -> str | None:
        """The kind of call, such as `RingOut Web`, `RingOut PC` or `RingOut Mobile`; or None."""
    @property
    def connected(self) -> bool | None:
        """Whether both sides were connected. None if the record does not say, because the call has not ended or
        RingCentral does not document the word in `result`."""
    @property
    def result(self) -> str | None:
        """How the call ended, such as `Call connected`, `Busy` or `No Answer`; or None."""
    @property
    def legs(self) -> tuple[LogLeg, ...]:
        """The legs, in RingCentral's order. There may be only one, or none."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class LogLeg:
    """One leg of a call in RingCentral's call log, with RingCentral's strings. `str()` is one line. Immutable,
    comparable, hashable."""

    __match_args__ = ("leg", "leg_type", "start_time", "duration", "from_", "to", "result")
    def __new__(
        cls,
        leg: str | None,
        leg_type: str | None,
        start_time: datetime | None,
        duration: float,
        from_: str | None,
        to: str | None,
        result: str | None,
    ) -> Self: ...
    @property
    def leg(self) -> Leg | None:
        """The side of the call, a `Leg`; None for a leg that is not part of RingOut."""
    @property
    def leg_type(self) -> str | None:
        """RingCentral's leg type, such as `RingOutClientToCaller` or `RingOutClientToSubscriber`; or None."""
    @property
    def start_time(self) -> datetime | None:
        """When the leg was dialled, by RingCentral's clock: a datetime in UTC, or None."""
    @property
    def duration(self) -> float:
        """The duration in seconds. RingCentral reports whole seconds."""
    @property
    def from_(self) -> str | None:
        """The number shown as the origin, or None."""
    @property
    def to(self) -> str | None:
        """The number that was dialled, or None."""
    @property
    def result(self) -> str | None:
        """How the leg ended, such as `Accepted`, `Busy` or `No Answer`; or None."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class PlaceAll:
    """An iterator over the results of `Client.place_all`, each a `Placed`. One thread at a time can use it.

    An interruption (Ctrl-C) ends the loop, and no more calls are placed. A second loop over the same object returns the
    remaining results at once: `OperationCancelledError`, with the call if one was placed.
    """

    @property
    def remaining(self) -> int:
        """The number of requests without a result."""
    def __iter__(self) -> Self: ...
    def __next__(self) -> Placed[Call]: ...

@final
class Placed(Generic[_CallT_co]):
    """The result of one request of `Client.place_all`. Immutable, comparable (calls and errors by identity), hashable."""

    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...
    __match_args__ = ("index", "call", "outcome", "error")
    def __new__(
        cls,
        index: int,
        call: _CallT_co | None = None,
        outcome: Outcome | None = None,
        error: RingOutError | None = None,
    ) -> Self: ...
    @property
    def index(self) -> int:
        """The index of the request, from 0."""
    @property
    def call(self) -> _CallT_co | None:
        """The call, or None if it was not placed."""
    @property
    def outcome(self) -> Outcome | None:
        """How the call ended, or None if there is an error."""
    @property
    def error(self) -> RingOutError | None:
        """The `RingOutError` of `Client.create_call`, or of `Call.wait` if there is a call. None if there is an
        outcome."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class JournalEntry:
    """One step of one request of `Client.place_all`, passed to its `journal`. `str()` is one line. Immutable,
    comparable (errors by identity), hashable.

    After a crash, the last entry of each request tells you how to continue. Without an entry, or after `NotPlaced`, place the
    call. After `Placed`, follow the call by its `call_id`. After `Placing` or `MaybePlaced`, phones may have rung: look for the
    call with `Client.call_log`.
    """

    __match_args__ = ("step", "index", "at", "to", "from_", "call_id", "outcome", "error")
    def __new__(
        cls,
        step: str,
        index: int,
        at: datetime,
        to: str,
        from_: str | None = None,
        call_id: str | None = None,
        outcome: Outcome | None = None,
        error: RingOutError | None = None,
    ) -> Self: ...
    @property
    def step(self) -> JournalStep:
        """The step: a `JournalStep`."""
    @property
    def index(self) -> int:
        """The index of the request, from 0."""
    @property
    def at(self) -> datetime:
        """The time of the step by this machine's clock, a datetime in UTC. Pass it to `Client.call_log` as `sent_at`.
        For `MaybePlaced` it is when the first byte of the request was sent. For `Placing` it is just before that, after
        the login and the wait for the rate limit."""
    @property
    def to(self) -> str:
        """The callee's number as sent."""
    @property
    def from_(self) -> str | None:
        """The caller's number as sent, or None."""
    @property
    def call_id(self) -> str | None:
        """RingCentral's id of the call, from `Placed` on; None before."""
    @property
    def outcome(self) -> Outcome | None:
        """How the call ended, for `Ended`; None before."""
    @property
    def error(self) -> RingOutError | None:
        """Why the call was not placed, or may not have been: a `RingOutError`, or None."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the value as a dict of plain JSON types, which `json.dumps` takes.

        The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
        and other values of this package dicts.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Makes a value from a dict of `to_dict`. Ignores other keys.

        Raises:
            TypeError: A key is missing, or a value has the wrong type.
            InvalidArgumentError: A value is wrong.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[Any, ...]: ...

def check_transition(from_: CallState, to: CallState) -> Verdict:
    """Judges whether the state `to` may follow the state `from_`, and returns a `Verdict`.

    Sends nothing. An undocumented value is not an error; its verdict is `Undocumented`.

    Example:
        >>> ringing = CallState("InProgress", "InProgress", "InProgress")
        >>> ended = CallState("Success", "Finished", "Success")
        >>> print(check_transition(ringing, ended))
        Skipped; caller: InProgress > Success > Finished, but Success was not seen
    """

def dial_uri(number: str, scheme: DialScheme | Literal["rcmobile", "tel"] = "rcmobile") -> str:
    """Returns a link that makes an app on the user's device dial: `rcmobile://call?number=16505550100` or
    `tel:+16505550100`.

    - `number`: a number as in `to` of `Client.create_call`.
    - `scheme`: `"rcmobile"` for RingCentral's app or `"tel"` for the device's default app for calls, a `DialScheme`.

    Sends nothing.

    Raises:
        InvalidArgumentError: The number is wrong. Also an extension alone with `"tel"`, because another app would dial it as a
            public number.

    Example:
        >>> dial_uri("+1 650 555 0100")
        'rcmobile://call?number=16505550100'
    """

def documented_statuses() -> tuple[str, ...]:
    """Returns every documented status, in the order of their numbers from 1."""

def explain_status(text: str, /) -> str:
    """Returns the meaning of a status."""

def number_of_status(text: str, /) -> int:
    """Returns the number of a status: 1 to 17, or 0 for an undocumented one."""

def text_of_status(text: str, /) -> str:
    """Returns the canonical spelling of a status that RingCentral spells in several ways."""
