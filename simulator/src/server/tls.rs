//! TLS with a generated certificate: a valid one, or one that a client must reject.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use super::delivery::Socket;
use crate::config::Certificate;

type Authority = CertifiedIssuer<'static, KeyPair>;

/// File with the authority that clients must trust. Removed on drop.
#[derive(Debug)]
pub struct CaFile(PathBuf);

impl CaFile {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        // A file left in the temporary folder does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Socket for TlsStream<TcpStream> {
    fn reset_on_close(&self) {
        self.get_ref().0.reset_on_close();
    }
}

/// Generates an authority and a certificate of the given kind, for localhost and the address. Its port makes the file name
/// unique among simulators.
pub fn prepare(kind: Certificate, address: SocketAddr) -> io::Result<(TlsAcceptor, CaFile)> {
    let authority = authority().map_err(io::Error::other)?;
    let (certificate, key) = leaf(kind, &authority, address).map_err(io::Error::other)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let file = write(&authority.pem(), address.port())?;
    Ok((TlsAcceptor::from(Arc::new(config)), file))
}

fn authority() -> Result<Authority, rcgen::Error> {
    let mut params = CertificateParams::new(vec![])?;
    params.distinguished_name.push(DnType::CommonName, "ringout-simulator CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn leaf(
    kind: Certificate,
    authority: &Authority,
    address: SocketAddr,
) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), rcgen::Error> {
    let mut names = vec![address.ip().to_string(), "127.0.0.1".into(), "localhost".into()];
    names.dedup();
    if kind == Certificate::WrongHost {
        names = vec!["wrong.example".into()];
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "ringout-simulator");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = if kind == Certificate::Expired { date_time_ymd(2021, 1, 1) } else { date_time_ymd(2100, 1, 1) };
    let key = KeyPair::generate()?;
    let certificate = match kind {
        Certificate::SelfSigned => params.self_signed(&key)?,
        _ => params.signed_by(&key, authority)?,
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
    Ok((certificate.der().clone(), key))
}

/// Writes the file, and creates the folder for temporary files, which an empty container does not have. `create_new` never follows a symbolic link that another user may have put there.
fn write(pem: &str, port: u16) -> io::Result<CaFile> {
    let name = format!("ringout-simulator-{}-{port}-ca.pem", std::process::id());
    let path = std::env::temp_dir().join(name);
    let explain = |error: io::Error| {
        io::Error::new(error.kind(), format!("cannot write the certificate {}: {error}; set TMPDIR", path.display()))
    };
    let _ = std::fs::remove_file(&path);
    std::fs::create_dir_all(std::env::temp_dir()).map_err(explain)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(explain)?;
    file.write_all(pem.as_bytes()).map_err(explain)?;
    Ok(CaFile(path))
}
