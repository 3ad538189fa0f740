//! Client settings.
//!
//! Settings are stored as given and checked in [`ClientBuilder::build`], in one place and one order, so that every
//! language reports the same mistake in the same way. A wrong setting is an error; a default never replaces it.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, env};
use crate::api::{Api, Paths, Timeouts};
use crate::auth::{Auth, AuthSettings, Credentials, FileTokenStore, TokenKey, TokenLifetimes, TokenStore};
use crate::base::error::{Error, Result};
use crate::base::id;
use crate::base::operation::RateLimit;
use crate::base::secret::Secret;
use crate::fleet::budget::Share;
use crate::fleet::ledger::{BoundedLedger, Ledger};
use crate::session::Session;
use crate::transport::http::{Agent, AgentSettings, ProxyChoice, Server, encode_segment};
use crate::transport::sender::Sender;

/// The path of RingOut requests. RingCentral has two for the same operations.
///
/// Both take the same requests and return the same responses, but their ids differ. A response that names a call by an
/// id of the other path is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum CallPath {
    /// `ring-out`, the current path. Its ids are strings.
    #[default]
    RingOut = 0,
    /// `ringout`, deprecated by RingCentral. Its ids are numbers.
    Deprecated = 1,
}

impl CallPath {
    /// Returns the last segment of the path, such as `ring-out`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RingOut => "ring-out",
            Self::Deprecated => "ringout",
        }
    }
}

/// Settings of a [`Client`], checked in [`build`](Self::build).
///
/// Each timeout covers a whole operation: waiting for a connection, logging in, and retrying.
///
/// | setting | default | range |
/// |---|---|---|
/// | [`connect_timeout`](Self::connect_timeout) | 5 s | 1 ms to 1 h |
/// | [`request_timeout`](Self::request_timeout) | 30 s | 1 ms to 1 h |
/// | [`create_timeout`](Self::create_timeout) | 30 s | 1 ms to 1 h |
/// | [`account_id`](Self::account_id), [`extension_id`](Self::extension_id) | `~`: the user's own | 1 to 256 bytes |
/// | [`access_token_ttl`](Self::access_token_ttl) | RingCentral's choice | 600 to 3600 s |
/// | [`refresh_token_ttl`](Self::refresh_token_ttl) | RingCentral's choice, 7 days | 1 s to 365 days |
/// | [`rate_limit`](Self::rate_limit) | [`Wait`](RateLimit::Wait) | |
/// | [`dedupe_lifetime`](Self::dedupe_lifetime) | 7 days | 1 h to 365 days |
///
/// An explicit setting takes precedence over the environment. The environment supplies the proxy and, on Linux, the
/// trusted certificate authorities; [`Client::from_env`](super::Client::from_env) also reads the server, the app and
/// the JWT from it. Everything else has the default above.
///
/// `Debug` shows only the server and the client id.
///
/// # Examples
///
/// ```
/// use ringout_core::{Client, Credentials, FileTokenStore, RateLimit};
/// use std::time::Duration;
///
/// let client = Client::builder("https://platform.ringcentral.com", "client-id")
///     .client_secret("client-secret")
///     .credentials(Credentials::jwt("jwt-from-the-developer-console"))
///     .token_store(FileTokenStore::new("tokens.json"))
///     .request_timeout(Duration::from_secs(10))
///     .rate_limit(RateLimit::FailFast)
///     .app("Switchboard", "2.1")
///     .build()?;
/// # Ok::<(), ringout_core::Error>(())
/// ```
///
/// The error names the wrong setting:
///
/// ```
/// use ringout_core::{Client, ErrorCode};
///
/// let error = Client::builder("http://platform.ringcentral.com", "client-id").build().unwrap_err();
/// assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("server")));
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    server: String,
    client_id: String,
    client_secret: Option<Secret>,
    credentials: Option<Credentials>,
    account_id: String,
    extension_id: String,
    call_path: CallPath,
    connect_timeout: Duration,
    request_timeout: Duration,
    create_timeout: Duration,
    allow_insecure_http: bool,
    lifetimes: TokenLifetimes,
    token_store: Option<Arc<dyn TokenStore>>,
    token_file: Option<PathBuf>,
    token_user: Option<String>,
    proxy: Option<Secret>,
    ca_bundle: Option<PathBuf>,
    app: Option<(String, String)>,
    rate_limit: RateLimit,
    ledger: Option<Arc<dyn Ledger>>,
    budget: Option<Arc<dyn Ledger>>,
    share: Option<f64>,
    dedupe_lifetime: Duration,
}

impl ClientBuilder {
    pub(crate) fn new(server: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            client_id: client_id.into(),
            client_secret: None,
            credentials: None,
            account_id: "~".into(),
            extension_id: "~".into(),
            call_path: CallPath::default(),
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(30),
            create_timeout: Duration::from_secs(30),
            allow_insecure_http: false,
            lifetimes: TokenLifetimes::default(),
            token_store: None,
            token_file: None,
            token_user: None,
            proxy: None,
            ca_bundle: None,
            app: None,
            rate_limit: RateLimit::default(),
            ledger: None,
            budget: None,
            share: None,
            dedupe_lifetime: Duration::from_secs(7 * 24 * 3600),
        }
    }

    /// Sets the client secret of the app. An app without one is public.
    ///
    /// A confidential app authenticates its token requests with HTTP Basic. A public app sends its client id in the
    /// body and no Authorization header.
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(secret));
        self
    }

    /// Sets the credentials for the login that the first request triggers. [`Client::login`] logs in at once instead.
    ///
    /// Empty credentials are [`InvalidArgument`](crate::ErrorCode::InvalidArgument) in [`build`](Self::build). The
    /// client keeps the credentials in memory to log in again whenever it cannot refresh the token.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the account id. The default `~` is the account of the logged-in user.
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = id.into();
        self
    }

    /// Sets the extension id. The default `~` is the extension of the logged-in user.
    pub fn extension_id(mut self, id: impl Into<String>) -> Self {
        self.extension_id = id.into();
        self
    }

    /// Sets which of RingCentral's two paths to use.
    ///
    /// The default is the current one. The deprecated path is for accounts and servers that still need it.
    pub fn call_path(mut self, path: CallPath) -> Self {
        self.call_path = path;
        self
    }

    /// Sets how long connecting may take, including name lookup and TLS. The default is 5 s. Like every timeout of a
    /// client, it ranges from 1 ms to one hour.
    ///
    /// This time is part of the operation's deadline, not added to it. If the host has several addresses, they share
    /// it, so that an unresponsive first one does not use it up.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long an operation other than placing a call may take. The default is 30 s. A wait for a call has a
    /// separate timeout.
    ///
    /// The timeout covers the whole operation, including a login, retries, and waiting for rate limits.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Sets how long placing a call may take. The default is 30 s.
    ///
    /// If the request was sent and gets no response in this time, the error is
    /// [`MaybePlaced`](crate::ErrorCode::MaybePlaced), so leave enough time.
    pub fn create_timeout(mut self, timeout: Duration) -> Self {
        self.create_timeout = timeout;
        self
    }

    /// Allows `http://` to other machines, which sends tokens in clear text. Off by default. This machine is always
    /// allowed.
    ///
    /// "This machine" means `localhost`, 127.0.0.0/8 and `::1`.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Sets the lifetime of access tokens, 10 minutes to 1 hour. By default RingCentral chooses it.
    ///
    /// Sent as `access_token_ttl` in every token request. The `expires_in` of the response is authoritative.
    pub fn access_token_ttl(mut self, lifetime: Duration) -> Self {
        self.lifetimes.access = Some(lifetime);
        self
    }

    /// Sets the lifetime of refresh tokens, 1 s to 365 days. By default RingCentral chooses 7 days.
    ///
    /// Sent as `refresh_token_ttl`. RingCentral issues refresh tokens only to apps that ask for them. Without one, the
    /// client logs in again with the credentials.
    pub fn refresh_token_ttl(mut self, lifetime: Duration) -> Self {
        self.lifetimes.refresh = Some(lifetime);
        self
    }

    /// Sets the store that keeps tokens between runs and shares them between processes. By default tokens stay in
    /// memory.
    ///
    /// With a store that locks, such as [`FileTokenStore`](crate::FileTokenStore), all processes on a machine share one
    /// token, and one of them at a time replaces it. RingCentral allows five sessions per user and app, and ends the
    /// oldest.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Keeps tokens in this file. Equivalent to [`token_store`](Self::token_store) with a
    /// [`FileTokenStore`](crate::FileTokenStore).
    ///
    /// An empty path, or both a file and a store, is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) in
    /// [`build`](Self::build).
    pub fn token_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.token_file = Some(path.into());
        self
    }

    /// Sets the user name in the key of the token store. By default it comes from the credentials, or is `default` for
    /// a login on RingCentral's login page. Set it if one store serves several such users.
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::{Client, FileTokenStore};
    ///
    /// let client = Client::builder("https://platform.ringcentral.com", "client-id")
    ///     .token_store(FileTokenStore::new("tokens.json"))
    ///     .token_user("alice@example.com")
    ///     .build()?;
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn token_user(mut self, user: impl Into<String>) -> Self {
        self.token_user = Some(user.into());
        self
    }

    /// Sets a proxy, as `http://user:password@host:port`. An empty string means no proxy, whatever the environment
    /// says.
    ///
    /// Unless set, the client uses the first usable value of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` (also in lower
    /// case) at the time it is built. It bypasses the proxy for servers on this machine and servers that `NO_PROXY`
    /// names.
    ///
    /// `NO_PROXY` has the syntax that curl uses. It is a list separated by commas or spaces of names, which also match
    /// their subdomains (`example.com`, `.example.com`), addresses, networks such as `192.0.2.0/24`, and `*` for
    /// everything. Each may have a port.
    ///
    /// Only HTTP proxies are supported. A SOCKS proxy is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) here
    /// and is ignored in the environment. The URL may hold a password and is never shown.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Secret::new(url));
        self
    }

    /// Sets a PEM file of certificate authorities to trust instead of the system's.
    ///
    /// By default a client on Linux trusts the authorities in the PEM file `SSL_CERT_FILE` and in the directories of
    /// `SSL_CERT_DIR` (separated by `:`), or the system's if neither variable is set. It reads them at the first
    /// connection.
    ///
    /// The file is read once, in [`build`](Self::build). If it cannot be read or holds no certificate, the error is
    /// [`InvalidArgument`](crate::ErrorCode::InvalidArgument).
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// Sets the name and version of your app for the `User-Agent` and `X-User-Agent` headers.
    ///
    /// Both must be non-empty and consist of ASCII letters, digits and the punctuation of an HTTP token. Spaces become
    /// dashes. The header is `Switchboard/2.1 ringout/0.1.0`, for example.
    pub fn app(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.app = Some((name.into(), version.into()));
        self
    }

    /// Sets what a request does when a rate limit does not allow it yet. The default is to wait.
    ///
    /// [`Client::with_rate_limit`] changes it for some operations.
    pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.rate_limit = rate_limit;
        self
    }

    /// Sets the ledger in which the calls with a [`CallRequest::dedupe_key`](crate::CallRequest::dedupe_key) are
    /// recorded. All processes that may place the same call must share it.
    ///
    /// The keys of one user are apart from those of others. A user who logs in with a JWT is recognised by it, so set
    /// [`token_user`](Self::token_user) if the JWT may be replaced while keys are in use.
    pub fn ledger(mut self, ledger: impl Ledger + 'static) -> Self {
        self.ledger = Some(Arc::new(ledger));
        self
    }

    /// Sets the store in which all workers of a fleet account for RingCentral's rate limits together, so that none of them
    /// is refused for what another has sent. It may be the [`ledger`](Self::ledger). It keeps one line for each group of
    /// requests of a user and an app, under a `dedupe_key` that begins with `ringout:`, and needs to be no more durable than
    /// a minute.
    ///
    /// What one worker learns of a limit or a penalty holds for all. A request costs one or two exchanges with the store
    /// before it is sent and one after its response. If the store fails or takes longer than 5 s, the client says so
    /// in the log, pauses for a window of the limit, and goes on with its [`share`](Self::share) until the store works
    /// again. If the store has lost everything, the client pauses likewise.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ringout_core::{Client, Error, Ledger};
    /// fn worker(store: impl Ledger + Clone + 'static) -> Result<Client, Error> {
    ///     let builder = Client::builder("https://platform.ringcentral.com", "client-id");
    ///     builder.ledger(store.clone()).budget(store).share(1.0 / 8.0).build() // one of 8 workers
    /// }
    /// ```
    pub fn budget(mut self, store: impl Ledger + 'static) -> Self {
        self.budget = Some(Arc::new(store));
        self
    }

    /// Sets which part of RingCentral's limits this client uses while there is no [`budget`](Self::budget): more than 0 and
    /// at most 1. For N workers of one user and app, 1/N. The default is 0.1 while a budget fails, and 1 without one.
    /// Every client may send at least one request in each window.
    pub fn share(mut self, share: f64) -> Self {
        self.share = Some(share);
        self
    }

    /// Sets how long the ledger remembers a key after its last change, 1 hour to 365 days. The default is 7 days. It
    /// should be longer than any queue may deliver a job again.
    pub fn dedupe_lifetime(mut self, lifetime: Duration) -> Self {
        self.dedupe_lifetime = lifetime;
        self
    }

    /// Checks every setting and makes the client. Sends nothing.
    ///
    /// The only error is [`InvalidArgument`](crate::ErrorCode::InvalidArgument), and [`Error::parameter`] names the
    /// setting. The server must be a scheme and a host, optionally with a port. The client id and the secret must be
    /// printable ASCII without spaces, and the client id must not contain a colon, which separates the two in HTTP
    /// Basic (RFC 7617, section 2).
    pub fn build(self) -> Result<Client> {
        let server = Server::parse(&self.server, self.allow_insecure_http)?;
        check_word("client_id", &self.client_id, "the client id of the app from the developer console")?;
        if self.client_id.contains(':') {
            return Err(Error::invalid("client_id", "contains a colon, which HTTP Basic does not allow"));
        }
        if let Some(secret) = &self.client_secret {
            check_word("client_secret", secret.expose(), "the client secret of the app from the developer console")?;
        }
        self.credentials.as_ref().map_or(Ok(()), Credentials::check)?;
        check_id("account_id", &self.account_id)?;
        check_id("extension_id", &self.extension_id)?;
        check_timeout("connect_timeout", self.connect_timeout)?;
        check_timeout("request_timeout", self.request_timeout)?;
        check_timeout("create_timeout", self.create_timeout)?;

        let extension = format!(
            "/restapi/v1.0/account/{}/extension/{}",
            encode_segment(&self.account_id),
            encode_segment(&self.extension_id)
        );
        let paths = Paths { calls: format!("{extension}/{}", self.call_path.as_str()), extension };
        check_lifetime("access_token_ttl", self.lifetimes.access, 600..=3600)?;
        check_lifetime("refresh_token_ttl", self.lifetimes.refresh, 1..=31_536_000)?;
        check_lifetime("dedupe_lifetime", Some(self.dedupe_lifetime), 3600..=31_536_000)?;
        let store = store(self.token_store, self.token_file)?;
        let agent = Agent::new(AgentSettings {
            connect_timeout: self.connect_timeout,
            user_agent: user_agent(self.app.as_ref())?,
            client_id: self.client_id.clone(),
            proxy: self.proxy.map_or_else(env::proxy, ProxyChoice::Explicit),
            ca_bundle: self.ca_bundle,
            server: server.clone(),
        })?;
        let auth = Auth::new(AuthSettings {
            origin: server.origin,
            client_id: self.client_id,
            client_secret: self.client_secret,
            credentials: self.credentials,
            lifetimes: self.lifetimes,
            store,
            user: self.token_user,
        });
        let timeouts = Timeouts { request: self.request_timeout, create: self.create_timeout };
        let ledger = self.ledger.map(|ledger| BoundedLedger::new(ledger, self.dedupe_lifetime));
        let share = share(self.budget, self.share, &auth.key())?;
        let sender = Sender::new(agent, share);
        sender.set_user(&auth.key().user);
        let api = Api::new(auth, sender, paths, timeouts, self.rate_limit, ledger);
        Ok(Client { session: Session::new(api) })
    }
}

/// What the client may use of the limits beside others; `None` if it is alone.
fn share(store: Option<Arc<dyn Ledger>>, part: Option<f64>, key: &TokenKey) -> Result<Option<Share>> {
    const DEFAULT: f64 = 0.1;
    if part.is_some_and(|part| !(part > 0.0 && part <= 1.0)) {
        return Err(Error::invalid("share", "must be more than 0 and at most 1; for N workers, it is 1/N"));
    }
    let part = match (&store, part) {
        (None, None) => return Ok(None),
        (None, Some(part)) if part >= 1.0 => return Ok(None),
        (_, part) => part.unwrap_or(DEFAULT),
    };
    let TokenKey { server, client_id, .. } = key.clone();
    Ok(Some(Share { store, part, server, client_id }))
}

fn store(store: Option<Arc<dyn TokenStore>>, file: Option<PathBuf>) -> Result<Option<Arc<dyn TokenStore>>> {
    match (store, file) {
        (Some(_), Some(_)) => Err(Error::invalid("token_store", "set a token store or a token file, not both")),
        (None, Some(file)) if file.as_os_str().is_empty() => {
            Err(Error::invalid("token_file", "is empty; give the path of a file, or omit it"))
        }
        (None, Some(file)) => Ok(Some(Arc::new(FileTokenStore::new(file)))),
        (store, None) => Ok(store),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &crate::transport::http::without_user(&self.server))
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// `MyApp/1.2 ringout/0.1.0`
fn user_agent(app: Option<&(String, String)>) -> Result<String> {
    let library = format!("ringout/{}", crate::VERSION);
    let Some((name, version)) = app else { return Ok(library) };
    // The characters of a token (RFC 9110, section 5.6.2), and spaces.
    let is_token = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-_+!#$%&'*^`|~".contains(&b))
    };
    if is_token(name) && is_token(version) {
        return Ok(format!("{}/{} {library}", name.replace(' ', "-"), version.replace(' ', "-")));
    }
    Err(Error::invalid("app", "the name and the version must consist of ASCII letters, digits and .-_+ only"))
}

fn check_lifetime(parameter: &str, lifetime: Option<Duration>, seconds: RangeInclusive<u64>) -> Result<()> {
    match lifetime {
        Some(lifetime) if !seconds.contains(&lifetime.as_secs()) => {
            let problem = format!("is not between {} and {} seconds", seconds.start(), seconds.end());
            Err(Error::invalid_time(parameter, lifetime, &problem))
        }
        _ => Ok(()),
    }
}

/// Requires printable ASCII without spaces. The error does not show the value, which may be a secret.
fn check_word(parameter: &str, value: &str, what: &str) -> Result<()> {
    if value.is_empty() {
        return Err(Error::invalid(parameter, format_args!("is empty; give {what}")));
    }
    if !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(
            parameter,
            format_args!("contains white space or characters outside printable ASCII; give {what}"),
        ));
    }
    Ok(())
}

/// Rejects an id that cannot be one path segment. Sent anyway, it would get a 404 that names no resource.
pub(crate) fn check_id(parameter: &str, id: &str) -> Result<()> {
    let Some(problem) = id::problem(id) else { return Ok(()) };
    Err(Error::invalid(parameter, format_args!("{problem}; give an id as RingCentral returned it")))
}

/// Checks the range of a timeout. Zero would fail everything, and more than an hour is probably a mistake in units.
pub(crate) fn check_timeout(parameter: &str, timeout: Duration) -> Result<()> {
    const MIN: Duration = Duration::from_millis(1);
    const MAX: Duration = Duration::from_secs(3600);
    if timeout < MIN || timeout > MAX {
        return Err(Error::invalid_time(parameter, timeout, "is not between 1 ms and 1 hour"));
    }
    Ok(())
}
