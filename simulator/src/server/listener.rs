//! Accept loop, and the timer that emits call events when they are due.

use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::connection;
use super::delivery::Socket;
use crate::world::SharedWorld;

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
