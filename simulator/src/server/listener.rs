//! Accepting connections, and letting time pass for those who listen to events.

use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::connection;
use super::delivery::Socket;
use crate::world::SharedWorld;

impl Socket for TcpStream {
    fn reset_on_close(&self) {
        // Failing means that the peer sees an orderly close instead: nothing to be done about it here.
        let _ = self.set_zero_linger();
    }
}

/// Serves until `stop` is told or dropped. Connections end with the runtime.
pub async fn run(listener: TcpListener, tls: Option<TlsAcceptor>, world: SharedWorld, stop: oneshot::Receiver<()>) {
    tokio::select! {
        _ = stop => {}
        () = accept(listener, tls, &world) => {}
        () = pass_time(&world) => {}
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, world: &SharedWorld) {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                let _ = socket.set_nodelay(true);
                tokio::spawn(serve(socket, tls.clone(), world.clone()));
            }
            // Out of file descriptors, most likely: connections that end will free some.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(socket: TcpStream, tls: Option<TlsAcceptor>, world: SharedWorld) {
    match tls {
        None => connection::serve(socket, world).await,
        // A handshake that fails is the client's to report: most likely it did not like the certificate.
        Some(tls) => {
            if let Ok(socket) = tls.accept(socket).await {
                connection::serve(socket, world).await;
            }
        }
    }
}

/// Calls change when somebody looks at them; events must be told without anybody looking.
async fn pass_time(world: &SharedWorld) {
    let wake = world.lock().events.wake.clone();
    loop {
        let next = {
            let mut world = world.lock();
            world.settle();
            let due = world.calls.next_due().filter(|_| world.events.has_listeners());
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
