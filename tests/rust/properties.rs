//! Properties of any input, checked with random ones. Each seed is fixed, so that a failure can be reproduced.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use ringout_core::{CallRequest, CallState, Client, ErrorCode, Field, Status, Verdict, VerdictKind, check_transition};
use ringout_tests::Platform;
use ringout_tests::random::Random;
use ringout_tests::server::{GOOD_STATUS, Reply, Server, json_response};
use serde_json::Value;

/// Characters of numbers, and others that resemble them.
const NUMBERS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '1', '6', '5', '5', '0', '1', '2', '3', ' ', '.', '-', '(',
    ')', '[', ']', '+', 'x', '\u{a0}', '٣', '\n', '\0',
];

#[test]
fn a_number_is_refused_or_sent_with_the_same_digits() {
    let platform = Platform::start();
    let client = platform.client();
    let mut random = Random::new(1);
    let (mut sent, mut refused) = (0, 0);
    for _ in 0..3000 {
        let oddest = 19 + random.below(14);
        let number = format!("{}{}", random.pick(&["+", "", "+", "1"]), random.string(&NUMBERS[..oddest], 18));
        platform.delete("journal");
        match client.create_call(&CallRequest::to(&number)) {
            Ok(_) => {
                let body: Value = serde_json::from_str(&platform.journal().pop().unwrap().body).unwrap();
                let sent_number = body["to"]["phoneNumber"].as_str().unwrap();
                assert_eq!(digits(sent_number), digits(&number), "{number:?}");
                assert!(is_number(sent_number), "{number:?} became {sent_number:?}");
                sent += 1;
            }
            // The simulator says that the account does not have this extension.
            Err(error) if error.code() == ErrorCode::Rejected => {
                assert!(digits(&number).len() <= 6, "{number:?}: {error}");
            }
            // The simulator gives some numbers this fate.
            Err(error) if error.code() == ErrorCode::Forbidden => {}
            Err(error) => {
                assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("to")), "{number:?}");
                assert!(!error.message().contains(char::is_control) && platform.journal().is_empty(), "{number:?}");
                let is_doubtful = ["emergency", "zero in brackets"].iter().any(|why| error.message().contains(why));
                assert!(!is_number(&plain(&number)) || is_doubtful, "{number:?} is a number: {error}");
                refused += 1;
            }
        }
    }
    assert!(sent > 500 && refused > 500, "{sent} sent, {refused} refused");
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn plain(number: &str) -> String {
    number.chars().filter(|c| !" .-()[]".contains(*c)).collect()
}

/// With a plus 7 to 15 digits, without one 8 to 15, not starting with 0; or an extension of 2 to 6 digits.
fn is_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let shortest = if number.starts_with('+') { 7 } else { 8 };
    let is_whole = (shortest..=15).contains(&digits.len()) && !digits.starts_with('0');
    let is_extension = !number.starts_with('+') && (2..=6).contains(&digits.len());
    digits.bytes().all(|b| b.is_ascii_digit()) && (is_whole || is_extension)
}

#[test]
fn an_id_is_refused_or_stays_one_segment_that_says_the_same() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_STATUS)));
    let client = server.client();
    let alphabet: Vec<char> = " !\"#$%&'()*+,-./0AZaz:;<=>?@[\\]^_`{|}~\r\n\t\0äß漢🙂\u{202e}".chars().collect();
    let mut random = Random::new(2);
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..3000 {
        let id = random.string(&alphabet[..alphabet.len() - 10 * (round % 2)], 12);
        match client.call(&id) {
            Ok(call) => {
                call.status().unwrap();
                let target = server.received().pop().unwrap().target;
                let segment = target.strip_prefix("/restapi/v1.0/account/~/extension/~/ring-out/").unwrap().to_owned();
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
                assert!(segment.bytes().all(plain) && segment != "." && segment != "..", "{id:?}: {segment}");
                assert_eq!(unescape(&segment), id.as_bytes(), "{id:?}");
                accepted += 1;
            }
            Err(error) => {
                assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("id")), "{id:?}");
                assert!(id.is_empty() || id == "." || id == ".." || id.contains(char::is_control), "{id:?}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 500 && refused > 500, "{accepted} accepted, {refused} refused");
}

fn unescape(segment: &str) -> Vec<u8> {
    let mut bytes = segment.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let code = [bytes.next().unwrap(), bytes.next().unwrap()];
            plain.push(u8::from_str_radix(std::str::from_utf8(&code).unwrap(), 16).unwrap());
        } else {
            plain.push(byte);
        }
    }
    plain
}

fn any_status(random: &mut Random) -> Status {
    let texts: Vec<char> = "InProgressSuccess Unknown\0\n漢🙂".chars().collect();
    match random.below(4) {
        0 => Status::parse(&random.string(&texts, 30)),
        1 => Status::from_number(u32::try_from(random.bits() >> 32).unwrap()),
        _ => Status::from_number(u32::try_from(random.below(19)).unwrap()),
    }
}

fn any_state(random: &mut Random) -> CallState {
    CallState::new(any_status(random), any_status(random), any_status(random))
}

#[test]
fn any_transition_has_a_verdict_that_agrees_with_its_reasons() {
    let mut random = Random::new(3);
    for _ in 0..200_000 {
        let (from, to) = (any_state(&mut random), any_state(&mut random));
        let verdict = check_transition(&from, &to);
        let worst = verdict.reasons.iter().map(|reason| reason.kind).max();
        assert!(worst.is_none_or(|worst| worst == verdict.kind && worst >= VerdictKind::Skipped), "{from} > {to}");
        assert!(worst.is_some() || verdict.kind <= VerdictKind::Documented, "{from} > {to}");
        let fields: Vec<Field> = verdict.reasons.iter().map(|reason| reason.field).collect();
        assert!(fields.is_sorted_by_key(|field| *field as u32) && fields.len() <= 4, "{from} > {to}");
        assert!(verdict.reasons.iter().all(|reason| !reason.text.is_empty()));
        assert!(!to.explain().is_empty() && !verdict.to_string().is_empty());
        assert_eq!(verdict, check_transition(&from, &to));
    }
}

#[test]
fn a_state_that_stays_changes_no_field() {
    let mut random = Random::new(4);
    for _ in 0..50_000 {
        let state = any_state(&mut random);
        let Verdict { kind, reasons } = check_transition(&state, &state.clone());
        assert!(matches!(kind, VerdictKind::Unchanged | VerdictKind::Undocumented), "{state}");
        assert!(reasons.iter().all(|reason| reason.field == Field::Combination), "{state}");
    }
}

#[test]
fn a_status_keeps_its_string() {
    let mut random = Random::new(5);
    for _ in 0..50_000 {
        let status = any_status(&mut random);
        let again = Status::parse(status.as_str());
        assert!(again == status || status.as_str() == "NosuchUser", "{status:?}");
        assert_eq!(again.number(), status.number());
        assert!(!status.explain().is_empty());
    }
}

#[test]
fn any_server_address_is_refused_or_used_as_it_is() {
    let alphabet: Vec<char> = "htps:/.-_@?#[]\\ \0%aé1:80".chars().collect();
    let mut random = Random::new(6);
    for _ in 0..20_000 {
        let prefix = *random.pick(&["", "https://", "http://127.0.0.1", "http://", "https://["]);
        let server = format!("{prefix}{}", random.string(&alphabet, 14));
        match Client::builder(&server, "app").build() {
            Ok(client) => {
                let shown = format!("{client:?}");
                let kept = server.trim_end_matches('/').to_ascii_lowercase();
                assert!(shown.contains(&format!("{kept:?}")), "{server:?} became {shown}");
                assert!(!server.contains(['@', '?', '#', '\\', ' ', '\0', '%']), "{server:?}");
                assert!(server.starts_with("https://") || server.starts_with("http://127.0.0.1"), "{server:?}");
            }
            Err(error) => {
                assert_eq!(
                    (error.code(), error.parameter()),
                    (ErrorCode::InvalidArgument, Some("server")),
                    "{server:?}"
                );
            }
        }
    }
}
