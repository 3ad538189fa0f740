//! Login in a browser: the page, the redirect, the code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use ringout_simulator::Config;
use serde_json::Value;
use support::{EXTENSION, Lab, Response, TOKEN};

const AUTHORIZE: &str = "/restapi/oauth/authorize";
const REDIRECT: &str = "http://localhost:9/callback?app=1";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn ask(lab: &Lab, more: &[(&str, &str)]) -> Response {
    let fixed = [("redirect_uri", REDIRECT), ("state", "a&b"), ("response_type", "code")];
    let pairs: Vec<String> =
        fixed.iter().chain(more).map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let query = pairs.join("&");
    lab.send("GET", &format!("{AUTHORIZE}?{query}"), None, "")
}

fn encoded(value: &str) -> String {
    value.replace('%', "%25").replace('&', "%26").replace('?', "%3F").replace('=', "%3D")
}

fn code(response: &Response) -> String {
    assert_eq!(response.status, 302, "{}", response.text);
    let location = response.header("Location");
    let query = location.strip_prefix(&format!("{REDIRECT}&code=")).unwrap_or_else(|| panic!("{location}"));
    let (code, state) = query.split_once('&').unwrap();
    assert_eq!(state, "state=a%26b");
    code.to_owned()
}

#[test]
fn a_public_app_logs_in_with_pkce_and_without_a_secret() {
    let lab = Lab::with(Config { refresh_tokens: true, ..Config::default() });
    let id = lab.simulator.public_client_id();
    let pkce = [("client_id", id), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let response = ask(&lab, &[&pkce[..], &[("consent", "allow")]].concat());
    let code = code(&response);
    let form = |verifier| {
        [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("client_id", id),
            ("code_verifier", verifier),
        ]
    };
    let tokens = lab.form(TOKEN, None, &form(VERIFIER)).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    assert_eq!(lab.send("GET", EXTENSION, Some(&bearer), "").status, 200);
    assert_eq!(lab.form(TOKEN, None, &form(VERIFIER)).error().1, "OAU-106", "a code works once");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", id)];
    assert_eq!(lab.form(TOKEN, None, &form).status, 200);
    assert_eq!(lab.form(TOKEN, Some((id, "")), &form).error().1, "OAU-146", "a public app cannot use Basic");
}

#[test]
fn the_page_has_a_consent_form() {
    let lab = Lab::new();
    let id = lab.simulator.client_id();
    let page = ask(&lab, &[("client_id", id)]);
    assert_eq!((page.status, page.header("Content-Type")), (200, "text/html; charset=utf-8"));
    assert!(page.text.contains(r#"name="state" value="a&amp;b""#), "{}", page.text);
    let pressed = [
        ("client_id", id),
        ("redirect_uri", REDIRECT),
        ("state", "a&b"),
        ("response_type", "code"),
        ("consent", "allow"),
    ];
    // Sent raw, because an HTTP client would follow the redirect.
    let form = pressed.map(|(name, value)| format!("{name}={}", encoded(value))).join("&");
    let head = format!("POST {AUTHORIZE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let (bytes, _) = lab.raw(&format!("{head}Connection: close\r\nContent-Length: {}\r\n\r\n{form}", form.len()));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("HTTP/1.1 302") && text.contains("&code="), "{text}");
}

#[test]
fn the_path_of_the_vendors_extension_ends_with_a_slash() {
    let lab = Lab::new();
    let (slash, id) = (format!("{AUTHORIZE}/"), lab.simulator.client_id());
    let query = format!("response_type=code&client_id={id}&redirect_uri=http://localhost/x&consent=allow");
    let response = lab.send("GET", &format!("{slash}?{query}"), None, "");
    assert!(response.status == 302 && response.header("Location").contains("?code="), "{}", response.text);
    assert_eq!(lab.send("GET", &format!("{AUTHORIZE}//?{query}"), None, "").status, 404, "only one");
}

#[test]
fn a_refusal_redirects_to_the_app() {
    let lab = Lab::new();
    let (id, public) = (lab.simulator.client_id(), lab.simulator.public_client_id());
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("client_id", id), ("consent", "deny")], "access_denied"),
        (&[("client_id", public)], "invalid_request"),
        (&[("client_id", id), ("code_challenge", "x"), ("code_challenge_method", "plain")], "invalid_request"),
    ];
    for (more, error) in cases {
        let response = ask(&lab, more);
        assert!(response.header("Location").starts_with(&format!("{REDIRECT}&error={error}&")), "{more:?}");
    }
    assert_eq!(ask(&lab, &[("client_id", "unknown")]).error().0, 401, "an unknown app gets no redirect");
    let relative = lab.send("GET", &format!("{AUTHORIZE}?client_id={id}&redirect_uri=/x"), None, "");
    assert_eq!(relative.error().1, "OAU-109");
}

#[test]
fn codes_stay_out_of_the_journal() {
    let lab = Lab::new();
    let code = code(&ask(&lab, &[("client_id", lab.simulator.client_id()), ("consent", "allow")]));
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT)];
    assert_eq!(lab.token_request(&form).status, 200);
    assert!(!Value::from(lab.journal()).to_string().contains(&code));
}
