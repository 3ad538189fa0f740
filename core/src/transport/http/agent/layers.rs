//! Layers of a connection: the socket with ureq's buffers, and the marker above TLS that records when a request is sent.

use std::net::SocketAddr;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Authority;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};

use super::BUFFER;
use crate::transport::http::exchange::{Exchange, Peer};
use crate::transport::http::socket::Socket;

/// Resolves nothing. The socket does, on a thread that can be abandoned.
#[derive(Debug)]
pub(super) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut placeholder = self.empty();
        placeholder.push(SocketAddr::from(([0, 0, 0, 0], 0)));
        Ok(placeholder)
    }
}

/// Opens sockets whose waits can be interrupted.
///
/// `timeout` is shared by all addresses of a name. The exchange keeps the timeout of the whole connection, including TLS.
#[derive(Debug)]
pub(super) struct SocketConnector {
    pub(super) timeout: Duration,
    pub(super) server: Authority,
}

impl<In: Transport> Connector<In> for SocketConnector {
    type Out = Either<In, Connection>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
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
pub(super) struct Connection {
    socket: Socket,
    buffers: LazyBuffers,
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        Ok(self.socket.write_all(&self.buffers.output()[..amount])?)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
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
pub(super) struct SendMarker {
    pub(super) server: Authority,
}

impl<In: Transport> Connector<In> for SendMarker {
    type Out = Either<In, Marked<In>>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
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
pub(super) struct Marked<T>(T);

impl<T: Transport> Transport for Marked<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if let Some(exchange) = Exchange::current() {
            exchange.send().map_err(ureq::Error::Io)?;
        }
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
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
