//! Connection pool: makes connections to one server and keeps those that are idle.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Authority;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector, Transport, time,
};

use super::layers::{NoResolver, SendMarker, SocketConnector};
use crate::base::clock;
use crate::base::process::AfterFork;

/// At least the number of threads that may talk to one server at once, or each would open new connections.
const MAX_IDLE: usize = 64;
/// A server or a firewall may forget a connection that was idle for longer.
const MAX_IDLE_TIME: Duration = Duration::from_secs(15);

/// Makes one connection through all layers.
type Connect = dyn Fn(&ConnectionDetails<'_>) -> Result<Box<dyn Transport>, ureq::Error> + Send + Sync;

/// The connections of one process to one server, all through the same proxy, if any.
pub(super) struct ConnectionPool {
    config: Config,
    connect_timeout: Duration,
    /// Scheme, host and port of the server.
    uri: Uri,
    /// Host and port.
    server: Authority,
    connect: Arc<Connect>,
    /// The connection used last is at the end.
    idle: Mutex<Vec<IdleConnection>>,
}

struct IdleConnection {
    transport: Box<dyn Transport>,
    since: Instant,
}

impl ConnectionPool {
    /// `server` is the host and port of `uri`.
    pub(super) fn new(config: Config, connect_timeout: Duration, uri: Uri, server: Authority) -> Self {
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(SocketConnector { timeout: connect_timeout, server: server.clone() })
                .chain(RustlsConnector::default())
                .chain(SendMarker { server: server.clone() });
        let connect = move |details: &ConnectionDetails<'_>| match connector.connect(details, None)? {
            Some(transport) => Ok(Box::new(transport) as Box<dyn Transport>),
            None => Err(ureq::Error::ConnectionFailed),
        };
        Self { config, connect_timeout, uri, server, connect: Arc::new(connect), idle: Mutex::default() }
    }

    /// Takes the idle connection that was used last, or makes one.
    ///
    /// The last one, because the server is the least likely to have closed it. Others expire if they are not needed.
    pub(super) fn take(&self) -> Result<Box<dyn Transport>, ureq::Error> {
        while let Some(mut idle) = self.pop() {
            if !idle.has_expired(clock::now()) && idle.transport.is_open() {
                return Ok(idle.transport);
            }
        }
        self.make()
    }

    /// Puts a connection back, if nothing unexpected has arrived on it.
    pub(super) fn put(&self, mut transport: Box<dyn Transport>) {
        if !transport.buffers().input().is_empty() || !transport.is_open() {
            return;
        }
        let now = clock::now();
        let mut idle = self.lock();
        // The connection unused for longest is first.
        let expired = idle.partition_point(|idle| idle.has_expired(now));
        let expired: Vec<_> = idle.drain(..expired).collect();
        if idle.len() < MAX_IDLE {
            idle.push(IdleConnection { transport, since: now });
        }
        drop(idle);
        // Closed without the lock.
        drop(expired);
    }

    fn make(&self) -> Result<Box<dyn Transport>, ureq::Error> {
        // Sockets are not registered for a shutdown, because each exchange ends its own.
        let details = ConnectionDetails {
            uri: &self.uri,
            addrs: NoResolver.empty(),
            config: &self.config,
            request_level: false,
            resolver: &NoResolver,
            now: time::Instant::now(),
            timeout: NextTimeout::default(),
            current_time: Arc::new(time::Instant::now),
            run_connector: Arc::clone(&self.connect) as _,
            register_shutdown: Arc::new(|_| Ok(())),
        };
        let transport = (self.connect)(&details)?;
        if details.needs_tls() && !transport.is_tls() {
            return Err(ureq::Error::TlsRequired);
        }
        Ok(transport)
    }

    fn pop(&self) -> Option<IdleConnection> {
        self.lock().pop()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<IdleConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IdleConnection {
    fn has_expired(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) >= MAX_IDLE_TIME
    }
}

impl AfterFork for ConnectionPool {
    fn after_fork(&self) -> Self {
        Self::new(self.config.clone(), self.connect_timeout, self.uri.clone(), self.server.clone())
    }
}

impl fmt::Debug for ConnectionPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionPool").field("uri", &self.uri).finish_non_exhaustive()
    }
}
