//! The output of `serve --dev`: tokens and first requests.

use std::net::SocketAddr;
use std::path::Path;

use super::dev_data::ORGANIZATION;

/// Prints tokens and first requests.
pub(super) fn print(folder: &Path, settings: &Path, address: SocketAddr, tokens: &[(&str, String)]) {
    let port = address.port();
    outln!("\nPortcullis demo: http://localhost:{port}\n");
    outln!("Organization `{ORGANIZATION}`, with tokens for twelve hours:\n");
    for (name, token) in tokens {
        outln!("{name}\n  {token}\n");
    }
    let owner = tokens.first().map_or("", |(_, token)| token);
    outln!("Require MFA of all its members:\n");
    outln!("curl -X POST http://localhost:{port}/mfa/organization/enforce \\");
    outln!("  -H 'Authorization: Bearer {owner}' \\");
    outln!("  -H 'Content-Type: application/json' -d '{{\"enforced\":true}}'\n");
    outln!("API documentation: http://localhost:{port}/docs");
    outln!("Other commands:    portcullis --config {} policy show --organization demo", settings.display());
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    outln!("Everything is in {}; delete it to start over.\n", shown.display());
}
