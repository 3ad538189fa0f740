//! Handle of a running simulator.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::thread::JoinHandle;

use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::account::numbers;
use crate::clock::Clock;
use crate::config::Config;
use crate::identity::Identity;
use crate::ready;
use crate::server::{listener, tls};
use crate::world::{SharedWorld, World};

/// A running simulator with its own thread and async runtime, so blocking code can use it. Dropping it stops it at once
/// and closes its connections.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    identity: Identity,
    ca_file: Option<tls::CaFile>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator and returns when it accepts connections. Fails if the port is in use, the speed is out of its range,
    /// or the certificate authority's file cannot be written.
    pub fn start(config: Config) -> io::Result<Simulator> {
        if !Clock::is_speed(config.speed) {
            let sentence = format!("the speed must be greater than 0 and at most 1,000,000, not {}", config.speed);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, sentence));
        }
        let listener = listener::bind(SocketAddr::new(config.host, config.port))?;
        let address = reachable(listener.local_addr()?);
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let (acceptor, ca_file) = config.tls.map(|kind| tls::prepare(kind, address)).transpose()?.unzip();
        let url = format!("{scheme}://{address}");
        let mut world = World::new(config, url.clone());
        world.ca_file = ca_file.as_ref().map(|file| file.path().to_owned());
        let identity = world.identity.clone();
        let (stop, stopped) = oneshot::channel();
        let thread = spawn(listener, acceptor, SharedWorld::new(world), stopped)?;
        Ok(Simulator { url, identity, ca_file, stop: Some(stop), thread: Some(thread) })
    }

    /// Server URL for clients, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Client id of the application with a secret.
    pub fn client_id(&self) -> &str {
        &self.identity.client_id
    }

    /// Client secret of that application.
    pub fn client_secret(&self) -> &str {
        &self.identity.client_secret
    }

    /// Client id of the application without a secret.
    pub fn public_client_id(&self) -> &str {
        &self.identity.public_client_id
    }

    /// The assertion that the JWT grant accepts.
    pub fn jwt(&self) -> &str {
        &self.identity.jwt
    }

    /// User name for the password grant, with extension 101 or none.
    pub fn username(&self) -> &str {
        &self.identity.username
    }

    /// Password for the password grant.
    pub fn password(&self) -> &str {
        &self.identity.password
    }

    /// The user's numbers that can be the caller ID. All of them answer when called.
    pub fn numbers(&self) -> Vec<&'static str> {
        numbers::caller_ids().collect()
    }

    /// File with the authority that clients must trust, if the simulator serves HTTPS.
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_ref().map(tls::CaFile::path)
    }

    /// The environment variables that make a program use this simulator: those that RingCentral's samples read and, if the
    /// simulator serves HTTPS, `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` and `REQUESTS_CA_BUNDLE`.
    pub fn environment(&self) -> BTreeMap<&'static str, String> {
        ready::environment(&self.url, &self.identity, self.ca_file())
    }

    /// The JSON line that the binary prints when it is ready.
    pub fn ready_line(&self) -> String {
        ready::ready(&self.url, &self.identity, self.ca_file()).to_string()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The panic hook has already reported a panic of that thread.
            let _ = thread.join();
        }
    }
}

/// The address by which a client on this machine reaches a listener.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        other => other,
    };
    SocketAddr::new(ip, address.port())
}

/// A single thread is enough, because requests are short, and makes runs reproducible.
fn spawn(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    world: SharedWorld,
    stop: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    #[allow(clippy::disallowed_methods, reason = "a thread of the simulator, not of the core")]
    std::thread::Builder::new()
        .name("ringout-simulator".into())
        .spawn(move || runtime.block_on(listener::run(listener, tls, world, stop)))
}
