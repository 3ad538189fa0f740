//! HTTP request parser.

use std::io;

use form_urlencoded::Parse;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::response::Response;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 1024 * 1024;
const MAX_HEADERS: usize = 100;

/// A complete request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub keep_alive: bool,
    /// Number of its connection, counted from 1.
    pub connection: u64,
}

impl Request {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn query(&self) -> Parse<'_> {
        form_urlencoded::parse(self.target.split_once('?').map_or("", |(_, query)| query).as_bytes())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Media type of the body, without parameters.
    pub fn media_type(&self) -> Option<&str> {
        self.header("content-type").map(|value| value.split(';').next().unwrap_or_default().trim())
    }
}

/// Why a request could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// The peer closed the connection, perhaps in the middle of a request.
    Closed,
    /// The request is invalid: send this response and close the connection.
    Invalid(Response),
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> ReadError {
        ReadError::Closed
    }
}

/// Buffer of bytes that are read but not yet parsed, such as pipelined requests.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    /// Reads the next complete request.
    pub async fn next<S>(&mut self, socket: &mut S) -> Result<Request, ReadError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut request = loop {
            if let Some((request, used)) = parse_head(&self.buffer)? {
                self.buffer.drain(..used);
                break request;
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid(431));
            }
            self.fill(socket).await?;
        };
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        request.body = self.body(socket, &request).await?;
        Ok(request)
    }

    async fn body<S: AsyncRead + Unpin>(&mut self, socket: &mut S, request: &Request) -> Result<Vec<u8>, ReadError> {
        if request.header("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked")) {
            return self.chunked(socket).await;
        }
        let Some(length) = request.header("content-length") else { return Ok(vec![]) };
        let length: usize = length.trim().parse().map_err(|_| invalid(400))?;
        self.take(socket, length).await
    }

    async fn chunked<S: AsyncRead + Unpin>(&mut self, socket: &mut S) -> Result<Vec<u8>, ReadError> {
        let mut body = vec![];
        loop {
            let line = self.line(socket).await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(|_| invalid(400))?;
            if size == 0 {
                break;
            }
            body.extend(self.take(socket, size).await?);
            if body.len() > MAX_BODY {
                return Err(invalid(413));
            }
            self.line(socket).await?;
        }
        while !self.line(socket).await?.is_empty() {}
        Ok(body)
    }

    async fn line<S: AsyncRead + Unpin>(&mut self, socket: &mut S) -> Result<String, ReadError> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid(400));
            }
            self.fill(socket).await?;
        }
    }

    async fn take<S: AsyncRead + Unpin>(&mut self, socket: &mut S, length: usize) -> Result<Vec<u8>, ReadError> {
        if length > MAX_BODY {
            return Err(invalid(413));
        }
        while self.buffer.len() < length {
            self.fill(socket).await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn fill<S: AsyncRead + Unpin>(&mut self, socket: &mut S) -> Result<(), ReadError> {
        self.buffer.reserve(8 * 1024);
        let read = socket.read_buf(&mut self.buffer).await?;
        if read == 0 { Err(ReadError::Closed) } else { Ok(()) }
    }
}

fn invalid(status: u16) -> ReadError {
    ReadError::Invalid(Response::empty(status))
}

/// Parses the head. Returns the request without its body and the length of the head, or `None` if the head is incomplete.
fn parse_head(bytes: &[u8]) -> Result<Option<(Request, usize)>, ReadError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(used) = parsed.parse(bytes).map_err(|_| invalid(400))? else { return Ok(None) };
    let owned = |header: &httparse::Header| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    let mut request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(owned).collect(),
        ..Request::default()
    };
    let connection = request.header("connection").unwrap_or_default().to_ascii_lowercase();
    let by_default = parsed.version == Some(1);
    request.keep_alive = if by_default { connection != "close" } else { connection == "keep-alive" };
    Ok(Some((request, used)))
}

#[cfg(test)]
mod tests {
    use super::{ReadError, Reader, Request};

    fn read(bytes: &[u8]) -> Vec<Result<Request, ReadError>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (mut client, mut server) = tokio::io::duplex(64 * 1024);
            tokio::io::AsyncWriteExt::write_all(&mut client, bytes).await.unwrap();
            tokio::io::AsyncWriteExt::shutdown(&mut client).await.unwrap();
            let mut reader = Reader::default();
            let mut seen = vec![];
            loop {
                let next = reader.next(&mut server).await;
                let last = next.is_err();
                seen.push(next);
                if last {
                    return seen;
                }
            }
        })
    }

    #[test]
    fn pipelined_requests_are_read_one_by_one() {
        let requests = read(b"GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
        let first = requests[0].as_ref().unwrap();
        assert_eq!((first.path(), first.keep_alive), ("/a", true));
        assert_eq!(first.query().next().unwrap().1, "1");
        assert_eq!(requests[1].as_ref().unwrap().body, b"abc");
        assert!(matches!(requests[2], Err(ReadError::Closed)));
    }

    #[test]
    fn chunked_bodies_are_joined() {
        let chunks = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(chunks)[0].as_ref().unwrap().body, b"abcde");
    }

    #[test]
    fn an_incomplete_request_is_an_error() {
        let half = b"POST / HTTP/1.1\r\nContent-Length: 30\r\n\r\n{\"to\":";
        assert!(matches!(read(half)[0], Err(ReadError::Closed)));
        assert!(matches!(read(b"nonsense\r\n\r\n")[0], Err(ReadError::Invalid(_))));
    }
}
