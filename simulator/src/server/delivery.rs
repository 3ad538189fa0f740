//! Sending a response, intact or damaged by a fault.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::response::Response;
use crate::faults::{Fault, StaleWhen};

/// A connection that can be reset.
pub trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    /// Makes the next close a reset (RST) instead of a FIN.
    fn reset_on_close(&self);
}

/// What to do with the connection after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterResponse {
    KeepAlive,
    /// Closes once the client has read the response.
    Close,
    /// Closes while the client expects the connection to stay open.
    CloseAtOnce,
    /// Closes without a TLS closing alert.
    Abort,
    /// Stays open until the next request arrives, then closes.
    CloseOnNextRequest,
}

/// Sends `response` with `fault` applied. `None` sends nothing.
pub async fn deliver<S: Socket>(
    socket: &mut S,
    response: Option<Response>,
    keep_alive: bool,
    fault: Option<&Fault>,
) -> io::Result<AfterResponse> {
    if let Some(Fault::Reset(_)) = fault {
        socket.reset_on_close();
        return Ok(AfterResponse::Abort);
    }
    let Some(mut response) = response else { return Ok(AfterResponse::Abort) };
    match fault {
        None | Some(Fault::Response { .. } | Fault::Error { .. } | Fault::Drop(_) | Fault::Reset(_)) => {
            send(socket, &response, keep_alive).await
        }
        Some(Fault::BodyBytes(count)) => send(socket, &response.padded(*count), keep_alive).await,
        Some(Fault::DelayMs(ms)) => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            send(socket, &response, keep_alive).await
        }
        Some(Fault::CloseAfterBytes(count)) => {
            let bytes = encode(&response, response.body.len(), keep_alive);
            close_after(socket, &bytes[..bytes.len().min(*count)]).await
        }
        Some(Fault::Truncate(count)) => {
            let head = response.head(response.body.len(), keep_alive);
            let body = response.sent_body();
            let kept = count.unwrap_or(body.len() / 2).min(body.len());
            close_after(socket, &[&head, &body[..kept]].concat()).await
        }
        Some(Fault::MalformedJson) => {
            response.body.truncate(response.body.len() / 2);
            send(socket, &response, keep_alive).await
        }
        Some(Fault::WrongLength(by)) => wrong_length(socket, &response, *by, keep_alive).await,
        Some(Fault::DripMs(ms)) => drip(socket, &response, *ms, keep_alive).await,
        Some(Fault::StaleKeepAlive(when)) => {
            send(socket, &response, true).await?;
            Ok(match when {
                StaleWhen::AtOnce => AfterResponse::CloseAtOnce,
                StaleWhen::OnNextRequest => AfterResponse::CloseOnNextRequest,
            })
        }
    }
}

async fn send<S: Socket>(socket: &mut S, response: &Response, keep_alive: bool) -> io::Result<AfterResponse> {
    socket.write_all(&encode(response, response.body.len(), keep_alive)).await?;
    socket.flush().await?;
    Ok(if keep_alive { AfterResponse::KeepAlive } else { AfterResponse::Close })
}

/// Sends part of a response. Under TLS it sends no closing alert, as when a proxy dies.
async fn close_after<S: Socket>(socket: &mut S, bytes: &[u8]) -> io::Result<AfterResponse> {
    socket.write_all(bytes).await?;
    socket.flush().await?;
    Ok(AfterResponse::Abort)
}

/// Sends a wrong Content-Length. If it is too large, closes after the body. If it is too small, the rest of the body stays on
/// the connection as garbage.
async fn wrong_length<S: Socket>(
    socket: &mut S,
    response: &Response,
    by: i64,
    keep: bool,
) -> io::Result<AfterResponse> {
    let announced = response.body.len().saturating_add_signed(isize::try_from(by).unwrap_or_default());
    let bytes = encode(response, announced, keep);
    if by > 0 {
        return close_after(socket, &bytes).await;
    }
    socket.write_all(&bytes).await?;
    socket.flush().await?;
    Ok(if keep { AfterResponse::KeepAlive } else { AfterResponse::Close })
}

async fn drip<S: Socket>(socket: &mut S, response: &Response, ms: u64, keep_alive: bool) -> io::Result<AfterResponse> {
    for byte in encode(response, response.body.len(), keep_alive) {
        socket.write_all(&[byte]).await?;
        socket.flush().await?;
        // The timer waits at least a millisecond, even for 0.
        if ms > 0 {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }
    Ok(if keep_alive { AfterResponse::KeepAlive } else { AfterResponse::Close })
}

fn encode(response: &Response, announced: usize, keep_alive: bool) -> Vec<u8> {
    let mut bytes = response.head(announced, keep_alive);
    bytes.extend_from_slice(response.sent_body());
    bytes
}
