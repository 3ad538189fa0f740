//! Proxy exceptions: `NO_PROXY` as curl reads it. Pure: no lookups, so a name is never compared with an address.
//!
//! | entry | covers |
//! |---|---|
//! | `example.com`, `.example.com`, `*.example.com` | `example.com` and every name that ends with `.example.com` |
//! | `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]` | that address |
//! | `192.0.2.0/24`, `2001:db8::/32` | the addresses of that network |
//! | any of these with `:443` at its end | the same, at this port only |
//! | `*` | everything |
//!
//! Entries are separated by commas or white space. Case and a trailing dot do not matter. Ports, `*.example.com`,
//! brackets, and a `*` among other entries go beyond curl: Go and Python accept them, and they have no other meaning in
//! use.

use std::net::IpAddr;

use super::Server;

/// Whether a list of exceptions covers the server.
pub(super) fn covers(exceptions: &str, server: &Server) -> bool {
    let entries = exceptions.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
    let address = server.host.parse().ok();
    entries.into_iter().any(|entry| entry == "*" || entry_covers(entry, server, address))
}

fn entry_covers(entry: &str, server: &Server, address: Option<IpAddr>) -> bool {
    let (entry, port) = split_port(entry);
    if port.is_some_and(|port| port != server.port) {
        return false;
    }
    match address {
        Some(address) => is_in_network(entry, address),
        None => is_in_domain(entry, &server.host),
    }
}

/// Splits an entry and its port. An IPv6 address needs brackets to have one.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn is_in_network(entry: &str, address: IpAddr) -> bool {
    let (network, bits) = match entry.split_once('/') {
        Some((network, bits)) => (network, Some(bits)),
        None => (entry, None),
    };
    let Ok(network) = network.trim_start_matches('[').trim_end_matches(']').parse() else { return false };
    let Ok(bits) = bits.map(str::parse).transpose() else { return false };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            same_start(network.to_bits().into(), address.to_bits().into(), 32, bits)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => same_start(network.to_bits(), address.to_bits(), 128, bits),
        _ => false,
    }
}

/// Whether two numbers of `width` bits share their first `bits` bits.
fn same_start(one: u128, other: u128, width: u32, bits: Option<u32>) -> bool {
    let bits = bits.unwrap_or(width);
    bits <= width && (one ^ other).checked_shr(width - bits).unwrap_or(0) == 0
}

fn is_in_domain(entry: &str, host: &str) -> bool {
    let domain = entry.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(entry);
    let domain = domain.strip_prefix('.').unwrap_or(domain).trim_end_matches('.').to_ascii_lowercase();
    let host = host.trim_end_matches('.');
    let before = host.strip_suffix(&*domain);
    !domain.is_empty() && before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The behavior of curl, observed with 7.88.1.
    const NAMES: [(&str, &str, bool); 27] = [
        ("https://platform.example.com", "example.com", true),
        ("https://platform.example.com", ".example.com", true),
        ("https://platform.example.com", "platform.example.com", true),
        ("https://platform.example.com", "EXAMPLE.com", true),
        ("https://PLATFORM.example.com", "example.com", true),
        ("https://platform.example.com", "com", true),
        ("https://platform.example.com", "example.com.", true),
        ("https://platform.example.com.", "example.com", true),
        ("https://platform.example.com.", "platform.example.com.", true),
        ("https://platform.example.com:8443", "platform.example.com", true),
        ("https://platform.example.com", "elsewhere, example.com", true),
        ("https://platform.example.com", "elsewhere example.com", true),
        ("https://platform.example.com", "elsewhere\texample.com", true),
        ("https://platform.example.com", "elsewhere  ,  .example.com ,other", true),
        ("https://platform.example.com", "*", true),
        ("https://platform.example.com", "ample.com", false),
        ("https://platform.example.com", "notexample.com", false),
        ("https://platform.example.com", "x.platform.example.com", false),
        ("https://platform.example.com", "platform.*", false),
        ("https://platform.example.com", "..example.com", false),
        ("https://platform.example.com", "elsewhere;example.com", false),
        ("https://platform.example.com", "https://platform.example.com", false),
        ("https://platform.example.com", "", false),
        ("https://platform.example.com", ",", false),
        ("https://platform.example.com", ".", false),
        ("https://platform.example.com", "platform.example.com:8443", false),
        ("https://platform.example.com:8443", "platform.example.com:443", false),
    ];

    const ADDRESSES: [(&str, &str, bool); 18] = [
        ("https://192.0.2.7", "192.0.2.7", true),
        ("https://192.0.2.7", "192.0.2.0/24", true),
        ("https://192.0.2.7", "192.0.2.7/32", true),
        ("https://192.0.2.7", "192.0.2.6/31", true),
        ("https://192.0.2.7", "*", true),
        ("https://192.0.2.7", "192.0.3.0/24", false),
        ("https://192.0.2.7", "192.0.2.0/31", false),
        ("https://192.0.2.7", "192.0.2.0/33", false),
        ("https://192.0.2.7", "192.0.2.0/x", false),
        ("https://192.0.2.7", "192.0.2.0/", false),
        ("https://192.0.2.7", "192.0.2", false),
        ("https://192.0.2.7", "2.7", false),
        ("https://192.0.2.7", ".2.7", false),
        ("https://[2001:db8::7]", "2001:db8::7", true),
        ("https://[2001:db8::7]", "2001:DB8::7", true),
        ("https://[2001:db8::7]", "2001:db9::/32", false),
        ("https://[2001:db8::7]", "2001:db8::/129", false),
        ("https://[2001:db8::7]", "192.0.2.7", false),
    ];

    /// Documented by curl but missing in 7.88.1, or accepted by other programs.
    const FURTHER: [(&str, &str, bool); 12] = [
        ("https://[2001:db8::7]", "2001:db8::/32", true),
        ("https://[2001:db8::7]", "2001:db8:0:0::7", true),
        ("https://[2001:db8::7]", "[2001:db8::7]", true),
        ("https://[2001:db8::7]", "[2001:db8::7]:443", true),
        ("https://[2001:db8::7]", "::/0", true),
        ("https://192.0.2.7", "0.0.0.0/0", true),
        ("https://192.0.2.7", "192.0.2.7:443", true),
        ("https://platform.example.com", "platform.example.com:443", true),
        ("http://platform.example.com", "platform.example.com:80", true),
        ("https://platform.example.com:8443", "example.com:8443", true),
        ("https://platform.example.com", "*.example.com", true),
        ("https://platform.example.com", "elsewhere, *", true),
    ];

    #[test]
    fn exceptions_are_read_as_curl_reads_them() {
        for (url, exceptions, covered) in NAMES.into_iter().chain(ADDRESSES).chain(FURTHER) {
            let server = Server::parse(url, true).unwrap();
            assert_eq!(covers(exceptions, &server), covered, "{url} with NO_PROXY={exceptions:?}");
        }
    }
}
