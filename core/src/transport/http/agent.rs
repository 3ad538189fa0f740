//! The HTTP client: the only file that names ureq.
//!
//! It adds to ureq what a telephone call needs to know: whether a byte of the request may have left, whether the
//! connection had been used before, and a way to end any wait.
//!
//! The layers of a connection, innermost first:
//!
//! 1. the tunnel through a proxy, if there is one (ureq's);
//! 2. [`Dial`], which opens the [`Socket`] whose waits end with the exchange;
//! 3. TLS (ureq's, with rustls), whose handshake is over when the layer above is made;
//! 4. [`Witness`], which marks the request as sent before its first byte is handed down. Handshakes and `CONNECT`
//!    happen below it, so a connection that fails to come about has provably sent nothing.
//!
//! What of ureq is switched off, and why: its timeouts (the socket keeps the operation's deadline), its redirects (they
//! would carry credentials to another host), its errors for statuses (an answer is an answer), its name lookup (done by
//! the socket, and only for a new connection). The layers use its unversioned traits, which is why it is pinned to one
//! minor version.

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
use super::explain::{Compressed, Names};
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

/// The platform's largest answer is a page of a call log, far below this.
const MAX_BODY: u64 = 1024 * 1024;
const BUFFER: usize = 16 * 1024;
/// The most characters of a path with its query, or of a header's value: ureq writes a line of the head whole or not at
/// all, and a head whose later lines cannot be written would break off after the first were sent.
pub(crate) const MAX_PART: usize = BUFFER - 64;
/// No fewer than the threads that may talk to one server at once, or each would open connections anew.
const IDLE_CONNECTIONS: usize = 64;

/// What an agent needs to know.
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
    /// The first of these that can be used, for servers on other machines that are none of the exceptions: a list as
    /// `no_proxy` reads it.
    Environment { urls: Vec<Secret>, exceptions: String },
    /// This one; none if it is empty.
    Explicit(Secret),
}

/// A pool of connections to one server.
#[derive(Debug)]
pub(crate) struct Agent {
    settings: AgentSettings,
    names: Names,
    pool: PerProcess<Pool>,
}

/// The connections of one process. ureq locks its pool while it looks at one of them.
#[derive(Debug)]
struct Pool {
    connect_timeout: Duration,
    server: Authority,
    agent: ureq::Agent,
}

impl Pool {
    fn new(config: Config, connect_timeout: Duration, server: Authority) -> Self {
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(Dial { timeout: connect_timeout, server: server.clone() })
                .chain(RustlsConnector::default())
                .chain(Witness { server: server.clone() });
        Self { connect_timeout, server, agent: ureq::Agent::with_parts(config, connector, LookupLater) }
    }
}

impl AfterFork for Pool {
    fn after_fork(&self) -> Self {
        Self::new(self.agent.config().clone(), self.connect_timeout, self.server.clone())
    }
}

impl Agent {
    pub(crate) fn new(settings: AgentSettings) -> Result<Self> {
        // rustls knows TLS 1.2 and 1.3 and nothing older.
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots(settings.ca_bundle.as_deref())?)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let proxy = proxy(&settings.proxy, &settings.server)?;
        let names = names(&settings, proxy.as_ref());
        // No timeouts here: the socket keeps the operation's deadline, which spans repeats and logins.
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
        Ok(Self { pool: PerProcess::new(Pool::new(config, settings.connect_timeout, server)), settings, names })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.settings.server.origin
    }

    /// Sends a request once and reads its answer.
    ///
    /// Never repeats: ureq does not either for what was sent, and the sender above decides. Logs one line at the debug
    /// level, with the template of the path in the place of ids.
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
        // POST is what creates, so POST is what must not be lost on a connection that has gone stale.
        let exchange = Rc::new(Exchange::new(operation, self.settings.connect_timeout, request.method == Method::Post));
        match exchange.check() {
            Ok(()) => match exchange.during(|| self.run(request)) {
                Ok(response) => Ok(HttpResponse { sent_at: exchange.sent_at(), ..response }),
                Err(error) => Err(failure(&error, &exchange, &self.names)),
            },
            Err(error) => Err(failure(&error.into(), &exchange, &self.names)),
        }
    }

    /// Why the head of a request cannot be written, if it cannot.
    fn unwritable(&self, request: &Request<'_>) -> Option<String> {
        let parts = [
            ("its path", request.target),
            ("its Authorization header", request.authorization.unwrap_or_default()),
            ("the user agent", &self.settings.user_agent),
            ("the client id", &self.settings.client_id),
        ];
        let (what, part) = parts.into_iter().find(|(_, part)| part.len() > MAX_PART)?;
        let length = part.len();
        Some(format!(
            "the request cannot be sent: {what} has {length} characters, and at most {MAX_PART} can be written"
        ))
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

/// The certificate authorities to trust: the system's, or those of a PEM file.
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
        return Err(problem("holds no certificate"));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

/// A proxy from the environment that cannot be used is left out, because it may be meant for other programs; one that
/// was set is an error.
fn proxy(choice: &ProxyChoice, server: &Server) -> Result<Option<Proxy>> {
    match choice {
        // Decided here, once: a client has one server, and ureq reads exceptions in a way of its own.
        ProxyChoice::Environment { exceptions, .. } if server.is_loopback || no_proxy::covers(exceptions, server) => {
            Ok(None)
        }
        ProxyChoice::Environment { urls, .. } => {
            Ok(urls.iter().filter_map(|url| Proxy::new(url.expose()).ok()).find(|proxy| !is_socks(proxy)))
        }
        ProxyChoice::Explicit(url) if url.is_empty() => Ok(None),
        ProxyChoice::Explicit(url) => {
            // Not shown: it may hold a password.
            let problem = |what: &str| Error::invalid("proxy", format_args!("the URL {what}"));
            let proxy =
                Proxy::new(url.expose()).map_err(|_| problem("is not one of a proxy; write http://host:port"))?;
            if is_socks(&proxy) {
                Err(problem("is one of a SOCKS proxy; only HTTP proxies are known"))
            } else {
                Ok(Some(proxy))
            }
        }
    }
}

/// What texts about connections can name.
fn names(settings: &AgentSettings, proxy: Option<&Proxy>) -> Names {
    let scheme = |proxy: &Proxy| if proxy.protocol() == ProxyProtocol::Https { "https" } else { "http" };
    Names {
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

/// Reads the body under the same deadline as the rest. A success whose body is cut off, or compressed, is no answer.
fn read(
    response: ureq::http::Response<ureq::Body>,
    keep_headers: bool,
) -> std::result::Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    let date = date(&parts.headers);
    // A date is the server's, so it is compared with the server's clock: this machine's may be minutes off.
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
    // ureq counts the end of the body as one byte more.
    match body.with_config().limit(MAX_BODY + 1).read_to_vec() {
        Ok(body) => match response.compressed.filter(|_| !body.is_empty()) {
            Some(coding) if response.is_success() => return Err(ureq::Error::Other(Box::new(Compressed(coding)))),
            Some(_) => {}
            None => response.body = body,
        },
        // A refusal stays one when its body is cut off: the status says that nothing was done.
        Err(_) if !response.is_success() => {}
        Err(error) => return Err(error),
    }
    Ok(response)
}

/// Reads an answer of a simulated platform as one that came over a socket.
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

/// One header that cannot be read does not spoil the others.
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

/// `Retry-After` in both its forms (RFC 9110, section 10.2.3): seconds, or a date. More than a year does not answer when,
/// and more than an hour counts as an hour.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let wait = match value.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value.trim()).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait).filter(|wait| *wait <= YEAR).map(|wait| wait.min(MAX_WAIT))
}

/// The request id is the server's text and might be an echo: one that could be a part of the request is not written.
fn log(request: &Request<'_>, result: &ExchangeResult, took: Duration) {
    let (method, template, took) = (request.method.as_str(), request.template, took.as_secs_f64() * 1e3);
    match result {
        Ok(response) => {
            let id = response.request_id.as_deref().filter(|id| !request.carries(id)).unwrap_or("-");
            debug!(target: "ringout", "{method} {template}: {} in {took:.1} ms, request id {id}", response.status);
        }
        Err(failure) => {
            let (kind, sent) = (failure.kind, failure.is_sent());
            debug!(target: "ringout", "{method} {template}: no answer ({kind:?}, sent: {sent}) in {took:.1} ms");
        }
    }
}

/// What is known when no answer came.
///
/// Why it stopped is known better by the exchange than by ureq, to which every stop looks like a broken socket: the
/// exchange is asked first. `stale` is a reused connection that broke after the request was written and before a byte
/// came back.
fn failure(error: &ureq::Error, exchange: &Exchange, names: &Names) -> Failure {
    let sent_at = exchange.sent_at();
    let sent = sent_at.is_some();
    let (kind, text) = match exchange.stopped.get() {
        Some(Stop::Deadline) if sent => (FailureKind::Deadline, "no answer came before the deadline".into()),
        Some(Stop::Deadline) => (FailureKind::Deadline, "the deadline passed before the request was sent".into()),
        Some(Stop::Interrupted) => (FailureKind::Interrupted, "the operation was interrupted".into()),
        None if exchange.connect_timed_out.get() => names.connect_timed_out(exchange.peer.get()),
        None if exchange.met_tls.get() => (FailureKind::Protocol, names.tls_without_being_asked()),
        None => describe(error, names, exchange.peer.get(), sent),
    };
    let stale = kind == FailureKind::Connection && sent && exchange.reused.get() && !exchange.received.get();
    Failure { kind, sent_at, stale, text }
}

/// A certificate that is refused and a name that is not found are both a missing connection: nothing was sent.
fn describe(error: &ureq::Error, names: &Names, peer: Peer, sent: bool) -> (FailureKind, String) {
    use ureq::Error as E;
    match error {
        E::Protocol(_) if !sent => names.proxy_is_none(),
        E::Io(error) => names.io(error, peer, sent),
        E::Rustls(error) => names.tls(error, peer, sent),
        E::Tls(_) => names.no_certificate_name(peer),
        // "proxy server responded 407/407"
        E::ConnectProxyFailed(reason) => {
            names.proxy_refused(reason.rsplit('/').next().and_then(|end| end.parse().ok()))
        }
        error => match unreadable(error) {
            Some(text) => (FailureKind::Protocol, text),
            None => names.failed_somehow(peer, sent),
        },
    }
}

/// Why an answer cannot be used that came, if that is what went wrong.
fn unreadable(error: &ureq::Error) -> Option<String> {
    use ureq::Error as E;
    match error {
        E::BodyExceedsLimit(_) => Some(format!("the answer is larger than {MAX_BODY} bytes")),
        E::LargeResponseHeader(..) => Some("the headers of the answer are too large".into()),
        E::Protocol(_) => Some("the answer is not valid HTTP".into()),
        E::Http(_) | E::BadUri(_) => Some("the request cannot be written as HTTP".into()),
        E::Other(error) => error.downcast_ref::<Compressed>().map(Compressed::to_string),
        _ => None,
    }
}

/// Resolves nothing: ureq asks before it looks into its pool, and a name is worth a lookup only when a connection is
/// made.
#[derive(Debug)]
struct LookupLater;

impl Resolver for LookupLater {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let mut placeholder = self.empty();
        placeholder.push(SocketAddr::from(([0, 0, 0, 0], 0)));
        Ok(placeholder)
    }
}

/// Opens sockets whose waits can be interrupted.
///
/// The timeout is one for all addresses of a name; the exchange keeps the one for the whole connection, TLS included.
#[derive(Debug)]
struct Dial {
    timeout: Duration,
    server: Authority,
}

impl<In: Transport> Connector<In> for Dial {
    type Out = Either<In, Connection>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        // A tunnel through a proxy is there already.
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

/// One socket and ureq's buffers for it: 16 KiB each way, made when they are first needed.
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
            // Only a head is kept until it is whole; a body is taken out as it comes.
            return Err(ureq::Error::LargeResponseHeader(BUFFER, BUFFER));
        }
        let read = self.socket.read(space)?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    /// What was read and not asked for is no longer in the socket: below TLS, ureq looks at the text above it only.
    fn is_open(&mut self) -> bool {
        self.buffers.input().is_empty() && self.socket.is_usable()
    }
}

/// The outermost layer, above TLS and tunnels: what passes here is the request itself, not a handshake.
#[derive(Debug)]
struct Witness {
    server: Authority,
}

impl<In: Transport> Connector<In> for Witness {
    type Out = Either<In, Witnessed<In>>;

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
        Ok(Some(Either::B(Witnessed(transport))))
    }
}

/// It errs on one side only: the request is marked as sent before its bytes are handed down, so one that is not marked
/// never left, and one that is may not have left either.
#[derive(Debug)]
struct Witnessed<T>(T);

impl<T: Transport> Transport for Witnessed<T> {
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
            // The first record of a TLS server that did not get a greeting: an alert.
            if !exchange.received.replace(true) && !self.0.is_tls() {
                exchange.met_tls.set(self.0.buffers().input().starts_with(&[0x15, 0x03]));
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
    fn retry_after_is_read_in_both_forms() {
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
    fn a_date_is_compared_with_the_date_of_its_answer() {
        let told = |date: Option<&str>, retry_after: &str| {
            let mut builder = ureq::http::Response::builder().status(429).header("Retry-After", retry_after);
            if let Some(date) = date {
                builder = builder.header("Date", date);
            }
            read(builder.body(ureq::Body::builder().data("")).unwrap(), false).unwrap().retry_after
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(told(Some("Wed, 21 Oct 2015 07:28:00 GMT"), "Wed, 21 Oct 2015 07:29:00 GMT"), minute);
        assert_eq!(told(Some("Sat, 21 Oct 2215 07:28:00 GMT"), "Sat, 21 Oct 2215 07:29:00 GMT"), minute);
        for none in [None, Some("soon")] {
            assert_eq!(told(none, "Wed, 21 Oct 2015 07:29:00 GMT"), Some(Duration::ZERO), "this machine's clock");
        }
    }
}
