//! Authenticators and evidence of members, without audit entries: they precede the test.

use jiff::Timestamp;

use super::SeededRandom;
use super::builders::certain;
use super::builders::long_ago;
use crate::Result;
use crate::model::authenticator::{
    Authenticator, AuthenticatorState, Credential, Enrolment, PasskeyCredential, TotpCredential,
};
use crate::model::identity::SessionId;
use crate::model::identity::{AuthenticatorId, Method, OrganizationId, SubjectId};
use crate::model::membership::EmailAddress;
use crate::model::sealed::Sealed;
use crate::model::session::{MfaSession, RefreshState, SessionBinding};
use crate::ports::{Random, Store};

/// Gives a member an active authenticator of this method, with placeholder credentials.
pub fn enrol(store: &dyn Store, organization: &str, subject: &str, method: Method) -> Result<()> {
    enrol_in_state(store, organization, subject, method, AuthenticatorState::Active).map(drop)
}

/// Gives a member an authenticator in this state and returns its id. The id depends on the method and the state only.
pub fn enrol_in_state(
    store: &dyn Store,
    organization: &str,
    subject: &str,
    method: Method,
    state: AuthenticatorState,
) -> Result<AuthenticatorId> {
    let random = random_of(&[organization, subject, method.as_str(), &format!("{state:?}")]);
    let (organization, subject) = named(organization, subject);
    let id = certain(AuthenticatorId::new(long_ago(), &random));
    let credential = match method {
        Method::Totp | Method::RecoveryCode => Credential::Totp(TotpCredential {
            secret: Sealed { key_id: "plain".to_owned(), bytes: vec![0; 20] },
            last_step: None,
        }),
        Method::Passkey => Credential::Passkey(PasskeyCredential {
            credential_id: id.to_string().into_bytes(),
            user_handle: [1; 16],
            sign_count: 0,
            record: String::new(),
        }),
        Method::MagicLink => Credential::MagicLink(certain(EmailAddress::parse(format!("{subject}@example.com")))),
    };
    let (name, created_at) = ("Authenticator".to_owned(), long_ago());
    let enrolment = Enrolment::default();
    let authenticator = Authenticator { id, name, state, credential, created_at, last_used_at: None, enrolment };
    store.transaction(|tx| tx.authenticators().insert(&organization, &subject, &authenticator))?;
    Ok(id)
}

/// Records evidence that a member used this method at that time, in this session of the identity provider.
pub fn verify_in_session(
    store: &dyn Store,
    organization: &str,
    subject: &str,
    session: &str,
    method: Method,
    at: Timestamp,
) -> Result<SessionId> {
    verify_by(store, organization, subject, session, (method, None), at)
}

/// Records evidence that a member used this authenticator.
pub fn verify_by(
    store: &dyn Store,
    organization: &str,
    subject: &str,
    session: &str,
    (method, authenticator): (Method, Option<AuthenticatorId>),
    at: Timestamp,
) -> Result<SessionId> {
    let used = authenticator.map(|id| id.to_string()).unwrap_or_default();
    let random = random_of(&[organization, subject, session, method.as_str(), &used]);
    let (organization, subject) = named(organization, subject);
    let id = certain(SessionId::new(at, &random));
    let mut refresh = [0; 32];
    certain(random.fill(&mut refresh));
    let session = MfaSession {
        id,
        subject,
        provider_session: Some(session.to_owned()),
        method,
        authenticator,
        verified_at: at,
        audience: None,
        login_at: None,
        expires_at: None,
        copied: None,
        ended_at: None,
        refresh: RefreshState { current: refresh, previous: None, rotated_at: at },
    };
    store.transaction(|tx| {
        let bound =
            SessionBinding::restore(format!("provider {}", session.provider_session.as_deref().unwrap_or_default()));
        tx.attempts().verify(&organization, &session.subject, &bound, None, at)?;
        tx.sessions().insert(&organization, &session)
    })?;
    Ok(id)
}

fn named(organization: &str, subject: &str) -> (OrganizationId, SubjectId) {
    (certain(OrganizationId::parse(organization)), certain(SubjectId::parse(subject)))
}

/// Generates the same bytes for the same words.
fn random_of(words: &[&str]) -> SeededRandom {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    SeededRandom::new(bytes.fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte))))
}
