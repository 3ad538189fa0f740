//! A TCP connection whose waits can be interrupted.
//!
//! The kernel's timeouts are set once, to a short slice, and between slices the exchange decides whether to continue.
//! That costs nothing while responses are fast, needs no second thread, and bounds how late a deadline or an interruption
//! is noticed.
//!
//! A name lookup and a connect cannot be interrupted, so they run on a separate thread. Connections to proxies and to
//! servers are the same here: TLS and tunnels are layers above.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::exchange::{Exchange, Reuse};
use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::process::Origin;
use crate::base::threads::{self, Received, oneshot};

/// `last_used` is when the connection was opened or last received a byte, which is about when a server starts to count
/// its idle time.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    last_used: Instant,
    /// The process that opened it: after a fork, the child must not use its parent's connection.
    origin: Origin,
}

impl Socket {
    /// Resolves `host:port` and connects to the first address that accepts.
    pub(super) fn connect(host_and_port: String, timeout: Duration) -> io::Result<Self> {
        let stream = in_background(timeout, move |timeout| connect_to_any(&lookup(&host_and_port)?, timeout))?;
        stream.set_nodelay(true)?;
        let slice = clock::system_duration(SLICE);
        stream.set_read_timeout(Some(slice))?;
        stream.set_write_timeout(Some(slice))?;
        Ok(Self { stream, last_used: clock::now(), origin: Origin::here() })
    }

    /// Writes all bytes. If a deadline cuts a request off between two slices, the connection must not be used again. It
    /// is dropped because the exchange failed.
    pub(super) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (origin, stream) = (self.origin, &mut self.stream);
            let written = in_slices(origin, || stream.write(bytes))?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Reads available bytes, or waits for some; 0 is the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (origin, stream) = (self.origin, &mut self.stream);
        let read = in_slices(origin, || stream.read(buffer))?;
        self.last_used = clock::now();
        Ok(read)
    }

    /// Whether the exchange may use the connection, as far as the client can know. Called when it leaves the pool and
    /// when it returns.
    pub(super) fn is_usable(&mut self) -> bool {
        if !self.origin.is_here() {
            return false;
        }
        let idle = clock::now().saturating_duration_since(self.last_used);
        match Exchange::current().map(|exchange| exchange.reuse(idle)) {
            Some(Reuse::Returning) => true,
            Some(Reuse::IfOpen) | None => self.is_quiet().unwrap_or(false),
            Some(Reuse::Never) => false,
        }
    }

    /// Peeks once: an end, an error or unexpected bytes all mean that the server is done with the connection.
    fn is_quiet(&mut self) -> io::Result<bool> {
        self.stream.set_nonblocking(true)?;
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false)?;
        Ok(matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock))
    }
}

/// Repeats an operation whose slice ran out, while the exchange continues.
///
/// Each turn takes at most one slice, so a deadline or an interruption is noticed within that time. `check` polls the
/// host, which may fork: an operation in flight stays with the parent.
fn in_slices(origin: Origin, mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    let exchange = Exchange::current();
    loop {
        if let Some(exchange) = &exchange {
            exchange.check()?;
        }
        if !origin.is_here() {
            return Err(io::Error::other("the connection belongs to the parent process"));
        }
        match operation() {
            Err(error) if is_end_of_slice(&error) => {}
            result => return result,
        }
    }
}

/// A signal (`Interrupted`) counts as the end of a slice: it is a reason to poll the host.
fn is_end_of_slice(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// Runs a name lookup or a connect, which cannot be interrupted, on a separate thread, and waits for it while the
/// exchange continues. An abandoned thread ends with the system's own timeout. If no thread is available the task runs
/// here, and an interruption is noticed late.
fn in_background<T: Send + 'static>(
    timeout: Duration,
    task: impl FnOnce(Duration) -> io::Result<T> + Clone + Send + 'static,
) -> io::Result<T> {
    let exchange = Exchange::current();
    let (sender, receiver) = oneshot();
    let in_background = task.clone();
    if threads::spawn("ringout-connect", move || sender.send(in_background(timeout))).is_err() {
        let left = exchange.as_ref().map_or(timeout, |exchange| exchange.remaining());
        let result = task(timeout.min(left));
        return exchange.map_or(Ok(()), |exchange| exchange.check()).and(result);
    }
    loop {
        match receiver.receive(SLICE) {
            Received::Value(result) => return result,
            Received::Pending => {
                if let Some(exchange) = &exchange {
                    exchange.check()?;
                }
            }
            Received::Closed => return Err(io::Error::other("the connecting thread ended")),
        }
    }
}

/// A host name without an address.
#[derive(Debug)]
pub(super) struct UnknownName(pub(super) String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name {} cannot be resolved", self.0)
    }
}

impl std::error::Error for UnknownName {}

fn lookup(host_and_port: &str) -> io::Result<Vec<SocketAddr>> {
    let unknown = || {
        let host = host_and_port.rsplit_once(':').map_or(host_and_port, |(host, _)| host);
        io::Error::other(UnknownName(host.to_owned()))
    };
    match host_and_port.to_socket_addrs().map(Vec::from_iter) {
        Ok(addresses) if addresses.is_empty() => Err(unknown()),
        Ok(addresses) => Ok(addresses),
        // For example, no descriptor is left for the lookup.
        Err(error) if error.raw_os_error().is_some() => Err(error),
        Err(_) => Err(unknown()),
    }
}

/// Tries one address after another, each with its share of the time, so that a silent first address does not use up all
/// of it.
fn connect_to_any(addresses: &[SocketAddr], timeout: Duration) -> io::Result<TcpStream> {
    const MIN_SHARE: Duration = Duration::from_millis(250);
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut left = timeout;
    for (index, address) in addresses.iter().enumerate() {
        let share = if index + 1 == addresses.len() { left } else { left / 2 }.max(MIN_SHARE);
        let started = clock::now();
        match TcpStream::connect_timeout(address, clock::system_duration(share)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
        left = left.saturating_sub(clock::now().saturating_duration_since(started));
    }
    Err(last)
}
