//! Authorization page, GET and POST /restapi/oauth/authorize: a consent form, and the redirect that follows it.
//!
//! Without a browser, add `consent=allow` or `consent=deny` to the query, or post it in a form to the same path.

use form_urlencoded::Serializer;

use super::client::{self, App};
use super::codes::CodeGrant;
use super::form::Form;
use crate::errors::OAuthError;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

/// Parameters that the page passes on to its form.
const CARRIED: [&str; 6] =
    ["response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"];

/// Handles the request for the page and the one of its form.
pub fn authorize(world: &mut World, request: &Request) -> Response {
    let form = if request.method == "POST" { Form::of_body(request) } else { Form::of_query(request) };
    form.and_then(|form| decide(world, &form)).unwrap_or_else(OAuthError::into_response)
}

/// Errors found before the redirect URI is trusted are shown to the user. Later ones go to that URI (RFC 6749, 4.1.2.1).
fn decide(world: &mut World, form: &Form) -> Result<Response, OAuthError> {
    let app = client::by_id(&world.identity, form.required("client_id")?)?;
    let redirect_uri = form.required("redirect_uri")?;
    if !is_absolute(redirect_uri) {
        return Err(OAuthError::wrong_redirect_uri());
    }
    if let Err((error, description)) = check(app, form) {
        return Ok(refused(form, redirect_uri, error, description));
    }
    match form.get("consent") {
        None => Ok(Response::text(200, "text/html; charset=utf-8", page(form))),
        Some("allow") => Ok(allowed(world, app, form, redirect_uri)),
        Some(_) => Ok(refused(form, redirect_uri, "access_denied", "The user refused")),
    }
}

fn check(app: App, form: &Form) -> Result<(), (&'static str, &'static str)> {
    if form.get("response_type") != Some("code") {
        return Err(("unsupported_response_type", "Only response_type=code is supported"));
    }
    match (form.get("code_challenge"), form.get("code_challenge_method")) {
        (None, _) if app == App::Public => Err(("invalid_request", "A public application needs a code_challenge")),
        (None, _) | (Some(_), Some("S256")) => Ok(()),
        (Some(_), _) => Err(("invalid_request", "Only code_challenge_method=S256 is supported")),
    }
}

fn allowed(world: &mut World, app: App, form: &Form, redirect_uri: &str) -> Response {
    let challenge = form.get("code_challenge").map(ToOwned::to_owned);
    let grant = CodeGrant { app, redirect_uri: redirect_uri.into(), challenge };
    let code = world.codes.issue(grant, world.clock.now_ms(), &mut world.random);
    redirect(form, redirect_uri, &[("code", &code)])
}

fn refused(form: &Form, redirect_uri: &str, error: &str, description: &str) -> Response {
    redirect(form, redirect_uri, &[("error", error), ("error_description", description)])
}

/// Redirects to the app, with its state.
fn redirect(form: &Form, redirect_uri: &str, parameters: &[(&str, &str)]) -> Response {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(parameters);
    if let Some(state) = form.get("state") {
        query.append_pair("state", state);
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    Response::empty(302).header("Location", format!("{redirect_uri}{joint}{}", query.finish()))
}

fn page(form: &Form) -> String {
    let field = |name: &&str| {
        form.get(name).map(|value| format!(r#"<input type="hidden" name="{name}" value="{}">"#, escaped(value)))
    };
    let fields: Vec<String> = CARRIED.iter().filter_map(field).collect();
    let fields = fields.concat();
    format!(
        r#"<!doctype html><html lang="en"><title>RingOut simulator</title>
<h1>Allow this application to place calls?</h1>
<form method="post" action="/restapi/oauth/authorize">{fields}
<button name="consent" value="allow">Allow</button> <button name="consent" value="deny">Deny</button>
</form></html>
"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Whether this is an absolute URI without a fragment (RFC 6749, 3.1.2) and safe in a header.
fn is_absolute(uri: &str) -> bool {
    let scheme = uri.split_once("://").map_or("", |(scheme, _)| scheme);
    !scheme.is_empty() && !uri.contains('#') && uri.bytes().all(|byte| byte.is_ascii_graphic())
}
