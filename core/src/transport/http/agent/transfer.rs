//! One request and its response over one connection: the loop around `ureq_proto`, which knows HTTP and does no I/O.
//!
//! It replaces the loop of `ureq::Agent`, with which a status request took half as many instructions again: for timeouts,
//! redirects and middleware that are not used here.

use std::io::ErrorKind;

use ureq::http::{HeaderMap, Response};
use ureq::unversioned::transport::{NextTimeout, Transport};
use ureq_proto::BodyMode;
use ureq_proto::client::state::{Prepare, RecvBody, RecvResponse, SendBody, SendRequest};
use ureq_proto::client::{Await100Result, Call, RecvBodyResult, RecvResponseResult, SendRequestResult};

use super::pool::ConnectionPool;
use super::response::MAX_BODY;

/// The socket keeps the operation's deadline.
const NO_TIMEOUT: fn() -> NextTimeout = NextTimeout::default;

/// A response as it arrived.
pub(super) struct RawResponse {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// The error if the body was cut off or too large.
    pub(super) body: Result<Vec<u8>, ureq::Error>,
}

/// Sends a request once and reads the response.
///
/// The connection goes back into the pool if the whole response was read and the server keeps it open.
pub(super) fn run(pool: &ConnectionPool, call: Call<Prepare>, body: &[u8]) -> Result<RawResponse, ureq::Error> {
    let mut transport = pool.take()?;
    let (response, is_reusable) = transfer(call.proceed(), body, &mut *transport)?;
    if is_reusable {
        pool.put(transport);
    }
    Ok(response)
}

/// Returns the response, and whether another request may follow on the connection.
fn transfer(
    call: Call<SendRequest>,
    body: &[u8],
    transport: &mut dyn Transport,
) -> Result<(RawResponse, bool), ureq::Error> {
    let call = send(call, body, transport)?;
    let (response, call) = receive_head(call, transport)?;
    let (body, is_reusable) = match call {
        RecvResponseResult::RecvBody(call) => match receive_body(call, transport) {
            Ok((body, is_reusable)) => (Ok(body), is_reusable),
            Err(error) => (Err(error), false),
        },
        RecvResponseResult::Redirect(call) => (Ok(Vec::new()), !call.must_close_connection()),
        RecvResponseResult::Cleanup(call) => (Ok(Vec::new()), !call.must_close_connection()),
    };
    let (parts, ()) = response.into_parts();
    Ok((RawResponse { status: parts.status.as_u16(), headers: parts.headers, body }, is_reusable))
}

fn send(
    mut call: Call<SendRequest>,
    body: &[u8],
    transport: &mut dyn Transport,
) -> Result<Call<RecvResponse>, ureq::Error> {
    while !call.can_proceed() {
        let amount = call.write(transport.buffers().output())?;
        transport.transmit_output(amount, NO_TIMEOUT())?;
    }
    match call.proceed()?.ok_or(ureq::Error::BodyStalled)? {
        SendRequestResult::SendBody(call) => send_body(call, body, transport),
        SendRequestResult::RecvResponse(call) => Ok(call),
        // No request asks for permission to send its body.
        SendRequestResult::Await100(call) => match call.proceed()? {
            Await100Result::SendBody(call) => send_body(call, body, transport),
            Await100Result::RecvResponse(call) => Ok(call),
        },
    }
}

fn send_body(
    mut call: Call<SendBody>,
    mut rest: &[u8],
    transport: &mut dyn Transport,
) -> Result<Call<RecvResponse>, ureq::Error> {
    while !call.can_proceed() {
        let (taken, amount) = call.write(rest, transport.buffers().output())?;
        if taken == 0 {
            return Err(ureq::Error::BodyStalled);
        }
        rest = &rest[taken..];
        transport.transmit_output(amount, NO_TIMEOUT())?;
    }
    call.proceed().ok_or(ureq::Error::BodyStalled)
}

/// Reads the head of the response; heads with 1xx before it are skipped. The buffer limits its size.
fn receive_head(
    mut call: Call<RecvResponse>,
    transport: &mut dyn Transport,
) -> Result<(Response<()>, RecvResponseResult), ureq::Error> {
    loop {
        let has_progress = transport.maybe_await_input(NO_TIMEOUT())?;
        let (amount, response) = call.try_response(transport.buffers().input(), false)?;
        transport.buffers().input_consume(amount);
        if let Some(response) = response {
            return Ok((response, call.proceed().ok_or(ureq::Error::BodyStalled)?));
        }
        if !has_progress {
            return Err(ended_early());
        }
    }
}

/// Reads the body. Returns it and whether another request may follow on the connection.
fn receive_body(mut call: Call<RecvBody>, transport: &mut dyn Transport) -> Result<(Vec<u8>, bool), ureq::Error> {
    let mode = call.body_mode();
    let mut body = Body::default();
    if let BodyMode::LengthDelimited(length) = mode {
        body.expect(length)?;
    }
    while mode == BodyMode::CloseDelimited || !call.can_proceed() {
        match transport.maybe_await_input(NO_TIMEOUT()) {
            Ok(true) => body.take(&mut call, transport)?,
            Ok(false) => break,
            Err(ureq::Error::Io(error)) if is_end(error.kind()) => break,
            Err(error) => return Err(error),
        }
    }
    // Some servers close the connection between the last chunk and the empty line after it.
    let lacks_last_line = !call.can_proceed() && call.is_ended_chunked();
    if !call.can_proceed() && !lacks_last_line {
        return Err(ended_early());
    }
    let must_close = lacks_last_line
        || match call.proceed() {
            Some(RecvBodyResult::Redirect(call)) => call.must_close_connection(),
            Some(RecvBodyResult::Cleanup(call)) => call.must_close_connection(),
            None => true,
        };
    Ok((body.finish(), !must_close))
}

/// A body so far. The bytes after `length` are free space.
#[derive(Default)]
struct Body {
    bytes: Vec<u8>,
    length: usize,
}

impl Body {
    /// Reserves the space for a body of known length.
    fn expect(&mut self, length: u64) -> Result<(), ureq::Error> {
        let length = usize::try_from(length).ok().filter(|length| *length <= MAX_BODY);
        self.bytes = vec![0; length.ok_or_else(too_large)?];
        Ok(())
    }

    /// Decodes what has arrived.
    fn take(&mut self, call: &mut Call<RecvBody>, transport: &mut dyn Transport) -> Result<(), ureq::Error> {
        let input = transport.buffers().input();
        // Decoded chunks are shorter than encoded ones.
        if self.bytes.len() - self.length < input.len() {
            self.bytes.resize(self.length + input.len(), 0);
        }
        let (taken, decoded) = call.read(input, &mut self.bytes[self.length..])?;
        transport.buffers().input_consume(taken);
        self.length += decoded;
        if self.length > MAX_BODY { Err(too_large()) } else { Ok(()) }
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }
}

/// Whether an error while a body is read is the end of the connection. A body without a length ends with it.
fn is_end(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

fn ended_early() -> ureq::Error {
    ureq::Error::Io(ErrorKind::UnexpectedEof.into())
}

pub(super) fn too_large() -> ureq::Error {
    ureq::Error::BodyExceedsLimit(MAX_BODY as u64)
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use ureq::http::Request;
    use ureq::unversioned::transport::{Buffers, LazyBuffers};

    use super::*;
    use crate::transport::http::agent::BUFFER;

    /// A server that sends these pieces, one for each read, and then closes the connection.
    #[derive(Debug)]
    struct Scripted {
        pieces: VecDeque<Vec<u8>>,
        buffers: LazyBuffers,
        sent: Vec<u8>,
    }

    impl Transport for Scripted {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
            self.sent.extend_from_slice(&self.buffers.output()[..amount]);
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
            let Some(piece) = self.pieces.pop_front() else { return Ok(false) };
            self.buffers.input_append_buf()[..piece.len()].copy_from_slice(&piece);
            self.buffers.input_appended(piece.len());
            Ok(true)
        }

        fn is_open(&mut self) -> bool {
            !self.pieces.is_empty()
        }
    }

    fn exchange(pieces: Vec<Vec<u8>>, body: Option<&[u8]>) -> (Result<(RawResponse, bool), ureq::Error>, Vec<u8>) {
        let buffers = LazyBuffers::new(BUFFER, BUFFER);
        let mut server = Scripted { pieces: pieces.into(), buffers, sent: Vec::new() };
        let mut request = Request::get("/status").header("host", "example.com");
        if let Some(body) = body {
            request = request.header("content-length", body.len());
        }
        let mut call = Call::new(request.body(()).unwrap()).unwrap();
        if body.is_some() {
            call.force_send_body();
        }
        let result = transfer(call.proceed(), body.unwrap_or_default(), &mut server);
        (result, server.sent)
    }

    /// The status, the body (`None` if it is unusable) and whether the connection is reusable, for a response in these
    /// pieces and for the same response byte by byte.
    fn received(pieces: &[&str]) -> (u16, Option<String>, bool) {
        let seen = |pieces| {
            let (response, is_reusable) = exchange(pieces, None).0.unwrap();
            (response.status, response.body.ok().map(|body| String::from_utf8(body).unwrap()), is_reusable)
        };
        let whole = seen(pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect());
        assert_eq!(seen(pieces.concat().bytes().map(|byte| vec![byte]).collect()), whole, "byte by byte");
        whole
    }

    #[test]
    fn a_body_ends_where_its_framing_says() {
        let sized = received(&["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "llo"]);
        assert_eq!(sized, (200, Some("hello".into()), true));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(received(&[chunked, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"]), (200, Some("hello".into()), true));
        assert_eq!(
            received(&[chunked, "5\r\nhello\r\n0\r\n"]),
            (200, Some("hello".into()), false),
            "without the last line"
        );
        assert_eq!(received(&["HTTP/1.1 200 OK\r\n\r\nhel", "lo"]), (200, Some("hello".into()), false));
        assert_eq!(received(&["HTTP/1.1 204 No Content\r\n\r\n"]), (204, Some(String::new()), true));
        assert_eq!(received(&["HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"]).0, 302);
        let closing = received(&["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhe"]);
        assert_eq!(closing, (200, Some("he".into()), false));
    }

    #[test]
    fn a_body_that_is_cut_off_or_too_large_is_unusable() {
        assert_eq!(received(&["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"]), (200, None, false));
        let chunked = "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(received(&[chunked, "5\r\nhel"]), (503, None, false));
        let head = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
        assert!(exchange(vec![head(MAX_BODY + 1)], None).0.unwrap().0.body.is_err());
        let mut pieces = vec![head(MAX_BODY)];
        pieces.extend(vec![vec![b'a'; 1024]; MAX_BODY / 1024]);
        assert_eq!(exchange(pieces, None).0.unwrap().0.body.unwrap().len(), MAX_BODY);
        let mut pieces = vec![b"HTTP/1.1 200 OK\r\n\r\n".to_vec()];
        pieces.extend(vec![vec![b'a'; 1024]; MAX_BODY / 1024 + 1]);
        assert!(exchange(pieces, None).0.unwrap().0.body.is_err(), "without a length");
    }

    #[test]
    fn provisional_responses_are_skipped() {
        let provisional = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
        let response = received(&[provisional, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhe"]);
        assert_eq!(response, (200, Some("he".into()), true));
    }

    #[test]
    fn a_head_that_is_cut_off_or_no_http_is_an_error() {
        let failed = |piece: &str| exchange(vec![piece.as_bytes().to_vec()], None).0.err().unwrap();
        assert!(matches!(failed("HTTP/1.1 200 OK\r\nContent-Le"), ureq::Error::Io(_)));
        assert!(matches!(failed("SSH-2.0-OpenSSH_9.6\r\n"), ureq::Error::Protocol(_)));
    }

    #[test]
    fn a_body_is_sent_whole_after_the_head() {
        let body = vec![b'a'; 3 * BUFFER];
        let (result, sent) = exchange(vec![b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()], Some(&body));
        assert_eq!(result.unwrap().0.status, 204);
        let head = format!("GET /status HTTP/1.1\r\nhost: example.com\r\ncontent-length: {}\r\n\r\n", body.len());
        assert_eq!(sent, [head.as_bytes(), &body].concat());
    }
}
