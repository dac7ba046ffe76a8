//! The output of `serve --dev`: tokens and first requests.

use std::net::SocketAddr;
use std::path::Path;

use super::dev_data::ORGANIZATION;

/// Prints tokens and first requests.
pub(super) fn print(folder: &Path, settings: &Path, address: SocketAddr, tokens: &[(&str, String)]) {
    let port = address.port();
    println!("\nPortcullis demo: http://localhost:{port}\n");
    println!("Organization `{ORGANIZATION}`, with tokens for twelve hours:\n");
    for (name, token) in tokens {
        println!("{name}\n  {token}\n");
    }
    let owner = tokens.first().map_or("", |(_, token)| token);
    println!("Require MFA of all its members:\n");
    println!("curl -X POST http://localhost:{port}/mfa/organization/enforce \\");
    println!("  -H 'Authorization: Bearer {owner}' \\");
    println!("  -H 'Content-Type: application/json' -d '{{\"enforced\":true}}'\n");
    println!("API documentation: http://localhost:{port}/docs");
    println!("Other commands:    portcullis --config {} policy show --organization demo", settings.display());
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    println!("Everything is in {}; delete it to start over.\n", shown.display());
}
