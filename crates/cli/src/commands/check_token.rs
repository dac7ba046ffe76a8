//! `portcullis check --token -`: which rule refuses a token, and which setting would mend it.
//!
//! The token comes by standard input, for a command line is seen by everybody, and is never told again. What is told of
//! an unverified one is the names in its header.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::database::{DieselStore, Patience};
use portcullis_adapters::jwt::{ClaimNames, Examination, JwtIdentityVerifier, OwnTokens, TokenRefusal};
use portcullis_domain::{Actor, Caller, CallerContext, Identity, Membership, ReadMemberFacts, Result};

use super::given_token;
use super::token_advice::advice;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>) -> Result<ExitCode> {
    let token = given_token::read()?;
    let store = Arc::new(DieselStore::new(&settings.database_url()?, settings.pool()?, Patience::COMMAND));
    let own = Arc::new(OwnTokens::new(store.clone(), compose::sealer(settings)?, settings.own_rules()?));
    let keys = Arc::new(compose::issuer_keys(settings)?);
    keys.refresh()?;
    let verifier = compose::identity(settings, keys, own.clone())?;
    let now = compose::clock().now();
    let mut examined = verifier.examine(&token, now);
    if examined.own && examined.outcome.is_err() {
        own.refresh(now)?;
        examined = verifier.examine(&token, now);
    }
    if let Some(header) = &examined.header {
        let told = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
        let (algorithm, kind, key) = (told(&header.algorithm), told(&header.token_type), told(&header.key_id));
        println!("       header: alg {algorithm}, typ {kind}, kid {key}");
    }
    addressed(&verifier, &examined);
    let whose = if examined.own { "ours" } else { "the identity provider's" };
    match examined.outcome? {
        Ok(caller) => {
            println!("ok     token: accepted, as one of {whose}");
            tell(&caller, &verifier.rules.names);
            println!("       member: {}", membership(store, &caller));
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            refused(refusal, whose);
            Ok(ExitCode::FAILURE)
        }
    }
}

fn refused(refusal: TokenRefusal, whose: &str) {
    println!("wrong  token: refused, as one of {whose}: {refusal}");
    let advice = advice(refusal);
    match advice.settings {
        [] => println!("       no setting mends it: {}", advice.words),
        settings => println!("       {}: {}", settings.join(", "), advice.words),
    }
}

/// Whom a verified token is from and for, beside what is configured.
fn addressed(verifier: &JwtIdentityVerifier, examined: &Examination) {
    let Some(addressed) = &examined.addressed else { return };
    let rules = verifier.rules_for(examined);
    println!("       iss: {}, and \"{}\" is configured", addressed.issuer, rules.issuer);
    println!("       aud: {}, and \"{}\" is configured", addressed.audience, rules.audiences.join("\" or \""));
}

/// What was read of an accepted token. An address is only said to be there.
fn tell(caller: &Caller, names: &ClaimNames) {
    let there = |there: bool, name: &str, setting: &str| match (there, name) {
        (true, name) => format!("read from {name}"),
        (false, name) => format!("none in {name} ({setting})"),
    };
    println!("       subject: {}", caller.subject);
    match &caller.organization {
        Some(organization) => println!("       organization: {organization}"),
        None => println!(
            "       organization: {}; the subject's only membership counts",
            there(false, &names.organization.to_string(), "PORTCULLIS_CLAIM_ORGANIZATION")
        ),
    }
    if caller.mfa_session.is_some() {
        println!("       session: ours");
    } else {
        let there =
            there(caller.authentication.session.is_some(), &names.session.to_string(), "PORTCULLIS_CLAIM_SESSION");
        println!("       session: {there}");
    }
    let there = there(caller.email.is_some(), &names.email.to_string(), "PORTCULLIS_CLAIM_EMAIL");
    println!("       email: {there}");
}

/// Whether the subject is a member, if the database says so. Nobody is made one here.
fn membership(store: Arc<DieselStore>, caller: &Caller) -> String {
    let actor = Actor { identity: Identity::Caller(caller.clone()), request: None, source: None };
    match (ReadMemberFacts { store }).look(&actor, caller) {
        Ok(CallerContext::Member(facts)) => match facts.membership.filter(Membership::is_active) {
            Some(membership) => {
                format!("{} {} in {}", membership.kind.as_str(), membership.role.as_str(), facts.organization)
            }
            None => format!("no longer, in {}", facts.organization),
        },
        Ok(CallerContext::NoOrganization(why)) => format!("no: {why}"),
        Err(error) => format!("cannot be looked up: {error}"),
    }
}
