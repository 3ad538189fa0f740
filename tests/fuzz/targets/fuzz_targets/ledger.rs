#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ringout_fuzz::run("ledger", data));
