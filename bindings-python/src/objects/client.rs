//! The class `Client`: one user of one app on one server.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use ringout_core::{Client as Core, ClientBuilder, Credentials};

use crate::base::argument::{object, optional_number, optional_string, path, seconds, string, with};
use crate::base::enums;
use crate::base::error::to_pyerr;
use crate::base::handle::Handle;
use crate::base::typed::Flag;
use crate::objects::call::{Call, wait_options};
use crate::objects::ledger::PythonLedger;
use crate::objects::login;
use crate::objects::place_all::{AsyncBatch, PlaceAll, PlaceParams};
use crate::objects::request::RawRequest;
use crate::objects::store::PythonStore;
use crate::values::authorization::Authorization;
use crate::values::call_log;
use crate::values::call_request::CallRequest;
use crate::values::limit::Limit;
use crate::values::token::Token;
use crate::waiting::operation;
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
///
/// The methods in order of use: `from_env`; `preflight`, `caller_ids` and `forwarding_numbers` to see what a call needs;
/// `create_call` for one call, `place_all` for many, `call` to resume one; `call_log` after a lost response; `request` and `send`
/// for everything else; `close`. Logins happen by themselves. `login`, `authorize_url`, `login_redirect`, `token`, `set_token`,
/// `refresh` and `logout` are for programs that control them.
///
/// Arguments:
///
/// - `server`: RingCentral's URL, such as `https://platform.ringcentral.com`.
/// - `client_id`, `client_secret`: the app's, from the developer console. A public app has no secret.
/// - `jwt`: the JWT credential to log in with on the first request. Use `login()` to log in at once.
/// - `account_id`, `extension_id`: by default those of the logged-in user.
/// - `call_path`: which of RingCentral's two API paths to use, a `CallPath`.
/// - `connect_timeout`, `request_timeout`, `create_timeout`: in seconds, 0.001 to 3600; by default 5, 30 and 30. The timeout of
///   a request includes login and retries. Waiting for a call has its own timeout.
/// - `allow_insecure_http`: allows `http://` to other machines. Tokens are then sent unencrypted.
/// - `access_token_ttl`, `refresh_token_ttl`: the lifetimes to request for tokens, in seconds: 600 to 3600, and up to a year. By
///   default RingCentral decides.
/// - `token_file`: a file that keeps the token between runs and shares it between processes, created if it does not exist. Only
///   its owner can read it.
/// - `token_store`: your own `TokenStore`, instead of `token_file`.
/// - `token_user`: the user's name in the key of the stored token, for when several users log in through RingCentral's login
///   page.
/// - `proxy`: `http://user:password@host:port`, or an empty string for none. By default that of `ALL_PROXY`, `HTTPS_PROXY` or
///   `HTTP_PROXY`, except for servers on this machine and those that `NO_PROXY` names, which is read as curl reads it.
/// - `ca_bundle`: a PEM file with the certificate authorities to trust. By default those of `SSL_CERT_FILE` and `SSL_CERT_DIR`
///   (on Linux), or the system's if neither is set.
/// - `app_name`, `app_version`: your app's name and version, sent to RingCentral.
/// - `rate_limit`: what to do with a request over RingCentral's rate limit, a `RateLimit`. By default it waits.
/// - `ledger`: where all processes that may place the same call look it up by its `dedupe_key`, a `Ledger`. The user is part of
///   each key, so set `token_user` if the JWT may be replaced while keys are in use.
/// - `dedupe_lifetime`: how long the ledger remembers a key after its last change, in seconds, 3600 to 31536000; by default 7
///   days. It should be longer than any queue may deliver a job again.
/// - `budget`: where all workers of a fleet account for RingCentral's rate limits together, a `Ledger`, which may be that of
///   `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the limit and
///   goes on with its `share`.
/// - `share`: the part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1,
///   by default 1 without a budget and 0.1 with one. For N workers, 1/N.
///
/// `proxy` and `ca_bundle` fall back to the environment, then to the default; all other settings fall back to the default.
/// `from_env` reads the server, the app and the JWT from the environment.
///
/// Nothing is sent before the first operation. A client can be used from many threads at once. Every operation releases the
/// GIL, and Ctrl-C ends it within 100 ms.
///
/// Raises:
///     InvalidArgumentError: A value is wrong. `parameter` names it.
///     TypeError: An argument has the wrong type.
///
/// Every operation that sends a request can also raise:
///     NotLoggedInError: There is no token, and there are no credentials.
///     UnauthorizedError: RingCentral refused the credentials or the token.
///     RateLimitedError: The rate limit does not allow the request within the timeout. `retry_after` says when it will.
///     RequestTimeoutError, ConnectionFailedError, ServerError, ProtocolError: RingCentral could not be reached or used.
///     OperationCancelledError: The client was closed.
///     StorageError: The token store failed.
///
/// Example:
///     >>> from ringout import Client
///     >>> with Client.from_env() as client:
///     ...     call = client.create_call(to="+16505550100", from_="+16505550123")
///     ...     print(call.wait(timeout=120))
///     Completed: the caller and the callee talked, then hung up
#[pyclass(frozen, module = "ringout")]
pub struct Client {
    core: Handle<Core>,
    session: Session,
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(
        signature = (
            server, client_id, client_secret=None, *, jwt=None, account_id=None, extension_id=None, call_path=None,
            connect_timeout=None, request_timeout=None, create_timeout=None, allow_insecure_http=Flag::NO,
            access_token_ttl=None, refresh_token_ttl=None, token_file=None, token_store=None, token_user=None, proxy=None,
            ca_bundle=None, app_name=None, app_version=None, rate_limit=None, ledger=None, dedupe_lifetime=None,
            budget=None, share=None,
        ),
        text_signature = "(server, client_id, client_secret=None, *, jwt=None, account_id=None, extension_id=None, \
            call_path=None, connect_timeout=None, request_timeout=None, create_timeout=None, allow_insecure_http=False, \
            access_token_ttl=None, refresh_token_ttl=None, token_file=None, token_store=None, token_user=None, proxy=None, \
            ca_bundle=None, app_name=None, app_version=None, rate_limit=None, ledger=None, dedupe_lifetime=None, \
            budget=None, share=None)",
    )]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn new(
        py: Python<'_>,
        server: &Bound<'_, PyAny>,
        client_id: &Bound<'_, PyAny>,
        client_secret: Option<&Bound<'_, PyAny>>,
        jwt: Option<&Bound<'_, PyAny>>,
        account_id: Option<&Bound<'_, PyAny>>,
        extension_id: Option<&Bound<'_, PyAny>>,
        call_path: Option<&Bound<'_, PyAny>>,
        connect_timeout: Option<&Bound<'_, PyAny>>,
        request_timeout: Option<&Bound<'_, PyAny>>,
        create_timeout: Option<&Bound<'_, PyAny>>,
        allow_insecure_http: Flag<'_>,
        access_token_ttl: Option<&Bound<'_, PyAny>>,
        refresh_token_ttl: Option<&Bound<'_, PyAny>>,
        token_file: Option<&Bound<'_, PyAny>>,
        token_store: Option<&Bound<'_, PyAny>>,
        token_user: Option<&Bound<'_, PyAny>>,
        proxy: Option<&Bound<'_, PyAny>>,
        ca_bundle: Option<&Bound<'_, PyAny>>,
        app_name: Option<&Bound<'_, PyAny>>,
        app_version: Option<&Bound<'_, PyAny>>,
        rate_limit: Option<&Bound<'_, PyAny>>,
        ledger: Option<&Bound<'_, PyAny>>,
        dedupe_lifetime: Option<&Bound<'_, PyAny>>,
        budget: Option<&Bound<'_, PyAny>>,
        share: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let time = |name: &str, value: Option<&Bound<'_, PyAny>>| value.map(|value| seconds(name, value)).transpose();
        let file = |name: &str, value: Option<&Bound<'_, PyAny>>| value.map(|value| path(name, value)).transpose();
        let call_path = call_path.map(|path| enums::parse("call_path", path)).transpose()?;
        let app = (optional_string("app_name", app_name)?, optional_string("app_version", app_version)?);
        let app = (app != (None, None)).then(|| (app.0.unwrap_or_default(), app.1.unwrap_or_default()));
        let credentials = optional_string("jwt", jwt)?.map(Credentials::jwt);
        let limit = rate_limit.map(|limit| enums::parse("rate_limit", limit)).transpose()?;

        let mut builder = Core::builder(string("server", server)?, string("client_id", client_id)?);
        builder = with(builder, optional_string("client_secret", client_secret)?, ClientBuilder::client_secret);
        builder = with(builder, credentials, ClientBuilder::credentials);
        builder = with(builder, optional_string("account_id", account_id)?, ClientBuilder::account_id);
        builder = with(builder, optional_string("extension_id", extension_id)?, ClientBuilder::extension_id);
        builder = with(builder, call_path, ClientBuilder::call_path);
        builder = with(builder, time("connect_timeout", connect_timeout)?, ClientBuilder::connect_timeout);
        builder = with(builder, time("request_timeout", request_timeout)?, ClientBuilder::request_timeout);
        builder = with(builder, time("create_timeout", create_timeout)?, ClientBuilder::create_timeout);
        builder = with(builder, time("access_token_ttl", access_token_ttl)?, ClientBuilder::access_token_ttl);
        builder = with(builder, time("refresh_token_ttl", refresh_token_ttl)?, ClientBuilder::refresh_token_ttl);
        builder = with(builder, file("token_file", token_file)?, ClientBuilder::token_file);
        if let Some(store) = token_store {
            builder = builder.token_store(PythonStore::new(store)?);
        }
        builder = with(builder, optional_string("token_user", token_user)?, ClientBuilder::token_user);
        builder = with(builder, optional_string("proxy", proxy)?, ClientBuilder::proxy);
        builder = with(builder, file("ca_bundle", ca_bundle)?, ClientBuilder::ca_bundle);
        builder = with(builder, limit, ClientBuilder::rate_limit);
        if let Some(ledger) = ledger {
            builder = builder.ledger(PythonLedger::new("ledger", ledger)?);
        }
        if let Some(budget) = budget {
            builder = builder.budget(PythonLedger::new("budget", budget)?);
        }
        builder = with(builder, optional_number("share", share)?, ClientBuilder::share);
        builder = with(builder, time("dedupe_lifetime", dedupe_lifetime)?, ClientBuilder::dedupe_lifetime);
        builder = with(builder, app, |builder, (name, version)| builder.app(name, version));
        builder = builder.allow_insecure_http(allow_insecure_http.read("allow_insecure_http")?);
        Self::from_core(py, builder.build())
    }

    /// Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
    /// public apps) and `RC_USER_JWT` (optional if you call `login`). Sends nothing; the first request logs in. If `RINGOUT_TOKEN_FILE` is set,
    /// it is the `token_file`.
    ///
    /// Raises:
    ///     InvalidArgumentError: A variable is missing or wrong. `parameter` is its name.
    ///
    /// Example:
    ///     >>> client = Client.from_env()
    ///     >>> client.token is None
    ///     True
    #[staticmethod]
    fn from_env(py: Python<'_>) -> PyResult<Self> {
        // The GIL is held so that no other Python thread changes the environment.
        Self::from_core(py, Core::from_env())
    }

    /// Returns the same client with another timeout for each operation, also those of its calls: in seconds, 0.001 to 3600.
    /// Closing one client closes both.
    ///
    /// Raises:
    ///     InvalidArgumentError: The timeout is out of range.
    ///
    /// Example:
    ///     >>> quick = client.with_timeout(2.5)
    fn with_timeout(&self, py: Python<'_>, timeout: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core.with_timeout(seconds("timeout", timeout)?).map_err(|error| to_pyerr(py, &error))?;
        Ok(self.with_core(core))
    }

    /// Returns the same client with another `RateLimit` behaviour. Closing one client closes both.
    ///
    /// Example:
    ///     >>> impatient = client.with_rate_limit("fail-fast")
    fn with_rate_limit(&self, rate_limit: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core.with_rate_limit(enums::parse("rate_limit", rate_limit)?);
        Ok(self.with_core(core))
    }

    /// Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.
    ///
    /// - `jwt`: a JWT credential from the developer console; or
    /// - `username`, `password` and optionally `extension`: a grant that RingCentral is retiring; or
    /// - `code`, `redirect_uri` and optionally `verifier`: an authorization code. `login_redirect` extracts it from the redirect
    ///   and checks the `state`.
    ///
    /// Raises:
    ///     UnauthorizedError: RingCentral refuses the credentials. The previous login stays.
    ///     TypeError: The arguments are not those of exactly one kind of login.
    #[pyo3(signature = (
        *, jwt=None, username=None, password=None, extension=None, code=None, redirect_uri=None, verifier=None,
    ))]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn login<'py>(
        &self,
        py: Python<'py>,
        jwt: Option<&Bound<'_, PyAny>>,
        username: Option<&Bound<'_, PyAny>>,
        password: Option<&Bound<'_, PyAny>>,
        extension: Option<&Bound<'_, PyAny>>,
        code: Option<&Bound<'_, PyAny>>,
        redirect_uri: Option<&Bound<'_, PyAny>>,
        verifier: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let credentials = login::credentials(jwt, (username, password, extension), (code, redirect_uri, verifier))?;
        self.perform(py, |core| core.login(credentials))
    }

    /// Begins a login through RingCentral's login page and returns an `Authorization`. Sends nothing. Send the user to its `url`.
    ///
    /// - `redirect_uri`: one of the app's redirect URIs, as registered in the developer console.
    ///
    /// Raises:
    ///     InvalidArgumentError: `redirect_uri` is not a URI.
    ///
    /// Example:
    ///     >>> login = client.authorize_url("https://example.com/login")
    ///     >>> session = login.to_dict()  # on the server, because it contains a secret
    ///     >>> login = Authorization.from_dict(session)
    fn authorize_url(&self, py: Python<'_>, redirect_uri: &Bound<'_, PyAny>) -> PyResult<Authorization> {
        let begun = self.core.authorize_url(&string("redirect_uri", redirect_uri)?);
        begun.map(Authorization).map_err(|error| to_pyerr(py, &error))
    }

    /// Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its
    /// code.
    ///
    /// - `url`: the URL with its query, as your program received it.
    /// - `authorization`: that of `authorize_url`.
    ///
    /// Raises:
    ///     InvalidArgumentError: The redirect does not belong to this login; `parameter` is `state`.
    ///     UnauthorizedError: The user or RingCentral refused the login.
    fn login_redirect<'py>(
        &self,
        py: Python<'py>,
        url: &Bound<'_, PyAny>,
        authorization: &Bound<'_, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let begun = object::<Authorization>("authorization", authorization)?.get().0.clone();
        let url = string("url", url)?;
        self.perform(py, move |core| core.login_redirect(&url, &begun))
    }

    /// Refreshes the token now. Usually not needed, because requests refresh it in time.
    fn refresh<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::refresh)
    }

    /// Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. Does not
    /// raise if RingCentral cannot be reached.
    fn logout<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::logout)
    }

    /// The current token, or None before the first login. Sends nothing.
    #[getter]
    fn token(&self) -> Option<Token> {
        self.core.token().map(Token)
    }

    /// Uses a saved token from now on.
    fn set_token(&self, token: &Bound<'_, PyAny>) -> PyResult<()> {
        self.core.set_token(object::<Token>("token", token)?.get().0.clone());
        Ok(())
    }

    /// Returns RingCentral's rate limits as far as the client knows them: one `Limit` each for `Light`, `Heavy` and `Auth`. Sends
    /// nothing. Other programs of the same user and app share these limits.
    ///
    /// Example:
    ///     >>> [limit.name for limit in client.limits()]
    ///     ['Light', 'Heavy', 'Auth']
    fn limits(&self) -> Vec<Limit> {
        self.core.limits().into_iter().map(Limit).collect()
    }

    /// Places a call and returns a `Call`. The caller's phone rings first, then the callee's.
    ///
    /// The request is sent once. If it may have reached RingCentral and no usable response arrived, the error says so: check with
    /// `call_log(error.attempt)` before you place the call again. Some error responses, such as a gateway's 504, also leave
    /// open whether the call was placed. `may_have_placed` is true for all such errors.
    ///
    /// - `to`: the callee's number in E.164, such as `+16505550100`, or an extension, `101` or `+16505550100*101`.
    /// - `from_`: the caller's number or extension. By default the user's default forwarding number.
    /// - `from_forwarding_number`: the caller, by the id of one of the user's forwarding numbers.
    /// - `caller_id`: the number shown to the callee, one of the user's numbers with the `CallerId` feature.
    /// - `play_prompt`: whether the caller must press 1 before RingCentral dials the callee.
    /// - `country`: RingCentral's id of the country of national numbers. If it is set, a number without `+` is a national one.
    /// - `cancel_on_exit`: whether to hang up if the program is interrupted or the task cancelled after the request was sent. The
    ///   library waits up to five seconds for the response on its own thread, and cancels the call that it names. If there is no
    ///   response, the log has a warning.
    ///
    /// - `dedupe_key`: the key under which this call is placed at most once by all processes that share the client's `ledger`, such
    ///   as the id of a job. 1 to 256 bytes without control characters. It belongs to one pair of numbers.
    ///
    /// If the `dedupe_key` has a call, that one is returned (`adopted`), also after its end. A call that another worker is placing
    /// is waited for. After a request whose result no worker knows, the call log is asked. If it has the call for certain, that
    /// one is returned, with its outcome and an empty `id`; otherwise a MaybePlacedError is raised, and the request is never sent
    /// again.
    ///
    /// Spaces and dashes of every kind, dots, brackets and invisible marks in numbers are ignored. The zero of `+44 (0)20 7946
    /// 0018` is dropped where callers from abroad leave it out. Where it may be part of the number, as in Italy, the number is
    /// rejected. Emergency numbers are rejected.
    ///
    /// Raises:
    ///     InvalidArgumentError: A number is wrong. Nothing was sent.
    ///     MaybePlacedError: The request was sent, and no usable response arrived. Phones may be ringing.
    ///     ForbiddenError: A permission is missing, the caller ID is not allowed, or the account lacks funds.
    ///     RejectedError: RingCentral does not accept a number.
    ///
    /// Example:
    ///     >>> call = client.create_call(to="+16505550100", from_="+16505550123")
    ///     >>> print(call.state)
    ///     call InProgress, caller InProgress, callee InProgress
    #[pyo3(
        signature = (*, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None, cancel_on_exit=Flag::NO, dedupe_key=None),
        text_signature = "($self, *, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None, cancel_on_exit=False, dedupe_key=None)"
    )]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn create_call<'py>(
        &self,
        py: Python<'py>,
        to: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        from_forwarding_number: Option<&Bound<'_, PyAny>>,
        caller_id: Option<&Bound<'_, PyAny>>,
        play_prompt: Option<&Bound<'_, PyAny>>,
        country: Option<&Bound<'_, PyAny>>,
        cancel_on_exit: Flag<'_>,
        dedupe_key: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request =
            CallRequest::new(to, from_, from_forwarding_number, caller_id, play_prompt, country, dedupe_key)?.core();
        let request = request.cancel_on_exit(cancel_on_exit.read("cancel_on_exit")?);
        operation::perform(py, &self.session, &self.core, Core::spawn_create, move |core| core.create_call(&request))
    }

    /// Returns the `Call` that was placed with this `dedupe_key`, by any worker that shares the client's `ledger`, or None. Never
    /// places one.
    ///
    /// A call that another worker is placing is waited for. One that has ended has its outcome at once, and waiting for it sends
    /// nothing. Its lease is this client's, unless another worker has it: see `Call.take_lease`.
    ///
    /// Raises:
    ///     MaybePlacedError: A request was sent, and nothing is known about it, not even by the call log.
    ///     InvalidArgumentError: The client has no ledger.
    ///     StorageError: The ledger failed.
    fn find_call<'py>(&self, py: Python<'py>, dedupe_key: &Bound<'_, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let dedupe_key = string("dedupe_key", dedupe_key)?;
        self.perform(py, move |core| core.find_call(&dedupe_key))
    }

    /// Places many calls as fast as RingCentral's rate limits allow (10 per minute by default), and follows all of them. Returns
    /// an iterator with one `Placed` for each request, in the order in which the calls end.
    ///
    /// - `requests`: an iterable of `CallRequest`. All are checked before the first is sent.
    /// - `until`, `timeout`, `cancel_on_timeout`: how to wait for each call, as in `Call.wait`, from when it is placed.
    /// - `total_timeout`: the timeout of the whole batch in seconds, from the call of `place_all`; by default unlimited. When it
    ///   passes, every request that was not sent gets a `RequestTimeoutError`, and the wait for each call in progress ends as
    ///   with `timeout`.
    /// - `concurrency`: the maximum number of calls at the same time; by default unlimited. A phone that rings for one call is
    ///   busy for another, so use 1 if all calls have the same caller.
    /// - `journal`: a function called with a `JournalEntry` before and after each request is sent, to record it where the record
    ///   survives the process. If it raises, nothing more is placed, and the remaining requests get a `StorageError`.
    ///
    /// No request is placed twice. A request over the rate limit waits until it can be sent or `total_timeout` passes. Calls are
    /// placed only while your program waits for the next result, so leaving the loop stops placing. Calls already placed go on.
    ///
    /// Raises:
    ///     InvalidArgumentError: A request is wrong. `parameter` names it, such as `requests[3].to`. Nothing was sent.
    ///
    /// Example:
    ///     >>> numbers = ["+16505550100", "+16505550486"]
    ///     >>> requests = [CallRequest(to=number, from_="+16505550123") for number in numbers]
    ///     >>> for placed in client.place_all(requests, concurrency=1):
    ///     ...     print(numbers[placed.index], placed.outcome or placed.error)
    ///     +16505550100 Completed: the caller and the callee talked, then hung up
    ///     +16505550486 Busy: the callee failed with Busy: the phone is busy
    #[pyo3(
        signature = (requests, *, until=None, timeout=None, cancel_on_timeout=Flag::NO, total_timeout=None, concurrency=None, journal=None),
        text_signature = "($self, requests, *, until='ended', timeout=None, cancel_on_timeout=False, total_timeout=None, concurrency=None, journal=None)"
    )]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn place_all(
        &self,
        py: Python<'_>,
        requests: &Bound<'_, PyAny>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
        total_timeout: Option<&Bound<'_, PyAny>>,
        concurrency: Option<&Bound<'_, PyAny>>,
        journal: Option<Bound<'_, PyAny>>,
    ) -> PyResult<PlaceAll> {
        let wait = wait_options(until, timeout, cancel_on_timeout, Flag::NO)?;
        let params = PlaceParams::new(requests, wait, total_timeout, concurrency, journal)?;
        self.session.check(py)?;
        PlaceAll::new(py, &self.core, &self.session, params)
    }

    /// Like `place_all`, for the running event loop: returns an `AsyncBatch`. Its `journal` gets each entry together with a
    /// callback, which it calls when the entry is written.
    #[pyo3(
        signature = (requests, *, until=None, timeout=None, cancel_on_timeout=Flag::NO, total_timeout=None, concurrency=None, journal=None),
        text_signature = "($self, requests, *, until='ended', timeout=None, cancel_on_timeout=False, total_timeout=None, concurrency=None, journal=None)"
    )]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn _place_all(
        &self,
        py: Python<'_>,
        requests: &Bound<'_, PyAny>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
        total_timeout: Option<&Bound<'_, PyAny>>,
        concurrency: Option<&Bound<'_, PyAny>>,
        journal: Option<Bound<'_, PyAny>>,
    ) -> PyResult<AsyncBatch> {
        let wait = wait_options(until, timeout, cancel_on_timeout, Flag::NO)?;
        let params = PlaceParams::new(requests, wait, total_timeout, concurrency, journal)?;
        self.session.check(py)?;
        AsyncBatch::new(py, &self.core, &self.session, params)
    }

    /// Returns the user's numbers that may be shown to a callee, for `caller_id`: a list of `PhoneNumber`.
    ///
    /// Raises:
    ///     ForbiddenError: The app has no `ReadAccounts` permission.
    ///
    /// Example:
    ///     >>> numbers = client.caller_ids()
    ///     >>> numbers[0].phone_number
    ///     '+16505550101'
    fn caller_ids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::caller_ids)
    }

    /// Returns the phones that can ring first, for `from_forwarding_number`: a list of `ForwardingNumber`. The first one rings
    /// for a call without `from_`, unless the user has chosen another.
    ///
    /// Raises:
    ///     ForbiddenError: The app has no `ReadAccounts` permission.
    fn forwarding_numbers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::forwarding_numbers)
    }

    /// Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension and its
    /// line, the numbers, and this machine's clock. Takes the arguments of `create_call`, or none to check what all calls need.
    ///
    /// Problems, and checks that were not possible, are part of the returned `Preflight` and raise no exception.
    ///
    /// Raises:
    ///     InvalidArgumentError: A number is wrong.
    ///
    /// Example:
    ///     >>> report = client.preflight(to="+16505550100", from_="+16505550123")
    ///     >>> report.ok
    ///     True
    ///     >>> [check.kind for check in report.checks if check.result == "Failed"]
    ///     []
    #[pyo3(signature = (
        *, to=None, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None, dedupe_key=None,
    ))]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn preflight<'py>(
        &self,
        py: Python<'py>,
        to: Option<&Bound<'_, PyAny>>,
        from_: Option<&Bound<'_, PyAny>>,
        from_forwarding_number: Option<&Bound<'_, PyAny>>,
        caller_id: Option<&Bound<'_, PyAny>>,
        play_prompt: Option<&Bound<'_, PyAny>>,
        country: Option<&Bound<'_, PyAny>>,
        dedupe_key: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = match (to, from_, from_forwarding_number, caller_id, play_prompt, country, dedupe_key) {
            (None, None, None, None, None, None, None) => None,
            (Some(to), ..) => Some(
                CallRequest::new(to, from_, from_forwarding_number, caller_id, play_prompt, country, dedupe_key)?
                    .core(),
            ),
            _ => {
                return Err(PyTypeError::new_err(
                    "preflight() takes to and other arguments of create_call(), or no arguments",
                ));
            }
        };
        self.perform(py, move |core| core.preflight(request.as_ref()))
    }

    /// Looks up a call in RingCentral's call log by its numbers and its time, and returns a `CallLog`. Takes the `attempt` of an
    /// error with `may_have_placed`, or `to`, `sent_at` (a datetime with a time zone) and optionally `from_` from an earlier run.
    /// Otherwise like `Call.log`.
    ///
    /// Raises:
    ///     ForbiddenError: The app has no `ReadCallLog` permission.
    ///
    /// Example:
    ///     >>> from datetime import datetime, timezone
    ///     >>> began = datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc)
    ///     >>> print(client.call_log(to="+16505550100", sent_at=began))
    ///     None: no record matches
    #[pyo3(signature = (attempt=None, /, *, to=None, from_=None, sent_at=None))]
    fn call_log<'py>(
        &self,
        py: Python<'py>,
        attempt: Option<&Bound<'_, PyAny>>,
        to: Option<&Bound<'_, PyAny>>,
        from_: Option<&Bound<'_, PyAny>>,
        sent_at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let attempt = call_log::attempt(attempt, to, from_, sent_at)?;
        self.perform(py, move |core| core.call_log(&attempt))
    }

    /// Returns a `Call` for a known id, to resume an earlier call. Sends nothing; the state is None until the first poll.
    ///
    /// Raises:
    ///     InvalidArgumentError: The string cannot be an id.
    ///
    /// Example:
    ///     >>> placed = client.create_call(to="+16505550100", from_="+16505550123")
    ///     >>> call = client.call(placed.id)
    ///     >>> state = call.status()
    ///     >>> state.phase
    ///     Phase.RINGING_CALLER
    fn call(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Call> {
        self.session.check(py)?;
        let call = self.core.call(string("id", id)?).map_err(|error| to_pyerr(py, &error))?;
        Ok(Call::new(call, &self.session))
    }

    /// Sends any other API request with the client's login, timeout, retries and errors, and returns a `Response`.
    ///
    /// - `method`: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    /// - `path`: begins with `/` and is sent unchanged.
    /// - `query`: a mapping or an iterable of (name, value) pairs, which are escaped.
    /// - `body`: any JSON-serializable value, or JSON as bytes; None for no body.
    ///
    /// Only GET and DELETE are retried if the response is lost.
    ///
    /// Raises:
    ///     MaybePlacedError: The response to a POST was lost, or has a status outside 200 to 299 and 400 to 599.
    ///     RingOutError: The exception for any other status outside 200 to 299.
    ///
    /// Example:
    ///     >>> response = client.request("GET", "/restapi/v1.0/account/~/extension/~")
    ///     >>> response.json()["status"]
    ///     'Enabled'
    #[pyo3(signature = (method, path, query=None, body=None))]
    fn request<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = RawRequest::new(method, path, query, body)?;
        self.perform(py, move |core| request.run(core, Core::request))
    }

    /// Like `request`, but returns the response whatever its status. `Response.error` is the exception for a failed one.
    ///
    /// Example:
    ///     >>> response = client.send("GET", "/restapi/v1.0/account/~/extension/~/ring-out/none")
    ///     >>> response.status, response.error.code
    ///     (404, 'NOT_FOUND')
    #[pyo3(signature = (method, path, query=None, body=None))]
    fn send<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = RawRequest::new(method, path, query, body)?;
        self.perform(py, move |core| request.run(core, Core::send))
    }

    /// Closes the client and its calls. Operations in other threads raise `OperationCancelledError` within 100 ms, and every
    /// later operation raises `InvalidArgumentError`. `id`, `state` and `outcome` of a call can still be read. Calls on
    /// RingCentral go on. Can be called more than once.
    fn close(&self, py: Python<'_>) {
        self.session.close(py);
    }

    /// Returns the same client for event loops. Its operations, and those of its calls, return an `Operation` of
    /// `ringout._async` instead of their result.
    fn _asynchronous(&self) -> Self {
        Self::new_in(self.core.clone(), Session::asynchronous())
    }

    /// Shows the server, the app and whether there is a token, and no secret.
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let app = PyString::new(py, self.core.client_id()).repr()?;
        let state = match (self.session.is_open(), self.core.token()) {
            (false, _) => "closed",
            (true, Some(_)) => "logged in",
            (true, None) => "not logged in",
        };
        Ok(format!("<ringout.Client {}, app {}, {state}>", self.core.server(), app.to_cow()?))
    }

    fn __enter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        slf.get().session.check(slf.py())?;
        Ok(slf.clone())
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }
}

impl Client {
    fn new_in(core: Core, session: Session) -> Self {
        Self { core: Handle::new(core), session }
    }

    /// Returns another handle for the same client, which is closed together with it.
    fn with_core(&self, core: Core) -> Self {
        Self::new_in(core, self.session.clone())
    }

    fn perform<'py, T: Output>(
        &self,
        py: Python<'py>,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        operation::perform(py, &self.session, &self.core, Core::spawn, operation)
    }

    fn from_core(py: Python<'_>, client: ringout_core::Result<Core>) -> PyResult<Self> {
        enums::prepare(py)?;
        client.map(|core| Self::new_in(core, Session::blocking())).map_err(|error| to_pyerr(py, &error))
    }
}
