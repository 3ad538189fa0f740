//! Token endpoint.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use ringout_simulator::Config;
use serde_json::{Value, json};
use support::{EXTENSION, JWT_GRANT, Lab, TOKEN};

#[test]
fn a_jwt_login_returns_a_token_like_the_platforms() {
    let lab = Lab::new();
    let response = lab.login();
    let token = response.json();
    assert_eq!((response.status, &token["token_type"], &token["expires_in"]), (200, &json!("bearer"), &json!(3600)));
    assert_eq!(token["refresh_token"], Value::Null, "only issued on request");
    assert!(!response.header("RCRequestId").is_empty());
    assert_eq!(response.header("X-Rate-Limit-Group"), "auth");
}

/// Client, form, status, `error` and code.
type Case<'a> = (Option<(&'a str, &'a str)>, &'a [(&'a str, &'a str)], u16, &'a str, &'a str);

#[test]
fn bad_clients_and_grants_get_the_platforms_errors() {
    let lab = Lab::new();
    let (id, secret, jwt) = (lab.simulator.client_id(), lab.simulator.client_secret(), lab.simulator.jwt());
    let grant = [("grant_type", JWT_GRANT), ("assertion", jwt)];
    let cases: [Case; 8] = [
        (Some((id, "wrong")), &grant, 401, "invalid_client", "OAU-146"),
        (Some(("wrong", secret)), &grant, 401, "invalid_client", "OAU-120"),
        (None, &grant, 401, "invalid_client", "OAU-123"),
        (Some((id, secret)), &[("grant_type", JWT_GRANT), ("assertion", "x")], 400, "invalid_grant", "OAU-140"),
        (Some((id, secret)), &[("grant_type", JWT_GRANT)], 400, "invalid_request", "CMN-101"),
        (Some((id, secret)), &[("grant_type", "magic")], 400, "unsupported_grant_type", "OAU-250"),
        (Some((id, secret)), &[("grant_type", "a"), ("grant_type", "b")], 400, "invalid_request", "OAU-111"),
        (
            Some((id, secret)),
            &[("grant_type", "refresh_token"), ("refresh_token", "x")],
            400,
            "invalid_grant",
            "OAU-213",
        ),
    ];
    for (client, form, status, error, code) in cases {
        let response = lab.form(TOKEN, client, form);
        let body = response.json();
        assert_eq!((response.status, &body["error"]), (status, &json!(error)), "{form:?}: {}", response.text);
        assert_eq!(body["errors"][0]["errorCode"], code, "{form:?}");
        assert!(body["error_description"].is_string());
    }
}

#[test]
fn access_needs_a_valid_token() {
    let lab = Lab::new();
    let code = |authorization: Option<&str>| lab.send("GET", EXTENSION, authorization, "").error();
    assert_eq!(code(None), (401, "OAU-123".into(), String::new()));
    assert_eq!(code(Some("Basic eDp5")).1, "OAU-151");
    assert_eq!(code(Some("Bearer ")).1, "OAU-134");
    assert_eq!(code(Some(&format!("Bearer {}", lab.simulator.jwt()))).1, "OAU-149", "a JWT is not an access token");
    assert_eq!(code(Some(&format!("Bearer {}x", lab.token))).1, "OAU-129");
    lab.advance(3_600_000);
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).error().1, "OAU-128");
}

#[test]
fn the_admin_api_expires_tokens() {
    let lab = Lab::new();
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 200);
    lab.admin("POST", "tokens/expire", &Value::Null);
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).error().1, "OAU-128");
}

#[test]
fn refresh_tokens_rotate() {
    let lab = Lab::with(Config { refresh_tokens: true, ..Config::default() });
    let first = lab.login().json();
    assert_eq!(first["refresh_token_expires_in"], 604_800);
    let old = first["refresh_token"].as_str().unwrap();
    let refresh = |token: &str| lab.token_request(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
    let second = refresh(old).json();
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(refresh(old).json(), second, "a client that lost the response gets the same tokens");
    lab.send("GET", EXTENSION, Some(&format!("Bearer {}", second["access_token"].as_str().unwrap())), "");
    lab.advance(10_000);
    assert_eq!(refresh(old).error().1, "OAU-211");
    lab.admin("POST", "tokens/expire", &json!({ "refresh": true }));
    assert_eq!(refresh(second["refresh_token"].as_str().unwrap()).status, 400);
}

#[test]
fn lifetimes_are_clamped_to_the_platforms_limits() {
    let lab = Lab::with(Config { refresh_tokens: true, ..Config::default() });
    let expires_in = |ttl: &str| {
        let form = [("grant_type", JWT_GRANT), ("assertion", lab.simulator.jwt()), ("access_token_ttl", ttl)];
        lab.token_request(&form).json()["expires_in"].as_u64()
    };
    assert_eq!([expires_in("900"), expires_in("1"), expires_in("99999")], [Some(900), Some(600), Some(3600)]);
    let none = [("grant_type", JWT_GRANT), ("assertion", lab.simulator.jwt()), ("refresh_token_ttl", "-1")];
    assert_eq!(lab.token_request(&none).json()["refresh_token"], Value::Null);
}

#[test]
fn a_revoke_ends_the_session() {
    let lab = Lab::new();
    let client = Some((lab.simulator.client_id(), lab.simulator.client_secret()));
    let response = lab.form("/restapi/oauth/revoke", client, &[("token", &lab.token)]);
    assert_eq!((response.status, response.text.as_str()), (200, ""));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).error().1, "OAU-129");
}

#[test]
fn a_password_login_works_and_fails_as_documented() {
    let lab = Lab::new();
    let (user, password) = (lab.simulator.username(), lab.simulator.password());
    let login = |user: &str, extension: &str, password: &str| {
        let form = [("grant_type", "password"), ("username", user), ("extension", extension), ("password", password)];
        lab.token_request(&form)
    };
    assert_eq!(login(user, "101", password).status, 200);
    assert_eq!(login(user, "", password).status, 200);
    assert_eq!(login(&format!("{user}*101"), "", password).status, 200);
    assert_eq!(login(user, "101", "wrong").error().1, "OAU-140");
    assert_eq!(login(user, "102", password).status, 401);
    assert_eq!(login(&format!("{user}*102"), "", password).status, 401);
}

#[test]
fn form_encoded_basic_credentials_are_accepted_too() {
    let lab = Lab::with(Config { seed: 3, ..Config::default() });
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let (id, secret) = (lab.simulator.client_id(), lab.simulator.client_secret());
    let form = [("grant_type", JWT_GRANT), ("assertion", lab.simulator.jwt())];
    let status = |id: &str, secret: &str| lab.form(TOKEN, Some((id, secret)), &form).status;
    assert_eq!(status(&encoded(id), &encoded(secret)), 200);
    assert_eq!(status(id, &encoded(secret)), 200);
    assert_eq!(status(&encoded(id), &encoded("wrong")), 401);
    assert_eq!(status(&encoded(&encoded(id)), secret), 401, "once");
}

#[test]
fn a_refused_client_learns_the_scheme() {
    let lab = Lab::new();
    let (id, secret) = (lab.simulator.client_id(), lab.simulator.client_secret());
    let form = [("grant_type", JWT_GRANT), ("assertion", "x")];
    let scheme = |client| lab.form(TOKEN, client, &form).header("WWW-Authenticate").to_owned();
    for client in [None, Some((id, "wrong")), Some(("wrong", secret))] {
        assert!(scheme(client).starts_with("Basic realm="), "{client:?}");
    }
    assert_eq!(scheme(Some((id, secret))), "", "the client is known, but the grant is invalid");
}
