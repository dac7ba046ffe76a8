//! `portcullis check --token -`: names the rule that rejects a token and the setting to change.
//!
//! The token comes from standard input and is never printed. Of an unverified token only the names in its header are.

use std::process::ExitCode;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portcullis_adapters::database::{DieselStore, Timeouts};
use portcullis_adapters::jwt::{ClaimNames, JwtIdentityVerifier, JwtTokenIssuer, TokenRejection, TokenReport};
use portcullis_domain::{
    Caller, CallerContext, CallerKey, ClientGrants, ClientRight, Delegate, Error as DomainError, GrantedOrganizations,
    Membership, OrganizationId, ReadMemberFacts,
};
use serde_json::Value;

use super::providers::Provider;
use super::stdin_token;
use super::token_advice::advice;
use crate::compose;
use crate::config::{ServiceConfig, token_rules};
use crate::error::Result;

pub(super) fn run(config: ServiceConfig) -> Result<ExitCode> {
    let token = stdin_token::read()?;
    let store = Arc::new(DieselStore::new(&config.database.url, config.database.pool, Timeouts::COMMAND));
    let own_rules = token_rules::own(&config.token_rules, &config.public_url);
    let sealer = compose::sealer(config.encryption);
    let own = Arc::new(JwtTokenIssuer::new(store.clone(), sealer.clone(), own_rules));
    let keys = Arc::new(compose::issuer_keys(config.issuer_keys));
    keys.refresh()?;
    let verifier = JwtIdentityVerifier {
        keys,
        rules: config.token_rules,
        token_type: config.token_type,
        own: Some(own.clone()),
        sealer,
        logout_audiences: config.logout.audiences,
    };
    let now = compose::clock().now();
    let mut report = verifier.inspect(&token, now);
    if report.issued_by_us && report.outcome.is_err() {
        own.refresh(now)?;
        report = verifier.inspect(&token, now);
    }
    if let Some(header) = &report.header {
        let shown = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
        let (algorithm, kind, key) = (shown(&header.algorithm), shown(&header.token_type), shown(&header.key_id));
        outln!("       header: alg {algorithm}, typ {kind}, kid {key}");
    }
    print_addressed(&verifier, &report);
    // without a verified signature it is not known who issued the token
    let issuer = match (report.issued_by_us, &report.verified) {
        (true, Some(_)) => ", issued by this service",
        (true, None) => ", naming a key of this service",
        (false, Some(_)) => ", issued by the identity provider",
        (false, None) => "",
    };
    match report.outcome? {
        Ok(caller) => {
            let found = (ReadMemberFacts { store }).look(&caller.login, &CallerKey::from(&caller));
            let ended = is_ended(&caller, &found);
            if ended {
                outln!("wrong  token: rejected{issuer}: its session has ended");
                outln!("       cannot be fixed by configuration: the subject must sign in again");
            } else {
                outln!("ok     token: accepted{issuer}");
            }
            print_caller(&caller, &verifier.rules.names);
            print_lifetime(&caller, now, config.logout.memory);
            print_delegate(&caller);
            print_client(&caller, &config.clients);
            outln!("       member: {}", membership(found));
            let without_session = caller.authentication.session.is_none() && caller.mfa_session.is_none();
            if without_session || caller.organization.is_none() {
                print_provider(report.claimed.as_ref());
            }
            Ok(if ended { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(rejection) => {
            print_rejection(rejection, issuer);
            print_provider(report.claimed.as_ref());
            Ok(ExitCode::FAILURE)
        }
    }
}

fn print_rejection(rejection: TokenRejection, issuer: &str) {
    outln!("wrong  token: rejected{issuer}: {rejection}");
    let advice = advice(rejection);
    match advice.settings {
        [] => outln!("       cannot be fixed by configuration: {}", advice.words),
        settings => outln!("       {}: {}", settings.join(", "), advice.words),
    }
}

/// Prints the settings for the tokens of a provider that is known.
fn print_provider(claims: Option<&Value>) {
    let Some(provider) = claims.and_then(Provider::of) else { return };
    outln!("note   token: it has the form of {}'s tokens; see {}", provider.name, provider.section());
    for (variable, value) in provider.settings {
        outln!("       {variable}={value}");
    }
}

/// Prints issuer and audience of a verified token, and the configured ones.
fn print_addressed(verifier: &JwtIdentityVerifier, report: &TokenReport) {
    let Some(claims) = &report.verified else { return };
    let rules = verifier.rules_for(report);
    outln!("       iss: {}, and \"{}\" is configured", claims.issuer, rules.issuer);
    outln!("       aud: {}, and \"{}\" is configured", claims.audience, rules.audiences.join("\" or \""));
}

/// Prints what was read from an accepted token; of an e-mail address only that there is one.
fn print_caller(caller: &Caller, names: &ClaimNames) {
    let claim = |present: bool, name: &str, setting: &str| {
        if present { format!("read from {name}") } else { format!("none in {name} ({setting})") }
    };
    outln!("       subject: {}", caller.subject);
    match &caller.organization {
        Some(organization) => outln!("       organization: {organization}"),
        None => outln!(
            "       organization: {}; the organization that the subject entered counts, or the earliest that they were added to",
            claim(false, &names.organization.to_string(), "PORTCULLIS_CLAIM_ORGANIZATION")
        ),
    }
    if caller.mfa_session.is_some() {
        outln!("       session: of this service");
    } else {
        let session =
            claim(caller.authentication.session.is_some(), &names.session.to_string(), "PORTCULLIS_CLAIM_SESSION");
        outln!("       session: {session}");
    }
    let email = match &names.email_verified {
        Some(verified) if caller.email.is_none() => format!(
            "none in {} that {verified} says is verified (PORTCULLIS_CLAIM_EMAIL, PORTCULLIS_CLAIM_EMAIL_VERIFIED)",
            names.email
        ),
        Some(_) => format!("read from {}", names.email),
        None => "not used, since no claim says whether it is verified (PORTCULLIS_CLAIM_EMAIL_VERIFIED)".to_owned(),
    };
    outln!("       email: {email}");
}

/// Prints whether the token outlives the memory of logouts, after which a logged-out one would be accepted again.
fn print_lifetime(caller: &Caller, now: Timestamp, memory: SignedDuration) {
    if caller.expires_at.duration_since(now) > memory {
        outln!(
            "note   token: it expires {}, after a logout of today is forgotten (PORTCULLIS_LOGOUT_MEMORY: {} days)",
            caller.expires_at,
            memory.as_hours() / 24
        );
    }
}

/// Whether the token's session was logged out at the identity provider, or ended here.
fn is_ended(caller: &Caller, found: &portcullis_domain::Result<CallerContext>) -> bool {
    match found {
        Ok(CallerContext::Member(facts)) => facts.session_over || caller.login.is_ended_by(&facts.logouts),
        Ok(CallerContext::NoOrganization(_, logouts)) => caller.login.is_ended_by(logouts),
        Err(error) => matches!(error, DomainError::Unauthenticated(_)),
    }
}

/// Prints who acts for the subject, and that the acts of most are limited.
fn print_delegate(caller: &Caller) {
    let Some(Delegate { name, granted }) = &caller.delegate else { return };
    let granted = match granted {
        GrantedOrganizations::All => "may do what the subject may, in every organization".to_owned(),
        GrantedOrganizations::Listed(listed) if listed.is_empty() => {
            "may read, but neither administer nor use or change authenticators (PORTCULLIS_CLIENTS)".to_owned()
        }
        GrantedOrganizations::Listed(listed) => {
            let listed: Vec<_> = listed.iter().map(OrganizationId::as_str).collect();
            format!("may do what the subject may, in {}", listed.join(", "))
        }
    };
    outln!("note   token: {name} acts for the subject (claim act), and {granted}");
}

/// Prints what a token with the scopes of clients opens as a client's, or why nothing.
fn print_client(caller: &Caller, clients: &ClientGrants) {
    for scope in &caller.scopes {
        let right = ClientRight::from(*scope);
        match clients.check(caller, right) {
            Ok(GrantedOrganizations::All) => outln!("       client: may {right} in every organization"),
            Ok(GrantedOrganizations::Listed(listed)) => {
                let listed: Vec<_> = listed.iter().map(OrganizationId::as_str).collect();
                outln!("       client: may {right} in {}", listed.join(", "));
            }
            Err(refusal) => {
                outln!("note   token: it has the scope {scope}, but opens nothing as a client's: {refusal}");
            }
        }
    }
}

/// Describes the subject's membership, if the database is available. Creates none.
fn membership(found: portcullis_domain::Result<CallerContext>) -> String {
    match found {
        Ok(CallerContext::Member(facts)) => match facts.membership.filter(Membership::is_active) {
            Some(membership) => {
                format!("{} {} in {}", membership.kind.as_str(), membership.role.as_str(), facts.organization)
            }
            None => format!("no longer, in {}", facts.organization),
        },
        Ok(CallerContext::NoOrganization(why, _)) => format!("no: {why}"),
        Err(error) => format!("cannot be looked up: {error}"),
    }
}
