//! The C functions with arbitrary bytes: strings that are not UTF-8 or missing, structs of any size, and handles in any order.
//!
//! The first byte of a step names a function, and the rest of its line is the string that it gets.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use ringout_functions::authorization::{
    ringout_authorization_free, ringout_authorization_new, ringout_authorization_url,
};
use ringout_functions::call::{
    ringout_call_clone, ringout_call_detach, ringout_call_free, ringout_call_id, ringout_call_outcome,
    ringout_call_state,
};
use ringout_functions::call_request::ringout_call_request;
use ringout_functions::client::{ringout_client_call, ringout_client_free, ringout_client_new};
use ringout_functions::config::ringout_config;
use ringout_functions::dial_uri::{ringout_dial_uri, ringout_string_free};
use ringout_functions::error::{
    ringout_error, ringout_error_code, ringout_error_detail_count, ringout_error_detail_field, ringout_error_free,
    ringout_error_hint, ringout_error_message, ringout_error_parameter, ringout_error_text,
};
use ringout_functions::login::ringout_client_set_token;
use ringout_functions::outcome::{ringout_outcome_free, ringout_outcome_text};
use ringout_functions::place_all::{ringout_client_place_all, ringout_place_all_free, ringout_place_all_remaining};
use ringout_functions::state::{ringout_state_free, ringout_state_new, ringout_state_text};
use ringout_functions::status::ringout_status_parse;
use ringout_functions::token::{ringout_token_free, ringout_token_from_json, ringout_token_json};
use ringout_functions::verdict::{
    ringout_check_transition, ringout_verdict_free, ringout_verdict_reason_count, ringout_verdict_reason_text,
    ringout_verdict_text,
};

use crate::{check_text, contains_any};

const SECRETS: [&str; 1] = ["the-client-secret"];
/// More would only take longer.
const MAX_STEPS: usize = 64;
/// Larger than any version of a struct, so that reading beyond the given size finds the padding's pattern.
const ROOM: usize = 1024;

pub fn run(data: &[u8]) {
    if contains_any(data, &SECRETS) {
        return;
    }
    for step in data.split(|byte| *byte == b'\n').take(MAX_STEPS) {
        let Some((function, rest)) = step.split_first() else { continue };
        // The string ends at its first zero, as in C. An empty one is also tried as NULL.
        let text = CString::new(rest.split(|byte| *byte == 0).next().unwrap_or_default()).unwrap_or_default();
        let pointer = if rest.is_empty() { ptr::null() } else { text.as_ptr() };
        // SAFETY: the pointer is NULL or a string that lives until the end of the step. Each handle is freed once.
        unsafe { call(*function, pointer, rest) }
    }
}

unsafe fn call(function: u8, text: *const c_char, rest: &[u8]) {
    // SAFETY: by the contract of `run`.
    unsafe {
        match function % 8 {
            0 => dial(text, small(rest.len())),
            1 => token(text),
            2 => states(text),
            3 => authorization(text),
            4 => client(text, rest),
            5 => drop(ringout_status_parse(text)),
            6 => requests(text, rest),
            _ => nothing(),
        }
    }
}

/// A size as C has it, at most that of the room.
fn small(size: usize) -> u32 {
    u32::try_from(size.min(ROOM)).unwrap_or_default()
}

/// Checks an error's texts and frees it.
unsafe fn check(status: u32, error: *mut ringout_error) {
    // SAFETY: the error is NULL or was given by a function, which the program frees once.
    unsafe {
        assert_eq!(status == 0, error.is_null(), "a status without its error, or the other way round");
        assert_eq!(status, ringout_error_code(error));
        for text in [ringout_error_text(error), ringout_error_message(error)] {
            read(text);
        }
        for text in [ringout_error_hint(error), ringout_error_parameter(error)] {
            read(text);
        }
        let details = ringout_error_detail_count(error);
        read(ringout_error_detail_field(error, details, c"name".as_ptr()));
        ringout_error_free(error);
    }
}

unsafe fn read(text: *const c_char) {
    if !text.is_null() {
        // SAFETY: the library's strings end with a zero.
        let text = unsafe { CStr::from_ptr(text) };
        check_text(text.to_str().expect("the library's strings are UTF-8"), &SECRETS);
    }
}

unsafe fn dial(text: *const c_char, scheme: u32) {
    let (mut uri, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: by the contract of `run`.
    unsafe {
        let status = ringout_dial_uri(text, scheme % 3, &raw mut uri, &raw mut error);
        read(uri);
        ringout_string_free(uri);
        check(status, error);
    }
}

unsafe fn token(text: *const c_char) {
    let (mut token, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: by the contract of `run`.
    unsafe {
        let status = ringout_token_from_json(text, &raw mut token, &raw mut error);
        if status == 0 {
            assert!(!ringout_token_json(token).is_null());
        }
        ringout_token_free(token);
        check(status, error);
    }
}

unsafe fn states(text: *const c_char) {
    let (mut from, mut to, mut verdict, mut error) =
        (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: by the contract of `run`.
    unsafe {
        let status = ringout_state_new(text, c"Success".as_ptr(), text, &raw mut from, &raw mut error);
        check(status, error);
        error = ptr::null_mut();
        let status = ringout_state_new(c"InProgress".as_ptr(), text, text, &raw mut to, &raw mut error);
        check(status, error);
        error = ptr::null_mut();
        let status = ringout_check_transition(from, to, &raw mut verdict, &raw mut error);
        check(status, error);
        read(ringout_state_text(from));
        read(ringout_verdict_text(verdict));
        let reasons = ringout_verdict_reason_count(verdict);
        (0..=reasons).for_each(|index| read(ringout_verdict_reason_text(verdict, index)));
        ringout_verdict_free(verdict);
        ringout_state_free(from);
        ringout_state_free(to);
    }
}

unsafe fn authorization(text: *const c_char) {
    let (mut authorization, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: by the contract of `run`.
    unsafe {
        let status = ringout_authorization_new(text, text, text, &raw mut authorization, &raw mut error);
        let _ = ringout_authorization_url(authorization);
        ringout_authorization_free(authorization);
        check(status, error);
    }
}

/// A struct in more room than any version of it takes, which begins with this size.
#[repr(C, align(8))]
struct Roomy([u8; ROOM]);

impl Roomy {
    fn new(size: u32) -> Self {
        let mut room = Self([0; ROOM]);
        room.0[..4].copy_from_slice(&size.to_ne_bytes());
        room
    }
}

unsafe fn config(text: *const c_char, rest: &[u8]) -> Roomy {
    let real = size_of::<ringout_config>();
    let size = if rest.len() % 5 == 4 { rest[0].into() } else { real };
    let mut room = Roomy::new(small(size));
    // SAFETY: the room is large enough and aligned, and zeros are valid for every field.
    let config = unsafe { &mut *(&raw mut room).cast::<ringout_config>() };
    let fields = [
        &mut config.server,
        &mut config.client_id,
        &mut config.account_id,
        &mut config.token_user,
        &mut config.proxy,
        &mut config.app_name,
        &mut config.app_version,
        &mut config.extension_id,
    ];
    let odd = rest.len() % fields.len();
    for (index, field) in fields.into_iter().enumerate() {
        *field = match index {
            _ if index == odd => text,
            0 => c"http://127.0.0.1:9".as_ptr(),
            1 => c"client-id".as_ptr(),
            _ => ptr::null(),
        };
    }
    config.client_secret = c"the-client-secret".as_ptr();
    config.connect_timeout_ms = rest.first().copied().unwrap_or_default().into();
    room
}

/// Creates a client and uses it without sending.
unsafe fn client(text: *const c_char, rest: &[u8]) {
    // SAFETY: by the contract of `run`.
    unsafe {
        let room = config(text, rest);
        let (mut client, mut call, mut other, mut error) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let status = ringout_client_new((&raw const room).cast(), &raw mut client, &raw mut error);
        check(status, error);
        error = ptr::null_mut();
        let status = ringout_client_call(client, text, &raw mut call, &raw mut error);
        check(status, error);
        error = ptr::null_mut();
        let status = ringout_call_clone(call, &raw mut other, &raw mut error);
        check(status, error);
        ringout_call_free(call);
        read(ringout_call_id(other));
        ringout_call_detach(other);
        let (mut state, mut outcome) = (ptr::null_mut(), ptr::null_mut());
        error = ptr::null_mut();
        let status = ringout_call_state(other, &raw mut state, &raw mut error);
        check(status, error);
        error = ptr::null_mut();
        let status = ringout_call_outcome(other, &raw mut outcome, &raw mut error);
        check(status, error);
        read(ringout_outcome_text(outcome));
        ringout_outcome_free(outcome);
        ringout_state_free(state);
        ringout_call_free(other);
        error = ptr::null_mut();
        let status = ringout_client_set_token(client, ptr::null(), &raw mut error);
        check(status, error);
        ringout_client_free(client);
    }
}

/// Checks requests of any size, and sends none.
unsafe fn requests(text: *const c_char, rest: &[u8]) {
    // SAFETY: by the contract of `run`.
    unsafe {
        let (mut client, mut batch, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let mut settings = config(ptr::null(), &[]);
        (*(&raw mut settings).cast::<ringout_config>()).server = c"http://127.0.0.1:9".as_ptr();
        let status = ringout_client_new((&raw const settings).cast(), &raw mut client, &raw mut error);
        check(status, error);
        let real = size_of::<ringout_call_request>();
        let mut room = Roomy::new(if rest.len() % 5 == 4 { rest[0].into() } else { small(real) });
        let request = &mut *(&raw mut room).cast::<ringout_call_request>();
        request.to = text;
        request.play_prompt = small(rest.len()) % 5;
        let fields =
            [&mut request.from, &mut request.caller_id, &mut request.country, &mut request.from_forwarding_number];
        *fields.into_iter().nth(rest.len() % 4).expect("one of four") = text;
        error = ptr::null_mut();
        let status =
            ringout_client_place_all(client, (&raw const room).cast(), 1, ptr::null(), &raw mut batch, &raw mut error);
        check(status, error);
        assert_eq!(ringout_place_all_remaining(batch), usize::from(status == 0));
        ringout_place_all_free(batch);
        ringout_client_free(client);
    }
}

/// NULL for everything.
unsafe fn nothing() {
    // SAFETY: every function accepts NULL.
    unsafe {
        let mut error = ptr::null_mut();
        let status = ringout_client_new(ptr::null(), ptr::null_mut(), &raw mut error);
        check(status, error);
        ringout_client_free(ptr::null_mut());
        ringout_error_free(ptr::null_mut());
        assert!(ringout_call_id(ptr::null()).is_null());
    }
}
