//! Why a connection failed, in words that say what to do: who was asked, what happened, which setting mends it.
//!
//! No word of a library gets out: those of rustls name its own types. What the operating system says of a descriptor or a
//! thread that it did not give is passed on as it is.

use std::fmt;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, Error as Tls, InvalidMessage};

use super::FailureKind;
use super::exchange::Peer;
use super::socket::UnknownName;

/// What a text about a connection can name. Nothing in it is secret.
#[derive(Debug)]
pub(super) struct Names {
    /// Scheme, host and perhaps port of the server.
    pub(super) server: String,
    /// Scheme, host and port of the proxy, if one is used.
    pub(super) proxy: Option<String>,
    /// Whether the proxy's URL has a user name or a password in it.
    pub(super) proxy_has_login: bool,
    /// Whether the authorities to trust were given.
    pub(super) has_ca_bundle: bool,
    pub(super) connect_timeout: Duration,
}

/// A failure's kind and its text.
type Explained = (FailureKind, String);

impl Names {
    /// No connection came about, or one broke, for a reason that came as an I/O error: TLS hides its own in such ones.
    pub(super) fn io(&self, error: &io::Error, peer: Peer, sent: bool) -> Explained {
        let inner = error.get_ref();
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<Tls>()) {
            return self.tls(tls, peer, sent);
        }
        if let Some(unknown) = inner.and_then(|inner| inner.downcast_ref::<UnknownName>()) {
            let what =
                format!("the name {} cannot be found; check it, and this machine's name lookup (DNS)", unknown.0);
            return (FailureKind::Connection, self.failed(peer, sent, &what));
        }
        (FailureKind::Connection, self.failed(peer, sent, &self.cause(error)))
    }

    fn cause(&self, error: &io::Error) -> String {
        use io::ErrorKind as K;
        match error.kind() {
            K::ConnectionRefused => "it is refused; nothing listens there".into(),
            K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof | K::WriteZero => {
                "the other side closed it".into()
            }
            K::TimedOut => self.nothing_answers(),
            K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown => "the network has no way to it".into(),
            _ if error.raw_os_error().is_some() => format!("the system says: {error}"),
            _ => "the system does not say why".into(),
        }
    }

    fn nothing_answers(&self) -> String {
        format!("nothing answers there within the connect timeout of {:?}", self.connect_timeout)
    }

    /// The time for making a connection is over.
    pub(super) fn connect_timed_out(&self, peer: Peer) -> Explained {
        (FailureKind::Connection, self.failed(peer, false, &self.nothing_answers()))
    }

    /// TLS failed. A handshake that would fail again in the same way is not worth another try.
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
                format!("it does not speak TLS; is it {}?", url.replacen("https://", "http://", 1))
            }
            // The one thing that fails before the handshake: making the list of those to trust.
            Tls::General(_) => "this machine has no certificate authorities to trust; install them (the package \
                                ca-certificates), check SSL_CERT_FILE and SSL_CERT_DIR, or give `ca_bundle`"
                .into(),
            Tls::PeerIncompatible(_)
            | Tls::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion) => {
                "it does not speak TLS 1.2 or 1.3 in a way that is known here".into()
            }
            Tls::AlertReceived(_) => "the other side ended the TLS connection".into(),
            _ => "the other side broke the rules of TLS".into(),
        }
    }

    fn certificate_cause(&self, error: &CertificateError) -> String {
        use CertificateError as C;
        match error {
            C::Expired | C::ExpiredContext { .. } => {
                "its certificate has expired; if that is not so, this machine's clock is wrong".into()
            }
            C::NotValidYet | C::NotValidYetContext { .. } => {
                "its certificate is not valid yet; if that is not so, this machine's clock is wrong".into()
            }
            C::NotValidForName | C::NotValidForNameContext { .. } => {
                "its certificate is for another name; use the name that the server's certificate has".into()
            }
            C::Revoked => "its certificate has been revoked".into(),
            C::UnknownIssuer if self.has_ca_bundle => {
                "its certificate is not trusted: none of the authorities in `ca_bundle` has signed it".into()
            }
            C::UnknownIssuer => "its certificate is not trusted: no authority that this machine trusts has signed it; \
                                 give the authority's certificate as `ca_bundle`, or in the file that SSL_CERT_FILE names"
                .into(),
            _ => "its certificate is not trusted: it is damaged, or not one for a server".into(),
        }
    }

    /// The server's name is none that a certificate could have.
    pub(super) fn no_certificate_name(&self, peer: Peer) -> Explained {
        (FailureKind::Refused, self.failed(peer, false, "a certificate cannot be for such a name"))
    }

    /// The proxy did not open a tunnel. Without a status it has closed the connection.
    pub(super) fn proxy_refused(&self, status: Option<u16>) -> Explained {
        let what = match status {
            Some(407) if self.proxy_has_login => {
                "it does not take the user name and the password of its URL (407)".into()
            }
            Some(407) => "it wants a login (407); write user:password@ before the host in its URL".into(),
            Some(status @ (502 | 504)) => format!("it cannot reach {} ({status})", self.server),
            Some(status) => format!("it does not let connections to {} through ({status})", self.server),
            None => "it closed the connection without an answer".into(),
        };
        let kind = match status {
            Some(400..=499) => FailureKind::Refused,
            _ => FailureKind::Connection,
        };
        (kind, self.failed(Peer::Proxy, false, &what))
    }

    /// The proxy answered with something else.
    pub(super) fn proxy_is_none(&self) -> Explained {
        (FailureKind::Refused, self.failed(Peer::Proxy, false, "its answer is not that of an HTTP proxy"))
    }

    /// Nothing more is known.
    pub(super) fn failed_somehow(&self, peer: Peer, sent: bool) -> Explained {
        (FailureKind::Connection, self.failed(peer, sent, "the system does not say why"))
    }

    /// An answer that begins as TLS does, to a request that was sent without it.
    pub(super) fn tls_without_being_asked(&self) -> String {
        format!("{} answers with TLS; write https:// in the server's URL", self.server)
    }

    fn failed(&self, peer: Peer, sent: bool, what: &str) -> String {
        if sent {
            format!("the connection to {} broke before the answer was complete: {what}", self.server)
        } else {
            format!("no connection to {}: {what}", self.peer(peer))
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

/// An answer whose body is compressed, although no request asks for that.
#[derive(Debug)]
pub(super) struct Compressed(pub(super) &'static str);

impl Compressed {
    /// The coding that a `Content-Encoding` names, if there is one. Only known names are shown: the header is the server's.
    pub(super) fn by(header: &str) -> Option<&'static str> {
        let last = header.rsplit(',').map(str::trim).find(|coding| !coding.is_empty())?.to_ascii_lowercase();
        match &*last {
            "identity" => None,
            "gzip" | "x-gzip" => Some("gzip"),
            "deflate" => Some("deflate"),
            "br" => Some("br"),
            "zstd" => Some("zstd"),
            _ => Some("something unknown"),
        }
    }
}

impl fmt::Display for Compressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coding = self.0;
        write!(
            f,
            "the answer is compressed with {coding} although the request asks for none; a gateway or a proxy on the way does this"
        )
    }
}

impl std::error::Error for Compressed {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            server: "https://platform.example.com".into(),
            proxy: Some("http://proxy.example.com:3128".into()),
            proxy_has_login: false,
            has_ca_bundle: false,
            connect_timeout: Duration::from_secs(5),
        }
    }

    #[test]
    fn no_text_has_a_word_of_a_library() {
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
            let (_, text) = names().io(&io::Error::new(io::ErrorKind::InvalidData, error), Peer::Server, false);
            assert!(text.starts_with("no connection to https://platform.example.com: "), "{text}");
            let is_type = |word: &&str| word.chars().filter(|c| c.is_uppercase()).count() > 1 && word.len() > 5;
            for word in inner.split(|c: char| !c.is_alphanumeric()).filter(is_type) {
                assert!(!text.contains(word), "{word} of {inner} is in {text}");
            }
        }
    }

    #[test]
    fn a_text_names_whom_the_connection_was_to() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        for (peer, begins) in [
            (Peer::Server, "no connection to https://platform.example.com: "),
            (Peer::Proxy, "no connection to the proxy http://proxy.example.com:3128: "),
            (
                Peer::Tunnel,
                "no connection to https://platform.example.com through the proxy http://proxy.example.com:3128: ",
            ),
        ] {
            let (kind, text) = names().io(&refused, peer, false);
            assert_eq!(
                (kind, text),
                (FailureKind::Connection, format!("{begins}it is refused; nothing listens there"))
            );
        }
    }

    #[test]
    fn only_what_would_fail_again_is_not_tried_again() {
        let unknown = Tls::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(names().tls(&unknown, Peer::Server, false).0, FailureKind::Refused);
        assert_eq!(names().tls(&unknown, Peer::Server, true).0, FailureKind::Connection);
        assert_eq!(names().tls(&Tls::DecryptError, Peer::Server, false).0, FailureKind::Connection);
        for (status, kind) in [(407, FailureKind::Refused), (403, FailureKind::Refused), (502, FailureKind::Connection)]
        {
            assert_eq!(names().proxy_refused(Some(status)).0, kind, "{status}");
        }
    }

    #[test]
    fn the_last_coding_is_the_one_to_name() {
        assert_eq!(Compressed::by("gzip"), Some("gzip"));
        assert_eq!(Compressed::by("br, GZIP"), Some("gzip"));
        assert_eq!(Compressed::by("identity"), None);
        assert_eq!(Compressed::by(" "), None);
        assert_eq!(Compressed::by("secret"), Some("something unknown"));
    }
}
