//! One connection: requests in, answers out, until either side closes.

use std::io;
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::broadcast::{self, error::RecvError};

use super::delivery::{After, Socket, deliver};
use super::request::{ReadError, Reader, Request};
use crate::world::{Reply, SharedWorld};

/// No length and no chunks: the stream ends with the connection.
const EVENTS_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";

/// Serves `socket` until it is closed. Errors of the connection end it and nothing else.
pub async fn serve<S: Socket>(mut socket: S, world: SharedWorld) {
    let mut reader = Reader::default();
    let mut dying = false;
    let connection = world.lock().next_connection();
    loop {
        let request = match reader.next(&mut socket).await {
            Ok(request) => Request { connection, ..request },
            Err(ReadError::Gone) => return,
            Err(ReadError::Refused(response)) => {
                let _ = deliver(&mut socket, Some(response), false, None).await;
                return;
            }
        };
        if dying {
            return;
        }
        let keep_alive = request.keep_alive;
        // The lock is released before anything is written: a slow reader holds up nobody else.
        let reply = world.lock().answer(request);
        let after = match reply {
            Reply::Answer { response, fault } => deliver(&mut socket, response, keep_alive, fault.as_ref()).await,
            Reply::Events(events) => return stream(&mut socket, events).await.unwrap_or_default(),
        };
        match after {
            Ok(After::KeepAlive) => {}
            Ok(After::CloseOnNextRequest) => dying = true,
            Ok(After::Close) => {
                let _ = socket.shutdown().await;
                return;
            }
            Ok(After::Abort) | Err(_) => return,
        }
    }
}

/// Server-sent events until the client leaves. A client that reads too slowly is told how many it missed.
async fn stream<S: Socket>(socket: &mut S, mut events: broadcast::Receiver<Arc<str>>) -> io::Result<()> {
    socket.write_all(EVENTS_HEAD).await?;
    socket.flush().await?;
    loop {
        let text: Arc<str> = match events.recv().await {
            Ok(text) => text,
            Err(RecvError::Lagged(missed)) => format!("event: lagged\ndata: {{\"missed\":{missed}}}\n\n").into(),
            Err(RecvError::Closed) => return Ok(()),
        };
        socket.write_all(text.as_bytes()).await?;
        socket.flush().await?;
    }
}
