//! The client: one user of one app on one server.
//!
//! The public face: every method checks its arguments and hands over to the room that does the work. What belongs to one user,
//! the login, the connections, the budgets and the tracker, is behind the [`Session`].

mod builder;
mod env;

use std::fmt;
use std::time::Duration;

pub use builder::{CallPath, ClientBuilder};

use builder::{check_id, check_timeout};

use crate::account::call_log::{self, CallLog, LogQuery};
use crate::account::{self, ForwardingNumber, PhoneNumber, Preflight};
use crate::auth::{Authorization, Credentials, Token};
use crate::base::cancel::CancelToken;
#[cfg(doc)]
use crate::base::error::ErrorCode;
use crate::base::error::{self, Attempt, Error, RequestKind, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::wire::Group;
use crate::base::workers;
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

/// A user of an app on a server: places calls, and asks the platform anything else.
///
/// Cheap to clone; clones share the login, the connections and the budget. All methods may be called from many threads
/// at once, and block until they have an answer or their deadline has passed. A client sends nothing before it is asked
/// to, and dropping the last handle, those of its calls included, ends its threads; calls on the platform go on.
///
/// # Deadlines
///
/// Each method has one deadline for all that it does, login and repeats included: 30 seconds, unless the
/// [builder](ClientBuilder::request_timeout) or [`with_timeout`](Self::with_timeout) sets another. A deadline that
/// passes is [`Timeout`](ErrorCode::Timeout), but for a create that was already sent, which is
/// [`MaybePlaced`](ErrorCode::MaybePlaced).
///
/// # Errors
///
/// What every method that sends may fail with, besides its own: [`NotLoggedIn`](ErrorCode::NotLoggedIn) and
/// [`Unauthorized`](ErrorCode::Unauthorized) from the login, [`RateLimited`](ErrorCode::RateLimited),
/// [`Server`](ErrorCode::Server) after the repeats that the request allows, [`Connection`](ErrorCode::Connection),
/// [`Timeout`](ErrorCode::Timeout), [`Protocol`](ErrorCode::Protocol), [`Cancelled`](ErrorCode::Cancelled), and
/// [`Storage`](ErrorCode::Storage) if a token store is set and cannot be read.
///
/// # Examples
///
/// Place a call and print each step:
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
/// Without credentials nothing is sent, and the error says so:
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
    /// Starts the settings of a client: the server's URL and the app's client id.
    ///
    /// The server is `https://platform.ringcentral.com` in production. Nothing is checked before
    /// [`build`](ClientBuilder::build).
    pub fn builder(server: impl Into<String>, client_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(server, client_id)
    }

    /// A client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and
    /// `RC_USER_JWT` (or log in yourself). Sends nothing: the first request logs in.
    ///
    /// The names are those of the platform's official samples. A variable that is empty counts as missing. One that is
    /// missing or wrong is [`InvalidArgument`](ErrorCode::InvalidArgument), and [`Error::parameter`] is the name of the
    /// variable.
    pub fn from_env() -> Result<Self> {
        env::builder()?.build().map_err(|error| {
            let renamed = error.parameter().and_then(|parameter| {
                let problem = error.message().strip_prefix(parameter)?.trim_start_matches([':', ' ']);
                Some(Error::invalid(env::variable_of(parameter)?, problem))
            });
            renamed.unwrap_or(error)
        })
    }

    /// The same client with this deadline for each of its operations, and those of its calls, in the place of the
    /// configured ones.
    ///
    /// From 1 ms to one hour, else [`InvalidArgument`](ErrorCode::InvalidArgument). How long [`Call::wait`]
    /// waits is not changed by it.
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

    /// The same client with another way to take the platform's limits.
    ///
    /// The budget stays shared with every other handle. See [`RateLimit`].
    pub fn with_rate_limit(&self, rate_limit: RateLimit) -> Self {
        Self { session: self.session.with_rate_limit(rate_limit) }
    }

    /// The same client with its operations, and those of its calls, bound to a token that can interrupt them.
    ///
    /// It replaces a token that was bound before. An operation that is bound to a cancelled token fails at once and
    /// sends nothing. See [`CancelToken`].
    pub fn with_cancel_token(&self, token: &CancelToken) -> Self {
        Self { session: self.session.with_cancel_token(token) }
    }

    /// Runs an operation on a worker thread, for hosts that must not block their own: any but a create.
    ///
    /// Its deadline counts from here, however long it waits for a thread. `work` is called once: with the handle to use,
    /// whose operations end by then, or with [`Timeout`](ErrorCode::Timeout) or [`Cancelled`](ErrorCode::Cancelled) if
    /// that came before a thread was free. With an error it must not block.
    #[doc(hidden)]
    pub fn spawn(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(self.session.api.operation(), work);
    }

    /// The same for a create, which has another deadline.
    #[doc(hidden)]
    pub fn spawn_create(&self, work: impl FnOnce(Result<Self>) + Send + 'static) {
        self.spawn_within(self.session.api.create_operation(), work);
    }

    fn spawn_within(&self, bounds: Operation, work: impl FnOnce(Result<Self>) + Send + 'static) {
        let client = Self { session: self.session.until(bounds.deadline) };
        workers::OPERATIONS.get().spawn_within(bounds, move |begun| work(begun.map(|()| client)));
    }

    /// Logs in now, and keeps the credentials to log in again whenever the token ends.
    ///
    /// Sends one token request, whether or not there is a token already. [`Unauthorized`](ErrorCode::Unauthorized) if
    /// the platform refuses, [`InvalidArgument`](ErrorCode::InvalidArgument) if something is empty; both leave the
    /// login that was there before as it was. An authorization code is not kept, because it works once.
    ///
    /// There is no need to call it for credentials that were given to the builder: it only brings the failure forward.
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

    /// Begins a login through the platform's page. Sends nothing: send the user to [`Authorization::url`].
    ///
    /// Each call makes another `state` and another PKCE verifier. `redirect_uri` must be one that the app has in the
    /// developer console; empty is [`InvalidArgument`](ErrorCode::InvalidArgument).
    pub fn authorize_url(&self, redirect_uri: &str) -> Result<Authorization> {
        Authorization::begin(self.session.api.sender().origin(), self.session.api.auth().client_id(), redirect_uri)
    }

    /// Ends a login through the platform's page: checks the URL that the platform redirected to, and logs in with the
    /// code in it.
    ///
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) for `state` means that the redirect does not belong to this
    /// login; [`Unauthorized`](ErrorCode::Unauthorized) that the user or the platform refused.
    ///
    /// `redirected_to` may be the whole URL or only its query. Checks before it sends: a redirect that is refused here
    /// costs no token request. See [`Authorization`] for an example.
    pub fn login_redirect(&self, redirected_to: &str, authorization: &Authorization) -> Result<()> {
        self.login(authorization.redeem(redirected_to)?)
    }

    /// Replaces the token now. There is no need to call it: requests do it when it is time.
    ///
    /// With a refresh token it is used, else the credentials log in again. [`NotLoggedIn`](ErrorCode::NotLoggedIn) if
    /// there is neither.
    pub fn refresh(&self) -> Result<()> {
        self.session.api.auth().refresh(self.session.api.sender(), &self.session.api.operation())
    }

    /// Forgets the token and the credentials, here and in the token store, and ends the session on the platform. That
    /// the platform cannot be reached is no error.
    ///
    /// Waits for a login that is under way. [`Storage`](ErrorCode::Storage) if the token store could not remove the
    /// token; here it is forgotten all the same. Ending the session ends it for every process that uses the same token.
    pub fn logout(&self) -> Result<()> {
        self.session.api.auth().log_out(self.session.api.sender(), &self.session.api.operation())
    }

    /// The token in use, for those who keep it themselves.
    ///
    /// `None` before the first login. It may be about to end, or have ended: asking for it sends nothing and replaces
    /// nothing.
    pub fn token(&self) -> Option<Token> {
        self.session.api.auth().token().map(|token| Token::clone(&token))
    }

    /// Goes on with a token that was kept.
    ///
    /// Not checked against the platform and not written to the token store. A token that has ended is replaced by the
    /// first request, with its refresh token or the credentials. Whatever barred the login before is forgotten.
    pub fn set_token(&self, token: Token) {
        self.session.api.auth().set_token(token);
    }

    /// Places a call.
    ///
    /// The request is sent once. If it may have reached the platform and no usable answer came, the error is
    /// [`MaybePlaced`](ErrorCode::MaybePlaced), and nothing is repeated: a second try could ring both phones again. An
    /// answer is usable if it describes the call, or has a status of 400 to 599. The request is repeated only if it provably
    /// never left, or was refused with a 401 and the client could log in again.
    ///
    /// What can be wrong with the request itself is found before: numbers and ids are checked here, and
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) means that nothing was sent. The limits are awaited before, too,
    /// and a connection that has idled for over a second is not used.
    ///
    /// # Errors
    ///
    /// - Nothing was sent: [`InvalidArgument`](ErrorCode::InvalidArgument), [`NotLoggedIn`](ErrorCode::NotLoggedIn),
    ///   [`Timeout`](ErrorCode::Timeout), [`Connection`](ErrorCode::Connection), [`Cancelled`](ErrorCode::Cancelled),
    ///   [`Storage`](ErrorCode::Storage).
    /// - The platform refused, and no phone rang: [`Unauthorized`](ErrorCode::Unauthorized),
    ///   [`Forbidden`](ErrorCode::Forbidden) (no RingOut permission, a caller ID that is not the user's, no funds),
    ///   [`NotFound`](ErrorCode::NotFound) (no such account or extension), [`RateLimited`](ErrorCode::RateLimited),
    ///   [`Rejected`](ErrorCode::Rejected).
    /// - Perhaps a phone rang: [`MaybePlaced`](ErrorCode::MaybePlaced), [`Server`](ErrorCode::Server) other than a 503 with
    ///   `Retry-After`, and a 408. [`Error::may_have_placed`] tells them from the others, and [`Error::attempt`] has what to
    ///   look for in the call log. They are not [retryable](Error::is_retryable).
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
    ///         eprintln!("do not repeat this blindly: {error} {attempt:?}");
    ///     }
    ///     Err(error) => eprintln!("no phone rang: {error}"),
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn create_call(&self, request: &CallRequest) -> Result<Call> {
        call::create(&self.session, &request.check()?, None)
    }

    /// Places many calls, as fast as the platform's limits allow (10 a minute unless it tells otherwise), follows them all,
    /// and gives their results as they end.
    ///
    /// Each request is sent by the rules of [`create_call`](Self::create_call), so none is placed twice; one that the
    /// limits refuse waits for its turn, whatever the client's [`RateLimit`], and as long as that takes unless a
    /// [total timeout](PlaceOptions::total_timeout) is set. Every request is checked
    /// before the first is sent: [`InvalidArgument`](ErrorCode::InvalidArgument), with a parameter such as `requests[3].to`,
    /// means that nothing was sent. Calls are placed while somebody waits for the next result: leaving the loop ends the
    /// placing.
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

    /// The user's numbers that may be shown to a callee, for [`CallRequest::caller_id`]: those with the `CallerId` feature.
    ///
    /// Needs the `ReadAccounts` permission: [`Forbidden`](ErrorCode::Forbidden) without it.
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

    /// The user's forwarding numbers: the phones that can be rung first, for [`CallRequest::from_forwarding_number`].
    ///
    /// The first one rings for a request without `from`, unless the user has set another. Needs the `ReadAccounts`
    /// permission: [`Forbidden`](ErrorCode::Forbidden) without it.
    pub fn forwarding_numbers(&self) -> Result<Vec<ForwardingNumber>> {
        account::forwarding_numbers(&self.session.api, &self.session.api.operation())
    }

    /// Checks, without ringing anybody, what would make a call fail: the login, the app's permission, the extension and its
    /// line, the numbers, this machine's clock. With a request, that one's numbers as well.
    ///
    /// What is wrong is in the report and no error; neither is what could not be checked. An error means that there is no
    /// report: [`InvalidArgument`](ErrorCode::InvalidArgument) for a request that would not be sent,
    /// [`Timeout`](ErrorCode::Timeout) and [`Cancelled`](ErrorCode::Cancelled). Sends up to three requests of the Light group, and
    /// a login if there is none.
    pub fn preflight(&self, request: Option<&CallRequest>) -> Result<Preflight> {
        account::preflight(&self.session.api, request)
    }

    /// What the call log says of a call that is known by its numbers and its time: one that may have been placed
    /// ([`Error::attempt`]), or one of an earlier run.
    ///
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) without a callee's number, and for a `sent_at` that is no date. It is
    /// compared with the platform's clock: a record counts as near within 10 s. Otherwise as [`Call::log`].
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
    ///     println!("it was placed");
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn call_log(&self, attempt: &Attempt) -> Result<CallLog> {
        let to = attempt.to.as_deref().ok_or_else(|| Error::invalid("to", "the callee's number is not known"))?;
        let number = |parameter, number: &str| phone::normalize(parameter, number, NumberForm::Party, true);
        let from = attempt.from.as_deref().map(|from| number("from", from)).transpose()?;
        let logged = LogQuery { to: number("to", to)?.into(), from: from.map(Into::into), at: attempt.sent_at };
        call_log::read(&self.session.api, &logged, None, &self.session.api.operation())
    }

    /// Tells what is known of the platform's limits: one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
    ///
    /// Before an answer has told, these are the platform's defaults. Other programs of the same user and app spend the same
    /// limits, so what is left is the truth of the last answer, less what this client has sent since.
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
    /// assert_eq!((heavy.limit, heavy.remaining, heavy.opens_in.is_zero()), (10, None, true));
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn limits(&self) -> Vec<Limit> {
        let api = &self.session.api;
        let mut limits = api.sender().limits();
        for limit in &mut limits {
            limit.platform_name = limit.platform_name.take().map(|name| api.scrub(name));
        }
        limits
    }

    /// A handle for a call whose id is known. Sends nothing; its state is not known until it is asked for.
    ///
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) for an id that is empty, longer than 256 bytes, `.` or `..`, or
    /// has control characters in it. Whether there is such a call, only the platform knows: see [`Call::status`].
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

    /// Any other request to the platform, with the login, deadline, repeats and errors of all the others.
    ///
    /// `path` begins with `/` and is sent as it is; `query` is escaped; `body` is JSON text. GET and DELETE are
    /// repeated when an answer is lost, everything else is not. A POST that was sent and not answered, or answered with
    /// neither a success nor a status of 400 to 599, is [`MaybePlaced`](ErrorCode::MaybePlaced);
    /// [`Error::may_have_placed`] is true for a 408 and most 5xx as well. Any other answer outside 200 to 299 is an error.
    ///
    /// `path` must begin with one `/`, be escaped already, and have no `.` or `..` segment: it cannot lead to another
    /// server. With its query it has at most 16,320 characters. Redirects are not followed. An answer over 1 MiB is
    /// [`Protocol`](ErrorCode::Protocol).
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

    /// The same, but every answer is a response, whatever its status: [`Response::error`] reads one that is no success.
    ///
    /// It still fails when no answer came, or when the login did. For those who decide on statuses themselves, such as
    /// an SDK that is built on this one.
    pub fn send(&self, method: Method, path: &str, query: &[(&str, &str)], body: Option<&str>) -> Result<Response> {
        check_path(path)?;
        let target = match (query.is_empty(), path.contains('?')) {
            (true, _) => path.to_owned(),
            (false, false) => format!("{path}?{}", encode_query(query.iter().copied())),
            (false, true) => format!("{path}&{}", encode_query(query.iter().copied())),
        };
        if target.len() > MAX_PART {
            let problem =
                format!("has {} characters, its query included; at most {MAX_PART} can be sent", target.len());
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
        let judged =
            |lost: SendError| if method == Method::Post { lost.into_create_error(attempt) } else { lost.error };
        let (response, bearer) =
            self.session.api.response(&request, RetryPolicy::of(method), None, &operation).map_err(judged)?;
        let error = (!response.is_success()).then(|| {
            let error = error::from_response(&response, RequestKind::of(request.template));
            let error = self.session.api.auth().scrub(error, Some(&bearer));
            judged(SendError { error, sent_at: response.sent_at })
        });
        Ok(Response::new(response, error))
    }
}

impl Call {
    /// The client that its operations go through, with its cancel token, timeout and way to take the limits.
    pub fn client(&self) -> Client {
        Client { session: self.session.clone() }
    }

    /// The same call with its operations going through another handle of its client.
    ///
    /// What is known of the call stays shared. A client that is no such handle asks for a call that may not be its own.
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

/// A path that stays on the server and means what it says: the rest of the URL is the client's. Spaces, `#` and
/// backslashes are refused instead of escaped, because a path that is half escaped cannot be told from one that is not.
fn check_path(path: &str) -> Result<()> {
    let problem = if !path.starts_with('/') || path.starts_with("//") {
        "does not begin with one /; give the path only, the server is the client's"
    } else if path.contains(|c: char| c.is_control() || c == ' ' || c == '#' || c == '\\' || !c.is_ascii()) {
        "has a character in it that must be escaped"
    } else if path.split(['/', '?']).any(|segment| segment == "." || segment == "..") {
        "is relative"
    } else {
        return Ok(());
    };
    Err(Error::invalid("path", problem))
}
