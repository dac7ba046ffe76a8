//! Issuers that exist: a real OpenID provider (the npm package `oidc-provider`), and tokens that libraries of other
//! languages sign. They need node, with the packages of `tests/issuers` beside it, and Debian's `python3-jwt` and
//! `libcrypt-jwt-perl`; without them the tests are left out, loudly, and with `REQUIRE_ISSUERS=1` they fail.

mod languages;
mod provider;
mod published;

use std::path::PathBuf;
use std::process::Command;

use crate::program::root;

/// Where their programs stand.
fn folder() -> PathBuf {
    root().join("tests/issuers")
}

/// Whether this can be run here. Says so if not, and fails if it must be possible.
fn is_here(what: &str, program: &str, arguments: &[&str]) -> bool {
    let tried = Command::new(program).args(arguments).current_dir(folder()).output();
    let here = tried.is_ok_and(|told| told.status.success());
    assert!(here || !is_required(), "REQUIRE_ISSUERS=1, and {what} is not on this machine");
    if !here {
        println!("## LEFT OUT: {what} is not on this machine");
    }
    here
}

#[expect(clippy::disallowed_methods, reason = "a setting of this suite")]
fn is_required() -> bool {
    std::env::var("REQUIRE_ISSUERS").is_ok_and(|value| value == "1")
}
