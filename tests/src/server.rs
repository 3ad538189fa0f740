//! Servers that misbehave where the simulator would not: they send what a test says, byte for byte, or nothing.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread;

use ringout_core::{Client, ClientBuilder, Credentials};
use socket2::{Domain, Socket, Type};

use crate::timing::{ms, sleep};

/// The only answer of a token endpoint that the suites need.
pub const GOOD_TOKEN: &str =
    r#"{"access_token":"access-token-of-the-raw-server","token_type":"bearer","expires_in":3600}"#;
/// A call that was just placed.
pub const GOOD_CALL: &str = r#"{"id":"raw-1","uri":"/x","status":{"callStatus":"InProgress","callerStatus":"InProgress","calleeStatus":"InProgress"}}"#;

/// The state of a call that was just placed, of whichever was asked for.
pub const GOOD_STATUS: &str =
    r#"{"uri":"/x","status":{"callStatus":"InProgress","callerStatus":"InProgress","calleeStatus":"InProgress"}}"#;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// `POST`
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it asks for a token.
    pub fn is_login(&self) -> bool {
        self.target == crate::platform::TOKEN
    }
}

/// What becomes of a connection after a request.
#[derive(Debug)]
pub enum Reply {
    /// These bytes, and the connection stays open.
    Bytes(Vec<u8>),
    /// These bytes, and the connection is closed.
    Last(Vec<u8>),
    /// These bytes one at a time, with a pause after each.
    Drip(Vec<u8>, std::time::Duration),
    /// These bytes after a pause.
    Late(std::time::Duration, Vec<u8>),
    /// These bytes, and others after a pause, for which nobody asks. The sender is told when they are on their way.
    Stray(Vec<u8>, std::time::Duration, Vec<u8>, Sender<()>),
    /// Nothing, for as long as the client stays.
    Silence,
    /// These bytes, and then nothing for as long as the client stays.
    Half(Vec<u8>),
}

/// A server that answers as a function says. It stops with the process; its connections are its own.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Starts one on a free port of this machine.
    pub fn start(answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), answer)
    }

    /// Starts one on a given port of this machine.
    pub fn start_on(address: SocketAddr, answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let server =
            Self { address: listener.local_addr().unwrap(), received: Arc::default(), connections: Arc::default() };
        let (received, connections) = (Arc::clone(&server.received), Arc::clone(&server.connections));
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (received, answer) = (Arc::clone(&received), Arc::clone(&answer));
                // A client that leaves in the middle is what these servers are for.
                thread::spawn(move || drop(serve(stream, number, &received, &*answer)));
            }
        });
        server
    }

    /// A server that hands out tokens, and answers everything else as the function says.
    pub fn with_login(answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(
            move |request| {
                if request.is_login() { Reply::Bytes(json_response(200, GOOD_TOKEN)) } else { answer(request) }
            },
        )
    }

    /// `http://127.0.0.1:1234`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The settings of a client for it, with deadlines of 1 s.
    pub fn builder(&self) -> ClientBuilder {
        builder(&self.url())
    }

    /// A client for it.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// The settings of a client for any server, with deadlines of 1 s.
pub fn builder(url: &str) -> ClientBuilder {
    Client::builder(url, "client-id")
        .client_secret("client-secret-of-the-suites")
        .credentials(Credentials::jwt("jwt.of.the-suites"))
        .request_timeout(ms(1000))
        .create_timeout(ms(1000))
}

/// An answer with JSON in it.
pub fn json_response(status: u16, body: &str) -> Vec<u8> {
    answer(status, "application/json", "", body)
}

/// An answer with a body, and with more header lines, each of which ends with CR and LF.
pub fn answer(status: u16, content_type: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\n{more}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn serve(
    stream: TcpStream,
    connection: usize,
    received: &Mutex<Vec<Received>>,
    answer: &dyn Fn(&Received) -> Reply,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(request) = read(&mut reader, connection)? {
        received.lock().unwrap().push(request.clone());
        match answer(&request) {
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
            Reply::Stray(bytes, pause, stray, told) => {
                stream.write_all(&bytes)?;
                sleep(pause);
                stream.write_all(&stray)?;
                // A test that has ended listens no more.
                let _ = told.send(());
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

/// The next request; `None` at the end of the connection.
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

/// A server that takes connections and neither reads nor writes.
#[derive(Debug)]
pub struct Mute {
    address: SocketAddr,
}

impl Mute {
    /// Starts one. It stops with the process.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let held: Vec<TcpStream> = listener.incoming().flatten().collect();
            drop(held);
        });
        Self { address }
    }

    /// `127.0.0.1:1234`
    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

/// A port of this machine that neither accepts nor refuses: its queue is full and nobody empties it.
#[derive(Debug)]
pub struct FullBacklog {
    address: SocketAddr,
    _listener: Socket,
    _queued: Vec<Socket>,
}

impl FullBacklog {
    /// Makes one.
    pub fn start() -> Self {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let connect = |_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            // Whether it got into the queue or waits before it, it takes a place.
            let _ = socket.connect_timeout(&address.into(), ms(50));
            socket
        };
        let queued: Vec<Socket> = (0..4).map(connect).collect();
        let full = Self { address, _listener: listener, _queued: queued };
        let refused = TcpStream::connect_timeout(&full.address, ms(100));
        assert!(refused.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut), "the queue takes more");
        full
    }

    /// `http://127.0.0.1:1234`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A URL of this machine where nobody listens.
pub fn closed_url() -> String {
    format!("http://{}", closed_address())
}

/// An address of this machine where nobody listens.
pub fn closed_address() -> SocketAddr {
    // Bound and dropped: free, and not given to anybody else for a while.
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}
