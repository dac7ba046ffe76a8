//! `portcullis token`: a token as the identity provider would sign it, for development and tests.

use std::process::ExitCode;

use jiff::SignedDuration;
use portcullis_adapters::SystemRandom;
use portcullis_adapters::jwt::{HmacSigner, TokenContent};
use portcullis_domain::{Error, OrganizationId, Result, SubjectId};

use crate::arguments::TokenArguments;
use crate::compose;
use crate::settings::{Settings, TokenKeys};

pub(super) fn run(settings: &Settings<'_>, arguments: &TokenArguments) -> Result<ExitCode> {
    let lifetime: SignedDuration =
        arguments.ttl.parse().map_err(|_| Error::invalid("--ttl", "must be a duration such as 15m, 1h or 2h 30m"))?;
    if !lifetime.is_positive() {
        return Err(Error::invalid("--ttl", "must be longer than nothing"));
    }
    let content = TokenContent {
        subject: SubjectId::parse(&*arguments.subject)?,
        organization: arguments.organization.as_deref().map(OrganizationId::parse).transpose()?,
        email: arguments.email.clone(),
        session: arguments.session.clone(),
        scope: arguments.scope.clone(),
        lifetime,
    };
    println!("{}", signer(settings)?.sign(&content, compose::clock().now(), &SystemRandom)?);
    Ok(ExitCode::SUCCESS)
}

/// Signs with the configured secret. Public keys sign nothing: then tokens are the identity provider's alone to make.
pub(super) fn signer(settings: &Settings<'_>) -> Result<HmacSigner> {
    match settings.token_keys()? {
        TokenKeys::Secrets(secrets) => {
            Ok(HmacSigner { secrets, rules: settings.token_rules()?, token_type: settings.token_type()? })
        }
        TokenKeys::Public(_) | TokenKeys::Published(..) => Err(Error::invalid(
            "PORTCULLIS_JWT_SECRET",
            "is not set, and public keys sign nothing: get a token from the identity provider",
        )),
    }
}
