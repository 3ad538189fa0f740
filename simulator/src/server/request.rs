//! HTTP request parser.

use std::io;

use form_urlencoded::Parse;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::response::Response;

/// Longest request head.
const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 1024 * 1024;
const MAX_HEADERS: usize = 100;

/// A complete request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// Path and query. The absolute form that a client sends to a proxy is shortened to them.
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

    pub fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// The method that selects the operation. A HEAD is a GET whose response has no body (RFC 9110, 9.3.2).
    pub fn routed_method(&self) -> &str {
        if self.is_head() { "GET" } else { &self.method }
    }

    /// All values of a header.
    pub fn headers(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
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

/// How the length of a body is announced.
#[derive(Debug, Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
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
        let (mut request, framing) = loop {
            if let Some((request, framing, used)) = parse_head(&self.buffer)? {
                self.buffer.drain(..used);
                break (request, framing);
            }
            self.fill(socket).await?;
        };
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        request.body = match framing {
            Framing::Length(length) => self.take(socket, length).await?,
            Framing::Chunked => self.chunked(socket).await?,
        };
        Ok(request)
    }

    async fn chunked<S: AsyncRead + Unpin>(&mut self, socket: &mut S) -> Result<Vec<u8>, ReadError> {
        let mut body = vec![];
        loop {
            let line = self.line(socket).await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            // `from_str_radix` accepts a sign.
            let is_size = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
            let size = usize::from_str_radix(size, 16).ok().filter(|_| is_size);
            let size = size.ok_or_else(|| invalid(400, "a chunk does not begin with its size (RFC 9112, 7.1)"))?;
            if size == 0 {
                break;
            }
            if size.saturating_add(body.len()) > MAX_BODY {
                return Err(body_too_large());
            }
            body.extend(self.take(socket, size).await?);
            if !self.line(socket).await?.is_empty() {
                return Err(invalid(400, "a chunk is longer than its size says (RFC 9112, 7.1)"));
            }
        }
        for _ in 0..=MAX_HEADERS {
            if self.line(socket).await?.is_empty() {
                return Ok(body);
            }
        }
        Err(too_many_headers())
    }

    async fn line<S: AsyncRead + Unpin>(&mut self, socket: &mut S) -> Result<String, ReadError> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid(400, "a line of a chunked body is too long"));
            }
            self.fill(socket).await?;
        }
    }

    async fn take<S: AsyncRead + Unpin>(&mut self, socket: &mut S, length: usize) -> Result<Vec<u8>, ReadError> {
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

/// A refusal of the HTTP layer, in one sentence.
fn invalid(status: u16, sentence: &str) -> ReadError {
    ReadError::Invalid(Response::text(status, "text/plain; charset=utf-8", format!("{sentence}\n")))
}

fn body_too_large() -> ReadError {
    invalid(413, &format!("the body is longer than {MAX_BODY} bytes"))
}

fn head_too_large() -> ReadError {
    invalid(431, &format!("the request head is longer than {MAX_HEAD} bytes"))
}

fn too_many_headers() -> ReadError {
    invalid(431, &format!("the request has more than {MAX_HEADERS} headers"))
}

type Head = (Request, Framing, usize);

/// Parses the head. Returns the request without its body, how its body is framed and the length of the head, or `None` if
/// the head is incomplete.
fn parse_head(bytes: &[u8]) -> Result<Option<Head>, ReadError> {
    read_head(bytes).map_err(|error| match error {
        ReadError::Invalid(response) => {
            ReadError::Invalid(Response { without_body: bytes.starts_with(b"HEAD "), ..response })
        }
        ReadError::Closed => ReadError::Closed,
    })
}

fn read_head(bytes: &[u8]) -> Result<Option<Head>, ReadError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let used = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(used)) if used <= MAX_HEAD => used,
        Ok(httparse::Status::Partial) if bytes.len() <= MAX_HEAD => return Ok(None),
        Ok(_) => return Err(head_too_large()),
        Err(httparse::Error::TooManyHeaders) => return Err(too_many_headers()),
        Err(error) => return Err(invalid(400, &format!("the request head is not HTTP/1.1: {error}"))),
    };
    let owned = |header: &httparse::Header| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    let mut request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(owned).collect(),
        ..Request::default()
    };
    let is_new = parsed.version == Some(1);
    check_host(&request, is_new)?;
    let has = |wanted: &str| {
        let mut tokens = request.headers("connection").flat_map(|value| value.split(','));
        tokens.any(|token| token.trim().eq_ignore_ascii_case(wanted))
    };
    request.keep_alive = !has("close") && (is_new || has("keep-alive"));
    let framing = framing(&request)?;
    shorten_absolute_form(&mut request);
    Ok(Some((request, framing, used)))
}

/// HTTP/1.1 needs exactly one Host (RFC 9112, 3.2).
fn check_host(request: &Request, is_new: bool) -> Result<(), ReadError> {
    match request.headers("host").count() {
        0 if is_new => Err(invalid(400, "the Host header is missing (RFC 9112, 3.2)")),
        0 | 1 => Ok(()),
        _ => Err(invalid(400, "there is more than one Host header (RFC 9112, 3.2)")),
    }
}

/// Refuses every announcement that two programs could read differently: the rest of the body would become the next request.
fn framing(request: &Request) -> Result<Framing, ReadError> {
    let mut codings = request.headers("transfer-encoding");
    let mut lengths = request.headers("content-length").flat_map(|value| value.split(',')).map(str::trim);
    match (codings.next(), lengths.next()) {
        (None, None) => Ok(Framing::Length(0)),
        (Some(_), Some(_)) => {
            Err(invalid(400, "the request has both Transfer-Encoding and Content-Length (RFC 9112, 6.1)"))
        }
        (Some(coding), None) if coding.trim().eq_ignore_ascii_case("chunked") && codings.next().is_none() => {
            Ok(Framing::Chunked)
        }
        (Some(_), None) => Err(invalid(501, "the only supported Transfer-Encoding is chunked (RFC 9112, 6.1)")),
        (None, Some(length)) if lengths.any(|other| other != length) => {
            Err(invalid(400, "the request has different Content-Lengths (RFC 9112, 6.3)"))
        }
        (None, Some(length)) => {
            if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(invalid(400, "the Content-Length is not a number (RFC 9110, 8.6)"));
            }
            // More digits than fit are too many bytes as well.
            match length.parse() {
                Ok(length) if length <= MAX_BODY => Ok(Framing::Length(length)),
                _ => Err(body_too_large()),
            }
        }
    }
}

/// Shortens `http://host/path` to `/path`, and takes the host instead of the Host header (RFC 9112, 3.2.2).
fn shorten_absolute_form(request: &mut Request) {
    let Some((scheme, rest)) = request.target.split_once("://") else { return };
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return;
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let target = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let authority = authority.to_owned();
    request.headers.retain(|(name, _)| name != "host");
    request.headers.push(("host".into(), authority));
    request.target = target;
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
        let first = "GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\n";
        let second = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
        let requests = read(format!("{first}{second}").as_bytes());
        let first = requests[0].as_ref().unwrap();
        assert_eq!((first.path(), first.keep_alive), ("/a", true));
        assert_eq!(first.query().next().unwrap().1, "1");
        assert_eq!(requests[1].as_ref().unwrap().body, b"abc");
        assert!(matches!(requests[2], Err(ReadError::Closed)));
    }

    #[test]
    fn chunked_bodies_are_joined() {
        let chunks =
            b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(chunks)[0].as_ref().unwrap().body, b"abcde");
    }

    #[test]
    fn an_incomplete_request_is_an_error() {
        let half = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\n{\"to\":";
        assert!(matches!(read(half)[0], Err(ReadError::Closed)));
        assert!(matches!(read(b"nonsense\r\n\r\n")[0], Err(ReadError::Invalid(_))));
    }
}
