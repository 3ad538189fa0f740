//! Responses to API requests.

use std::ffi::{CString, c_char};
use std::ptr;

use once_cell::race::OnceBox;
use ringout_core::Response;

use crate::error::ringout_error;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};

/// The response to `ringout_client_request()` or `ringout_client_send()`. Immutable. Everything read from it is valid
/// until it is freed.
pub struct ringout_response {
    response: Response,
    text: OnceBox<CString>,
    content_type: Option<CString>,
    request_id: Option<CString>,
    headers: Vec<(CString, CString)>,
    error: Option<ringout_error>,
}

impl Handle for ringout_response {}

impl ringout_response {
    pub(crate) fn new(response: Response) -> Self {
        Self {
            text: OnceBox::new(),
            content_type: optional_c_string(response.content_type()),
            request_id: optional_c_string(response.request_id()),
            headers: response.headers().map(|(name, value)| (c_string(name), c_string(value))).collect(),
            error: response.error().map(ringout_error::new),
            response,
        }
    }
}

/// Frees a response. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_free(response: *mut ringout_response) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(response) }
}

/// Returns the HTTP status; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_status(response: *const ringout_response) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.response.status().into()) }
}

/// Returns the bytes of the body, unchanged and without a NUL at the end. `ringout_response_body_size()` returns their
/// number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_body(response: *const ringout_response) -> *const u8 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| response.response.body().as_ptr()) }
}

/// Returns the number of bytes in the body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_body_size(response: *const ringout_response) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.response.body().len()) }
}

/// Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_text(response: *const ringout_response) -> *const c_char {
    let text = |response: &ringout_response| {
        response.text.get_or_init(|| Box::new(c_string(response.response.text()))).as_ptr()
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), text) }
}

/// Returns the media type of the body; NULL if the response has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_content_type(response: *const ringout_response) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| pointer(response.content_type.as_ref())) }
}

/// Returns RingCentral's id of the request, which its support asks for; NULL if the response has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_request_id(response: *const ringout_response) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| pointer(response.request_id.as_ref())) }
}

/// Returns the error of a response outside 200 to 299; else NULL. Do not free it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_error(response: *const ringout_response) -> *const ringout_error {
    let error = |response: &ringout_response| response.error.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), error) }
}

/// Returns the number of headers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_count(response: *const ringout_response) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.headers.len()) }
}

/// Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. NULL for an
/// index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_name(
    response: *const ringout_response,
    index: usize,
) -> *const c_char {
    let name = |response: &ringout_response| pointer(response.headers.get(index).map(|(name, _)| name));
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), name) }
}

/// Returns the value of the header at `index`; NULL for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_value(
    response: *const ringout_response,
    index: usize,
) -> *const c_char {
    let value = |response: &ringout_response| pointer(response.headers.get(index).map(|(_, value)| value));
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), value) }
}
