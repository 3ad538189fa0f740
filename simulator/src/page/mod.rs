//! The page at `/`: two phones for each call, the journal, the limits, the clock and the faults. Its files are part of the
//! binary.

use crate::admin::{AdminError, guard};
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

/// Scripts, styles and connections of this server only. The page is not shown in a frame of another page.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const METHODS: &str = "GET, HEAD, OPTIONS";

/// Path, content type and content.
const FILES: [(&str, &str, &str); 4] = [
    ("/", "text/html; charset=utf-8", include_str!("index.html")),
    ("/_simulator/phone.js", "text/javascript; charset=utf-8", include_str!("phone.js")),
    ("/_simulator/phone.css", "text/css; charset=utf-8", include_str!("phone.css")),
    ("/_simulator/phone.svg", "image/svg+xml", include_str!("phone.svg")),
];

/// Returns the page or one of its files, or `None` if the request is not for one. Other sites are refused, as by the admin API.
pub fn get(world: &World, request: &Request) -> Option<Response> {
    let (_, content_type, content) = FILES.iter().find(|(path, ..)| *path == request.path())?;
    match request.routed_method() {
        "GET" => {}
        "OPTIONS" => return Some(Response::empty(204).header("Allow", METHODS)),
        _ => return Some(Response::empty(405).header("Allow", METHODS)),
    }
    if let Err(error) = guard::check(request, world.scheme(), world.config.host.is_loopback()) {
        return Some(AdminError::into_response(error));
    }
    Some(
        Response::text(200, content_type, *content)
            .header("Content-Security-Policy", POLICY)
            .header("X-Content-Type-Options", "nosniff")
            .header("Referrer-Policy", "no-referrer")
            .header("Cache-Control", "no-store"),
    )
}
