//! Keeps web pages of other sites away from the admin API, which needs no authorization.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::input::AdminError;
use crate::server::request::Request;

/// Refuses a page of another site, which a browser reveals with `Origin`. Programs such as curl send none. On a loopback
/// address, also refuses a foreign `Host`: a page can point its own host name to this machine (DNS rebinding), and then is of
/// the same origin.
pub fn check(request: &Request, scheme: &str, is_loopback: bool) -> Result<(), AdminError> {
    let host = request.header("host").unwrap_or_default();
    if is_loopback && !host.is_empty() && !is_loopback_host(host) {
        return Err(AdminError::forbidden(format!(
            "the Host {host} is refused: this simulator listens on a loopback address, so its admin API is at 127.0.0.1, \
             [::1] or localhost"
        )));
    }
    let own = format!("{scheme}://{host}");
    match request.headers("origin").find(|origin| !origin.eq_ignore_ascii_case(&own)) {
        None => Ok(()),
        Some(origin) => Err(AdminError::forbidden(format!(
            "the Origin {origin} is refused: only pages of this simulator ({own}) can use its admin API, and programs that \
             send no Origin"
        ))),
    }
}

/// Whether a Host header names this machine. The port does not matter, because a tunnel may change it.
fn is_loopback_host(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.split(']').next().unwrap_or_default();
        return address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let is_address = name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback());
    is_address || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::is_loopback_host;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["127.0.0.1", "127.0.0.1:80", "127.9.9.9:1", "[::1]:80", "[::1]", "LocalHost:9", "a.localhost"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["evil.example", "10.0.0.1:80", "[::2]", "localhost.evil.example", "127.0.0.1.evil.example", "x:1"]
        {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
