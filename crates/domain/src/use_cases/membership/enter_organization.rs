//! Enters organizations: from then on, a person's tokens without an organization can mean them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Caller, Identity, OrganizationId, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::organization::Organization;
use crate::model::rule::Rule;
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_write, find_own_session, require_in_person, require_login};
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::record::record;
use crate::use_cases::session_evidence::session_evidence;
use crate::{Error, Result};

/// The most memberships of one person that a client may know of.
const MOST_MEMBERSHIPS: u32 = 10_000;

/// Accepts a membership that was given to the caller. For members.
pub struct AcceptMembership {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl AcceptMembership {
    /// Enters the organization `id` for the caller, whose token must name it or whose session must be verified there. Else
    /// the holder of a token of one organization could move the person into another.
    pub fn execute(&self, actor: &Actor, id: &OrganizationId) -> Result<()> {
        let now = self.clock.now();
        join_by_token(&*self.store, now, actor)?;
        let caller = caller_of(actor)?;
        self.store.transaction(|tx| {
            // before the organization is locked, so that others never lock it
            let organization = tx.organizations().find(id)?.ok_or(Error::NotFound(Resource::Membership))?;
            require_shown(tx, caller, &organization, now)?;
            let organization = tx.organizations().lock(id)?.ok_or(Error::NotFound(Resource::Membership))?;
            let member = require_shown(tx, caller, &organization, now)?;
            enter(tx, actor, &organization, &member, now)
        })
    }
}

/// Enters an organization for a member, whose tokens name none. For operators and clients.
pub struct EnterOrganization {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl EnterOrganization {
    /// Enters the actor's organization for this member. It changes what the member's tokens mean elsewhere, so a client
    /// must be granted every organization of theirs.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let member = tx.memberships().find(&acting.organization.id, subject)?.filter(Membership::is_active);
            let member = member.ok_or(Error::NotFound(Resource::Membership))?;
            if let Identity::Client(client) = &acting.actor.identity {
                let theirs = tx.memberships().active_of(subject, MOST_MEMBERSHIPS)?;
                if theirs.iter().any(|(id, _)| !client.granted.contains(id)) {
                    return Err(Error::Forbidden(Permission::ManageMembers));
                }
            }
            enter(tx, acting.actor, &acting.organization, &member, now)
        })
    }
}

/// Requires an active membership of the caller, and a token or a verified session that shows that they act there.
fn require_shown(
    tx: &mut dyn Transaction,
    caller: &Caller,
    organization: &Organization,
    now: Timestamp,
) -> Result<Membership> {
    require_login(&caller.login, &tx.logouts().find(&caller.login.keys)?)?;
    if let Some(named) = &caller.organization {
        find_own_session(tx, caller, named)?;
    }
    let member = tx.memberships().find(&organization.id, &caller.subject)?.filter(Membership::is_active);
    let member = member.ok_or(Error::NotFound(Resource::Membership))?;
    require_in_person(caller, &organization.id, Permission::ManageOwnMfa)?;
    if caller.organization.as_ref() == Some(&organization.id) {
        return Ok(member);
    }
    // the session of a token of ours belongs to the organization that it names
    let policy = organization.policy_for(&member);
    let evidence = session_evidence(tx, &organization.id, caller, None, &[])?;
    let is_verified = evidence.iter().any(|used| used.is_fresh(&policy, now));
    if is_verified { Ok(member) } else { Err(Error::RuleBroken(Rule::MembershipNotShown)) }
}

fn enter(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    member: &Membership,
    now: Timestamp,
) -> Result<()> {
    let changed = member.entered_at.is_none();
    if changed {
        tx.memberships().enter(&organization.id, &member.subject, now)?;
    }
    record(tx, actor, organization, now, &Event::MemberEntered { subject: member.subject.clone(), changed })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::identity::{GrantedOrganizations, Method};
    use crate::model::membership::Role;
    use crate::model::outbox::Channel;
    use crate::testing::{
        FixedClock, MemoryStore, a_caller, a_client_of, an_operator_of, an_organization, the_audit_log_of,
        verify_in_session,
    };
    use crate::use_cases::authorize::organization_of;
    use crate::use_cases::membership::{MemberUpsert, PutMember};

    const NOW: &str = "2026-03-01T00:00:00Z";

    fn store() -> Result<Arc<MemoryStore>> {
        let store = Arc::new(MemoryStore::default());
        an_organization("first").with_given_member("alice", Role::User, "2026-01-01T00:00:00Z").save(&*store)?;
        an_organization("later").with_given_member("alice", Role::User, "2026-02-01T00:00:00Z").save(&*store)?;
        an_organization("third").with_member("else", Role::User).save(&*store)?;
        Ok(store)
    }

    /// The organization that alice's token means if it names none.
    fn meant(store: &MemoryStore) -> Result<String> {
        let store: &dyn Store = store;
        match store.read(|tx| organization_of(tx, &a_caller("alice").acting())) {
            Ok(id) => Ok(id.to_string()),
            Err(Error::NoOrganization(why)) => Ok(format!("{why:?}")),
            Err(other) => Err(other),
        }
    }

    #[test]
    fn membership_is_accepted_by_who_shows_to_act_there() -> Result<()> {
        let clock = Arc::new(FixedClock::at(NOW));
        let accept = |store: &Arc<MemoryStore>, actor: &Actor, id: &str| {
            AcceptMembership { store: store.clone(), clock: clock.clone() }.execute(actor, &OrganizationId::parse(id)?)
        };
        let store = store()?;
        let elsewhere = verify_in_session(&*store, "first", "alice", "s1", Method::Totp, clock.now())?;
        for actor in [
            a_caller("alice").acting(),
            a_caller("alice").of("first").acting(),
            a_caller("alice").in_session("s1").acting(),
            a_caller("alice").of("first").in_our_session(elsewhere).acting(),
        ] {
            let refused = accept(&store, &actor, "later");
            assert!(matches!(refused, Err(Error::RuleBroken(Rule::MembershipNotShown))), "{actor:?} {refused:?}");
        }
        let stale = clock.now() - jiff::SignedDuration::from_hours(13);
        verify_in_session(&*store, "later", "alice", "stale", Method::Totp, stale)?;
        let refused = accept(&store, &a_caller("alice").in_session("stale").acting(), "later");
        assert!(matches!(refused, Err(Error::RuleBroken(Rule::MembershipNotShown))), "{refused:?}");
        let refused = accept(&store, &a_caller("alice").of("later").delegated_to("desk").acting(), "later");
        assert!(matches!(refused, Err(Error::DelegateRefused(_))), "{refused:?}");
        for id in ["third", "nowhere"] {
            let refused = accept(&store, &a_caller("alice").of("third").acting(), id);
            assert!(matches!(refused, Err(Error::NotFound(Resource::Membership))), "{id} {refused:?}");
        }
        assert_eq!(meant(&store)?, "first");
        verify_in_session(&*store, "later", "alice", "s2", Method::Totp, clock.now())?;
        accept(&store, &a_caller("alice").in_session("s2").acting(), "later")?;
        assert_eq!(meant(&store)?, "later");
        accept(&store, &a_caller("alice").of("later").acting(), "later")?;
        assert_eq!(the_audit_log_of(&*store, "later"), ["member.enter changed", "member.enter unchanged"]);
        Ok(())
    }

    #[test]
    fn client_enters_for_a_person_whose_organizations_it_has() -> Result<()> {
        let ids = |ids: &[&str]| -> Result<_> {
            let ids: Result<BTreeSet<_>, _> = ids.iter().map(|id| OrganizationId::parse(*id)).collect();
            Ok(GrantedOrganizations::Listed(ids?))
        };
        let enter = |store: &Arc<MemoryStore>, actor: &Actor| {
            let clock = Arc::new(FixedClock::at(NOW));
            EnterOrganization { store: store.clone(), clock }.execute(actor, &SubjectId::parse("alice")?)
        };
        let granted = |granted| {
            let Actor { identity: Identity::Client(client), .. } = a_client_of("later") else { return a_client_of("") };
            let identity = Identity::Client(crate::model::identity::Client { granted, ..client });
            Actor { identity, request: None, source: None }
        };
        let store = store()?;
        for actor in [granted(ids(&["later"])?), granted(ids(&["later", "third"])?)] {
            assert!(matches!(enter(&store, &actor), Err(Error::Forbidden(_))), "{actor:?}");
        }
        assert_eq!(meant(&store)?, "first");
        enter(&store, &granted(ids(&["later", "first"])?))?;
        assert_eq!(meant(&store)?, "later");
        let by_operator = self::store()?;
        enter(&by_operator, &an_operator_of("later"))?;
        assert_eq!(meant(&by_operator)?, "later");
        let nobody = enter(&by_operator, &an_operator_of("third"));
        assert!(matches!(nobody, Err(Error::NotFound(Resource::Membership))));
        Ok(())
    }

    #[test]
    fn being_added_elsewhere_changes_nothing_and_is_told() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("first").with_given_member("alice", Role::User, "2026-01-01T00:00:00Z").save(&*store)?;
        an_organization("evil").with_former_member("alice", Role::User).save(&*store)?;
        let (clock, sealer) = (Arc::new(FixedClock::at(NOW)), Arc::new(crate::testing::PlainSealer));
        let put = PutMember { store: store.clone(), clock, sealer };
        let member = |subject: &str| -> Result<_> {
            let email = Some(crate::model::membership::EmailAddress::parse("chosen@evil.example")?);
            Ok(MemberUpsert { subject: SubjectId::parse(subject)?, email, role: None, kind: None })
        };
        assert!(put.execute(&a_client_of("evil"), member("alice")?, None)?);
        assert!(put.execute(&a_client_of("evil"), member("new")?, None)?);
        assert_eq!(meant(&store)?, "first", "the former membership was older");
        let mail = store.take_outbox().into_iter().map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            (mail.to.to_string(), mail.subject)
        });
        let told = [
            "evil: You were added to this organization",
            "evil: The e-mail address of your account was changed; this address receives no further messages",
        ];
        assert_eq!(mail.collect::<Vec<_>>(), told.map(|line| ("alice@example.com".to_owned(), line.to_owned())));
        Ok(())
    }
}
