//! A TCP relay that can be cut, so that a client finds its server down while the server keeps running.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use socket2::{Domain, SockAddr, Socket, Type};

/// A local port that forwards connections to a server until it is cut.
#[derive(Debug)]
pub struct TcpRelay {
    address: SocketAddr,
    to: SocketAddr,
    /// Keeps the port while the relay is cut. It never listens, so that connections are refused.
    _reserved: Socket,
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    listener: Arc<Socket>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl TcpRelay {
    /// Starts a relay to the server at a URL such as `http://127.0.0.1:1234`.
    pub fn to(url: &str) -> Self {
        let to = url.trim_start_matches("http://").parse().unwrap();
        let reserved = bound_to(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let address = reserved.local_addr().unwrap().as_socket().unwrap();
        let relay = Self { address, to, _reserved: reserved, open: Mutex::default() };
        relay.restore();
        relay
    }

    /// Returns the URL of the relay, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks every connection and refuses new ones.
    pub fn cut(&self) {
        let Some(open) = self.open.lock().unwrap().take() else { return };
        open.listener.shutdown(Shutdown::Both).unwrap();
        for stream in open.streams.lock().unwrap().drain(..) {
            // An error means that the connection is already broken.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Accepts connections again.
    pub fn restore(&self) {
        let listener = bound_to(self.address);
        listener.listen(128).unwrap();
        let open = Open { listener: Arc::new(listener), streams: Arc::default() };
        let (listener, streams, to) = (Arc::clone(&open.listener), Arc::clone(&open.streams), self.to);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let _ = forward(stream.into(), to, &streams);
            }
        });
        *self.open.lock().unwrap() = Some(open);
    }
}

fn bound_to(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.bind(&SockAddr::from(address)).unwrap();
    socket
}

fn forward(near: TcpStream, to: SocketAddr, streams: &Mutex<Vec<TcpStream>>) -> io::Result<()> {
    let far = TcpStream::connect(to)?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    streams.lock().unwrap().extend([near.try_clone()?, far.try_clone()?]);
    for (mut from, mut into) in [(near.try_clone()?, far.try_clone()?), (far, near)] {
        thread::spawn(move || {
            // Close the other side even after an error.
            let _ = io::copy(&mut from, &mut into);
            let _ = into.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}
