//! Strings that a program passes: numbers, links, settings, tokens and addresses of redirects.

use ringout_core::{
    Authorization, CallRequest, CallState, Client, Credentials, DialScheme, Error, Status, Token, check_transition,
    dial_uri,
};

use crate::{check_text, contains_any};

const SECRETS: [&str; 2] = ["the-client-secret", "the-verifier-of-this-login"];

/// The first line is one string, the second another, and so on; a missing one is empty.
pub fn run(data: &[u8]) {
    if contains_any(data, &SECRETS) {
        return;
    }
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (one, two, three) = (next(), next(), next());
    for scheme in [DialScheme::RcMobile, DialScheme::Tel] {
        check(dial_uri(one, scheme).map(|uri| check_text(&uri, &[])));
    }
    states([one, two, three]);
    if let Some(token) = check(Token::from_json(&text)) {
        let again = Token::from_json(token.to_json()).expect("a token can be read again");
        assert_eq!(again.to_json(), token.to_json());
    }
    client([one, two, three]);
}

fn states([one, two, three]: [&str; 3]) {
    let state = CallState::new(Status::parse(one), Status::parse(two), Status::parse(three));
    let other = CallState::new(Status::parse(three), Status::parse(one), Status::parse(two));
    check_text(&check_transition(&state, &other).to_string(), &[]);
    check_text(&state.to_string(), &[]);
    check_text(&state.explain(), &[]);
    let _ = state.phase();
}

fn client([one, two, three]: [&str; 3]) {
    let build = |server: &str| {
        Client::builder(server, "the-client-id")
            .client_secret(SECRETS[0])
            .credentials(Credentials::jwt("the-jwt"))
            .account_id(two)
            .extension_id(three)
            .build()
    };
    check(build(one).map(drop));
    let Some(client) = check(build("http://127.0.0.1:9")) else { return };
    let request = CallRequest::to(one).from(two).caller_id(three).country(two);
    check(client.place_all(&[request], ringout_core::PlaceOptions::default()).map(drop));
    check(client.call(one).map(|call| check_text(call.id(), &[])));
    let authorization = Authorization::new("https://app.example/callback", "the-state", SECRETS[1]);
    // Never sends: an address without a code or with another state is refused before that, and a code needs a server.
    if !one.contains("code=") {
        check(client.login_redirect(one, &authorization));
    }
}

fn check<T>(result: Result<T, Error>) -> Option<T> {
    if let Err(error) = &result {
        check_text(&error.to_string(), &SECRETS);
    }
    result.ok()
}
