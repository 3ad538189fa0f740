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
//! From ureq come TLS, proxies and the layers' traits. `ureq_proto`, the part of ureq that knows HTTP, writes requests and
//! parses responses. `ureq::Agent` itself is not used: of what it does, only the pool is needed here. Its timeouts would
//! not span retries, its redirects would carry credentials to another host, and it resolves names also for idle
//! connections. The layers use unversioned traits, so both crates are pinned to one minor version.

mod layers;
mod pool;
mod response;
mod transfer;

#[cfg(feature = "simulation")]
pub(super) use response::read_simulated;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use log::{Level, debug, log_enabled};
use ureq::config::Config;
use ureq::http::uri::{Authority, PathAndQuery, Scheme};
use ureq::http::{self, HeaderName, HeaderValue, Uri, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Proxy, ProxyProtocol};
use ureq_proto::client::Call;

use super::exchange::{Exchange, Peer};
use super::explain::ErrorContext;
use super::no_proxy;
use super::{Body, ExchangeResult, Failure, FailureKind, Method, Request, Server};
use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::base::operation::{Operation, Stop};
use crate::base::process::PerProcess;
use crate::base::secret::Secret;
use crate::base::wire::HttpResponse;
use pool::ConnectionPool;
use response::{read, unreadable};

const BUFFER: usize = 16 * 1024;
/// Maximum length of a path with its query, or of a header's value. ureq writes a line of the head whole or not at all.
/// If a later line of a head did not fit, the request would break off after the first lines were sent.
pub(crate) const MAX_PART: usize = BUFFER - 64;

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

/// Sends requests to one server.
#[derive(Debug)]
pub(crate) struct Agent {
    settings: AgentSettings,
    context: ErrorContext,
    /// The headers that every request has.
    headers: Vec<(HeaderName, HeaderValue)>,
    pool: PerProcess<ConnectionPool>,
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
        let config = Config::builder()
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            // For the proxy.
            .user_agent(settings.user_agent.clone())
            .proxy(proxy)
            .tls_config(tls)
            .build();
        let uri = settings.server.origin.parse::<Uri>().ok();
        let server = uri.as_ref().and_then(|uri| uri.authority().cloned());
        let (uri, server) = uri.zip(server).ok_or_else(|| Error::invalid("server", "is not a URL with a host"))?;
        Ok(Self {
            headers: headers(&settings, &uri, &server)?,
            pool: PerProcess::new(ConnectionPool::new(config, settings.connect_timeout, uri, server)),
            settings,
            context,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.settings.server.origin
    }

    /// Sends a request once and reads the response.
    ///
    /// Never retries: that is up to the sender. Logs one line at the debug level, with the template of the path instead of
    /// ids.
    pub(crate) fn send(&self, request: &Request<'_>, operation: &Operation) -> ExchangeResult {
        let logged_since = log_enabled!(target: "ringout", Level::Debug).then(clock::now);
        let mut result = self.exchange(request, operation);
        if let Ok(HttpResponse { rate, .. }) = &mut result {
            rate.is_echo = rate.group.as_deref().is_some_and(|group| request.carries_name(group));
        }
        if let Some(started) = logged_since {
            log(request, &result, clock::now().saturating_duration_since(started));
        }
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
        let (media_type, body) = match request.body {
            Some(Body::Json(json)) => (Some("application/json"), Some(json)),
            Some(Body::Form(form)) => (Some("application/x-www-form-urlencoded"), Some(form)),
            None if matches!(request.method, Method::Get | Method::Delete) => (None, None),
            None => (None, Some("")),
        };
        let mut head = http::Request::new(());
        *head.method_mut() = method(request.method);
        *head.uri_mut() = PathAndQuery::try_from(request.target).map_err(http::Error::from)?.into();
        let mut call = Call::new(head)?;
        // Each is sent once, so they need no map.
        for (name, value) in &self.headers {
            call.header(name, value.clone())?;
        }
        if let Some(authorization) = request.authorization {
            let mut value = HeaderValue::from_str(authorization).map_err(http::Error::from)?;
            value.set_sensitive(true);
            call.header(header::AUTHORIZATION, value)?;
        }
        if let Some(media_type) = media_type {
            call.header(header::CONTENT_TYPE, HeaderValue::from_static(media_type))?;
        }
        if let Some(body) = body {
            call.header(header::CONTENT_LENGTH, HeaderValue::from(body.len()))?;
            call.force_send_body();
        }
        let body = body.unwrap_or_default().as_bytes();
        read(transfer::run(self.pool.get(), call, body)?, request.keep_headers)
    }
}

const fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// Builds the headers that every request has.
fn headers(settings: &AgentSettings, uri: &Uri, server: &Authority) -> Result<Vec<(HeaderName, HeaderValue)>> {
    let value = |parameter: &str, text: &str| {
        HeaderValue::from_str(text).map_err(|_| Error::invalid(parameter, "cannot be sent in a header"))
    };
    let default_port = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    let is_default = server.port_u16().is_none_or(|port| port == default_port);
    let user_agent = value("app", &settings.user_agent)?;
    Ok(vec![
        (header::HOST, value("server", if is_default { server.host() } else { server.as_str() })?),
        (header::USER_AGENT, user_agent.clone()),
        (header::ACCEPT, HeaderValue::from_static("application/json")),
        // Without it, a gateway may compress (RFC 9110, section 12.5.3).
        (header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        (HeaderName::from_static("x-user-agent"), user_agent),
        (HeaderName::from_static("client-id"), value("client_id", &settings.client_id)?),
    ])
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
/// is not logged. The search for it costs as much as half of the request, so this is called only if the log is on.
fn log(request: &Request<'_>, result: &ExchangeResult, took: Duration) {
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
