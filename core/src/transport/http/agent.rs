//! HTTP client: the only file that names ureq.
//!
//! It adds to ureq what placing a call needs: whether a byte of the request may have been sent, whether the connection
//! had been used before, and a way to interrupt any wait.
//!
//! The layers of a connection, innermost first:
//!
//! 1. the tunnel through a proxy, if there is one (ureq's);
//! 2. [`SocketConnector`], which opens the [`Socket`] whose waits end with the exchange;
//! 3. TLS (ureq's, with rustls), whose handshake is complete before the next layer is made;
//! 4. [`SendMarker`], which marks the request as sent before it passes on the first byte. Handshakes and `CONNECT` happen
//!    below it, so a connection that cannot be established has provably sent nothing of the request.
//!
//! These parts of ureq are switched off: its timeouts (the socket keeps the operation's deadline), its redirects (they
//! would carry credentials to another host), its errors for statuses (any response is a result), and its name lookup (the
//! socket does it, for new connections only). The layers use its unversioned traits, so it is pinned to one minor
//! version.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use log::debug;
use ureq::config::Config;
use ureq::http::uri::Authority;
use ureq::http::{HeaderMap, Uri, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, RustlsConnector,
    Transport,
};
use ureq::{Proxy, ProxyProtocol};

use super::exchange::{Exchange, Peer};
use super::explain::{Compressed, ErrorContext};
use super::no_proxy;
use super::socket::Socket;
use super::{Body, ExchangeResult, Failure, FailureKind, Method, Request, Server};
use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::base::operation::{Operation, Stop};
use crate::base::process::{AfterFork, PerProcess};
use crate::base::secret::Secret;
use crate::base::wire::{HttpResponse, MAX_WAIT, RateHeaders};
#[cfg(feature = "simulation")]
use crate::simulation::Reply;

/// The platform's largest response is a page of the call log, far below this.
const MAX_BODY: u64 = 1024 * 1024;
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

/// Reads the body under the same deadline as the rest. A success whose body is cut off or compressed is a failure.
fn read(
    response: ureq::http::Response<ureq::Body>,
    keep_headers: bool,
) -> std::result::Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    let date = date(&parts.headers);
    // Compared with the server's clock, which made the date: this machine's may be minutes off.
    let server_now = date.unwrap_or_else(clock::wall);
    let mut response = HttpResponse {
        status: parts.status.as_u16(),
        request_id: text(&parts.headers, "rcrequestid"),
        retry_after: text(&parts.headers, "retry-after").and_then(|value| retry_after(&value, server_now)),
        content_type: text(&parts.headers, "content-type"),
        date,
        rate: rate(&parts.headers),
        sent_at: None,
        after_lost_attempt: false,
        headers: if keep_headers { all(&parts.headers) } else { Vec::new() },
        body: Vec::new(),
        compressed: parts
            .headers
            .get(header::CONTENT_ENCODING)
            .and_then(|coding| Compressed::by(coding.to_str().ok()?)),
    };
    // ureq counts the end of the body as one more byte.
    match body.with_config().limit(MAX_BODY + 1).read_to_vec() {
        Ok(body) => match response.compressed.filter(|_| !body.is_empty()) {
            Some(coding) if response.is_success() => return Err(ureq::Error::Other(Box::new(Compressed(coding)))),
            Some(_) => {}
            None => response.body = body,
        },
        // A refusal whose body is cut off is still a refusal: the status says that nothing was done.
        Err(_) if !response.is_success() => {}
        Err(error) => return Err(error),
    }
    Ok(response)
}

/// Reads a response of the simulated platform like one from a socket.
#[cfg(feature = "simulation")]
pub(super) fn read_simulated(reply: Reply, keep_headers: bool, sent_at: Option<SystemTime>) -> ExchangeResult {
    let mut builder = ureq::http::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    let response = builder.body(ureq::Body::builder().data(reply.body)).map_err(ureq::Error::from);
    match response.and_then(|response| read(response, keep_headers)) {
        Ok(response) => Ok(HttpResponse { sent_at, ..response }),
        Err(error) => {
            let text = unreadable(&error).unwrap_or_else(|| "the connection broke".into());
            Err(Failure { kind: FailureKind::Protocol, sent_at, stale: false, text })
        }
    }
}

/// Reads the rate headers. One that is invalid does not affect the others.
fn rate(headers: &HeaderMap) -> RateHeaders {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
    RateHeaders {
        group: text(headers, "x-rate-limit-group"),
        is_echo: false,
        limit: number("x-rate-limit-limit"),
        remaining: number("x-rate-limit-remaining"),
        window: number("x-rate-limit-window").map(|seconds| Duration::from_secs(seconds.into())),
    }
}

fn all(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    texts.map(|(name, value)| (name.to_owned(), value.into_owned())).collect()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(header::DATE)?.to_str().ok()?).ok()
}

/// Parses `Retry-After` in both forms (RFC 9110, section 10.2.3): seconds, or a date. More than a year counts as no
/// value, and more than an hour as an hour.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let wait = match value.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value.trim()).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait).filter(|wait| *wait <= YEAR).map(|wait| wait.min(MAX_WAIT))
}

/// Logs the exchange. The request id comes from the server and might be an echo: one that could be a part of the request
/// is not logged.
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

/// Returns the error text if a response arrived but cannot be used.
fn unreadable(error: &ureq::Error) -> Option<String> {
    use ureq::Error as E;
    match error {
        E::BodyExceedsLimit(_) => Some(format!("the response is larger than {MAX_BODY} bytes")),
        E::LargeResponseHeader(..) => Some("the headers of the response are too large".into()),
        E::Protocol(_) => Some("the response is not valid HTTP".into()),
        E::Http(_) | E::BadUri(_) => Some("the request cannot be written as HTTP".into()),
        E::Other(error) => error.downcast_ref::<Compressed>().map(Compressed::to_string),
        _ => None,
    }
}

/// Resolves nothing. ureq resolves before it checks its pool, but a lookup is needed only for a new connection.
#[derive(Debug)]
struct DeferredResolver;

impl Resolver for DeferredResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let mut placeholder = self.empty();
        placeholder.push(SocketAddr::from(([0, 0, 0, 0], 0)));
        Ok(placeholder)
    }
}

/// Opens sockets whose waits can be interrupted.
///
/// `timeout` is shared by all addresses of a name. The exchange keeps the timeout of the whole connection, including TLS.
#[derive(Debug)]
struct SocketConnector {
    timeout: Duration,
    server: Authority,
}

impl<In: Transport> Connector<In> for SocketConnector {
    type Out = Either<In, Connection>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        // There is already a tunnel through a proxy.
        if let Some(tunnel) = chained {
            return Ok(Some(Either::A(tunnel)));
        }
        if let Some(exchange) = Exchange::current() {
            let is_server = details.uri.authority() == Some(&self.server);
            exchange.connecting(if is_server { Peer::Server } else { Peer::Proxy });
        }
        let target = details.uri.scheme().zip(details.uri.authority());
        let target = target.and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority));
        let socket = Socket::connect(target.ok_or(ureq::Error::HostNotFound)?, self.timeout)?;
        let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Either::B(Connection { socket, buffers })))
    }
}

/// A socket and ureq's buffers for it: 16 KiB each way, allocated on first use.
#[derive(Debug)]
struct Connection {
    socket: Socket,
    buffers: LazyBuffers,
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> std::result::Result<(), ureq::Error> {
        Ok(self.socket.write_all(&self.buffers.output()[..amount])?)
    }

    fn await_input(&mut self, _: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        let space = self.buffers.input_append_buf();
        if space.is_empty() {
            // Only a head is buffered until it is complete; a body is consumed as it arrives.
            return Err(ureq::Error::LargeResponseHeader(BUFFER, BUFFER));
        }
        let read = self.socket.read(space)?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    /// Bytes read ahead are no longer in the socket, and ureq checks only its buffer above TLS. So this checks the buffer
    /// below it.
    fn is_open(&mut self) -> bool {
        self.buffers.input().is_empty() && self.socket.is_usable()
    }
}

/// Outermost layer, above TLS and tunnels: only the request itself passes here, no handshake.
#[derive(Debug)]
struct SendMarker {
    server: Authority,
}

impl<In: Transport> Connector<In> for SendMarker {
    type Out = Either<In, Marked<In>>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        let Some(transport) = chained else { return Ok(None) };
        // The connection to a proxy passes here too, before the tunnel through it.
        if details.uri.authority() != Some(&self.server) {
            if let Some(exchange) = Exchange::current() {
                exchange.peer.set(Peer::Tunnel);
            }
            return Ok(Some(Either::A(transport)));
        }
        if let Some(exchange) = Exchange::current() {
            exchange.connected();
        }
        Ok(Some(Either::B(Marked(transport))))
    }
}

/// Marks the request as sent before it passes on the first byte. A request that is not marked was never sent; one that is
/// marked may not have been sent either.
#[derive(Debug)]
struct Marked<T>(T);

impl<T: Transport> Transport for Marked<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> std::result::Result<(), ureq::Error> {
        if let Some(exchange) = Exchange::current() {
            exchange.send().map_err(ureq::Error::Io)?;
        }
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        let progress = self.0.await_input(timeout)?;
        if let Some(exchange) = Exchange::current().filter(|_| progress) {
            // A TLS server that receives no ClientHello first sends an alert.
            if !exchange.received.replace(true) && !self.0.is_tls() {
                exchange.unexpected_tls.set(self.0.buffers().input().starts_with(&[0x15, 0x03]));
            }
        }
        Ok(progress)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_parsed_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(retry_after("30", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("86400", now), Some(Duration::from_secs(3600)), "an hour at most");
        assert_eq!(retry_after("Fri, 02 Jan 1970 00:00:00 GMT", now), Some(Duration::from_secs(3600)));
        assert_eq!(retry_after("-5", now), None);
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("18446744073709551615", now), None);
        assert_eq!(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), None);
    }

    #[test]
    fn a_date_is_compared_with_the_date_of_its_response() {
        let parsed = |date: Option<&str>, retry_after: &str| {
            let mut builder = ureq::http::Response::builder().status(429).header("Retry-After", retry_after);
            if let Some(date) = date {
                builder = builder.header("Date", date);
            }
            read(builder.body(ureq::Body::builder().data("")).unwrap(), false).unwrap().retry_after
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(parsed(Some("Wed, 21 Oct 2015 07:28:00 GMT"), "Wed, 21 Oct 2015 07:29:00 GMT"), minute);
        assert_eq!(parsed(Some("Sat, 21 Oct 2215 07:28:00 GMT"), "Sat, 21 Oct 2215 07:29:00 GMT"), minute);
        for none in [None, Some("soon")] {
            assert_eq!(parsed(none, "Wed, 21 Oct 2015 07:29:00 GMT"), Some(Duration::ZERO), "this machine's clock");
        }
    }
}
