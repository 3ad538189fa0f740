//! The client: one user of one app on one server.
//!
//! This is the public API. Every method checks its arguments and calls the module that does the work. The login,
//! connection pool, rate-limit budgets and tracker are behind the [`Session`].

mod builder;
mod env;

use std::fmt;
use std::time::Duration;

pub use builder::{CallPath, ClientBuilder};
pub use env::install_log;

use builder::{check_id, check_timeout};

use crate::account::call_log::{self, CallLog, LogQuery};
use crate::account::{self, ForwardingNumber, PhoneNumber, Preflight};
use crate::auth::{Authorization, Credentials, Token};
use crate::base::cancel::CancelToken;
#[cfg(doc)]
use crate::base::error::ErrorCode;
use crate::base::error::{self, Attempt, Error, RequestKind, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::PerProcess;
use crate::base::wire::Group;
use crate::base::workers::{self, Workers};
use crate::batch::{PlaceAll, PlaceOptions};
use crate::call::{self, Call};
use crate::model::phone::{self, NumberForm};
use crate::model::request::CallRequest;
use crate::model::response::Response;
use crate::session::Session;
use crate::transport::http::{Body, MAX_PART, Method, Request, encode_query};
use crate::transport::limits::Limit;
use crate::transport::retry::RetryPolicy;
use crate::transport::sender::SendError;

/// A client for one RingCentral app and user. It logs in, places calls, and sends any other API request.
///
/// Cheap to clone; clones share the login, the connections and the rate-limit budget. Every method may be called from
/// many threads at once, and blocks until it has a result or its deadline passes. A client sends nothing until a method
/// is called. Its threads end with the last handle, including those of its calls. Calls on RingCentral continue. If one is
/// being hung up ([`WaitOptions::cancel_on_exit`](crate::WaitOptions::cancel_on_exit)), dropping the last handle waits for
/// that, for up to ten seconds.
///
/// # Deadlines
///
/// Each method has one deadline, which includes logging in and retrying. It is 30 seconds unless the
/// [builder](ClientBuilder::request_timeout) or [`with_timeout`](Self::with_timeout) sets another. If it passes, the
/// method fails with [`Timeout`](ErrorCode::Timeout), or with [`MaybePlaced`](ErrorCode::MaybePlaced) if the request
/// that places a call was already sent.
///
/// # Errors
///
/// Besides the errors it documents, every method that sends a request may fail with
/// [`NotLoggedIn`](ErrorCode::NotLoggedIn) or [`Unauthorized`](ErrorCode::Unauthorized) from the login,
/// [`RateLimited`](ErrorCode::RateLimited), [`Server`](ErrorCode::Server) after all retries,
/// [`Connection`](ErrorCode::Connection), [`Timeout`](ErrorCode::Timeout), [`Protocol`](ErrorCode::Protocol),
/// [`Cancelled`](ErrorCode::Cancelled), and [`Storage`](ErrorCode::Storage) if a token store is set and cannot be read.
///
/// # Examples
///
/// Place a call and print each change:
///
/// ```no_run
/// use ringout_core::{CallRequest, Client, WaitOptions};
///
/// let client = Client::from_env()?;
/// let call = client.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
/// for change in call.watch(&WaitOptions::default()) {
///     println!("{}", change?.state);
/// }
/// println!("{}", call.outcome());
/// # Ok::<(), ringout_core::Error>(())
/// ```
///
/// Without credentials, nothing is sent:
///
/// ```
/// use ringout_core::{CallRequest, Client, ErrorCode};
///
/// let client = Client::builder("https://platform.ringcentral.com", "client-id").client_secret("secret").build()?;
/// let error = client.create_call(&CallRequest::to("+16505550100")).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::NotLoggedIn);
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    session: Session,
}

impl Client {
    /// Returns a builder for a client of this server and app.
    ///
    /// The server is `https://platform.ringcentral.com` in production. Nothing is checked until
    /// [`build`](ClientBuilder::build).
    pub fn builder(server: impl Into<String>, client_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(server, client_id)
    }

    /// Makes a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET`
    /// (omitted for public apps) and `RC_USER_JWT` (omitted if your program logs in itself). Sends nothing; the first
    /// request logs in. If `RINGOUT_TOKEN_FILE` is set, the token is kept in that file, as with
    /// [`ClientBuilder::token_file`].
    ///
    /// The other names are those of RingCentral's official samples. An empty variable counts as missing. A missing or wrong
    /// one is [`InvalidArgument`](ErrorCode::InvalidArgument), and [`Error::parameter`] names the variable.
    pub fn from_env() -> Result<Self> {
        env::builder()?.build().map_err(|error| {
            let renamed = error.parameter().and_then(|parameter| {
                let problem = error.message().strip_prefix(parameter)?.trim_start_matches([':', ' ']);
                Some(Error::invalid(env::variable_of(parameter)?, problem))
            });
            renamed.unwrap_or(error)
        })
    }

    /// Returns a handle with this timeout for each of its operations and those of its calls, instead of the configured
    /// ones.
    ///
    /// A timeout outside 1 ms to one hour is [`InvalidArgument`](ErrorCode::InvalidArgument). The timeout of
    /// [`Call::wait`] is not affected.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::Client;
    /// use std::time::Duration;
    ///
    /// let client = Client::from_env()?;
    /// let quick = client.with_timeout(Duration::from_secs(3))?;
    /// let state = quick.call("234343434")?.status()?;
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn with_timeout(&self, timeout: Duration) -> Result<Self> {
        check_timeout("timeout", timeout)?;
        Ok(Self { session: self.session.with_timeout(timeout) })
    }

    /// Returns a handle with another reaction to rate limits.
    ///
    /// All handles share one budget. See [`RateLimit`].
    pub fn with_rate_limit(&self, rate_limit: RateLimit) -> Self {
        Self { session: self.session.with_rate_limit(rate_limit) }
    }

    /// Returns a handle whose operations, and those of its calls, a token can interrupt.
    ///
    /// Replaces a token bound earlier. With a cancelled token, an operation fails at once and sends nothing. See
    /// [`CancelToken`].
    pub fn with_cancel_token(&self, token: &CancelToken) -> Self {
        Self { session: self.session.with_cancel_token(token) }
    }

    /// Returns a handle whose operations a second token can interrupt, besides the one that is bound, and that token.
    #[doc(hidden)]
    pub fn interruptible(&self) -> (Self, CancelToken) {
        let token = self.session.api.token().child();
        (self.with_cancel_token(&token), token)
    }

    /// Runs an operation other than a create on a worker thread, for hosts that must not block their own threads.
    ///
    /// The deadline counts from this call and includes the wait for a thread. `work` is called once. It gets a handle
    /// whose operations end by the deadline, or [`Timeout`](ErrorCode::Timeout) or [`Cancelled`](ErrorCode::Cancelled)
    /// if no thread was free before that. With an error, `work` must not block.
    #[doc(hidden)]
    pub fn spawn(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(&workers::OPERATIONS, self.session.api.operation(), work);
    }

    /// Like [`spawn`](Self::spawn), with the timeout of a create.
    #[doc(hidden)]
    pub fn spawn_create(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(&workers::OPERATIONS, self.session.api.create_operation(), work);
    }

    /// Like [`spawn`](Self::spawn), for hosts that expect few threads.
    #[doc(hidden)]
    pub fn spawn_on_few(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(&workers::FEW_OPERATIONS, self.session.api.operation(), work);
    }

    /// Like [`spawn_create`](Self::spawn_create), for hosts that expect few threads.
    #[doc(hidden)]
    pub fn spawn_create_on_few(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(&workers::FEW_OPERATIONS, self.session.api.create_operation(), work);
    }

    fn spawn_within(
        &self,
        pool: &'static PerProcess<Workers>,
        bounds: Operation,
        work: impl FnOnce(Result<Self>) + Send + 'static,
    ) {
        let client = Self { session: self.session.until(bounds.deadline) };
        pool.get().spawn_within(bounds, move |begun| work(begun.map(|()| client)));
    }

    /// Logs in now, and keeps the credentials to log in again whenever the token cannot be refreshed.
    ///
    /// Sends one token request, even if there is a valid token. Fails with [`Unauthorized`](ErrorCode::Unauthorized) if
    /// RingCentral refuses the credentials, and with [`InvalidArgument`](ErrorCode::InvalidArgument) if a value is
    /// empty. Both leave the previous login unchanged. An authorization code is not kept, because it works only once.
    ///
    /// Credentials given to the builder do not need this call. It only makes a failure show earlier.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, Credentials, ErrorCode};
    ///
    /// let client = Client::builder("https://platform.ringcentral.com", "client-id").client_secret("secret").build()?;
    /// if let Err(error) = client.login(Credentials::jwt("jwt-from-the-developer-console")) {
    ///     assert_eq!(error.code(), ErrorCode::Unauthorized);
    ///     eprintln!("{error}");
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn login(&self, credentials: Credentials) -> Result<()> {
        self.session.api.auth().log_in(credentials, self.session.api.sender(), &self.session.api.operation())
    }

    /// Starts a login on RingCentral's login page. Sends nothing. Open [`Authorization::url`] in the user's browser.
    ///
    /// Each call makes a new `state` and a new PKCE verifier. `redirect_uri` must be registered for the app in the
    /// developer console; an empty one is [`InvalidArgument`](ErrorCode::InvalidArgument).
    pub fn authorize_url(&self, redirect_uri: &str) -> Result<Authorization> {
        Authorization::begin(self.session.api.sender().origin(), self.session.api.auth().client_id(), redirect_uri)
    }

    /// Completes a login on RingCentral's login page: checks the URL of the redirect and logs in with the code in it.
    ///
    /// `redirected_to` is the whole URL or only its query. It is checked before anything is sent. See [`Authorization`]
    /// for an example.
    ///
    /// Fails with [`InvalidArgument`](ErrorCode::InvalidArgument) for `state` if the redirect does not belong to this
    /// login, and with [`Unauthorized`](ErrorCode::Unauthorized) if the user or RingCentral refused.
    pub fn login_redirect(&self, redirected_to: &str, authorization: &Authorization) -> Result<()> {
        self.login(authorization.redeem(redirected_to)?)
    }

    /// Replaces the token now. There is no need to call it, because requests refresh the token in time.
    ///
    /// Uses the refresh token if there is one, and the credentials otherwise. Without either, fails with
    /// [`NotLoggedIn`](ErrorCode::NotLoggedIn).
    pub fn refresh(&self) -> Result<()> {
        self.session.api.auth().refresh(self.session.api.sender(), &self.session.api.operation())
    }

    /// Deletes the token and the credentials, here and in the token store, and ends the session on RingCentral. Failing
    /// to reach RingCentral is not reported as an error.
    ///
    /// Waits for a login in flight. Fails with [`Storage`](ErrorCode::Storage) if the token store could not remove the
    /// token; even then the client has deleted its copy. Every process that uses the same token loses its session.
    pub fn logout(&self) -> Result<()> {
        self.session.api.auth().log_out(self.session.api.sender(), &self.session.api.operation())
    }

    /// Returns the server's scheme, host and port, such as `https://platform.ringcentral.com`.
    pub fn server(&self) -> &str {
        self.session.api.sender().origin()
    }

    /// Returns the app's client id.
    pub fn client_id(&self) -> &str {
        self.session.api.auth().client_id()
    }

    /// Returns the current token, or `None` before the first login. Sends nothing.
    ///
    /// The token may have expired, because this method does not refresh it.
    pub fn token(&self) -> Option<Token> {
        self.session.api.auth().token().map(|token| Token::clone(&token))
    }

    /// Restores a saved token.
    ///
    /// The token is not checked with RingCentral and not written to the token store. If it has expired, the first
    /// request replaces it with its refresh token or the credentials. A lockout after refused credentials is lifted.
    pub fn set_token(&self, token: Token) {
        self.session.api.auth().set_token(token);
    }

    /// Places a call.
    ///
    /// The request is sent once. If it may have reached RingCentral and no usable response came, the error is
    /// [`MaybePlaced`](ErrorCode::MaybePlaced), and the client does not retry, because a second request could ring both
    /// phones again. A response is usable if it describes the call or has a status of 400 to 599. The request is
    /// retried only if it provably never left, or was refused with a 401 (after a new login) or a 429 (with
    /// [`RateLimit::Wait`]).
    ///
    /// Numbers and ids are checked first, and [`InvalidArgument`](ErrorCode::InvalidArgument) means that nothing was
    /// sent. The client waits for rate limits before it sends, and does not use a connection that has idled for over a
    /// second.
    ///
    /// With a [`dedupe_key`](CallRequest::dedupe_key), the call is placed at most once by all workers that share the
    /// [ledger](ClientBuilder::ledger). If the key has a call, that one is returned ([`Call::adopted`]), also after its
    /// end. If another worker is placing it, the method waits for that. If a worker died while placing it or has got no
    /// response, the request is never sent again. Then the call log is asked. If it has the call for certain, that one
    /// is returned with its outcome and an empty id; otherwise the error is [`MaybePlaced`](ErrorCode::MaybePlaced).
    ///
    /// # Errors
    ///
    /// - Nothing was sent: [`InvalidArgument`](ErrorCode::InvalidArgument), [`NotLoggedIn`](ErrorCode::NotLoggedIn),
    ///   [`Timeout`](ErrorCode::Timeout), [`Connection`](ErrorCode::Connection), [`Cancelled`](ErrorCode::Cancelled),
    ///   [`Storage`](ErrorCode::Storage).
    /// - RingCentral refused, and no phone rang: [`Unauthorized`](ErrorCode::Unauthorized),
    ///   [`Forbidden`](ErrorCode::Forbidden) (no RingOut permission, a caller ID that does not belong to the user, no
    ///   funds), [`NotFound`](ErrorCode::NotFound) (no such account or extension),
    ///   [`RateLimited`](ErrorCode::RateLimited), [`Rejected`](ErrorCode::Rejected).
    /// - Phones may be ringing: [`MaybePlaced`](ErrorCode::MaybePlaced), [`Server`](ErrorCode::Server) other than a 503
    ///   with `Retry-After`, and a 408. For these [`Error::may_have_placed`] is true, [`Error::attempt`] has the values
    ///   that find the call in the call log, and [`Error::is_retryable`] is false.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client};
    ///
    /// let client = Client::from_env()?;
    /// let request = CallRequest::to("+16505550100").from("+16505550123").play_prompt(false);
    /// match client.create_call(&request) {
    ///     Ok(call) => println!("{} is ringing", call.id()),
    ///     Err(error) if error.may_have_placed() => {
    ///         let attempt = error.attempt();
    ///         eprintln!("check the call log before you retry: {error} {attempt:?}");
    ///     }
    ///     Err(error) => eprintln!("no phone rang: {error}"),
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn create_call(&self, request: &CallRequest) -> Result<Call> {
        call::create(&self.session, &request.check()?, None, None)
    }

    /// Returns the call that was placed with this [`dedupe_key`](CallRequest::dedupe_key), by any worker that shares the
    /// [ledger](ClientBuilder::ledger), or `None` if none was. Never places a call.
    ///
    /// A call that another worker is placing is waited for. One that has ended has its outcome at once, and a wait for it
    /// sends nothing. Its lease is this client's unless another worker has it, see [`Call::take_lease`].
    ///
    /// Fails with [`MaybePlaced`](ErrorCode::MaybePlaced) if a request was sent and nothing is known about it, not even
    /// by the call log; with [`InvalidArgument`](ErrorCode::InvalidArgument) without a ledger; and with
    /// [`Storage`](ErrorCode::Storage) if the ledger fails.
    pub fn find_call(&self, dedupe_key: &str) -> Result<Option<Call>> {
        call::find(&self.session, dedupe_key)
    }

    /// Places many calls as fast as the rate limits allow (10 a minute unless RingCentral reports another limit),
    /// follows them all, and yields their results as they end.
    ///
    /// Each request follows the rules of [`create_call`](Self::create_call), so none is placed twice. A request that
    /// the limits refuse waits for its turn, whatever the client's [`RateLimit`], until the [total
    /// timeout](PlaceOptions::total_timeout) if one is set. Calls are placed only while your program waits for the next
    /// result, so leaving the loop stops the placing.
    ///
    /// All requests are checked before the first is sent. [`InvalidArgument`](ErrorCode::InvalidArgument), with a
    /// parameter such as `requests[3].to`, means that nothing was sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, PlaceOptions};
    ///
    /// let requests = ["+16505550100", "+16505550102"].map(|to| CallRequest::to(to).from("+16505550123"));
    /// let options = PlaceOptions::default().concurrency(1).journal(|entry| {
    ///     eprintln!("{entry}");
    ///     Ok(())
    /// });
    /// for placed in Client::from_env()?.place_all(&requests, options)? {
    ///     match placed.result {
    ///         Ok(outcome) => println!("{}: {outcome}", placed.index),
    ///         Err(error) => println!("{}: {error}", placed.index),
    ///     }
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn place_all(&self, requests: &[CallRequest], options: PlaceOptions) -> Result<PlaceAll> {
        PlaceAll::new(&self.session, requests, options)
    }

    /// Lists the user's numbers that may be shown to a callee, for [`CallRequest::caller_id`]. These are the numbers
    /// with the `CallerId` feature.
    ///
    /// Fails with [`Forbidden`](ErrorCode::Forbidden) without the `ReadAccounts` permission.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::Client;
    ///
    /// for number in Client::from_env()?.caller_ids()? {
    ///     println!("{} {:?}", number.phone_number, number.usage_type);
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn caller_ids(&self) -> Result<Vec<PhoneNumber>> {
        account::caller_ids(&self.session.api)
    }

    /// Lists the user's forwarding numbers, which are the phones that can ring first, for
    /// [`CallRequest::from_forwarding_number`].
    ///
    /// A request without `from` rings the first one, unless the user has configured another. Fails with
    /// [`Forbidden`](ErrorCode::Forbidden) without the `ReadAccounts` permission.
    pub fn forwarding_numbers(&self) -> Result<Vec<ForwardingNumber>> {
        account::forwarding_numbers(&self.session.api, &self.session.api.operation())
    }

    /// Checks for problems that would make a call fail, without ringing a phone: the login, the app's permissions, the
    /// extension and its line, the numbers, and this machine's clock. With a request, its numbers are checked too.
    ///
    /// Problems and failed checks are part of the report, not errors. The method itself fails only with
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) for an invalid request, [`Timeout`](ErrorCode::Timeout) or
    /// [`Cancelled`](ErrorCode::Cancelled). Sends up to three requests of the Light group, and logs in if needed.
    pub fn preflight(&self, request: Option<&CallRequest>) -> Result<Preflight> {
        account::preflight(&self.session.api, request)
    }

    /// Looks a call up in the call log by its numbers and time. Use it for a call that may have been placed
    /// ([`Error::attempt`]), or for one from an earlier run.
    ///
    /// Fails with [`InvalidArgument`](ErrorCode::InvalidArgument) if the callee's number is missing or `sent_at` is not
    /// a valid date. `sent_at` is compared with RingCentral's clock; a record within 10 s counts as near. In all else
    /// this is [`Call::log`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, LogMatch};
    ///
    /// let client = Client::from_env()?;
    /// if let Err(error) = client.create_call(&CallRequest::to("+16505550100").from("+16505550123"))
    ///     && let Some(attempt) = error.attempt()
    ///     && client.call_log(attempt)?.matching == LogMatch::Certain
    /// {
    ///     println!("the call was placed");
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn call_log(&self, attempt: &Attempt) -> Result<CallLog> {
        let to =
            attempt.to.as_deref().ok_or_else(|| Error::invalid("to", "the attempt has no number of the callee"))?;
        let number = |parameter, number: &str| phone::normalize(parameter, number, NumberForm::Party, true);
        let from = attempt.from.as_deref().map(|from| number("from", from)).transpose()?;
        let logged = LogQuery { to: number("to", to)?.into(), from: from.map(Into::into), at: attempt.sent_at };
        call_log::read(&self.session.api, &logged, None, &self.session.api.operation())
    }

    /// Returns the known rate limits, one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
    ///
    /// Until a response reports the real limits, these are RingCentral's defaults. Other programs of the same user and
    /// app share the limits, so `remaining` is the number in the last response minus the requests sent since.
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::Client;
    ///
    /// let client = Client::builder("https://platform.ringcentral.com", "client-id").client_secret("secret").build()?;
    /// for limit in client.limits() {
    ///     println!("{limit}");
    /// }
    /// let heavy = client.limits().into_iter().find(|limit| limit.name == "Heavy").expect("one of three");
    /// assert_eq!((heavy.limit, heavy.remaining, heavy.retry_after.is_zero()), (10, None, true));
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn limits(&self) -> Vec<Limit> {
        let api = &self.session.api;
        let mut limits = api.sender().limits();
        for limit in &mut limits {
            limit.ringcentral_name = limit.ringcentral_name.take().map(|name| api.scrub(name));
        }
        limits
    }

    /// Returns a handle for the call with this id. Sends nothing. The state is not known until the first status
    /// request.
    ///
    /// Fails with [`InvalidArgument`](ErrorCode::InvalidArgument) if the id is empty, longer than 256 bytes, `.` or
    /// `..`, or contains control characters. Only RingCentral knows whether the call exists; see [`Call::status`].
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::Client;
    ///
    /// let client = Client::builder("https://platform.ringcentral.com", "client-id").client_secret("secret").build()?;
    /// let call = client.call("Y3MxNzE4NDI4NDkyODg0NDM5MDJAMTAuNjIuMjkuMzM")?;
    /// assert_eq!(call.state(), None);
    /// assert_eq!(client.call("").unwrap_err().parameter(), Some("id"));
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn call(&self, id: impl Into<String>) -> Result<Call> {
        let id = id.into();
        check_id("id", &id)?;
        Ok(Call::known(self.session.clone(), id))
    }

    /// Sends any other API request, with the usual login, deadline, retries and errors.
    ///
    /// `query` is escaped, `body` is JSON text, and `path` is sent unchanged. `path` must begin with exactly one `/`,
    /// be escaped already, and contain no `.` or `..` segment, so it cannot lead to another server. With its query it
    /// has up to 16,320 characters.
    ///
    /// If the connection fails or RingCentral reports a server error, GET and DELETE requests are retried; others are
    /// not, unless they were never sent. A POST that was sent without a response, or got one that is neither a success
    /// nor a status of 400 to 599, is [`MaybePlaced`](ErrorCode::MaybePlaced). [`Error::may_have_placed`] is also true
    /// for a 408 and most 5xx. Any other response outside 200 to 299 is an error.
    ///
    /// Redirects are not followed. A response over 1 MiB is [`Protocol`](ErrorCode::Protocol).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, Method};
    ///
    /// let client = Client::from_env()?;
    /// let path = "/restapi/v1.0/account/~/extension/~/call-log";
    /// let log = client.request(Method::Get, path, &[("view", "Detailed"), ("phoneNumber", "16505550100")], None)?;
    /// println!("{}", log.text());
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn request(&self, method: Method, path: &str, query: &[(&str, &str)], body: Option<&str>) -> Result<Response> {
        let response = self.send(method, path, query, body)?;
        response.error().map_or(Ok(response), Err)
    }

    /// Like [`request`](Self::request), but returns every response, whatever its status. [`Response::error`] converts
    /// an unsuccessful one.
    ///
    /// Fails if no response came or the login failed. Use it if your program interprets statuses itself, such as an SDK
    /// built on this crate.
    pub fn send(&self, method: Method, path: &str, query: &[(&str, &str)], body: Option<&str>) -> Result<Response> {
        check_path(path)?;
        let target = match (query.is_empty(), path.contains('?')) {
            (true, _) => path.to_owned(),
            (false, false) => format!("{path}?{}", encode_query(query.iter().copied())),
            (false, true) => format!("{path}&{}", encode_query(query.iter().copied())),
        };
        if target.len() > MAX_PART {
            let problem = format!("has {} characters including its query; up to {MAX_PART} can be sent", target.len());
            return Err(Error::invalid("path", problem));
        }
        let request = Request {
            method,
            target: &target,
            template: path.split('?').next().unwrap_or(path),
            body: body.map(Body::Json),
            group: Group::of(method == Method::Get, path),
            authorization: None,
            keep_headers: true,
        };
        let operation = self.session.api.operation();
        let attempt = |sent_at| Attempt { to: None, from: None, sent_at };
        let to_error = |failure: SendError| {
            if method == Method::Post { failure.into_create_error(attempt) } else { failure.error }
        };
        let (response, bearer) =
            self.session.api.response(&request, RetryPolicy::of(method), None, &operation).map_err(to_error)?;
        let error = (!response.is_success()).then(|| {
            let error = error::from_response(&response, RequestKind::of(request.template));
            let error = self.session.api.auth().scrub(error, Some(&bearer));
            to_error(SendError { error, sent_at: response.sent_at })
        });
        Ok(Response::new(response, error))
    }
}

impl Call {
    /// Returns the client handle of this call, with its cancel token, timeout and reaction to rate limits.
    pub fn client(&self) -> Client {
        Client { session: self.session.clone() }
    }

    /// Returns a handle to the same call whose operations use another handle of the client.
    ///
    /// The known state stays shared. Pass only a handle of the same client; a different client would request a call
    /// that may not belong to its user.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::Client;
    /// use std::time::Duration;
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let quick = call.client().with_timeout(Duration::from_secs(3))?;
    /// let state = call.with_client(&quick).status()?;
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn with_client(&self, client: &Client) -> Self {
        self.on(&client.session)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.session.api.sender().origin())
            .field("client_id", &self.session.api.auth().client_id())
            .finish_non_exhaustive()
    }
}

/// Checks that a path stays on the server. Spaces, `#` and backslashes are refused rather than escaped, because the
/// function cannot tell a half-escaped path from an unescaped one.
fn check_path(path: &str) -> Result<()> {
    let problem = if !path.starts_with('/') || path.starts_with("//") {
        "does not begin with exactly one /; give the path without the server"
    } else if path.contains(|c: char| c.is_control() || c == ' ' || c == '#' || c == '\\' || !c.is_ascii()) {
        "contains a character that must be escaped"
    } else if path.split(['/', '?']).any(|segment| segment == "." || segment == "..") {
        "contains a . or .. segment"
    } else {
        return Ok(());
    };
    Err(Error::invalid("path", problem))
}
