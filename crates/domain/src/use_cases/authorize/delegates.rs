//! Tests what a party may do that acts for a member.

use jiff::Timestamp;

use super::{authorized_read, authorized_unlocked, authorized_write};
use crate::model::access::StepUpRule;
use crate::model::identity::Actor;
use crate::model::membership::{Permission, Role};
use crate::testing::{MemoryStore, a_caller, an_organization, the_audit_log_of, the_audit_records_of};
use crate::{Error, Result};

fn store() -> Result<MemoryStore> {
    let store = MemoryStore::default();
    an_organization("acme").with_member("alice", Role::Owner).save(&store)?;
    Ok(store)
}

fn attempts(store: &MemoryStore, actor: &Actor, permission: Permission) -> [Result<()>; 3] {
    let (now, off) = (Timestamp::UNIX_EPOCH, permission.guarded_by(StepUpRule::Off));
    [
        authorized_read(store, now, actor, off, |_, _| Ok(())),
        authorized_write(store, now, actor, off, |_, _| Ok(())),
        if permission.administers() {
            Err(Error::DelegateRefused(permission))
        } else {
            authorized_unlocked(store, now, actor, permission, |_, _| Ok(()))
        },
    ]
}

#[test]
fn delegate_changes_and_administers_nothing() -> Result<()> {
    let store = store()?;
    let desk = a_caller("alice").of("acme").delegated_to("desk").acting();
    for permission in Permission::ALL.into_iter().filter(|permission| permission.is_held_by(Role::Owner)) {
        let reads = matches!(permission, Permission::ReadPolicy | Permission::ReadOwnMfa);
        for attempt in attempts(&store, &desk, permission) {
            match attempt {
                Ok(()) => assert!(reads, "{permission:?}"),
                Err(Error::DelegateRefused(refused)) => assert!(!reads && refused == permission, "{permission:?}"),
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}

#[test]
fn delegate_with_the_grant_acts_as_the_member() -> Result<()> {
    let store = store()?;
    let desk = a_caller("alice").of("acme").delegated_to_client("desk").acting();
    for permission in [Permission::ManageOwnMfa, Permission::ReadOwnMfa] {
        for attempt in attempts(&store, &desk, permission) {
            attempt?;
        }
    }
    authorized_write(
        &store,
        Timestamp::UNIX_EPOCH,
        &desk,
        Permission::EnforcePolicy.guarded_by(StepUpRule::Off),
        |_, _| Ok(()),
    )
}

#[test]
fn refused_delegate_is_in_the_audit_log() -> Result<()> {
    let store = store()?;
    let desk = a_caller("alice").of("acme").delegated_to("desk").acting();
    for _ in 0..2 {
        let refused = authorized_write(&store, Timestamp::UNIX_EPOCH, &desk, Permission::ManageOwnMfa, |_, _| Ok(()));
        assert!(matches!(refused, Err(Error::DelegateRefused(_))), "{refused:?}");
    }
    assert_eq!(the_audit_log_of(&store, "acme"), ["mfa.manage refused"], "once a minute");
    let records = the_audit_records_of(&store, "acme");
    let actors: Vec<_> = records.into_iter().map(|record| format!("{:?}", record.entry.actor)).collect();
    assert!(actors.iter().all(|actor| actor.contains("desk") && actor.contains("alice")), "{actors:?}");
    Ok(())
}
