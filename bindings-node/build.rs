//! Links the addon without Node's symbols, which Node provides when it loads the addon.

fn main() {
    napi_build::setup();
}
