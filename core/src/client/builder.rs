//! Everything about a client that can be set, checked once.
//!
//! Settings are kept as they came and checked in [`ClientBuilder::build`], in one place and in one order, so that every
//! language reports the same mistake the same way. A setting that is wrong is an error, never a default in its place.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, env};
use crate::api::{Api, Paths, Timeouts};
use crate::auth::{Auth, AuthSettings, Credentials, FileTokenStore, TokenLifetimes, TokenStore};
use crate::base::error::{Error, Result};
use crate::base::id;
use crate::base::operation::RateLimit;
use crate::base::secret::Secret;
use crate::session::Session;
use crate::transport::http::{Agent, AgentSettings, ProxyChoice, Server, encode_segment};
use crate::transport::sender::Sender;

/// Which of the platform's two paths for the same operations is used.
///
/// Both take the same requests, and their answers are read in the same way. Each has ids of its own: an answer that names
/// a call by the other path's id is not taken for that call's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum CallPath {
    /// `ring-out`, the current one, whose ids are text.
    #[default]
    RingOut = 0,
    /// `ringout`, deprecated by the platform, whose ids are numbers.
    Deprecated = 1,
}

impl CallPath {
    /// The last word of the path: `ring-out`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RingOut => "ring-out",
            Self::Deprecated => "ringout",
        }
    }
}

/// Settings of a [`Client`], checked in [`build`](Self::build).
///
/// Every operation has a deadline that holds for all of it: waiting for a connection, logging in, repeating.
///
/// | setting | default | range |
/// |---|---|---|
/// | [`connect_timeout`](Self::connect_timeout) | 5 s | 1 ms to 1 h |
/// | [`request_timeout`](Self::request_timeout) | 30 s | 1 ms to 1 h |
/// | [`create_timeout`](Self::create_timeout) | 30 s | 1 ms to 1 h |
/// | [`account_id`](Self::account_id), [`extension_id`](Self::extension_id) | `~`: the user's own | 1 to 256 bytes |
/// | [`access_token_ttl`](Self::access_token_ttl) | the platform's | 600 to 3600 s |
/// | [`refresh_token_ttl`](Self::refresh_token_ttl) | the platform's: 7 days | 1 s to 365 days |
/// | [`rate_limit`](Self::rate_limit) | [`Wait`](RateLimit::Wait) | |
///
/// A setting is what was set here. Unless set, the environment gives the proxy, and on Linux the certificate authorities to
/// trust; [`Client::from_env`](super::Client::from_env) takes the server, the app and the JWT from there as well. What neither
/// gives has the default.
///
/// Its `Debug` shows the server and the client id, nothing else.
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
/// A setting that is wrong is named:
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
        }
    }

    /// The app's secret. Without one the app is a public one.
    ///
    /// A confidential app names itself with HTTP Basic in token requests. A public one has no secret to keep: it sends
    /// its client id in the body, and no Authorization header.
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(secret));
        self
    }

    /// What to log in with when the first request needs it. [`Client::login`] does it at once instead.
    ///
    /// An empty one is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) in [`build`](Self::build). They are kept
    /// in memory, to log in again whenever the token cannot be refreshed.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The account, by its id. The default `~` is the account of the user who logged in.
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = id.into();
        self
    }

    /// The extension, by its id. The default `~` is the extension of the user who logged in.
    pub fn extension_id(mut self, id: impl Into<String>) -> Self {
        self.extension_id = id.into();
        self
    }

    /// Which of the platform's two paths is used.
    ///
    /// The current one unless set; the other is for accounts or servers that still need it.
    pub fn call_path(mut self, path: CallPath) -> Self {
        self.call_path = path;
        self
    }

    /// How long making a connection may take, name lookup and TLS included; 5 s unless set.
    /// From 1 ms to one hour, as every timeout of a client.
    ///
    /// A part of the operation's own deadline, never added to it. Several addresses share it, so that a silent first
    /// one does not use it up.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long any operation but a create may take; 30 s unless set. A wait for a call has its own timeout.
    ///
    /// For all of the operation: the login it needs, its repeats, waiting for the limits.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How long a create may take; 30 s unless set.
    ///
    /// A create that was sent and is not answered in this time is [`MaybePlaced`](crate::ErrorCode::MaybePlaced): do
    /// not set it tight.
    pub fn create_timeout(mut self, timeout: Duration) -> Self {
        self.create_timeout = timeout;
        self
    }

    /// Allows `http://` to other machines, which sends tokens in the clear. Off unless set; this machine is always
    /// allowed.
    ///
    /// This machine is `localhost`, 127.0.0.0/8 and `::1`.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// How long access tokens shall live, 10 minutes to 1 hour; the platform's choice unless set.
    ///
    /// Sent as `access_token_ttl` with every token request. What counts is the `expires_in` of the answer.
    pub fn access_token_ttl(mut self, life: Duration) -> Self {
        self.lifetimes.access = Some(life);
        self
    }

    /// How long refresh tokens shall live; the platform's choice, 7 days, unless set.
    ///
    /// Sent as `refresh_token_ttl`. The platform issues refresh tokens only to apps that ask for them; without one the
    /// credentials log in again, which comes to the same.
    pub fn refresh_token_ttl(mut self, life: Duration) -> Self {
        self.lifetimes.refresh = Some(life);
        self
    }

    /// Where tokens are kept between runs and shared between processes; in memory only unless set.
    ///
    /// With a store that locks, such as [`FileTokenStore`](crate::FileTokenStore), all processes on a machine share one
    /// token, and one of them at a time replaces it: the platform allows five sessions for a user and an app, and ends
    /// the oldest.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Keeps tokens in this file: the same as [`token_store`](Self::token_store) with a
    /// [`FileTokenStore`](crate::FileTokenStore).
    ///
    /// An empty path, and a store beside it, are [`InvalidArgument`](crate::ErrorCode::InvalidArgument) in
    /// [`build`](Self::build).
    pub fn token_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.token_file = Some(path.into());
        self
    }

    /// The user's name in the key under which the store keeps the token. Unless set it is made from the credentials,
    /// and `default` for a login through the platform's page: set it when one store serves several such users.
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

    /// A proxy, `http://user:password@host:port`. Unless set it is the first usable one of `ALL_PROXY`, `HTTPS_PROXY` and
    /// `HTTP_PROXY` when the client is built, also in lower case, but not for a server on this machine or one that
    /// `NO_PROXY` names. Empty means none, whatever the environment says.
    ///
    /// `NO_PROXY` is read as curl reads it: names with commas or spaces between them, each for itself and all names below it
    /// (`example.com`, `.example.com`), addresses, networks such as `192.0.2.0/24`, and `*` for everything. A port may follow.
    ///
    /// Only HTTP proxies are known; a SOCKS proxy is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) here and
    /// passed over in the environment. The URL may hold a password and is shown nowhere.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Secret::new(url));
        self
    }

    /// A PEM file of the certificate authorities to trust instead of the system's.
    ///
    /// Unless set, a client on Linux trusts those in the PEM file that `SSL_CERT_FILE` names and in the folders of
    /// `SSL_CERT_DIR` (with `:` between them); only without either, the system's. They are read at the first connection.
    ///
    /// Read once, in [`build`](Self::build); a file that cannot be read or holds no certificate is
    /// [`InvalidArgument`](crate::ErrorCode::InvalidArgument).
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// The name and version of your app, which the platform sees in `User-Agent` and `X-User-Agent`.
    ///
    /// ASCII letters, digits and the punctuation of an HTTP token, not empty; spaces become dashes. Sent as
    /// `Switchboard/2.1 ringout/0.1.0`.
    pub fn app(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.app = Some((name.into(), version.into()));
        self
    }

    /// What a request does that the platform's limits do not allow yet: wait, unless set.
    ///
    /// [`Client::with_rate_limit`] changes it for some operations.
    pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.rate_limit = rate_limit;
        self
    }

    /// Checks every setting and makes the client. Sends nothing.
    ///
    /// [`InvalidArgument`](crate::ErrorCode::InvalidArgument) is the only error, and [`Error::parameter`] names the
    /// setting. The server must be a scheme, a host and perhaps a port; the client id and the secret printable ASCII
    /// without spaces, the client id without a colon, which HTTP Basic could not tell from its own (RFC 7617, section
    /// 2).
    pub fn build(self) -> Result<Client> {
        let server = Server::parse(&self.server, self.allow_insecure_http)?;
        check_word("client_id", &self.client_id, "the client id of the app from the developer console")?;
        if self.client_id.contains(':') {
            return Err(Error::invalid("client_id", "has a colon in it, which HTTP Basic does not allow"));
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
        check_life("access_token_ttl", self.lifetimes.access, 600..=3600)?;
        check_life("refresh_token_ttl", self.lifetimes.refresh, 1..=31_536_000)?;
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
        Ok(Client { session: Session::new(Api::new(auth, Sender::new(agent), paths, timeouts, self.rate_limit)) })
    }
}

fn store(store: Option<Arc<dyn TokenStore>>, file: Option<PathBuf>) -> Result<Option<Arc<dyn TokenStore>>> {
    match (store, file) {
        (Some(_), Some(_)) => Err(Error::invalid("token_store", "give a token store or a token file, not both")),
        (None, Some(file)) if file.as_os_str().is_empty() => {
            Err(Error::invalid("token_file", "is empty; give the path of a file, or leave it out"))
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
    let own = format!("ringout/{}", crate::VERSION);
    let Some((name, version)) = app else { return Ok(own) };
    // The characters of a token (RFC 9110, section 5.6.2), and spaces in names.
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-_+!#$%&'*^`|~".contains(&b))
    };
    if is_word(name) && is_word(version) {
        return Ok(format!("{}/{} {own}", name.replace(' ', "-"), version.replace(' ', "-")));
    }
    Err(Error::invalid("app", "the name and the version must be of ASCII letters, digits and .-_+ only"))
}

fn check_life(parameter: &str, life: Option<Duration>, seconds: RangeInclusive<u64>) -> Result<()> {
    match life {
        Some(life) if !seconds.contains(&life.as_secs()) => {
            let problem = format!("is not between {} and {} seconds", seconds.start(), seconds.end());
            Err(Error::invalid_time(parameter, life, &problem))
        }
        _ => Ok(()),
    }
}

/// Printable ASCII without spaces. The value is not shown: it may be a secret.
fn check_word(parameter: &str, value: &str, what: &str) -> Result<()> {
    if value.is_empty() {
        return Err(Error::invalid(parameter, format_args!("is empty; give {what}")));
    }
    if !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(
            parameter,
            format_args!("has white space or other odd characters in it; give {what}"),
        ));
    }
    Ok(())
}

/// Refuses an id that cannot become one segment of a path, before it is sent and answered with a 404 that names nothing.
pub(crate) fn check_id(parameter: &str, id: &str) -> Result<()> {
    let Some(problem) = id::problem(id) else { return Ok(()) };
    Err(Error::invalid(parameter, format_args!("{problem}; give an id as the platform returned it")))
}

/// No time at all would fail everything, and a mistake in units shows as a timeout that no call takes: an hour is the longest.
pub(crate) fn check_timeout(parameter: &str, timeout: Duration) -> Result<()> {
    const MIN: Duration = Duration::from_millis(1);
    const MAX: Duration = Duration::from_secs(3600);
    if timeout < MIN || timeout > MAX {
        return Err(Error::invalid_time(parameter, timeout, "is not between 1 ms and 1 hour"));
    }
    Ok(())
}
