//! HTTP client: the only folder that names ureq.
//!
//! It adds to ureq what placing a call needs: whether a byte of the request may have been sent, whether the connection
//! had been used before, and a way to interrupt any wait.
//!
//! The layers of a connection, innermost first:
//!
//! 1. the tunnel through a proxy, if there is one (ureq's);
//! 2. [`SocketConnector`], which opens the socket whose waits end with the exchange;
//! 3. TLS (ureq's, with rustls), whose handshake is complete before the next layer is made;
//! 4. [`SendMarker`], which marks the request as sent before it passes on the first byte. Handshakes and `CONNECT` happen
//!    below it, so a connection that cannot be established has provably sent nothing of the request.
//!
//! These parts of ureq are switched off: its timeouts (the socket keeps the operation's deadline), its redirects (they
//! would carry credentials to another host), its errors for statuses (any response is a result), and its name lookup (the
//! socket does it, for new connections only). The layers use its unversioned traits, so it is pinned to one minor
//! version.

mod layers;
mod response;

#[cfg(feature = "simulation")]
pub(super) use response::read_simulated;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use log::{Level, debug, log_enabled};
use ureq::config::Config;
use ureq::http::uri::Authority;
use ureq::http::{Uri, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, RustlsConnector};
use ureq::{Proxy, ProxyProtocol};

use super::exchange::{Exchange, Peer};
use super::explain::ErrorContext;
use super::no_proxy;
use super::{Body, ExchangeResult, Failure, FailureKind, Method, Request, Server};
use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::base::operation::{Operation, Stop};
use crate::base::process::{AfterFork, PerProcess};
use crate::base::secret::Secret;
use crate::base::wire::HttpResponse;
use layers::{DeferredResolver, SendMarker, SocketConnector};
use response::{read, unreadable};

const BUFFER: usize = 16 * 1024;
/// Maximum length of a path with its query, or of a header's value. ureq writes a line of the head whole or not at all.
/// If a later line of a head did not fit, the request would break off after the first lines were sent.
pub(crate) const MAX_PART: usize = BUFFER - 64;
/// At least the number of threads that may talk to one server at once, or each would open new connections.
const IDLE_CONNECTIONS: usize = 64;

/// Settings of an agent.
#[derive(Debug, Clone)]
pub(crate) struct AgentSettings {
    pub(crate) server: Server,
    pub(crate) connect_timeout: Duration,
    pub(crate) user_agent: String,
    pub(crate) client_id: String,
    pub(crate) proxy: ProxyChoice,
    pub(crate) ca_bundle: Option<PathBuf>,
}

/// Which proxy is used.
#[derive(Debug, Clone)]
pub(crate) enum ProxyChoice {
    /// From the environment: the first of these that is usable. It is not used for this machine, nor for servers in
    /// `exceptions`, a list that `no_proxy` reads.
    Environment { urls: Vec<Secret>, exceptions: String },
    /// The user's choice; no proxy if it is empty.
    Explicit(Secret),
}

/// A connection pool to one server.
#[derive(Debug)]
pub(crate) struct Agent {
    settings: AgentSettings,
    context: ErrorContext,
    pool: PerProcess<ConnectionPool>,
}

/// The connections of one process. ureq locks its pool while it checks one of them.
#[derive(Debug)]
struct ConnectionPool {
    connect_timeout: Duration,
    server: Authority,
    agent: ureq::Agent,
}

impl ConnectionPool {
    fn new(config: Config, connect_timeout: Duration, server: Authority) -> Self {
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(SocketConnector { timeout: connect_timeout, server: server.clone() })
                .chain(RustlsConnector::default())
                .chain(SendMarker { server: server.clone() });
        Self { connect_timeout, server, agent: ureq::Agent::with_parts(config, connector, DeferredResolver) }
    }
}

impl AfterFork for ConnectionPool {
    fn after_fork(&self) -> Self {
        Self::new(self.agent.config().clone(), self.connect_timeout, self.server.clone())
    }
}

impl Agent {
    pub(crate) fn new(settings: AgentSettings) -> Result<Self> {
        // rustls supports TLS 1.2 and 1.3 only.
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots(settings.ca_bundle.as_deref())?)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let proxy = proxy(&settings.proxy, &settings.server)?;
        let context = error_context(&settings, proxy.as_ref());
        // No timeouts here: the socket keeps the operation's deadline, which spans retries and logins.
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .user_agent(settings.user_agent.clone())
            .accept("application/json")
            // Without it, a gateway may compress (RFC 9110, section 12.5.3).
            .accept_encoding("identity")
            .proxy(proxy)
            .tls_config(tls)
            .build();
        let server = settings.server.origin.parse::<Uri>().ok().and_then(|uri| uri.authority().cloned());
        let server = server.ok_or_else(|| Error::invalid("server", "is not a URL with a host"))?;
        Ok(Self {
            pool: PerProcess::new(ConnectionPool::new(config, settings.connect_timeout, server)),
            settings,
            context,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.settings.server.origin
    }

    /// Sends a request once and reads the response.
    ///
    /// Never retries: ureq does not retry a request that was sent, and retries are up to the sender. Logs one line at the
    /// debug level, with the template of the path instead of ids.
    pub(crate) fn send(&self, request: &Request<'_>, operation: &Operation) -> ExchangeResult {
        let started = clock::now();
        let mut result = self.exchange(request, operation);
        if let Ok(HttpResponse { rate, .. }) = &mut result {
            rate.is_echo = rate.group.as_deref().is_some_and(|group| request.carries_name(group));
        }
        log(request, &result, clock::now().saturating_duration_since(started));
        result
    }

    fn exchange(&self, request: &Request<'_>, operation: &Operation) -> ExchangeResult {
        #[cfg(feature = "simulation")]
        if let Some(result) = super::simulated::exchange(request, operation) {
            return result;
        }
        if let Some(text) = self.unwritable(request) {
            return Err(Failure { kind: FailureKind::Protocol, sent_at: None, stale: false, text });
        }
        // POST creates, so a POST must not be lost on a stale connection.
        let exchange = Rc::new(Exchange::new(operation, self.settings.connect_timeout, request.method == Method::Post));
        match exchange.check() {
            Ok(()) => match exchange.scope(|| self.run(request)) {
                Ok(response) => Ok(HttpResponse { sent_at: exchange.sent_at(), ..response }),
                Err(error) => Err(failure(&error, &exchange, &self.context)),
            },
            Err(error) => Err(failure(&error.into(), &exchange, &self.context)),
        }
    }

    /// Returns the error text if the head of a request is too long to be written.
    fn unwritable(&self, request: &Request<'_>) -> Option<String> {
        let parts = [
            ("its path", request.target),
            ("its Authorization header", request.authorization.unwrap_or_default()),
            ("the user agent", &self.settings.user_agent),
            ("the client id", &self.settings.client_id),
        ];
        let (what, part) = parts.into_iter().find(|(_, part)| part.len() > MAX_PART)?;
        let length = part.len();
        Some(format!("the request cannot be sent: {what} has {length} characters, and the maximum is {MAX_PART}"))
    }

    fn run(&self, request: &Request<'_>) -> std::result::Result<HttpResponse, ureq::Error> {
        let mut builder = ureq::http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.origin(), request.target))
            .header("x-user-agent", &self.settings.user_agent)
            .header("client-id", &self.settings.client_id);
        if let Some(authorization) = request.authorization {
            builder = builder.header(header::AUTHORIZATION, authorization);
        }
        let agent = &self.pool.get().agent;
        let response = match request.body {
            Some(Body::Json(json)) => {
                agent.run(builder.header(header::CONTENT_TYPE, "application/json").body(json)?)?
            }
            Some(Body::Form(form)) => {
                agent.run(builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form)?)?
            }
            None if matches!(request.method, Method::Get | Method::Delete) => agent.run(builder.body(())?)?,
            None => agent.run(builder.body("")?)?,
        };
        read(response, request.keep_headers)
    }
}

/// Returns the certificate authorities to trust: the system's, or those of a PEM file.
fn roots(ca_bundle: Option<&Path>) -> Result<RootCerts> {
    let Some(path) = ca_bundle else { return Ok(RootCerts::PlatformVerifier) };
    let problem = |what: &str| Error::invalid("ca_bundle", format_args!("the file {} {what}", path.display()));
    let pem = fs::read(path).map_err(|error| problem(&format!("cannot be read: {error}")))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| problem("is not valid PEM"))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(problem("contains no certificate"));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

/// Returns the proxy to use. An unusable proxy from the environment is ignored, because it may be meant for other
/// programs; an explicit one is an error.
fn proxy(choice: &ProxyChoice, server: &Server) -> Result<Option<Proxy>> {
    match choice {
        // Decided here, once: a client has one server, and ureq has its own reading of exceptions.
        ProxyChoice::Environment { exceptions, .. } if server.is_loopback || no_proxy::covers(exceptions, server) => {
            Ok(None)
        }
        ProxyChoice::Environment { urls, .. } => {
            Ok(urls.iter().filter_map(|url| Proxy::new(url.expose()).ok()).find(|proxy| !is_socks(proxy)))
        }
        ProxyChoice::Explicit(url) if url.is_empty() => Ok(None),
        ProxyChoice::Explicit(url) => {
            // The URL is not shown, because it may contain a password.
            let problem = |what: &str| Error::invalid("proxy", format_args!("the URL {what}"));
            let proxy = Proxy::new(url.expose()).map_err(|_| problem("is not a proxy URL; write http://host:port"))?;
            if is_socks(&proxy) {
                Err(problem("names a SOCKS proxy; only HTTP proxies are supported"))
            } else {
                Ok(Some(proxy))
            }
        }
    }
}

/// Names for error texts about connections.
fn error_context(settings: &AgentSettings, proxy: Option<&Proxy>) -> ErrorContext {
    let scheme = |proxy: &Proxy| if proxy.protocol() == ProxyProtocol::Https { "https" } else { "http" };
    ErrorContext {
        server: settings.server.origin.clone(),
        proxy: proxy.map(|proxy| format!("{}://{}:{}", scheme(proxy), proxy.host(), proxy.port())),
        proxy_has_login: proxy.is_some_and(|proxy| proxy.username().or(proxy.password()).is_some()),
        has_ca_bundle: settings.ca_bundle.is_some(),
        connect_timeout: settings.connect_timeout,
    }
}

fn is_socks(proxy: &Proxy) -> bool {
    !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
}

/// Logs the exchange. The request id comes from the server and might be an echo: one that could be a part of the request
/// is not logged. The search for it takes longer than the rest of a request, so it is skipped unless the line is written.
fn log(request: &Request<'_>, result: &ExchangeResult, took: Duration) {
    if !log_enabled!(target: "ringout", Level::Debug) {
        return;
    }
    let (method, template, took) = (request.method.as_str(), request.template, took.as_secs_f64() * 1e3);
    match result {
        Ok(response) => {
            let id = response.request_id.as_deref().filter(|id| !request.carries(id)).unwrap_or("-");
            debug!(target: "ringout", "{method} {template}: {} in {took:.1} ms, request id {id}", response.status);
        }
        Err(failure) => {
            let (kind, sent) = (failure.kind, failure.is_sent());
            debug!(target: "ringout", "{method} {template}: no response ({kind:?}, sent: {sent}) in {took:.1} ms");
        }
    }
}

/// Describes an exchange without a response.
///
/// The exchange is asked first, because to ureq every stop looks like a broken socket. `stale` means that a reused
/// connection broke after the request was written and before a byte of the response arrived.
fn failure(error: &ureq::Error, exchange: &Exchange, context: &ErrorContext) -> Failure {
    let sent_at = exchange.sent_at();
    let sent = sent_at.is_some();
    let (kind, text) = match exchange.stopped.get() {
        Some(Stop::Deadline) if sent => (FailureKind::Deadline, "no response arrived before the deadline".into()),
        Some(Stop::Deadline) => (FailureKind::Deadline, "the deadline passed before the request was sent".into()),
        Some(Stop::Interrupted) => (FailureKind::Interrupted, "the operation was interrupted".into()),
        None if exchange.connect_timed_out.get() => context.connect_timed_out(exchange.peer.get()),
        None if exchange.unexpected_tls.get() => (FailureKind::Protocol, context.unexpected_tls()),
        None => describe(error, context, exchange.peer.get(), sent),
    };
    let stale = kind == FailureKind::Connection && sent && exchange.reused.get() && !exchange.received.get();
    Failure { kind, sent_at, stale, text }
}

/// Describes a failed exchange. An untrusted certificate and an unknown host are connection failures: nothing was sent.
fn describe(error: &ureq::Error, context: &ErrorContext, peer: Peer, sent: bool) -> (FailureKind, String) {
    use ureq::Error as E;
    match error {
        E::Protocol(_) if !sent => context.not_a_proxy(),
        E::Io(error) => context.io(error, peer, sent),
        E::Rustls(error) => context.tls(error, peer, sent),
        E::Tls(_) => context.no_certificate_name(peer),
        // ureq's text is "proxy server responded 407/407".
        E::ConnectProxyFailed(reason) => {
            context.proxy_refused(reason.rsplit('/').next().and_then(|end| end.parse().ok()))
        }
        error => match unreadable(error) {
            Some(text) => (FailureKind::Protocol, text),
            None => context.unknown_cause(peer, sent),
        },
    }
}
