//! Issuers that exist: a real OpenID provider (the npm package `oidc-provider`), and tokens that libraries of other
//! languages sign. They need node, with the packages of `tests/issuers` beside it, and Debian's `python3-jwt` and
//! `libcrypt-jwt-perl`; without them the tests are left out, loudly, and with `REQUIRE_ISSUERS=1` they fail.

mod languages;
mod provider;
mod published;

use crate::fixtures::root;
use std::path::PathBuf;
use std::process::Command;

/// Where their programs stand.
fn folder() -> PathBuf {
    root().join("tests/issuers")
}

/// Whether a program is installed, which it shows by running with these arguments.
fn is_installed(what: &str, program: &str, arguments: &[&str]) -> bool {
    crate::fixtures::is_installed(what, Command::new(program).args(arguments).current_dir(folder()))
}
