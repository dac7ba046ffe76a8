//! Keeps the last owner.

use crate::error::Rule;
use crate::model::identity::OrganizationId;
use crate::ports::Transaction;
use crate::{Error, Result};

/// Runs `work`, and rejects it if it took the organization its last owner. The end counts: within `work`, one owner may go
/// before another comes.
pub(crate) fn with_an_owner_left<T>(
    tx: &mut dyn Transaction,
    organization: &OrganizationId,
    work: impl FnOnce(&mut dyn Transaction) -> Result<T>,
) -> Result<T> {
    let had_one = tx.memberships().count_owners(organization)? > 0;
    let value = work(tx)?;
    if had_one && tx.memberships().count_owners(organization)? == 0 {
        return Err(Error::RuleBroken(Rule::LastOwner));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::identity::SubjectId;
    use crate::model::membership::{Membership, Role};
    use crate::ports::Store;
    use crate::testing::MemoryStore;
    use crate::testing::an_organization;

    #[rstest]
    #[case::last_owner_demoted(&[Role::Owner], Role::User, false)]
    #[case::another_owner_left(&[Role::Owner, Role::Owner], Role::User, true)]
    #[case::no_owner_before(&[Role::Administrators], Role::User, true)]
    #[case::first_owner(&[Role::User], Role::Owner, true)]
    fn organization_with_an_owner_keeps_one(
        #[case] roles: &[Role],
        #[case] first_becomes: Role,
        #[case] taken: bool,
    ) -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        let members = roles.iter().zip(0..);
        let acme = members.fold(an_organization("acme"), |acme, (role, n)| acme.with_member(&format!("m{n}"), *role));
        acme.save(store)?;
        let (id, first) = (OrganizationId::parse("acme")?, SubjectId::parse("m0")?);
        let outcome = store.transaction(|tx| {
            with_an_owner_left(tx, &id, |tx| {
                let member = tx.memberships().find(&id, &first)?.ok_or_else(|| Error::internal("no such member"))?;
                tx.memberships().update(&id, &Membership { role: first_becomes, ..member })
            })
        });
        assert_eq!(outcome.is_ok(), taken, "{outcome:?}");
        assert!(taken || matches!(outcome, Err(Error::RuleBroken(Rule::LastOwner))));
        Ok(())
    }
}
