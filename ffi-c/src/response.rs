//! The answer to a request of one's own.

use std::ffi::{CString, c_char};
use std::ptr;

use once_cell::race::OnceBox;
use ringout_core::Response;

use crate::error::ringout_error;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};

/// The answer to `ringout_client_request()` or `ringout_client_send()`. It never changes.
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

/// Frees a response. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_free(response: *mut ringout_response) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(response) }
}

/// The HTTP status; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_status(response: *const ringout_response) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.response.status().into()) }
}

/// The bytes of the body as they came, without a NUL at the end; `ringout_response_body_size()` tells how many.
/// Borrowed until the response is freed, as its texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_body(response: *const ringout_response) -> *const u8 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| response.response.body().as_ptr()) }
}

/// The number of bytes of the body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_body_size(response: *const ringout_response) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.response.body().len()) }
}

/// The body as text; what is not UTF-8, and a NUL, is replaced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_text(response: *const ringout_response) -> *const c_char {
    let text = |response: &ringout_response| {
        response.text.get_or_init(|| Box::new(c_string(response.response.text()))).as_ptr()
    };
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), text) }
}

/// The media type of the body; NULL if the answer does not tell.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_content_type(response: *const ringout_response) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| pointer(response.content_type.as_ref())) }
}

/// The platform's id of the request, for its support desk; NULL if the answer has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_request_id(response: *const ringout_response) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), |response| pointer(response.request_id.as_ref())) }
}

/// What an answer outside 200 to 299 says went wrong; else NULL. Borrowed until the response is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_error(response: *const ringout_response) -> *const ringout_error {
    let error = |response: &ringout_response| response.error.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), error) }
}

/// How many headers the answer has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_count(response: *const ringout_response) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, 0, |response| response.headers.len()) }
}

/// The name, in lower case, of the header `index`, counted from 0 in the order in which they came; NULL if there is no
/// such header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_name(
    response: *const ringout_response,
    index: usize,
) -> *const c_char {
    let name = |response: &ringout_response| pointer(response.headers.get(index).map(|(name, _)| name));
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), name) }
}

/// The value of the header `index`; NULL if there is no such header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_response_header_value(
    response: *const ringout_response,
    index: usize,
) -> *const c_char {
    let value = |response: &ringout_response| pointer(response.headers.get(index).map(|(_, value)| value));
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(response, ptr::null(), value) }
}
