//! POST /restapi/oauth/token and POST /restapi/oauth/revoke.

use serde_json::json;

use super::client::{self, App};
use super::form::Form;
use super::sessions::{Lifetimes, RefreshError, Session};
use crate::errors::OAuthError;
use crate::identity::{EXTENSION_ID, EXTENSION_NUMBER};
use crate::limits::{Decision, Group};
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

const ACCESS_TTL_S: u64 = 3_600;
const MIN_ACCESS_TTL_S: u64 = 600;
const REFRESH_TTL_S: u64 = 604_800;
const SCOPE: &str = "ReadAccounts ReadCallLog RingOut";

/// Exchanges a grant for tokens.
pub fn token(world: &mut World, request: &Request) -> (Response, Option<Decision>) {
    with_client(world, request, |world, app, form| {
        let now = world.clock.now_ms();
        let session = match form.get("grant_type") {
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => jwt_bearer(world, app, form, now),
            Some("password") => password(world, app, form, now),
            Some("authorization_code") => authorization_code(world, app, form, now),
            Some("refresh_token") => refresh(world, app, form, now),
            Some(_) => Err(OAuthError::unsupported_grant()),
            None => Err(OAuthError::missing_parameter("grant_type")),
        }?;
        Ok(tokens(session, now))
    })
}

/// Ends a session. An unknown token is not an error (RFC 7009, 2.2).
pub fn revoke(world: &mut World, request: &Request) -> (Response, Option<Decision>) {
    with_client(world, request, |world, app, form| {
        world.sessions.revoke(app, form.required("token")?);
        Ok(Response::empty(200))
    })
}

/// Reads the form, authenticates the client and counts the request against the Auth group, then calls `act`.
fn with_client(
    world: &mut World,
    request: &Request,
    act: impl FnOnce(&mut World, App, &Form) -> Result<Response, OAuthError>,
) -> (Response, Option<Decision>) {
    let client = Form::of_body(request)
        .and_then(|form| client::authenticate(&world.identity, request, &form).map(|app| (app, form)));
    let (app, form) = match client {
        Ok(client) => client,
        Err(error) => return (error.into_response(), None),
    };
    let decision = world.limiter.count(app, Group::Auth, world.clock.now_ms());
    if let Some(seconds) = decision.retry_after_s {
        return (OAuthError::rate_exceeded(seconds), Some(decision));
    }
    let response = act(world, app, &form).unwrap_or_else(OAuthError::into_response);
    (response, Some(decision))
}

fn jwt_bearer<'a>(world: &'a mut World, app: App, form: &Form, now: u64) -> Result<&'a Session, OAuthError> {
    if app == App::Public {
        return Err(OAuthError::grant_not_allowed());
    }
    if form.required("assertion")? != world.identity.jwt {
        return Err(OAuthError::wrong_assertion());
    }
    Ok(open(world, app, form, now))
}

fn password<'a>(world: &'a mut World, app: App, form: &Form, now: u64) -> Result<&'a Session, OAuthError> {
    if app == App::Public {
        return Err(OAuthError::grant_not_allowed());
    }
    // The extension has its own field or follows the number: RingCentral's JavaScript SDK sends `number*101`.
    let username = form.required("username")?;
    let (number, extension) = username.split_once('*').map_or((username, None), |(number, ext)| (number, Some(ext)));
    let is_ours = |extension: Option<&str>| matches!(extension, None | Some(EXTENSION_NUMBER));
    let user = number == world.identity.username && is_ours(extension) && is_ours(form.get("extension"));
    if !user || form.required("password")? != world.identity.password {
        return Err(OAuthError::wrong_password());
    }
    Ok(open(world, app, form, now))
}

fn authorization_code<'a>(world: &'a mut World, app: App, form: &Form, now: u64) -> Result<&'a Session, OAuthError> {
    let (code, redirect_uri) = (form.required("code")?, form.required("redirect_uri")?);
    world.codes.redeem(code, app, redirect_uri, form.get("code_verifier"), now)?;
    Ok(open(world, app, form, now))
}

fn refresh<'a>(world: &'a mut World, app: App, form: &Form, now: u64) -> Result<&'a Session, OAuthError> {
    let token = form.required("refresh_token")?;
    world.sessions.refresh(app, token, now, &mut world.random).map_err(|refusal| match refusal {
        RefreshError::Unknown => OAuthError::unknown_refresh_token(),
        RefreshError::Expired => OAuthError::expired_refresh_token(),
    })
}

fn open<'a>(world: &'a mut World, app: App, form: &Form, now: u64) -> &'a Session {
    let lifetimes = lifetimes(form, world.config.refresh_tokens);
    world.sessions.open(app, lifetimes, now, &mut world.random)
}

/// Requested lifetimes, clamped to the platform's limits. A refresh lifetime of 0 or less means no refresh token.
fn lifetimes(form: &Form, refresh_tokens: bool) -> Lifetimes {
    let requested = |name: &str| form.get(name).and_then(|value| value.parse::<i64>().ok());
    let bounded = |seconds: i64, max: u64| u64::try_from(seconds).unwrap_or(0).min(max);
    let access_s =
        requested("access_token_ttl").map_or(ACCESS_TTL_S, |s| bounded(s, ACCESS_TTL_S).max(MIN_ACCESS_TTL_S));
    let refresh_s = requested("refresh_token_ttl").map_or(REFRESH_TTL_S, |s| bounded(s, REFRESH_TTL_S));
    let refresh_ms = (refresh_tokens && refresh_s > 0).then_some(refresh_s * 1_000);
    Lifetimes { access_ms: access_s * 1_000, refresh_ms }
}

fn tokens(session: &Session, now: u64) -> Response {
    let mut body = json!({
        "access_token": session.access.text,
        "token_type": "bearer",
        "expires_in": session.access.expires_in(now),
        "scope": SCOPE,
        "owner_id": EXTENSION_ID,
        "endpoint_id": session.endpoint_id,
        "session_id": session.id,
    });
    if let Some(refresh) = &session.refresh {
        body["refresh_token"] = refresh.text.clone().into();
        body["refresh_token_expires_in"] = refresh.expires_in(now).into();
    }
    Response::json(200, &body).header("Cache-Control", "no-store").header("Pragma", "no-cache")
}
