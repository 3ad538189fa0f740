//! Error texts about connections: the peer, the cause, and the setting that fixes it.
//!
//! No library's wording gets out: the texts of rustls name its own types. Texts of the operating system about missing
//! descriptors or threads are passed on unchanged.

use std::fmt;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, Error as Tls, InvalidMessage};

use super::FailureKind;
use super::exchange::Peer;
use super::socket::UnknownName;

/// Names for error texts about a connection. Nothing in it is secret.
#[derive(Debug)]
pub(super) struct ErrorContext {
    /// Scheme, host and port (if given) of the server.
    pub(super) server: String,
    /// Scheme, host and port of the proxy, if one is used.
    pub(super) proxy: Option<String>,
    /// Whether the proxy's URL has a user name or a password.
    pub(super) proxy_has_login: bool,
    /// Whether the user gave the authorities to trust.
    pub(super) has_ca_bundle: bool,
    pub(super) connect_timeout: Duration,
}

/// A failure's kind and its text.
type Explained = (FailureKind, String);

impl ErrorContext {
    /// A connection failed or broke with an I/O error, which may wrap one of TLS.
    pub(super) fn io(&self, error: &io::Error, peer: Peer, sent: bool) -> Explained {
        let inner = error.get_ref();
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<Tls>()) {
            return self.tls(tls, peer, sent);
        }
        if let Some(unknown) = inner.and_then(|inner| inner.downcast_ref::<UnknownName>()) {
            let what =
                format!("the name {} cannot be resolved; check the name and this machine's DNS settings", unknown.0);
            return (FailureKind::Connection, self.failed(peer, sent, &what));
        }
        (FailureKind::Connection, self.failed(peer, sent, &self.cause(error)))
    }

    fn cause(&self, error: &io::Error) -> String {
        use io::ErrorKind as K;
        match error.kind() {
            K::ConnectionRefused => "connection refused; nothing is listening there".into(),
            K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof | K::WriteZero => {
                "the other side closed the connection".into()
            }
            K::TimedOut => self.connect_timeout_text(),
            K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown => "the network has no route to it".into(),
            _ if error.raw_os_error().is_some() => format!("the operating system says: {error}"),
            _ => "the cause is unknown".into(),
        }
    }

    fn connect_timeout_text(&self) -> String {
        format!("no response within the connect timeout of {:?}", self.connect_timeout)
    }

    /// The connect timeout elapsed.
    pub(super) fn connect_timed_out(&self, peer: Peer) -> Explained {
        (FailureKind::Connection, self.failed(peer, false, &self.connect_timeout_text()))
    }

    /// TLS failed. A handshake that would fail again in the same way is not worth a retry.
    pub(super) fn tls(&self, error: &Tls, peer: Peer, sent: bool) -> Explained {
        let kind = match error {
            _ if sent => FailureKind::Connection,
            Tls::InvalidCertificate(_) | Tls::InvalidMessage(_) | Tls::General(_) | Tls::PeerIncompatible(_) => {
                FailureKind::Refused
            }
            Tls::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion) => {
                FailureKind::Refused
            }
            _ => FailureKind::Connection,
        };
        (kind, self.failed(peer, sent, &self.tls_cause(error, peer)))
    }

    fn tls_cause(&self, error: &Tls, peer: Peer) -> String {
        match error {
            Tls::InvalidCertificate(error) => self.certificate_cause(error),
            Tls::InvalidMessage(InvalidMessage::InvalidContentType) => {
                let url = if peer == Peer::Proxy { self.proxy.as_deref().unwrap_or_default() } else { &self.server };
                format!("it does not speak TLS; did you mean {}?", url.replacen("https://", "http://", 1))
            }
            // Only loading the trusted authorities fails with this, before the handshake.
            Tls::General(_) => "this machine has no certificate authorities to trust; install them (the package \
                                ca-certificates), check SSL_CERT_FILE and SSL_CERT_DIR, or set `ca_bundle`"
                .into(),
            Tls::PeerIncompatible(_)
            | Tls::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion) => {
                "it has no TLS version (1.2 or 1.3) or cipher in common with this client".into()
            }
            Tls::AlertReceived(_) => "the other side ended the TLS connection".into(),
            _ => "the other side violated the TLS protocol".into(),
        }
    }

    fn certificate_cause(&self, error: &CertificateError) -> String {
        use CertificateError as C;
        match error {
            C::Expired | C::ExpiredContext { .. } => {
                "its certificate has expired; if that is not true, this machine's clock is wrong".into()
            }
            C::NotValidYet | C::NotValidYetContext { .. } => {
                "its certificate is not valid yet; if that is not true, this machine's clock is wrong".into()
            }
            C::NotValidForName | C::NotValidForNameContext { .. } => {
                "its certificate is for another name; use the name in the server's certificate".into()
            }
            C::Revoked => "its certificate has been revoked".into(),
            C::UnknownIssuer if self.has_ca_bundle => {
                "its certificate is not trusted: no authority in `ca_bundle` has signed it".into()
            }
            C::UnknownIssuer => "its certificate is not trusted: no authority that this machine trusts has signed it; \
                                 set `ca_bundle` to the authority's certificate, or add it to the file that SSL_CERT_FILE names"
                .into(),
            _ => "its certificate is not trusted: it is damaged, or not a server certificate".into(),
        }
    }

    /// The server's name is one that no certificate can have.
    pub(super) fn no_certificate_name(&self, peer: Peer) -> Explained {
        (FailureKind::Refused, self.failed(peer, false, "no certificate can be for such a name"))
    }

    /// The proxy did not open a tunnel. Without a status it closed the connection.
    pub(super) fn proxy_refused(&self, status: Option<u16>) -> Explained {
        let what = match status {
            Some(407) if self.proxy_has_login => "it rejects the user name and password in its URL (407)".into(),
            Some(407) => "it requires a login (407); write user:password@ before the host in its URL".into(),
            Some(status @ (502 | 504)) => format!("it cannot reach {} ({status})", self.server),
            Some(status) => format!("it does not allow connections to {} ({status})", self.server),
            None => "it closed the connection without a response".into(),
        };
        let kind = match status {
            Some(400..=499) => FailureKind::Refused,
            _ => FailureKind::Connection,
        };
        (kind, self.failed(Peer::Proxy, false, &what))
    }

    /// The proxy's response is not one to `CONNECT`.
    pub(super) fn not_a_proxy(&self) -> Explained {
        (FailureKind::Refused, self.failed(Peer::Proxy, false, "its response is not that of an HTTP proxy"))
    }

    /// Nothing more is known.
    pub(super) fn unknown_cause(&self, peer: Peer, sent: bool) -> Explained {
        (FailureKind::Connection, self.failed(peer, sent, "the cause is unknown"))
    }

    /// A TLS response to a request without TLS.
    pub(super) fn unexpected_tls(&self) -> String {
        format!("{} responds with TLS; write https:// in the server's URL", self.server)
    }

    fn failed(&self, peer: Peer, sent: bool, what: &str) -> String {
        if sent {
            format!("the connection to {} broke before the response was complete: {what}", self.server)
        } else {
            format!("cannot connect to {}: {what}", self.peer(peer))
        }
    }

    fn peer(&self, peer: Peer) -> String {
        match (peer, &self.proxy) {
            (Peer::Server, _) | (_, None) => self.server.clone(),
            (Peer::Proxy, Some(proxy)) => format!("the proxy {proxy}"),
            (Peer::Tunnel, Some(proxy)) => format!("{} through the proxy {proxy}", self.server),
        }
    }
}

/// A compressed response, although no request asks for one.
#[derive(Debug)]
pub(super) struct Compressed(pub(super) &'static str);

impl Compressed {
    /// Returns the coding that a `Content-Encoding` names, if any. The header is the server's, so only known names are
    /// shown.
    pub(super) fn by(header: &str) -> Option<&'static str> {
        let last = header.rsplit(',').map(str::trim).find(|coding| !coding.is_empty())?.to_ascii_lowercase();
        match &*last {
            "identity" => None,
            "gzip" | "x-gzip" => Some("gzip"),
            "deflate" => Some("deflate"),
            "br" => Some("br"),
            "zstd" => Some("zstd"),
            _ => Some("an unknown coding"),
        }
    }
}

impl fmt::Display for Compressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coding = self.0;
        write!(
            f,
            "the response is compressed with {coding} although the request asks for none; a gateway or proxy on the way does this"
        )
    }
}

impl std::error::Error for Compressed {}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> ErrorContext {
        ErrorContext {
            server: "https://platform.example.com".into(),
            proxy: Some("http://proxy.example.com:3128".into()),
            proxy_has_login: false,
            has_ca_bundle: false,
            connect_timeout: Duration::from_secs(5),
        }
    }

    #[test]
    fn no_text_names_the_types_of_a_library() {
        let errors = [
            Tls::InvalidCertificate(CertificateError::UnknownIssuer),
            Tls::InvalidCertificate(CertificateError::BadEncoding),
            Tls::InvalidMessage(InvalidMessage::InvalidContentType),
            Tls::InvalidMessage(InvalidMessage::InvalidCcs),
            Tls::AlertReceived(AlertDescription::HandshakeFailure),
            Tls::DecryptError,
            Tls::General("No CA certificates were loaded from the system".into()),
        ];
        for error in errors {
            let inner = format!("{error:?}");
            let (_, text) = context().io(&io::Error::new(io::ErrorKind::InvalidData, error), Peer::Server, false);
            assert!(text.starts_with("cannot connect to https://platform.example.com: "), "{text}");
            let is_type = |word: &&str| word.chars().filter(|c| c.is_uppercase()).count() > 1 && word.len() > 5;
            for word in inner.split(|c: char| !c.is_alphanumeric()).filter(is_type) {
                assert!(!text.contains(word), "{word} of {inner} is in {text}");
            }
        }
    }

    #[test]
    fn the_text_names_the_peer() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        for (peer, begins) in [
            (Peer::Server, "cannot connect to https://platform.example.com: "),
            (Peer::Proxy, "cannot connect to the proxy http://proxy.example.com:3128: "),
            (
                Peer::Tunnel,
                "cannot connect to https://platform.example.com through the proxy http://proxy.example.com:3128: ",
            ),
        ] {
            let (kind, text) = context().io(&refused, peer, false);
            assert_eq!(
                (kind, text),
                (FailureKind::Connection, format!("{begins}connection refused; nothing is listening there"))
            );
        }
    }

    #[test]
    fn only_failures_that_would_repeat_are_refusals() {
        let unknown = Tls::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(context().tls(&unknown, Peer::Server, false).0, FailureKind::Refused);
        assert_eq!(context().tls(&unknown, Peer::Server, true).0, FailureKind::Connection);
        assert_eq!(context().tls(&Tls::DecryptError, Peer::Server, false).0, FailureKind::Connection);
        for (status, kind) in [(407, FailureKind::Refused), (403, FailureKind::Refused), (502, FailureKind::Connection)]
        {
            assert_eq!(context().proxy_refused(Some(status)).0, kind, "{status}");
        }
    }

    #[test]
    fn the_last_coding_is_named() {
        assert_eq!(Compressed::by("gzip"), Some("gzip"));
        assert_eq!(Compressed::by("br, GZIP"), Some("gzip"));
        assert_eq!(Compressed::by("identity"), None);
        assert_eq!(Compressed::by(" "), None);
        assert_eq!(Compressed::by("secret"), Some("an unknown coding"));
    }
}
