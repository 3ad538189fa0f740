//! Accept loop, and the timer that emits call events when they are due.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket as RawSocket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::connection;
use super::delivery::Socket;
use crate::world::SharedWorld;

/// Connections that wait to be accepted. Beyond it, a kernel drops the first packet of a connection, and the client repeats it a
/// second later. The standard library uses 128.
const BACKLOG: i32 = 4096;

/// Listens on an address. An error names it.
pub fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let listen = || {
        let socket = RawSocket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        // On Unix, a port is free again at once after its last user has stopped. On Windows, the option means something else.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    listen().map_err(|error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}")))
}

impl Socket for TcpStream {
    fn reset_on_close(&self) {
        // On failure the peer sees a FIN instead.
        let _ = self.set_zero_linger();
    }
}

/// Serves until `stop` fires or is dropped. Connections end with the runtime.
pub async fn run(listener: TcpListener, tls: Option<TlsAcceptor>, world: SharedWorld, stop: oneshot::Receiver<()>) {
    tokio::select! {
        _ = stop => {}
        () = accept(listener, tls, &world) => {}
        () = emit_due_events(&world) => {}
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, world: &SharedWorld) {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                let _ = socket.set_nodelay(true);
                tokio::spawn(serve(socket, tls.clone(), world.clone()));
            }
            // Most likely out of file descriptors: connections that end free some.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(socket: TcpStream, tls: Option<TlsAcceptor>, world: SharedWorld) {
    match tls {
        None => connection::serve(socket, world).await,
        // The client reports a failed handshake. Most likely it rejected the certificate.
        Some(tls) => {
            if let Ok(socket) = tls.accept(socket).await {
                connection::serve(socket, world).await;
            }
        }
    }
}

/// Calls change only when a request settles them. Event subscribers need the changes at their time, without a request.
async fn emit_due_events(world: &SharedWorld) {
    let wake = world.lock().events.wake.clone();
    loop {
        let next = {
            let mut world = world.lock();
            world.settle();
            let due = world.calls.next_due().filter(|_| world.events.has_subscribers());
            due.and_then(|due| world.clock.real_time_until(due))
        };
        match next {
            Some(wait) => tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            },
            None => wake.notified().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};
    use std::time::Duration;

    use super::bind;

    #[test]
    fn connections_that_arrive_at_once_all_find_room() {
        let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        // None is accepted, so a connection without room in the queue would never succeed.
        let connect = |_| TcpStream::connect_timeout(&address, Duration::from_secs(20));
        let opened: Vec<_> = (0..300).map(connect).collect::<Result<_, _>>().unwrap();
        assert_eq!(opened.len(), 300);
    }

    #[test]
    fn an_error_names_the_address() {
        let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let error = bind(address).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("cannot listen on {address}: ")), "{error}");
    }
}
