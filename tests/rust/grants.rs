//! Every way to log in and out.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use ringout_core::{Authorization, Client, Credentials, ErrorCode, Method, Token};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::TOKEN;
use serde_json::json;

const REDIRECT: &str = "https://app.example/callback";

/// The token requests so far, by grant.
fn grants(platform: &Platform) -> Vec<String> {
    let logins = platform.journal().into_iter().filter(|seen| seen.path == TOKEN);
    let grant = |body: String| body.split('&').find_map(|f| Some(f.strip_prefix("grant_type=")?.to_owned()));
    logins.map(|seen| grant(seen.body).unwrap_or_default()).collect()
}

fn works(client: &Client) -> bool {
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).is_ok()
}

/// Presses a button on the login page and returns the URL that the browser is redirected to.
fn consent(authorization: &Authorization, decision: &str) -> String {
    let agent = ureq::Agent::config_builder().max_redirects(0).max_redirects_will_error(false).build().new_agent();
    let response = agent.get(format!("{}&consent={decision}", authorization.url())).call().unwrap();
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_password_logs_in_with_and_without_an_extension() {
    let platform = Platform::start();
    let simulator = platform.simulator();
    for extension in [None, Some("101".to_owned()), Some(String::new())] {
        let client = platform.builder_without_jwt().build().unwrap();
        client.login(Credentials::password(simulator.username(), extension, simulator.password())).unwrap();
        assert!(works(&client));
    }
    assert_eq!(grants(&platform), ["password"; 3]);
}

#[test]
fn a_wrong_password_is_unauthorized_and_leaves_the_login_that_was_there() {
    let platform = Platform::start();
    let client = platform.client();
    client.login(Credentials::jwt(platform.simulator().jwt())).unwrap();
    let error =
        client.login(Credentials::password(platform.simulator().username(), None, "wrong-password")).unwrap_err();
    assert_eq!((error.code(), error.oauth_error()), (ErrorCode::Unauthorized, Some("invalid_grant")));
    assert!(works(&client));
}

#[test]
fn incomplete_credentials_are_refused_before_anything_is_sent() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    let cases = [
        (Credentials::jwt(""), "jwt"),
        (Credentials::jwt("a b"), "jwt"),
        (Credentials::password(" ", None, "secret"), "username"),
        (Credentials::password("+16505550101", None, ""), "password"),
        (Credentials::code("", REDIRECT, None), "code"),
        (Credentials::code("code", "", None), "redirect_uri"),
    ];
    for (credentials, parameter) in cases {
        let error = client.login(credentials).unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some(parameter)));
    }
    assert!(platform.journal().is_empty());
}

#[test]
fn the_login_page_logs_in_a_public_app_with_pkce() {
    let platform = Platform::start();
    let simulator = platform.simulator();
    let client = Client::builder(simulator.url(), simulator.public_client_id()).build().unwrap();
    let authorization = client.authorize_url(REDIRECT).unwrap();
    assert!(authorization.url().contains("code_challenge_method=S256"));
    assert!(!authorization.url().contains(authorization.verifier()));
    client.login_redirect(&consent(&authorization, "allow"), &authorization).unwrap();
    assert!(works(&client));
    let login = platform.journal().into_iter().find(|seen| seen.path == TOKEN).unwrap();
    assert!(login.headers.get("authorization").is_none(), "a public app has no secret to send");
    assert!(login.body.contains(simulator.public_client_id()));
}

#[test]
fn a_saved_authorization_completes_a_login_on_the_login_page() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    let begun = client.authorize_url(REDIRECT).unwrap();
    let kept = Authorization::new(begun.redirect_uri(), begun.state(), begun.verifier());
    client.login_redirect(&consent(&begun, "allow"), &kept).unwrap();
    assert!(works(&client));
}

#[test]
fn a_redirect_of_another_login_is_refused_and_nothing_is_sent() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    let (one, other) = (client.authorize_url(REDIRECT).unwrap(), client.authorize_url(REDIRECT).unwrap());
    let redirect = consent(&one, "allow");
    platform.delete("journal");
    let stateless = Authorization::new(REDIRECT, "", one.verifier());
    for wrong in [&other, &stateless] {
        let error = client.login_redirect(&redirect, wrong).unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("state")));
    }
    let error = client.login_redirect(&format!("{REDIRECT}?state={}", one.state()), &one).unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("code")));
    assert!(platform.journal().is_empty());
}

#[test]
fn a_user_who_says_no_is_unauthorized_with_the_reason() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    let authorization = client.authorize_url(REDIRECT).unwrap();
    let error = client.login_redirect(&consent(&authorization, "deny"), &authorization).unwrap_err();
    assert_eq!((error.code(), error.oauth_error()), (ErrorCode::Unauthorized, Some("access_denied")));
    assert!(error.message().contains("access_denied"), "{error}");
}

#[test]
fn a_code_works_once_and_its_second_use_costs_no_login() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    let authorization = client.authorize_url(REDIRECT).unwrap();
    let redirect = consent(&authorization, "allow");
    client.login_redirect(&redirect, &authorization).unwrap();
    let error = client.login_redirect(&redirect, &authorization).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthorized);
    assert!(client.token().is_some());
}

#[test]
fn a_code_is_not_kept_to_log_in_again() {
    let platform = Platform::start();
    let client = platform.client();
    let authorization = client.authorize_url(REDIRECT).unwrap();
    client.login_redirect(&consent(&authorization, "allow"), &authorization).unwrap();
    platform.post("tokens/expire", &json!({ "refresh": true }));
    assert!(!works(&client), "neither with the code nor with the JWT of the previous user");
}

#[test]
fn lifetimes_are_requested_within_their_bounds() {
    let platform = Platform::start();
    let (hour, day) = (Duration::from_secs(3600), Duration::from_secs(86_400));
    let client = platform.builder().access_token_ttl(hour).refresh_token_ttl(day).build().unwrap();
    assert!(works(&client));
    let login = platform.journal().into_iter().find(|seen| seen.path == TOKEN).unwrap();
    assert!(login.body.contains("access_token_ttl=3600") && login.body.contains("refresh_token_ttl=86400"));
    for seconds in [0, 599, 3601] {
        let error = platform.builder().access_token_ttl(Duration::from_secs(seconds)).build().unwrap_err();
        assert_eq!(error.parameter(), Some("access_token_ttl"));
    }
}

#[test]
fn a_logout_ends_the_session_here_and_there() {
    let platform = Platform::start();
    let client = platform.client();
    assert!(works(&client));
    let token = client.token().unwrap();
    client.logout().unwrap();
    assert!(client.token().is_none());
    assert_eq!(client.call("1").unwrap().status().unwrap_err().code(), ErrorCode::NotLoggedIn);

    let thief = platform.builder_without_jwt().build().unwrap();
    thief.set_token(Token::from_json(token.to_json()).unwrap());
    assert_eq!(thief.call("1").unwrap().status().unwrap_err().code(), ErrorCode::Unauthorized);
}

#[test]
fn a_logout_needs_no_server() {
    let platform = Platform::start();
    let client = platform.client();
    assert!(works(&client));
    platform.fault("POST", "/restapi/oauth/revoke", 1, &json!({ "status": 500 }));
    client.logout().unwrap();
    assert!(client.token().is_none());
}

#[test]
fn a_token_that_the_program_saved_is_used() {
    let platform = Platform::with(Config { refresh_tokens: true, ..Config::default() });
    let first = platform.client();
    assert!(works(&first));
    let json = first.token().unwrap().to_json().to_owned();

    let second = platform.builder_without_jwt().build().unwrap();
    second.set_token(Token::from_json(&json).unwrap());
    assert!(works(&second));
    assert_eq!(platform.count("token"), 1);
    second.refresh().unwrap();
    assert_ne!(second.token().unwrap().access_token(), first.token().unwrap().access_token());
    for odd in ["", "{}", "[]", "\"x\"", "{\"access_token\":7}"] {
        assert_eq!(Token::from_json(odd).unwrap_err().parameter(), Some("token"));
    }
}

#[test]
fn every_request_says_which_app_and_library_it_is_from() {
    let platform = Platform::start();
    let client = platform.builder().app("Night Shift", "2.1").build().unwrap();
    assert!(works(&client));
    for seen in platform.journal() {
        let agent = format!("Night-Shift/2.1 ringout/{}", ringout_core::VERSION);
        assert_eq!(seen.headers["user-agent"], agent.as_str());
        assert_eq!(seen.headers["x-user-agent"], agent.as_str());
        assert_eq!(seen.headers["client-id"], platform.simulator().client_id());
    }
    for (name, version) in [("a\r\nX-Evil: 1", "1"), ("a", "1\n"), ("", "1"), ("a", ""), ("ä", "1"), ("a/b", "1")] {
        assert_eq!(platform.builder().app(name, version).build().unwrap_err().parameter(), Some("app"));
    }
}
