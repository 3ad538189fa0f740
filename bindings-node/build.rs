//! Lets the addon be linked without Node's symbols, which are there once Node has loaded it.

fn main() {
    napi_build::setup();
}
