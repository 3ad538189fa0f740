//! Servers that send exactly the bytes of a test, or nothing, for faults that the simulator does not have.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ringout_core::{Client, ClientBuilder, Credentials};
use socket2::{Domain, Socket, Type};

use crate::timing::{ms, sleep};

/// The body of a successful token response.
pub const GOOD_TOKEN: &str =
    r#"{"access_token":"access-token-of-the-raw-server","token_type":"bearer","expires_in":3600}"#;
/// The body of a successful create response.
pub const GOOD_CALL: &str = r#"{"id":"raw-1","uri":"/x","status":{"callStatus":"InProgress","callerStatus":"InProgress","calleeStatus":"InProgress"}}"#;
/// The body of a status response without an id, which fits every call that was just placed.
pub const GOOD_STATUS: &str =
    r#"{"uri":"/x","status":{"callStatus":"InProgress","callerStatus":"InProgress","calleeStatus":"InProgress"}}"#;

/// A request as received.
#[derive(Debug, Clone)]
pub struct Received {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The number of the connection, from 0.
    pub connection: usize,
}

impl Received {
    /// Returns the value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether this is a request to the token endpoint.
    pub fn is_login(&self) -> bool {
        self.target == crate::platform::TOKEN
    }
}

/// The reply to a request.
#[derive(Debug)]
pub enum Reply {
    /// Sends these bytes and keeps the connection open.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Sends these bytes one at a time, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Sends these bytes after a pause.
    Late(Duration, Vec<u8>),
    /// Sends these bytes and, after a pause, others that no request asked for. Then notifies the sender.
    Stray(Vec<u8>, Duration, Vec<u8>, Sender<()>),
    /// Sends nothing and waits until the client closes the connection.
    Silence,
    /// Sends these bytes and waits until the client closes the connection.
    Half(Vec<u8>),
}

/// A server that replies with the result of a function. It runs until the process ends.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Starts a server on a free local port.
    pub fn start(respond: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap(), respond)
    }

    /// Starts a server that accepts connections here.
    pub fn start_on(listener: TcpListener, respond: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let server =
            Self { address: listener.local_addr().unwrap(), received: Arc::default(), connections: Arc::default() };
        let (received, connections) = (Arc::clone(&server.received), Arc::clone(&server.connections));
        let respond = Arc::new(respond);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (received, respond) = (Arc::clone(&received), Arc::clone(&respond));
                // Errors are expected, because clients give up in the middle of a response.
                thread::spawn(move || drop(serve(stream, number, &received, &*respond)));
            }
        });
        server
    }

    /// Starts a server that grants a token to every login and calls the function for all other requests.
    pub fn with_login(respond: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(
            move |request| {
                if request.is_login() { Reply::Bytes(json_response(200, GOOD_TOKEN)) } else { respond(request) }
            },
        )
    }

    /// Returns the URL, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns every request so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Returns a builder of clients for this server, with timeouts of 10 s, which a busy machine keeps.
    pub fn builder(&self) -> ClientBuilder {
        builder(&self.url())
    }

    /// Returns a client for this server.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Returns a client whose requests have this timeout, for tests that wait for it.
    pub fn client_within(&self, timeout: Duration) -> Client {
        self.builder().request_timeout(timeout).create_timeout(timeout).build().unwrap()
    }
}

/// Returns a builder of clients for the server at a URL, with timeouts of 10 s, which a busy machine keeps.
pub fn builder(url: &str) -> ClientBuilder {
    Client::builder(url, "client-id")
        .client_secret("client-secret-of-the-suites")
        .credentials(Credentials::jwt("jwt.of.the-suites"))
        .request_timeout(ms(10_000))
        .create_timeout(ms(10_000))
}

/// Builds a response with a JSON body.
pub fn json_response(status: u16, body: &str) -> Vec<u8> {
    response(status, "application/json", "", body)
}

/// Builds a response. Each line of `headers` must end with CR LF.
pub fn response(status: u16, content_type: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn serve(
    stream: TcpStream,
    connection: usize,
    received: &Mutex<Vec<Received>>,
    respond: &dyn Fn(&Received) -> Reply,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(request) = read(&mut reader, connection)? {
        received.lock().unwrap().push(request.clone());
        match respond(&request) {
            Reply::Bytes(bytes) => stream.write_all(&bytes)?,
            Reply::Last(bytes) => {
                stream.write_all(&bytes)?;
                return stream.shutdown(Shutdown::Both);
            }
            Reply::Drip(bytes, pause) => {
                for byte in bytes {
                    stream.write_all(&[byte])?;
                    sleep(pause);
                }
            }
            Reply::Late(pause, bytes) => {
                sleep(pause);
                stream.write_all(&bytes)?;
            }
            Reply::Stray(bytes, pause, stray, sent) => {
                stream.write_all(&bytes)?;
                sleep(pause);
                stream.write_all(&stray)?;
                // The receiver is gone if the test has ended.
                let _ = sent.send(());
            }
            Reply::Silence => return wait_for_the_end(&mut reader),
            Reply::Half(bytes) => {
                stream.write_all(&bytes)?;
                return wait_for_the_end(&mut reader);
            }
        }
    }
    Ok(())
}

fn wait_for_the_end(reader: &mut impl Read) -> io::Result<()> {
    io::copy(reader, &mut io::sink()).map(drop)
}

/// Reads the next request, or `None` at the end of the connection.
fn read(reader: &mut impl BufRead, connection: usize) -> io::Result<Option<Received>> {
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut words = first.split(' ');
    let [method, target] = [words.next(), words.next()].map(|word| word.unwrap_or_default().to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Received { method, target, headers, body: String::new(), connection };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(request))
}

/// A server that accepts connections but never reads or writes.
#[derive(Debug)]
pub struct Mute {
    address: SocketAddr,
}

impl Mute {
    /// Starts a server that runs until the process ends.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            // Never ends, so the connections stay open.
            let open: Vec<TcpStream> = listener.incoming().flatten().collect();
            drop(open);
        });
        Self { address }
    }

    /// Returns the address and port, such as `127.0.0.1:1234`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

/// A local port that neither accepts nor refuses connections, because its backlog is full.
#[derive(Debug)]
pub struct FullBacklog {
    address: SocketAddr,
    _listener: Socket,
    _queued: Vec<Socket>,
}

impl FullBacklog {
    /// Listens on a free local port and fills its backlog.
    pub fn start() -> Self {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let connect = |_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            // An attempt that times out still takes up space in the backlog.
            let _ = socket.connect_timeout(&address.into(), ms(50));
            socket
        };
        let queued: Vec<Socket> = (0..4).map(connect).collect();
        let full = Self { address, _listener: listener, _queued: queued };
        let refused = TcpStream::connect_timeout(&full.address, ms(100));
        assert!(refused.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut), "the backlog is not full");
        full
    }

    /// Returns the URL, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A local port that refuses connections. No other server gets it until this is dropped.
pub struct ClosedPort(Socket);

impl ClosedPort {
    /// Takes a free port.
    pub fn take() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        Self(socket)
    }

    /// Returns the URL, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap().as_socket().unwrap())
    }

    /// Accepts connections from now on.
    pub fn open(self) -> TcpListener {
        self.0.listen(128).unwrap();
        self.0.into()
    }
}
