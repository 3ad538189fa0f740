//! Raw pointers: the only file that dereferences pointers from C and that transfers ownership.
//!
//! The functions are unsafe for one reason: a pointer from C must be NULL or what the header says it is. NULL is checked
//! here.

use std::ffi::{CStr, CString, c_char};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::slice;

use ringout_core::{Error, ErrorCode, Result};

use crate::guard::guard_value;

/// An opaque type that C holds by pointer. Only [`Out::give`] creates such pointers, and only [`free`] frees them.
pub(crate) trait Handle: Sized + Send {}

/// A checked output pointer. It is written to once, at the very end, so that it stays untouched on failure.
pub(crate) struct Out<'a, T> {
    place: NonNull<T>,
    lifetime: PhantomData<&'a mut T>,
}

impl<T> Out<'_, T> {
    pub(crate) fn set(self, value: T) {
        // SAFETY: by the contract of `out`, the place can be written to while `self` lives.
        unsafe { self.place.write(value) };
    }
}

impl<T: Handle> Out<'_, *mut T> {
    /// Passes ownership to C.
    pub(crate) fn give(self, handle: T) {
        self.set(into_raw(handle));
    }

    /// Passes ownership to C, or writes NULL.
    pub(crate) fn give_optional(self, handle: Option<T>) {
        self.set(handle.map_or(ptr::null_mut(), into_raw));
    }
}

impl Out<'_, *mut c_char> {
    /// Passes a string to C, which frees it with [`free_string`].
    pub(crate) fn give_string(self, string: CString) {
        self.set(string.into_raw());
    }
}

fn into_raw<T: Handle>(handle: T) -> *mut T {
    Box::into_raw(Box::new(handle))
}

/// Checks an output that is required.
///
/// # Safety
/// `place` is NULL or may be written to while the result lives.
pub(crate) unsafe fn out<'a, T>(place: *mut T, name: &str) -> Result<Out<'a, T>> {
    let place = NonNull::new(place).ok_or_else(|| null(name))?;
    Ok(Out { place, lifetime: PhantomData })
}

/// Writes an output that may be NULL.
///
/// # Safety
/// `place` is NULL or may be written to.
pub(crate) unsafe fn give_unless_null<T: Handle>(place: *mut *mut T, make: impl FnOnce() -> T) {
    if let Some(place) = NonNull::new(place) {
        let handle = into_raw(make());
        // SAFETY: not NULL, so it may be written to.
        unsafe { place.write(handle) };
    }
}

/// Frees a handle; NULL does nothing.
///
/// # Safety
/// `handle` is NULL, or came from [`Out::give`] and is not used afterwards.
pub(crate) unsafe fn free<T: Handle>(handle: *mut T) {
    guard_value((), || {
        if !handle.is_null() {
            // SAFETY: it came from `Box::into_raw` and is freed once.
            drop(unsafe { Box::from_raw(handle) });
        }
    });
}

/// Frees a string; NULL does nothing.
///
/// # Safety
/// `string` is NULL, or came from [`Out::give_string`] and is not used afterwards.
pub(crate) unsafe fn free_string(string: *mut c_char) {
    guard_value((), || {
        if !string.is_null() {
            // SAFETY: it came from `CString::into_raw` and is freed once.
            drop(unsafe { CString::from_raw(string) });
        }
    });
}

/// Passes what `take` takes out of an object to C; NULL for `None` and for a NULL object.
///
/// # Safety
/// As for [`borrow_mut`].
pub(crate) unsafe fn take<T: Handle, R: Handle>(handle: *mut T, take: impl FnOnce(&mut T) -> Option<Box<R>>) -> *mut R {
    // SAFETY: guaranteed by this function's contract.
    match unsafe { handle.as_mut() } {
        Some(handle) => guard_value(ptr::null_mut(), || take(handle).map_or(ptr::null_mut(), Box::into_raw)),
        None => ptr::null_mut(),
    }
}

/// Borrows a handle that is required.
///
/// # Safety
/// `handle` is NULL, or a live handle that no other code changes or frees while the result lives.
pub(crate) unsafe fn borrow<'a, T: Handle + Sync>(handle: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { handle.as_ref() }.ok_or_else(|| null(name))
}

/// Borrows a handle that is required, and that the program uses on one thread at a time.
///
/// # Safety
/// `handle` is NULL, or a live handle that no other code uses while the result lives.
pub(crate) unsafe fn borrow_mut<'a, T: Handle>(handle: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { handle.as_mut() }.ok_or_else(|| null(name))
}

/// Reads a field of a handle; returns `otherwise` for NULL.
///
/// # Safety
/// As for [`borrow`]. References that `get` returns live until the handle is freed.
pub(crate) unsafe fn read<'a, T: 'a, R>(handle: *const T, otherwise: R, get: impl FnOnce(&'a T) -> R) -> R {
    // SAFETY: guaranteed by this function's contract.
    match unsafe { handle.as_ref() } {
        Some(handle) => guard_value(otherwise, || get(handle)),
        None => otherwise,
    }
}

/// Borrows a string that is required.
///
/// # Safety
/// `text` is NULL, or ends with a NUL and no other code changes it while the result lives.
pub(crate) unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { optional_text(text, name) }?.ok_or_else(|| null(name))
}

/// Borrows a string that may be NULL.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn optional_text<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, so it ends with a NUL.
    let text = unsafe { CStr::from_ptr(text) }.to_str();
    // The string itself is not shown, because it may be a secret.
    text.map(Some).map_err(|_| {
        Error::from_binding(ErrorCode::InvalidUtf8, Some(name), format!("{name}: the string is not valid UTF-8"))
    })
}

/// Copies a message of a callback; bytes that are not UTF-8 are replaced.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn lossy_text(text: *const c_char) -> Option<String> {
    // SAFETY: if it is not NULL, it ends with a NUL.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// Borrows alternating names and values, terminated by NULL; empty for NULL.
///
/// # Safety
/// `list` is NULL, or an array of strings as for [`text`] that ends with NULL.
pub(crate) unsafe fn pairs<'a>(list: *const *const c_char, name: &str) -> Result<Vec<(&'a str, &'a str)>> {
    let mut pairs = Vec::new();
    if list.is_null() {
        return Ok(pairs);
    }
    let mut next = list;
    loop {
        // SAFETY: every entry up to the NULL that ends the array may be read.
        let Some(key) = (unsafe { optional_text(next.read(), name) })? else { return Ok(pairs) };
        // SAFETY: the last entry was not NULL, so another one follows; if that is not NULL either, a third one does.
        let (value, after) = unsafe { (optional_text(next.add(1).read(), name)?, next.wrapping_add(2)) };
        let value = value.ok_or_else(|| invalid(name, "the last name has no value"))?;
        pairs.push((key, value));
        next = after;
    }
}

/// A public struct that begins with `struct_size`, so that fields can be added at its end.
///
/// A program compiled with an older header passes a smaller struct, and fields that it lacks have their `UNSET` values. A
/// program compiled with a newer header passes a larger one, which is accepted if the unknown fields are zero. Zero must
/// therefore mean "not set" in every field that is added.
///
/// # Safety
/// The struct is `repr(C)`, its first field is its size as a `u32`, it has no padding at its end (where a later field
/// would be), and any bytes are a valid value of it.
pub(crate) unsafe trait Growable: Copy {
    /// The size of the first published version.
    const FIRST_SIZE: usize;
    /// The values of `RINGOUT_..._INIT`.
    const UNSET: Self;
}

/// More than any version of a struct will need; a struct with a larger size was not initialised.
const LARGEST_STRUCT: usize = 1024;

/// Copies a public struct that is required.
///
/// # Safety
/// `place` is NULL, or points to `struct_size` readable bytes.
pub(crate) unsafe fn growable<T: Growable>(place: *const T, name: &str) -> Result<T> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { optional_growable(place, name) }?.ok_or_else(|| null(name))
}

/// Copies a public struct that may be NULL.
///
/// # Safety
/// As for [`growable`].
pub(crate) unsafe fn optional_growable<T: Growable>(place: *const T, name: &str) -> Result<Option<T>> {
    if place.is_null() {
        return Ok(None);
    }
    // SAFETY: every version of a public struct begins with its size.
    let size = unsafe { place.cast::<u32>().read() } as usize;
    if !(T::FIRST_SIZE..=LARGEST_STRUCT).contains(&size) {
        return Err(invalid(
            name,
            format!("struct_size is {size}; initialise the struct with its RINGOUT_..._INIT macro"),
        ));
    }
    let known = size.min(size_of::<T>());
    let mut value = T::UNSET;
    // SAFETY: `size` bytes can be read, and any bytes are a valid value of the struct.
    let unknown = unsafe {
        ptr::copy_nonoverlapping(place.cast::<u8>(), (&raw mut value).cast::<u8>(), known);
        slice::from_raw_parts(place.cast::<u8>().add(known), size - known)
    };
    if unknown.iter().any(|byte| *byte != 0) {
        return Err(invalid(name, "a field is set that this version of the library does not have"));
    }
    Ok(Some(value))
}

/// Copies an array of public structs, which may be NULL if it is empty. The stride is the `struct_size` of the first
/// one, which is the size in the header that the program was compiled with.
///
/// # Safety
/// `first` is NULL, or points to `count` structs as for [`growable`].
pub(crate) unsafe fn growables<T: Growable>(first: *const T, count: usize, name: &str) -> Result<Vec<T>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if first.is_null() {
        return Err(null(name));
    }
    // SAFETY: there is at least one struct, and it begins with its size.
    let stride = unsafe { first.cast::<u32>().read() };
    let mut all = Vec::new();
    for index in 0..count {
        let (name, place) = (format!("{name}[{index}]"), first.wrapping_byte_add(index * stride as usize));
        // SAFETY: `growable` has checked the stride as a size of the struct before the second one is read.
        let size = unsafe { place.cast::<u32>().read() };
        if size != stride {
            return Err(invalid(&name, format_args!("struct_size is {size}, but that of the first one is {stride}")));
        }
        // SAFETY: guaranteed by this function's contract.
        all.push(unsafe { growable(place, &name) }?);
    }
    Ok(all)
}

/// The error for a required pointer that is NULL.
pub(crate) fn null(name: &str) -> Error {
    Error::from_binding(ErrorCode::NullPointer, Some(name), format!("{name} is required: the pointer is NULL"))
}

/// The error for a value that has no equivalent in the core.
pub(crate) fn invalid(name: &str, what: impl std::fmt::Display) -> Error {
    Error::from_binding(ErrorCode::InvalidArgument, Some(name), format!("{name}: {what}"))
}
