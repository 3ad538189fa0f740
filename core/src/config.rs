//! Everything about a client that can be set, checked once.

use std::time::Duration;

use crate::auth::{Auth, Credentials};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::http::{Agent, AgentSettings, Server, encode_segment};
use crate::secret::Secret;
use crate::sender::Sender;

/// Which of the platform's two paths for the same operations is used.
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
#[derive(Debug, Clone)]
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
        }
    }

    /// The app's secret. Without one the app is a public one.
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(secret));
        self
    }

    /// What to log in with when the first request needs it. [`Client::login`] does it at once instead.
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
    pub fn call_path(mut self, path: CallPath) -> Self {
        self.call_path = path;
        self
    }

    /// How long making a connection may take, name lookup and TLS included; 5 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long any operation but a create may take; 30 s unless set. A wait for a call has its own timeout.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How long a create may take; 30 s unless set.
    pub fn create_timeout(mut self, timeout: Duration) -> Self {
        self.create_timeout = timeout;
        self
    }

    /// Allows `http://` to other machines, which sends tokens in the clear. Off unless set; this machine is always
    /// allowed.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Checks every setting and makes the client. Sends nothing.
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

        let calls = format!(
            "/restapi/v1.0/account/{}/extension/{}/{}",
            encode_segment(&self.account_id),
            encode_segment(&self.extension_id),
            self.call_path.as_str()
        );
        let agent = Agent::new(AgentSettings {
            origin: server.origin,
            connect_timeout: self.connect_timeout,
            user_agent: format!("ringout/{}", crate::VERSION),
        });
        let auth = Auth::new(self.client_id, self.client_secret, self.credentials);
        Ok(Client::new(auth, Sender::new(agent), calls, self.request_timeout, self.create_timeout))
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

/// An id that becomes one segment of a path.
pub(crate) fn check_id(parameter: &str, id: &str) -> Result<()> {
    // The longest that the documents show has 44 characters.
    const LONGEST: usize = 256;
    let problem = if id.is_empty() {
        "is empty"
    } else if id.len() > LONGEST {
        "is longer than 256 bytes"
    } else if id.contains(char::is_control) {
        "has a control character in it"
    } else if id == "." || id == ".." {
        "is a relative path"
    } else {
        return Ok(());
    };
    Err(Error::invalid(parameter, format_args!("{problem}; give an id as the platform returned it")))
}

fn check_timeout(parameter: &str, timeout: Duration) -> Result<()> {
    const LONGEST: Duration = Duration::from_secs(3600);
    if timeout.is_zero() || timeout > LONGEST {
        return Err(Error::invalid(parameter, format_args!("{timeout:?} is not between 1 ms and 1 hour")));
    }
    Ok(())
}
