//! One HTTP connection: requests in, responses out, until either side closes.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::broadcast::{self, error::RecvError};

use super::delivery::{AfterResponse, Socket, deliver};
use super::request::{ReadError, Reader, Request};
use crate::world::{Reply, SharedWorld};

/// Media type of the event stream.
pub const EVENT_STREAM: &str = "text/event-stream";

/// How long a connection that was closed for writing is still read.
const LINGER: Duration = Duration::from_secs(2);

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
                let response = world.lock().refuse(response);
                if deliver(&mut socket, Some(response), false, None).await.is_ok() {
                    close(&mut socket).await;
                }
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
            Ok(AfterResponse::Close) => return close(&mut socket).await,
            Ok(AfterResponse::CloseAtOnce) => {
                let _ = socket.shutdown().await;
                return;
            }
            Ok(AfterResponse::Abort) | Err(_) => return,
        }
    }
}

/// Closes for writing, and discards what still arrives until the client closes too. A socket that is closed with unread bytes
/// sends RST, which can destroy a response that the client has not read yet (RFC 9112, 9.6).
async fn close<S: Socket>(socket: &mut S) {
    let mut discarded = vec![0; 16 * 1024];
    let drain = async {
        socket.shutdown().await?;
        while socket.read(&mut discarded).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = tokio::time::timeout(LINGER, drain).await;
}

/// Streams server-sent events until the client disconnects, which also ends a stream without events. A client that reads too
/// slowly gets a `lagged` event.
async fn stream<S: Socket>(socket: &mut S, mut events: broadcast::Receiver<Arc<str>>) -> io::Result<()> {
    // Without a length or chunks, the stream ends with the connection.
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {EVENT_STREAM}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await?;
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
