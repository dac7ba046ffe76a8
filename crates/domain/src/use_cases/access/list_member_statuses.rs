//! Lists and counts members by their MFA status.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::access::{Judgement, MemberSnapshot, MemberState, StepUpRule};
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{EmailAddress, Permission};
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::authorize::authorized_read;
use crate::{Error, Result};

/// The number of members that one call examines at most before it returns a partial page.
const EXAMINED: usize = 10_000;

/// Lists an organization's members with their MFA status. For owners, administrators and operators.
pub struct ListMemberStatuses {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

/// Selects members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberFilter {
    /// Members of this state.
    pub state: Option<MemberState>,
    /// Members whose subject or address contains this text, ignoring case.
    pub text: Option<String>,
}

/// A member and their MFA status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberStatus {
    /// The member, their authenticators and evidence.
    pub snapshot: MemberSnapshot,
    /// The decision that the gate would take, with its reasons.
    pub judgement: Judgement,
}

impl MemberStatus {
    /// The state that the decision amounts to.
    pub fn state(&self) -> MemberState {
        MemberState::of(&self.judgement.decision)
    }
}

impl MemberFilter {
    fn selects(&self, member: &MemberStatus) -> bool {
        let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
        let of = &member.snapshot.membership;
        self.state.is_none_or(|state| state == member.state())
            && self.text.as_deref().is_none_or(|part| {
                contains(of.subject.as_str(), part)
                    || of.email.as_ref().is_some_and(|to| contains(EmailAddress::as_str(to), part))
            })
    }
}

impl ListMemberStatuses {
    /// The members after `after` that the filter selects, by subject. A page may have fewer than `size` members and still
    /// a next page: one call examines a bounded number of members.
    pub fn execute(
        &self,
        actor: &Actor,
        filter: &MemberFilter,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberStatus, SubjectId>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::ReadMembers.guarded_by(self.step_up), |tx, acting| {
            let wanted = usize::try_from(size.get()).map_err(Error::internal)?;
            let (mut items, mut examined, mut next) = (Vec::new(), 0, None);
            each_member_status(tx, &acting.organization, after, now, |member| {
                examined += 1;
                let at = member.snapshot.membership.subject.clone();
                if filter.selects(&member) {
                    items.push(member);
                }
                if items.len() == wanted || examined == EXAMINED {
                    // whether members follow is found out by the next call
                    next = Some(at);
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            Ok(Page { items, next })
        })
    }

    /// The number of members of each state; a state without members is left out.
    pub fn count(&self, actor: &Actor) -> Result<BTreeMap<MemberState, u64>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::ReadMembers.guarded_by(self.step_up), |tx, acting| {
            let mut counts = BTreeMap::new();
            each_member_status(tx, &acting.organization, None, now, |member| {
                *counts.entry(member.state()).or_default() += 1;
                ControlFlow::Continue(())
            })?;
            Ok(counts)
        })
    }
}

/// Calls `look` with the status of each member of an organization after `after`, by subject, until it breaks.
pub(crate) fn each_member_status(
    tx: &mut dyn Transaction,
    organization: &Organization,
    after: Option<&SubjectId>,
    now: Timestamp,
    mut look: impl FnMut(MemberStatus) -> ControlFlow<()>,
) -> Result<()> {
    let mut after = after.cloned();
    loop {
        let page = page_of_statuses(tx, organization, after.as_ref(), now)?;
        after = page.next;
        if page.items.into_iter().try_for_each(&mut look).is_break() || after.is_none() {
            return Ok(());
        }
    }
}

fn page_of_statuses(
    tx: &mut dyn Transaction,
    organization: &Organization,
    after: Option<&SubjectId>,
    now: Timestamp,
) -> Result<Page<MemberStatus, SubjectId>> {
    // the longest age that evidence may have for any member
    let maximum_age = organization.base_policy().maximum_age().get();
    let since = now.saturating_sub(SignedDuration::from_secs(i64::from(maximum_age)));
    let page = tx.member_snapshots().page(&organization.id, since.map_err(Error::internal)?, after, PageSize::MAX)?;
    let judged = |snapshot: MemberSnapshot| {
        let policy = organization.policy_for(&snapshot.membership);
        MemberStatus { judgement: snapshot.judged(&policy, now), snapshot }
    };
    Ok(Page { items: page.items.into_iter().map(judged).collect(), next: page.next })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;

    #[test]
    fn one_call_examines_a_bounded_number_of_members() -> Result<()> {
        let organization = an_organization("acme").with_member("z", Role::Owner);
        let all = (1..=EXAMINED).fold(organization, |all, n| all.with_member(&format!("m{n:05}"), Role::User));
        let store = Arc::new(MemoryStore::default());
        all.save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let list = ListMemberStatuses { store, clock, step_up: StepUpRule::Off };
        let (owner, no_match) =
            (a_caller("z").of("acme").acting(), MemberFilter { state: None, text: Some("nobody".into()) });

        let first = list.execute(&owner, &no_match, None, PageSize::MAX)?;
        let last_of_them = SubjectId::parse(format!("m{EXAMINED:05}"))?;
        assert_eq!(first, Page { items: Vec::new(), next: Some(last_of_them) });
        let rest = list.execute(&owner, &no_match, first.next.as_ref(), PageSize::MAX)?;
        assert_eq!(rest, Page { items: Vec::new(), next: None });
        Ok(())
    }
}
