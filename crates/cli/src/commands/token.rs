//! `portcullis token`: signs a token as the identity provider would, for development and tests.

use std::process::ExitCode;

use jiff::SignedDuration;
use portcullis_adapters::SystemRandom;
use portcullis_adapters::jwt::{HmacSigner, TokenContent, TokenRules, TokenType};
use portcullis_domain::{OrganizationId, SubjectId};

use crate::arguments::TokenArguments;
use crate::compose;
use crate::config::issuer_keys::ConfiguredKeys;
use crate::error::{Error, Result, named};

pub(super) fn run(signer: &HmacSigner, arguments: TokenArguments) -> Result<ExitCode> {
    let lifetime: SignedDuration =
        arguments.ttl.parse().map_err(|_| Error::invalid("--ttl", "must be a duration such as 15m, 1h or 2h 30m"))?;
    if !lifetime.is_positive() {
        return Err(Error::invalid("--ttl", "must be longer than 0 s"));
    }
    let content = TokenContent {
        subject: SubjectId::parse(arguments.subject).map_err(named("subject"))?,
        organization: arguments.organization.map(OrganizationId::parse).transpose().map_err(named("organization"))?,
        email: arguments.email,
        session: arguments.session,
        scope: arguments.scope,
        lifetime,
    };
    outln!("{}", signer.sign(&content, compose::clock().now(), &SystemRandom)?);
    Ok(ExitCode::SUCCESS)
}

/// Returns a signer with the configured HS256 secret. Public keys cannot sign.
pub(super) fn signer(keys: &ConfiguredKeys, rules: TokenRules, token_type: TokenType) -> Result<HmacSigner> {
    match keys {
        ConfiguredKeys::Secrets(secrets) => Ok(HmacSigner { secrets: secrets.clone(), rules, token_type }),
        ConfiguredKeys::Public(_) | ConfiguredKeys::Published(..) => Err(Error::invalid(
            "PORTCULLIS_JWT_SECRET",
            "is not set, and public keys sign nothing: get a token from the identity provider",
        )),
    }
}
