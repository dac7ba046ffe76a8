//! Upserts a member.

use std::sync::Arc;

use super::{KindChange, MemberWrite, upsert_member, with_an_owner_left};
use crate::Result;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{AddressSource, EmailAddress, MemberDetails, MemberKind, Membership, Permission, Role};
use crate::model::policy::Justification;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;

/// Upserts a member. The call is idempotent; a repetition is recorded as unchanged. For operators and clients.
pub struct PutMember {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// The fields of a member to set. For an active member, a missing field stays as it is; for a new one it is no address,
/// USER and person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberUpsert {
    /// The subject.
    pub subject: SubjectId,
    /// The mail address.
    pub email: Option<EmailAddress>,
    /// The role.
    pub role: Option<Role>,
    /// Person or service.
    pub kind: Option<MemberKind>,
}

impl MemberUpsert {
    /// The fields, completed by those of the stored member.
    pub(crate) fn completed_by(self, known: Option<Membership>) -> MemberDetails {
        let known = known.filter(Membership::is_active);
        let (email, address_source, role, kind) = match known {
            Some(member) => (member.email, member.address_source, member.role, member.kind),
            None => (None, AddressSource::Given, Role::User, MemberKind::Person),
        };
        let address_source = if self.email.is_some() { AddressSource::Given } else { address_source };
        MemberDetails {
            subject: self.subject,
            email: self.email.or(email),
            address_source,
            role: self.role.unwrap_or(role),
            kind: self.kind.unwrap_or(kind),
        }
    }
}

impl PutMember {
    /// Upserts the member; `true` if they were none before. `override_reason` is why they may administer without an
    /// authenticator that counts.
    pub fn execute(
        &self,
        actor: &Actor,
        upsert: MemberUpsert,
        override_reason: Option<&Justification>,
    ) -> Result<bool> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let known = tx.memberships().find(&acting.organization.id, &upsert.subject)?;
            let details = upsert.completed_by(known);
            let written = with_an_owner_left(tx, &acting.organization.id, |tx| {
                upsert_member(tx, acting, now, details, override_reason, KindChange::Refused)
            })?;
            Ok(written == MemberWrite::Added)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::model::access::StepUpRule;
    use crate::model::authenticator::{Authenticator, AuthenticatorState};
    use crate::model::identity::{Method, OrganizationId};
    use crate::model::rule::Rule;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::a_client_of;
    use crate::testing::an_organization;
    use crate::testing::enrol;
    use crate::testing::the_audit_log_of;
    use crate::use_cases::policy::EnforceMfa;

    fn a_member(subject: &str, role: Option<Role>) -> Result<MemberUpsert> {
        Ok(MemberUpsert { subject: SubjectId::parse(subject)?, email: None, role, kind: None })
    }

    #[test]
    fn provisioning_is_idempotent_and_limited_by_organization() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        an_organization("other").save(&*store)?;
        let put = PutMember { store: store.clone(), clock: Arc::new(FixedClock::at("2026-03-01T00:00:00Z")) };
        let machine = a_client_of("acme");
        assert!(put.execute(&machine, a_member("bob", None)?, None)?);
        assert!(!put.execute(&machine, a_member("bob", None)?, None)?);
        assert!(!put.execute(&machine, a_member("bob", Some(Role::Billing))?, None)?);
        let last = put.execute(&machine, a_member("alice", Some(Role::User))?, None);
        assert!(matches!(last, Err(Error::RuleBroken(Rule::LastOwner))));
        let nowhere = put.execute(&a_client_of("nowhere"), a_member("bob", None)?, None);
        assert!(matches!(nowhere, Err(Error::NotFound(_))));
        let enforce = EnforceMfa { store: store.clone(), clock: put.clock.clone(), step_up: StepUpRule::Off };
        assert!(matches!(enforce.execute(&machine, true), Err(Error::Forbidden(_))), "clients manage members alone");
        let alice = put.execute(&a_caller("alice").of("acme").acting(), a_member("carol", None)?, None);
        assert!(matches!(alice, Err(Error::Forbidden(Permission::ManageMembers))));
        assert_eq!(
            the_audit_log_of(&*store, "acme"),
            ["member.add changed", "member.change unchanged", "member.change changed", "members.manage refused"]
        );
        assert!(the_audit_log_of(&*store, "other").is_empty());
        Ok(())
    }

    #[test]
    fn new_administrator_without_authenticator_needs_a_reason() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme")
            .with_member("alice", Role::Owner)
            .with_member("bob", Role::User)
            .with_member("carol", Role::User)
            .with_member("dave", Role::User)
            .enforcing_since("2026-01-01T00:00:00Z")
            .save(&*store)?;
        enrol(&*store, "acme", "carol", Method::Totp)?;
        enrol(&*store, "acme", "dave", Method::Totp)?;
        let kept: &dyn Store = &*store;
        kept.transaction(|tx| {
            let (acme, dave) = (OrganizationId::parse("acme")?, SubjectId::parse("dave")?);
            let switched_off = tx.authenticators().of(&acme, &dave)?.into_iter().next();
            let switched_off = switched_off.map(|one| Authenticator { state: AuthenticatorState::Disabled, ..one });
            switched_off.map_or(Ok(()), |one| tx.authenticators().update(&acme, &dave, &one))
        })?;
        let put = PutMember { store: store.clone(), clock: Arc::new(FixedClock::at("2026-03-01T00:00:00Z")) };
        let machine = a_client_of("acme");
        let make = |subject: &str, role, over: Option<&Justification>| -> Result<String> {
            Ok(match put.execute(&machine, a_member(subject, Some(role))?, over) {
                Ok(_) => "done".to_owned(),
                Err(Error::RuleBroken(rule)) => format!("{rule:?}"),
                Err(other) => return Err(other),
            })
        };
        let reason = Justification::parse("first day")?;
        for (subject, role, over, expected) in [
            ("bob", Role::Administrators, None, "AdminMfaRequired"),
            ("new", Role::Owner, None, "AdminMfaRequired"),
            ("dave", Role::Owner, None, "AdminMfaRequired"),
            ("bob", Role::Billing, None, "done"),
            ("carol", Role::Administrators, None, "done"),
            // an administrator may stay one, and rise
            ("alice", Role::Administrators, None, "LastOwner"),
            ("carol", Role::Owner, None, "done"),
            ("bob", Role::Administrators, Some(&reason), "done"),
        ] {
            assert_eq!(make(subject, role, over)?, expected, "{subject} {role}");
        }
        let log = the_audit_log_of(&*store, "acme");
        assert_eq!(log.iter().filter(|entry| *entry == "member.override changed").count(), 1, "{log:?}");
        Ok(())
    }
}
