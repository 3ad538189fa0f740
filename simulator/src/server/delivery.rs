//! Sending an answer, whole or spoiled by a fault.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::response::Response;
use crate::faults::{Fault, StaleWhen};

/// The connection under an answer.
pub trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    /// Makes the coming close a reset (RST) instead of an orderly end (FIN).
    fn reset_on_close(&self);
}

/// What becomes of the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    KeepAlive,
    Close,
    /// As Close, without a word of goodbye.
    Abort,
    /// Stays open, and dies when the next request has arrived on it.
    CloseOnNextRequest,
}

/// Sends `response` the way `fault` wants it. None as the response: the fault swallowed it.
pub async fn deliver<S: Socket>(
    socket: &mut S,
    response: Option<Response>,
    keep_alive: bool,
    fault: Option<&Fault>,
) -> io::Result<After> {
    if let Some(Fault::Reset(_)) = fault {
        socket.reset_on_close();
        return Ok(After::Abort);
    }
    let Some(mut response) = response else { return Ok(After::Abort) };
    match fault {
        None | Some(Fault::Answer { .. } | Fault::Error { .. } | Fault::Drop(_) | Fault::Reset(_)) => {
            send(socket, &response, keep_alive).await
        }
        Some(Fault::BodyBytes(count)) => send(socket, &response.padded(*count), keep_alive).await,
        Some(Fault::DelayMs(ms)) => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            send(socket, &response, keep_alive).await
        }
        Some(Fault::CloseAfterBytes(count)) => {
            let bytes = whole(&response, response.body.len(), keep_alive);
            close_after(socket, &bytes[..bytes.len().min(*count)]).await
        }
        Some(Fault::Truncate(count)) => {
            let head = response.head(response.body.len(), keep_alive);
            let kept = count.unwrap_or(response.body.len() / 2).min(response.body.len());
            close_after(socket, &[&head, &response.body[..kept]].concat()).await
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
                StaleWhen::AtOnce => After::Close,
                StaleWhen::OnNextRequest => After::CloseOnNextRequest,
            })
        }
    }
}

async fn send<S: Socket>(socket: &mut S, response: &Response, keep_alive: bool) -> io::Result<After> {
    socket.write_all(&whole(response, response.body.len(), keep_alive)).await?;
    socket.flush().await?;
    Ok(if keep_alive { After::KeepAlive } else { After::Close })
}

/// Under TLS also without the closing alert, as when a proxy dies.
async fn close_after<S: Socket>(socket: &mut S, bytes: &[u8]) -> io::Result<After> {
    socket.write_all(bytes).await?;
    socket.flush().await?;
    Ok(After::Abort)
}

/// More announced than sent ends in a close; less announced than sent leaves the rest on the connection as garbage.
async fn wrong_length<S: Socket>(socket: &mut S, response: &Response, by: i64, keep: bool) -> io::Result<After> {
    let announced = response.body.len().saturating_add_signed(isize::try_from(by).unwrap_or_default());
    let bytes = whole(response, announced, keep);
    if by > 0 {
        return close_after(socket, &bytes).await;
    }
    socket.write_all(&bytes).await?;
    socket.flush().await?;
    Ok(if keep { After::KeepAlive } else { After::Close })
}

async fn drip<S: Socket>(socket: &mut S, response: &Response, ms: u64, keep_alive: bool) -> io::Result<After> {
    for byte in whole(response, response.body.len(), keep_alive) {
        socket.write_all(&[byte]).await?;
        socket.flush().await?;
        // The timer cannot wait less than a millisecond, and 0 means 0.
        if ms > 0 {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }
    Ok(if keep_alive { After::KeepAlive } else { After::Close })
}

fn whole(response: &Response, announced: usize, keep_alive: bool) -> Vec<u8> {
    let mut bytes = response.head(announced, keep_alive);
    bytes.extend_from_slice(&response.body);
    bytes
}
