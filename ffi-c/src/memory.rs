//! The only file that follows a pointer from C, and the only one that gives and takes ownership.
//!
//! The functions are unsafe for one reason, which each caller repeats: a pointer from C is NULL, or what the header
//! says it is. NULL is checked here.

use std::ffi::{CStr, CString, c_char};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::slice;

use ringout_core::{Error, ErrorCode, Result};

use crate::guard::guard_value;

/// An opaque type that C holds by pointer. Handles are made by [`Out::give`] and ended by [`free`], and by nothing
/// else.
pub(crate) trait Handle: Sized + Send {}

/// Where a function writes what it returns, known not to be NULL. It is written to once and at the very end, so that it
/// stays untouched on failure.
pub(crate) struct Out<'a, T> {
    place: NonNull<T>,
    lifetime: PhantomData<&'a mut T>,
}

impl<T> Out<'_, T> {
    pub(crate) fn set(self, value: T) {
        // SAFETY: `out` was promised a place that may be written to for as long as this lives.
        unsafe { self.place.write(value) };
    }
}

impl<T: Handle> Out<'_, *mut T> {
    /// Hands ownership to C.
    pub(crate) fn give(self, handle: T) {
        self.set(into_raw(handle));
    }

    /// Hands ownership to C, or NULL.
    pub(crate) fn give_optional(self, handle: Option<T>) {
        self.set(handle.map_or(ptr::null_mut(), into_raw));
    }
}

impl Out<'_, *mut c_char> {
    /// Hands a string to C, which ends it with [`free_string`].
    pub(crate) fn give_string(self, string: CString) {
        self.set(string.into_raw());
    }
}

fn into_raw<T: Handle>(handle: T) -> *mut T {
    Box::into_raw(Box::new(handle))
}

/// An output that must be given.
///
/// # Safety
/// `place` is NULL or may be written to while the result lives.
pub(crate) unsafe fn out<'a, T>(place: *mut T, name: &str) -> Result<Out<'a, T>> {
    let place = NonNull::new(place).ok_or_else(|| null(name))?;
    Ok(Out { place, lifetime: PhantomData })
}

/// An output that may be left out.
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

/// Ends a handle; NULL is fine.
///
/// # Safety
/// `handle` is NULL, or came from [`Out::give`] and nobody uses it any more.
pub(crate) unsafe fn free<T: Handle>(handle: *mut T) {
    guard_value((), || {
        if !handle.is_null() {
            // SAFETY: it came from `Box::into_raw` and is given back once.
            drop(unsafe { Box::from_raw(handle) });
        }
    });
}

/// Ends a string; NULL is fine.
///
/// # Safety
/// `string` is NULL, or came from [`Out::give_string`] and nobody uses it any more.
pub(crate) unsafe fn free_string(string: *mut c_char) {
    guard_value((), || {
        if !string.is_null() {
            // SAFETY: it came from `CString::into_raw` and is given back once.
            drop(unsafe { CString::from_raw(string) });
        }
    });
}

/// A handle that must be given.
///
/// # Safety
/// `handle` is NULL, or a live handle that nobody changes or frees while the result lives.
pub(crate) unsafe fn borrow<'a, T: Handle + Sync>(handle: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: passed on from the caller.
    unsafe { handle.as_ref() }.ok_or_else(|| null(name))
}

/// A handle that must be given, and that the caller uses on one thread at a time.
///
/// # Safety
/// `handle` is NULL, or a live handle that nobody else uses while the result lives.
pub(crate) unsafe fn borrow_mut<'a, T: Handle>(handle: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: passed on from the caller.
    unsafe { handle.as_mut() }.ok_or_else(|| null(name))
}

/// Reads something out of a handle; `otherwise` is for NULL.
///
/// # Safety
/// As for [`borrow`]. What `get` returns of the handle lives as long as the handle.
pub(crate) unsafe fn read<'a, T: 'a, R>(handle: *const T, otherwise: R, get: impl FnOnce(&'a T) -> R) -> R {
    // SAFETY: passed on from the caller.
    match unsafe { handle.as_ref() } {
        Some(handle) => guard_value(otherwise, || get(handle)),
        None => otherwise,
    }
}

/// A string that must be given.
///
/// # Safety
/// `text` is NULL, or ends with a NUL and nobody changes it while the result lives.
pub(crate) unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: passed on from the caller.
    unsafe { optional_text(text, name) }?.ok_or_else(|| null(name))
}

/// A string that may be left out.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn optional_text<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, so it ends with a NUL.
    let text = unsafe { CStr::from_ptr(text) }.to_str();
    // The text itself is not shown: it may be a secret.
    text.map(Some).map_err(|_| {
        Error::from_binding(ErrorCode::InvalidUtf8, Some(name), format!("{name}: the string is not valid UTF-8"))
    })
}

/// What a callback says in words; what is not UTF-8 in them is replaced.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn lossy_text(text: *const c_char) -> Option<String> {
    // SAFETY: if it is not NULL, it ends with a NUL.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// Names and values in turn, ended by NULL; NULL alone is none at all.
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
        // SAFETY: the last entry was not NULL, so another one follows; if that is not NULL either, so does a third.
        let (value, after) = unsafe { (optional_text(next.add(1).read(), name)?, next.wrapping_add(2)) };
        let value = value.ok_or_else(|| invalid(name, "the last name has no value"))?;
        pairs.push((key, value));
        next = after;
    }
}

/// A public struct that begins with `struct_size`, so that fields can be added at its end.
///
/// A program that was compiled before a field was added gives a smaller struct, and the field keeps its value of
/// `UNSET`. A program that was compiled later gives a larger one, which is taken as long as the unknown fields are
/// zero: so zero must mean "not set" in every field that is added.
///
/// # Safety
/// The struct is `repr(C)`, its first field is the `u32` that tells its size, it has no padding at its end (a field added
/// later would lie in it), and any bytes are a value of it.
pub(crate) unsafe trait Growable: Copy {
    /// The size that it had when it was published.
    const FIRST_SIZE: usize;
    /// The values of `RINGOUT_..._INIT`.
    const UNSET: Self;
}

/// More than any version of a struct will have; a struct with a larger size was not initialised.
const LARGEST_STRUCT: usize = 1024;

/// A copy of a public struct that must be given.
///
/// # Safety
/// `place` is NULL, or as many bytes as its `struct_size` says may be read.
pub(crate) unsafe fn growable<T: Growable>(place: *const T, name: &str) -> Result<T> {
    // SAFETY: passed on from the caller.
    unsafe { optional_growable(place, name) }?.ok_or_else(|| null(name))
}

/// A copy of a public struct that may be left out.
///
/// # Safety
/// As for [`growable`].
pub(crate) unsafe fn optional_growable<T: Growable>(place: *const T, name: &str) -> Result<Option<T>> {
    if place.is_null() {
        return Ok(None);
    }
    // SAFETY: every public struct begins with its size, whatever else of it is there.
    let size = unsafe { place.cast::<u32>().read() } as usize;
    if !(T::FIRST_SIZE..=LARGEST_STRUCT).contains(&size) {
        return Err(invalid(
            name,
            format!("struct_size is {size}; initialise the struct with its RINGOUT_..._INIT macro"),
        ));
    }
    let known = size.min(size_of::<T>());
    let mut value = T::UNSET;
    // SAFETY: `size` bytes may be read, and any bytes are a value of the struct.
    let unknown = unsafe {
        ptr::copy_nonoverlapping(place.cast::<u8>(), (&raw mut value).cast::<u8>(), known);
        slice::from_raw_parts(place.cast::<u8>().add(known), size - known)
    };
    if unknown.iter().any(|byte| *byte != 0) {
        return Err(invalid(name, "a field is set that this version of the library does not have"));
    }
    Ok(Some(value))
}

/// Copies of an array of public structs, which may be NULL if it is empty. They lie as far apart as the first one's
/// `struct_size` says: that is the size that the program was compiled with.
///
/// # Safety
/// `first` is NULL, or `count` structs as for [`growable`] may be read there.
pub(crate) unsafe fn growables<T: Growable>(first: *const T, count: usize, name: &str) -> Result<Vec<T>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if first.is_null() {
        return Err(null(name));
    }
    // SAFETY: there is at least one, and it begins with its size.
    let stride = unsafe { first.cast::<u32>().read() };
    let mut all = Vec::new();
    for index in 0..count {
        let (name, place) = (format!("{name}[{index}]"), first.wrapping_byte_add(index * stride as usize));
        // SAFETY: `growable` has found the stride to be a size of the struct before the second one is looked at.
        let size = unsafe { place.cast::<u32>().read() };
        if size != stride {
            return Err(invalid(&name, format_args!("struct_size is {size}, and that of the first one is {stride}")));
        }
        // SAFETY: passed on from the caller.
        all.push(unsafe { growable(place, &name) }?);
    }
    Ok(all)
}

/// The error for a pointer that must be given.
pub(crate) fn null(name: &str) -> Error {
    Error::from_binding(ErrorCode::NullPointer, Some(name), format!("{name} is required: the pointer is NULL"))
}

/// The error for a value that has no counterpart in the core.
pub(crate) fn invalid(name: &str, what: impl std::fmt::Display) -> Error {
    Error::from_binding(ErrorCode::InvalidArgument, Some(name), format!("{name}: {what}"))
}
