//! The client: one user of one app on one server.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ringout_core::{Client as Core, ClientBuilder, Credentials};

use crate::ground::argument::{object, optional_text, path, seconds, text, with};
use crate::ground::enums;
use crate::ground::error::raise;
use crate::ground::handle::Handle;
use crate::ground::typed::Flag;
use crate::objects::call::{Call, wait_options};
use crate::objects::login;
use crate::objects::place_all::{Order, PlaceAll, Placing};
use crate::objects::request::AnyRequest;
use crate::objects::store::TokenStore;
use crate::values::authorization::Authorization;
use crate::values::call_log;
use crate::values::call_request::CallRequest;
use crate::values::limit::Limit;
use crate::values::token::Token;
use crate::waiting::answer::Answer;
use crate::waiting::operation;
use crate::waiting::session::Session;

/// A user of an app on a server: logs in, places calls, and asks the platform anything else.
///
/// - `server`: the platform's URL, such as `https://platform.ringcentral.com`.
/// - `client_id`, `client_secret`: the app's, from the developer console. A public app has no secret.
/// - `jwt`: what to log in with when the first request needs it; `login()` does it at once instead.
/// - `account_id`, `extension_id`: those of the logged-in user unless given.
/// - `call_path`: which of the platform's two paths is used, a `CallPath`.
/// - `connect_timeout`, `request_timeout`, `create_timeout`: seconds, 0.001 to 3600; 5, 30 and 30 unless given. A request's
///   deadline holds for all of it, login and repeats included. A wait for a call has a timeout of its own.
/// - `allow_insecure_http`: allows `http://` to other machines, which sends tokens in the clear.
/// - `access_token_ttl`, `refresh_token_ttl`: how many seconds tokens shall live, 600 to 3600 and up to a year; the
///   platform's choice unless given.
/// - `token_file`: a file, made if need be, that keeps the token between runs and shares it between processes. Only its
///   owner can read it. `token_store`: an object of your own that does so, a `TokenStore`.
/// - `token_user`: the user's name in there, when it serves several who log in through the platform's page.
/// - `proxy`: `http://user:password@host:port`, or empty for none. Unless given it is that of `ALL_PROXY`, `HTTPS_PROXY` or
///   `HTTP_PROXY`, but not for a server on this machine or one that `NO_PROXY` names, which is read as curl reads it.
/// - `ca_bundle`: a PEM file of the certificate authorities to trust. Unless given they are those of `SSL_CERT_FILE` and
///   `SSL_CERT_DIR` (on Linux), only without either the system's.
/// - `app_name`, `app_version`: your app's, which the platform sees.
/// - `rate_limit`: what happens to a request that the platform's limits do not allow yet, a `RateLimit`; it waits unless
///   given.
///
/// A setting is what is given here; else what the environment says, for the two settings above; else the default. `from_env`
/// takes the server, the app and the JWT from the environment.
///
/// Nothing is sent before the first operation. May be used from many threads at once; every operation releases the GIL,
/// and Ctrl-C ends it within 100 ms.
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
            ca_bundle=None, app_name=None, app_version=None, rate_limit=None,
        ),
        text_signature = "(server, client_id, client_secret=None, *, jwt=None, account_id=None, extension_id=None, \
            call_path=None, connect_timeout=None, request_timeout=None, create_timeout=None, allow_insecure_http=False, \
            access_token_ttl=None, refresh_token_ttl=None, token_file=None, token_store=None, token_user=None, proxy=None, \
            ca_bundle=None, app_name=None, app_version=None, rate_limit=None)",
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
    ) -> PyResult<Self> {
        let time = |name: &str, value: Option<&Bound<'_, PyAny>>| value.map(|value| seconds(name, value)).transpose();
        let file = |name: &str, value: Option<&Bound<'_, PyAny>>| value.map(|value| path(name, value)).transpose();
        let calls = call_path.map(|path| enums::parse("call_path", path)).transpose()?;
        let app = (optional_text("app_name", app_name)?, optional_text("app_version", app_version)?);
        let app = (app != (None, None)).then(|| (app.0.unwrap_or_default(), app.1.unwrap_or_default()));
        let credentials = optional_text("jwt", jwt)?.map(Credentials::jwt);
        let limit = rate_limit.map(|limit| enums::parse("rate_limit", limit)).transpose()?;

        let mut builder = Core::builder(text("server", server)?, text("client_id", client_id)?);
        builder = with(builder, optional_text("client_secret", client_secret)?, ClientBuilder::client_secret);
        builder = with(builder, credentials, ClientBuilder::credentials);
        builder = with(builder, optional_text("account_id", account_id)?, ClientBuilder::account_id);
        builder = with(builder, optional_text("extension_id", extension_id)?, ClientBuilder::extension_id);
        builder = with(builder, calls, ClientBuilder::call_path);
        builder = with(builder, time("connect_timeout", connect_timeout)?, ClientBuilder::connect_timeout);
        builder = with(builder, time("request_timeout", request_timeout)?, ClientBuilder::request_timeout);
        builder = with(builder, time("create_timeout", create_timeout)?, ClientBuilder::create_timeout);
        builder = with(builder, time("access_token_ttl", access_token_ttl)?, ClientBuilder::access_token_ttl);
        builder = with(builder, time("refresh_token_ttl", refresh_token_ttl)?, ClientBuilder::refresh_token_ttl);
        builder = with(builder, file("token_file", token_file)?, ClientBuilder::token_file);
        if let Some(store) = token_store {
            builder = builder.token_store(TokenStore::new(store)?);
        }
        builder = with(builder, optional_text("token_user", token_user)?, ClientBuilder::token_user);
        builder = with(builder, optional_text("proxy", proxy)?, ClientBuilder::proxy);
        builder = with(builder, file("ca_bundle", ca_bundle)?, ClientBuilder::ca_bundle);
        builder = with(builder, limit, ClientBuilder::rate_limit);
        builder = with(builder, app, |builder, (name, version)| builder.app(name, version));
        builder = builder.allow_insecure_http(allow_insecure_http.read("allow_insecure_http")?);
        Self::from_core(py, builder.build())
    }

    /// A client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT` (or
    /// log in yourself). Sends nothing: the first request logs in.
    #[staticmethod]
    fn from_env(py: Python<'_>) -> PyResult<Self> {
        // With the GIL, so that no other Python thread changes the environment meanwhile.
        Self::from_core(py, Core::from_env())
    }

    /// The same client with this deadline, in seconds, for each of its operations, and those of its calls. Both are closed
    /// together.
    fn with_timeout(&self, py: Python<'_>, timeout: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core.with_timeout(seconds("timeout", timeout)?).map_err(|error| raise(py, &error))?;
        Ok(self.twin(core))
    }

    /// The same client with another way to take the platform's limits, a `RateLimit`. Both are closed together.
    fn with_rate_limit(&self, rate_limit: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core.with_rate_limit(enums::parse("rate_limit", rate_limit)?);
        Ok(self.twin(core))
    }

    /// Logs in now, and keeps the credentials to log in again whenever the token ends; a code works once.
    ///
    /// - `jwt`: a JWT credential from the developer console; or
    /// - `username`, `password` and perhaps `extension`: a grant that the platform is retiring; or
    /// - `code`, `redirect_uri` and perhaps `verifier`: what the platform's page redirected with. `login_redirect` takes it
    ///   from the redirect and checks the `state`.
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

    /// Begins a login through the platform's page. Sends nothing: send the user to the `url` of what is returned.
    fn authorize_url(&self, py: Python<'_>, redirect_uri: &Bound<'_, PyAny>) -> PyResult<Authorization> {
        let begun = self.core.authorize_url(&text("redirect_uri", redirect_uri)?);
        begun.map(Authorization).map_err(|error| raise(py, &error))
    }

    /// Ends a login through the platform's page: checks the URL that the platform redirected to, and logs in with the code in
    /// it. `InvalidArgumentError` for `state` says that the redirect does not belong to this login, `UnauthorizedError` that
    /// the user or the platform refused.
    fn login_redirect<'py>(
        &self,
        py: Python<'py>,
        url: &Bound<'_, PyAny>,
        authorization: &Bound<'_, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let begun = object::<Authorization>("authorization", authorization)?.get().0.clone();
        let url = text("url", url)?;
        self.perform(py, move |core| core.login_redirect(&url, &begun))
    }

    /// Replaces the token now. There is no need to call it: requests do it when it is time.
    fn refresh<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::refresh)
    }

    /// Forgets the token and the credentials, here and in the token file, and ends the session on the platform. That the
    /// platform cannot be reached is no error.
    fn logout<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::logout)
    }

    /// The token in use, for those who keep it themselves. None if there is none.
    #[getter]
    fn token(&self) -> Option<Token> {
        self.core.token().map(Token)
    }

    /// Goes on with a token that was kept.
    fn set_token(&self, token: &Bound<'_, PyAny>) -> PyResult<()> {
        self.core.set_token(object::<Token>("token", token)?.get().0.clone());
        Ok(())
    }

    /// Tells what the client knows of the platform's limits: one `Limit` each for `Light`, `Heavy` and `Auth`. Sends nothing.
    /// Other programs of the same user and app spend the same limits.
    fn limits(&self) -> Vec<Limit> {
        self.core.limits().into_iter().map(Limit).collect()
    }

    /// Places a call: the caller's phone rings first, then the callee's.
    ///
    /// - `to`: the callee's number in E.164, such as `+16505550100`, or an extension, `101` or `+16505550100*101`.
    /// - `from_`: the caller's number or extension. Left out, the platform takes the user's default forwarding number.
    /// - `from_forwarding_number`: the id of one of the user's forwarding numbers instead.
    /// - `caller_id`: the number that the callee sees, one of the user's own with the `CallerId` feature.
    /// - `play_prompt`: whether the caller must press 1 before the callee is dialled.
    /// - `country`: the platform's id of the country that national numbers belong to. With it, a number without `+` is one.
    ///
    /// Spaces and dashes of every kind, dots, brackets and invisible marks may stand in numbers. The zero of `+44 (0)20 7946
    /// 0018` is dropped where callers from abroad leave it out; where it may be part of the number, as in Italy, it is
    /// refused. Emergency numbers are refused.
    ///
    /// The request is sent once. `MaybePlacedError` says that it may have reached the platform and no usable answer came:
    /// check before placing the call again. Some answers leave it open, too, such as a gateway's 504: `may_have_placed` is true
    /// for all of them.
    #[pyo3(signature = (*, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None))]
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
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = CallRequest::new(to, from_, from_forwarding_number, caller_id, play_prompt, country)?.core();
        operation::perform(py, &self.session, &self.core, Core::spawn_create, move |core| core.create_call(&request))
    }

    /// Places many calls, as fast as the platform's limits allow (10 a minute unless it tells otherwise), follows them all, and
    /// gives their results as they end: an iterator of `Placed`, one for each request.
    ///
    /// - `requests`: `CallRequest`s. All are checked before the first is sent: an `InvalidArgumentError` for `requests[3].to`
    ///   means that nothing was.
    /// - `until`, `timeout`, `cancel_on_timeout`: how each call is waited for, from when it is placed, as `Call.wait` has it.
    /// - `total_timeout`: seconds that all of it may take, from the call of `place_all`; any time unless given. When it passes,
    ///   every request that was not sent gets a `RequestTimeoutError`, and the wait for each call under way ends as with its own
    ///   `timeout`.
    /// - `concurrency`: how many calls may be under way at once, any number unless given. A caller's phone that rings for one
    ///   call is busy for another: with one caller, one call at once.
    /// - `journal`: a function that gets a `JournalEntry` before and after each request is sent, to be kept where it outlives
    ///   the program. If it raises, nothing more is placed, and the requests that are left get a `StorageError`.
    ///
    /// No request is placed twice; one that the limits refuse waits for its turn, as long as that takes unless a
    /// `total_timeout` is given. Calls are placed while somebody waits for the next result: leaving the loop ends the placing.
    /// Calls that were placed go on.
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
        let wait = wait_options(until, timeout, cancel_on_timeout)?;
        let order = Order::new(requests, wait, total_timeout, concurrency, journal)?;
        self.session.check(py)?;
        PlaceAll::new(py, &self.core, &self.session, order)
    }

    /// The same for the running event loop: a `Placing`, whose `journal` gets each entry together with a function that it calls
    /// when it is done.
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
    ) -> PyResult<Placing> {
        let wait = wait_options(until, timeout, cancel_on_timeout)?;
        let order = Order::new(requests, wait, total_timeout, concurrency, journal)?;
        self.session.check(py)?;
        Placing::new(py, &self.core, &self.session, order)
    }

    /// The user's numbers that may be shown to a callee: those that `caller_id` takes. `ForbiddenError` without the
    /// `ReadAccounts` permission.
    fn caller_ids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::caller_ids)
    }

    /// The user's forwarding numbers: the phones that can be rung first, by the ids that `from_forwarding_number` takes. The
    /// first one rings for a call without `from_`, unless the user has set another. `ForbiddenError` without the
    /// `ReadAccounts` permission.
    fn forwarding_numbers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::forwarding_numbers)
    }

    /// Checks, without ringing anybody, what would make a call fail: the login, the app's permission, the extension and its
    /// line, the numbers, this machine's clock. Takes what `create_call` takes, or nothing for what holds for every call.
    ///
    /// What is wrong is in the `Preflight` and no error; neither is what could not be checked.
    #[pyo3(signature = (
        *, to=None, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None,
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
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = match (to, from_, from_forwarding_number, caller_id, play_prompt, country) {
            (None, None, None, None, None, None) => None,
            (Some(to), ..) => {
                Some(CallRequest::new(to, from_, from_forwarding_number, caller_id, play_prompt, country)?.core())
            }
            _ => return Err(PyTypeError::new_err("preflight() takes to and perhaps more, or nothing")),
        };
        self.perform(py, move |core| core.preflight(request.as_ref()))
    }

    /// What the platform's call log says of a call that is known by its numbers and its time: the `attempt` of an
    /// error that `may_have_placed`, or `to`, `sent_at` (a datetime with a time zone) and perhaps `from_` of an earlier run. Otherwise
    /// as `Call.log`.
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

    /// A handle for a call whose id is known. Sends nothing; its state is not known until it is asked for.
    fn call(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Call> {
        self.session.check(py)?;
        let call = self.core.call(text("id", id)?).map_err(|error| raise(py, &error))?;
        Ok(Call::new(call, &self.session))
    }

    /// Any other request to the platform, with the login, deadline, repeats and errors of all the others.
    ///
    /// - `method`: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    /// - `path`: begins with `/`, and is sent as it is.
    /// - `query`: a mapping, or pairs of a name and a value; escaped.
    /// - `body`: anything that JSON can hold, or JSON text as bytes; None for no body.
    ///
    /// GET and DELETE are repeated when an answer is lost, everything else is not. A lost answer to a POST is a
    /// `MaybePlacedError`, and so is one outside 200 to 299 and 400 to 599. Any other answer outside 200 to 299 is an error.
    #[pyo3(signature = (method, path, query=None, body=None))]
    fn request<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let any = AnyRequest::new(method, path, query, body)?;
        self.perform(py, move |core| any.run(core, Core::request))
    }

    /// The same, but every answer is returned, whatever its status: `Response.error` reads one that is no success.
    #[pyo3(signature = (method, path, query=None, body=None))]
    fn send<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let any = AnyRequest::new(method, path, query, body)?;
        self.perform(py, move |core| any.run(core, Core::send))
    }

    /// Ends the use of the client and its calls: what other threads are doing with them ends with
    /// `OperationCancelledError` within 100 ms, and every later operation is an `InvalidArgumentError`. What is known of a
    /// call (`id`, `state`, `outcome`) can still be read. Calls on the platform go on. Closing twice is fine.
    fn close(&self, py: Python<'_>) {
        self.session.close(py);
    }

    /// The same client for event loops: its operations, and those of its calls, return an `Operation` of `ringout._async` in
    /// the place of their answer.
    fn _asynchronous(&self) -> Self {
        Self::new_in(self.core.clone(), Session::asynchronous())
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

    /// Another handle for the same client: closed together with it.
    fn twin(&self, core: Core) -> Self {
        Self::new_in(core, self.session.clone())
    }

    fn perform<'py, T: Answer>(
        &self,
        py: Python<'py>,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        operation::perform(py, &self.session, &self.core, Core::spawn, operation)
    }

    fn from_core(py: Python<'_>, client: ringout_core::Result<Core>) -> PyResult<Self> {
        enums::prepare(py)?;
        client.map(|core| Self::new_in(core, Session::blocking())).map_err(|error| raise(py, &error))
    }
}
