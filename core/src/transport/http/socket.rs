//! A TCP connection whose every wait can be interrupted.
//!
//! The kernel's timeouts are set once, to a short slice; between slices the exchange is asked whether to go on. That
//! costs nothing while answers are quick, needs no second thread, and bounds how late a deadline or an interruption is
//! seen.
//!
//! What the kernel lets nobody interrupt, a name lookup and a connect, is left to a thread of its own. Proxies' and
//! servers' connections are the same here: TLS and tunnels are layers above.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::exchange::{Exchange, Wants};
use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::process::Origin;
use crate::base::threads::{self, Received, oneshot};

/// `last_used` is when it was opened or the last byte came in, which is about when a server begins to count its idle
/// time.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    last_used: Instant,
    /// The process that opened it: after a fork, the child must not speak on its parent's connection.
    origin: Origin,
}

impl Socket {
    /// Resolves `host:port` and connects to the first address that answers.
    pub(super) fn connect(host_and_port: String, timeout: Duration) -> io::Result<Self> {
        let stream = in_background(timeout, move |timeout| connect_to_any(&lookup(&host_and_port)?, timeout))?;
        stream.set_nodelay(true)?;
        let slice = clock::for_the_system(SLICE);
        stream.set_read_timeout(Some(slice))?;
        stream.set_write_timeout(Some(slice))?;
        Ok(Self { stream, last_used: clock::now(), origin: Origin::here() })
    }

    /// A request that is cut off by a deadline between two slices leaves a connection that nobody may use again; ureq
    /// drops it, because the exchange has failed.
    pub(super) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (origin, stream) = (self.origin, &mut self.stream);
            let written = retry(origin, || stream.write(bytes))?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Reads what is there, or waits for it; 0 is the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (origin, stream) = (self.origin, &mut self.stream);
        let read = retry(origin, || stream.read(buffer))?;
        self.last_used = clock::now();
        Ok(read)
    }

    /// Whether the connection may be used for the exchange, as far as can be told. Asked when it leaves the pool, and
    /// when it goes back.
    pub(super) fn is_usable(&mut self) -> bool {
        if !self.origin.is_here() {
            return false;
        }
        let idle = clock::now().saturating_duration_since(self.last_used);
        match Exchange::current().map(|exchange| exchange.wants(idle)) {
            Some(Wants::Nothing) => true,
            Some(Wants::Open) | None => self.is_quiet().unwrap_or(false),
            Some(Wants::Another) => false,
        }
    }

    /// One peek: an end, an error or unexpected bytes all mean that the server has done with the connection.
    fn is_quiet(&mut self) -> io::Result<bool> {
        self.stream.set_nonblocking(true)?;
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false)?;
        Ok(matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock))
    }
}

/// Repeats an operation that only ran out of its slice, as long as the exchange goes on.
///
/// Each turn is one slice at most, so a deadline or an interruption is seen within that time. The host, which is asked, may fork:
/// what is under way on the connection is the parent's.
fn retry(origin: Origin, mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    let exchange = Exchange::current();
    loop {
        if let Some(exchange) = &exchange {
            exchange.check()?;
        }
        if !origin.is_here() {
            return Err(io::Error::other("the connection is the parent's"));
        }
        match operation() {
            Err(error) if is_slice_over(&error) => {}
            result => return result,
        }
    }
}

/// A signal (`Interrupted`) is a reason to ask the host, as a slice that is over.
fn is_slice_over(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// Runs what the system lets nobody interrupt, a name lookup or a connect, on a thread of its own, and waits for it as
/// long as the exchange goes on. A thread that is left behind ends by itself with the system's own timeout. If there is no thread
/// to be had it is done here: an interruption is seen late.
fn in_background<T: Send + 'static>(
    timeout: Duration,
    task: impl FnOnce(Duration) -> io::Result<T> + Clone + Send + 'static,
) -> io::Result<T> {
    let exchange = Exchange::current();
    let (giver, taker) = oneshot();
    let in_background = task.clone();
    if threads::spawn("ringout-connect", move || giver.give(in_background(timeout))).is_err() {
        let left = exchange.as_ref().map_or(timeout, |exchange| exchange.remaining());
        let result = task(timeout.min(left));
        return exchange.map_or(Ok(()), |exchange| exchange.check()).and(result);
    }
    loop {
        match taker.take(SLICE) {
            Received::Over(result) => return result,
            Received::NotYet => {
                if let Some(exchange) = &exchange {
                    exchange.check()?;
                }
            }
            Received::Never => return Err(io::Error::other("the connecting thread ended")),
        }
    }
}

/// A host's name for which the system has no address.
#[derive(Debug)]
pub(super) struct UnknownName(pub(super) String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name {} cannot be found", self.0)
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
        // No descriptor to ask with, for example.
        Err(error) if error.raw_os_error().is_some() => Err(error),
        Err(_) => Err(unknown()),
    }
}

/// Tries one address after another, each with its share of the time: a silent first address must not use up all of it.
fn connect_to_any(addresses: &[SocketAddr], timeout: Duration) -> io::Result<TcpStream> {
    const LEAST: Duration = Duration::from_millis(250);
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut left = timeout;
    for (index, address) in addresses.iter().enumerate() {
        let share = if index + 1 == addresses.len() { left } else { left / 2 }.max(LEAST);
        let started = clock::now();
        match TcpStream::connect_timeout(address, clock::for_the_system(share)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
        left = left.saturating_sub(clock::now().saturating_duration_since(started));
    }
    Err(last)
}
