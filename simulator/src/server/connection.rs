//! One HTTP connection: requests in, responses out, until either side closes.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::broadcast::{self, error::RecvError};

use super::delivery::{AfterResponse, Socket, deliver};
use super::request::{ReadError, Reader, Request};
use crate::world::{Reply, SharedWorld};

/// Head of the event stream. It has no length and no chunks, so the stream ends with the connection.
const EVENTS_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";

/// Serves `socket` until it is closed. A connection error ends only this connection.
pub async fn serve<S: Socket>(mut socket: S, world: SharedWorld) {
    let mut reader = Reader::default();
    let mut close_on_next = false;
    let connection = world.lock().next_connection();
    loop {
        let request = match reader.next(&mut socket).await {
            Ok(request) => Request { connection, ..request },
            Err(ReadError::Closed) => return,
            Err(ReadError::Invalid(response)) => {
                let _ = deliver(&mut socket, Some(response), false, None).await;
                return;
            }
        };
        if close_on_next {
            return;
        }
        let keep_alive = request.keep_alive;
        // The lock is released before writing, so a slow reader does not block other connections.
        let reply = world.lock().handle(request);
        let after = match reply {
            Reply::Response { response, fault } => deliver(&mut socket, response, keep_alive, fault.as_ref()).await,
            Reply::Events(events) => return stream(&mut socket, events).await.unwrap_or_default(),
        };
        match after {
            Ok(AfterResponse::KeepAlive) => {}
            Ok(AfterResponse::CloseOnNextRequest) => close_on_next = true,
            Ok(AfterResponse::Close) => {
                let _ = socket.shutdown().await;
                return;
            }
            Ok(AfterResponse::Abort) | Err(_) => return,
        }
    }
}

/// Streams server-sent events until the client disconnects, which also ends a stream without events. A client that reads too slowly gets a `lagged` event.
async fn stream<S: Socket>(socket: &mut S, mut events: broadcast::Receiver<Arc<str>>) -> io::Result<()> {
    socket.write_all(EVENTS_HEAD).await?;
    socket.flush().await?;
    loop {
        let mut unread = [0; 64];
        let received = tokio::select! {
            received = events.recv() => received,
            read = socket.read(&mut unread) => match read {
                Ok(0) | Err(_) => return Ok(()),
                Ok(_) => continue,
            },
        };
        let text: Arc<str> = match received {
            Ok(text) => text,
            Err(RecvError::Lagged(missed)) => format!("event: lagged\ndata: {{\"missed\":{missed}}}\n\n").into(),
            Err(RecvError::Closed) => return Ok(()),
        };
        socket.write_all(text.as_bytes()).await?;
        socket.flush().await?;
    }
}
