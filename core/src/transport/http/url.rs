//! Server address, and escaping for paths and queries.
//!
//! Everything that becomes part of a URL passes through here, so that no argument can direct a request, and the token
//! with it, to another path or another host.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::base::error::{Error, Result};
use crate::base::escape::{percent_decoded, percent_encoded};

/// A checked server address: scheme, host and port, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    /// `https://platform.ringcentral.com`, without a trailing slash.
    pub(crate) origin: String,
    /// The host in lower case, an IPv6 address without brackets.
    pub(super) host: String,
    /// The port, also if the scheme implies it.
    pub(super) port: u16,
    /// Whether it is this machine.
    pub(crate) is_loopback: bool,
}

impl Server {
    /// Checks a server's address. Plain `http` is allowed only to this machine, unless the user insists, because a token
    /// sent over it can be read on the way.
    pub(crate) fn parse(text: &str, allow_insecure_http: bool) -> Result<Self> {
        let problem = |what: &str| Err(Error::invalid("server", format_args!("{} {what}", shown(text))));
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if text.is_empty() => {
                return problem("is empty; give RingCentral's URL, such as https://platform.ringcentral.com");
            }
            None => return problem("has no scheme; write https:// before the host"),
        };
        if scheme != "https" && scheme != "http" {
            return problem("has a scheme other than https");
        }
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '\\']) {
            return problem("has a path or a query; give only scheme, host and port");
        }
        if authority.contains('@') {
            return problem("contains a user name; give only scheme, host and port");
        }
        let Some((host, port)) = split_port(authority) else {
            return problem("has a port that is not a number from 1 to 65535");
        };
        if !is_host(host) {
            return problem("has no valid host");
        }
        if scheme == "http" && !allow_insecure_http && !is_loopback(host) {
            return problem("is plain http to another machine, which would send the token in the clear; use https");
        }
        let host = host.to_ascii_lowercase();
        let written = port.map_or(String::new(), |port| format!(":{port}"));
        Ok(Self {
            origin: format!("{scheme}://{host}{written}"),
            port: port.unwrap_or(if scheme == "http" { 80 } else { 443 }),
            is_loopback: is_loopback(&host),
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
        })
    }
}

/// The string for a message: quoted, without a possible password, and of bounded length.
fn shown(text: &str) -> String {
    format!("{:?}", without_user(text).chars().take(80).collect::<String>())
}

/// The URL after a user name and password, if it has them.
pub(crate) fn without_user(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

/// Splits host and port; `None` if the port is invalid.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let host_end = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[host_end..].rfind(':') {
        None => Some((authority, None)),
        Some(colon) => {
            let (host, port) = authority.split_at(host_end + colon);
            let port = Some(&port[1..]).filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?;
            port.parse().ok().filter(|port| *port != 0).map(|port| (host, Some(port)))
        }
    }
}

/// DNS names, with the underscore that some have in practice, and IPv6 addresses in brackets. An IPv4 address looks like
/// a name.
fn is_host(host: &str) -> bool {
    if let Some(v6) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return v6.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(is_label)
}

/// By name or number and without a lookup, whose result may change between the check and the connect.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Escapes a string as one path segment. One or two dots alone would lead up, so they are escaped too.
pub(crate) fn encode_segment(text: &str) -> Cow<'_, str> {
    if matches!(text, "." | "..") { text.replace('.', "%2E").into() } else { percent_encoded(text) }
}

/// Joins pairs as `name=value&name=value`, for a query or a form body.
///
/// Names and values are escaped, so that neither can add another pair.
pub(crate) fn encode_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value)))
        .collect();
    pairs.join("&")
}

/// The pairs of a query, in order.
pub(crate) fn decode_query(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(k, v)| (percent_decoded(k), percent_decoded(v)))
        .collect()
}
