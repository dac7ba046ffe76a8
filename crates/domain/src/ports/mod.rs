//! Synchronous traits that adapters implement.

mod attempt_repository;
mod audit_log;
mod authenticator_repository;
mod ceremony_repository;
mod change_feed;
mod change_publisher;
mod clock;
mod identity_verifier;
mod logout_keys;
mod logout_repository;
mod magic_link_repository;
mod mailer;
mod member_snapshot_repository;
mod membership_repository;
mod new_ids;
mod organization_repository;
mod outbox_repository;
mod random;
mod recovery_code_repository;
mod relying_party;
mod retention;
mod sealer;
mod send_limit_repository;
mod session_repository;
mod signing_key_repository;
mod store;
mod token_issuer;

pub use attempt_repository::AttemptRepository;
pub use audit_log::{AuditFilter, AuditLog};
pub use authenticator_repository::{AuthenticatorRepository, SealedSecret};
pub use ceremony_repository::CeremonyRepository;
pub use change_feed::{Change, ChangeFeed, ChangeMark, Changes};
pub use change_publisher::{ChangePublisher, ChangeSet, ChangeSubscriber};
pub use clock::{Clock, whole_microseconds};
pub use identity_verifier::{Fingerprint, IdentityVerifier};
pub use logout_repository::LogoutRepository;
pub use magic_link_repository::MagicLinkRepository;
pub use mailer::Mailer;
pub use member_snapshot_repository::MemberSnapshotRepository;
pub use membership_repository::MembershipRepository;
pub use organization_repository::OrganizationRepository;
pub use outbox_repository::OutboxRepository;
pub use random::Random;
pub use recovery_code_repository::RecoveryCodeRepository;
pub use relying_party::{
    AssertionOptions, AssertionOutcome, PasskeyHolder, RegistrationOptions, RelyingParty, RelyingPartyName,
};
pub use retention::{ExpiredKind, Retention};
pub use sealer::Sealer;
pub use send_limit_repository::SendLimitRepository;
pub use session_repository::SessionRepository;
pub use signing_key_repository::{SigningKey, SigningKeyChange, SigningKeyPlan, SigningKeyRepository};
pub use store::{CommitPermit, OpenTransaction, Store, Transaction};
pub use token_issuer::{FullAccess, TokenIssuer};
