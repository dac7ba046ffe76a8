//! Real issuers: an OpenID provider (the npm package `oidc-provider`), and tokens signed by libraries of other languages.
//! They need node with the packages of `tests/issuers`, and Debian's `python3-jwt` and `libcrypt-jwt-perl`.

mod languages;
mod logout;
mod provider;
mod published;

use crate::fixtures::root;
use std::path::PathBuf;
use std::process::Command;

/// The folder of their programs.
fn folder() -> PathBuf {
    root().join("tests/issuers")
}

/// Whether a program is installed: it must run with these arguments.
fn is_installed(what: &str, program: &str, arguments: &[&str]) -> bool {
    crate::fixtures::is_installed(what, Command::new(program).args(arguments).current_dir(folder()))
}
