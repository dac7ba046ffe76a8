//! Who is where?

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
use crate::use_cases::authorize::authorized;
use crate::{Error, Result};

/// How many members one question looks at, at most, before it tells where to go on.
const LOOKED_AT: usize = 10_000;

/// Shows an organization's members and how each stands. For owners, administrators and operators.
pub struct ListMemberStatuses {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// How they stand now.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved.
    pub step_up: StepUpRule,
}

/// Which members are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberFilter {
    /// Those who stand so.
    pub state: Option<MemberState>,
    /// Those whose subject or address holds this, in any case of letters.
    pub text: Option<String>,
}

/// One member and how they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberStatus {
    /// Who, what they hold and proved.
    pub standing: MemberSnapshot,
    /// What the gate would decide, and what that rests on.
    pub judgement: Judgement,
}

impl MemberStatus {
    /// What that amounts to, in a word.
    pub fn state(&self) -> MemberState {
        MemberState::of(&self.judgement.decision)
    }
}

impl MemberFilter {
    fn takes(&self, member: &MemberStatus) -> bool {
        let holds = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
        let of = &member.standing.membership;
        self.state.is_none_or(|state| state == member.state())
            && self.text.as_deref().is_none_or(|part| {
                holds(of.subject.as_str(), part)
                    || of.email.as_ref().is_some_and(|to| holds(EmailAddress::as_str(to), part))
            })
    }
}

impl ListMemberStatuses {
    /// Members after `after` that the filter takes, by subject. A page may hold fewer than `size` and still have a next
    /// one: a question looks at a bounded number of members.
    pub fn execute(
        &self,
        actor: &Actor,
        filter: &MemberFilter,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<MemberStatus, SubjectId>> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ReadMembers, |tx, organization| {
            self.step_up.hold(tx, actor, &organization, false, now)?;
            let wanted = usize::try_from(size.get()).map_err(Error::internal)?;
            let (mut items, mut looked_at, mut next) = (Vec::new(), 0, None);
            each_member_status(tx, &organization, after, now, |member| {
                looked_at += 1;
                let at = member.standing.membership.subject.clone();
                if filter.takes(&member) {
                    items.push(member);
                }
                if items.len() == wanted || looked_at == LOOKED_AT {
                    // whether anybody follows is found out by the next question
                    next = Some(at);
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            Ok(Page { items, next })
        })
    }

    /// How many members stand how. A state that is not there is nobody's.
    pub fn count(&self, actor: &Actor) -> Result<BTreeMap<MemberState, u64>> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ReadMembers, |tx, organization| {
            self.step_up.hold(tx, actor, &organization, false, now)?;
            let mut counts = BTreeMap::new();
            each_member_status(tx, &organization, None, now, |member| {
                *counts.entry(member.state()).or_default() += 1;
                ControlFlow::Continue(())
            })?;
            Ok(counts)
        })
    }
}

/// Shows the members of an organization after `after` to `look`, by subject, until it has seen enough.
pub(crate) fn each_member_status(
    tx: &mut dyn Transaction,
    organization: &Organization,
    after: Option<&SubjectId>,
    now: Timestamp,
    mut look: impl FnMut(MemberStatus) -> ControlFlow<()>,
) -> Result<()> {
    let mut after = after.cloned();
    loop {
        let page = standings(tx, organization, after.as_ref(), now)?;
        after = page.next;
        if page.items.into_iter().try_for_each(&mut look).is_break() || after.is_none() {
            return Ok(());
        }
    }
}

fn standings(
    tx: &mut dyn Transaction,
    organization: &Organization,
    after: Option<&SubjectId>,
    now: Timestamp,
) -> Result<Page<MemberStatus, SubjectId>> {
    let policy = &organization.policy;
    let since = now.saturating_sub(SignedDuration::from_secs(i64::from(policy.maximum_age().get())));
    let page = tx.member_snapshots().page(&organization.id, since.map_err(Error::internal)?, after, PageSize::MAX)?;
    let judged = |standing: MemberSnapshot| MemberStatus { judgement: standing.judged(policy, now), standing };
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
    fn a_question_looks_at_so_many_members_and_says_where_to_go_on() -> Result<()> {
        let organization = an_organization("acme").with_member("z", Role::Owner);
        let all = (1..=LOOKED_AT).fold(organization, |all, n| all.with_member(&format!("m{n:05}"), Role::User));
        let store = Arc::new(MemoryStore::default());
        all.save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let list = ListMemberStatuses { store, clock, step_up: StepUpRule::default() };
        let (owner, nobody) =
            (a_caller("z").of("acme").acting(), MemberFilter { state: None, text: Some("nobody".into()) });

        let first = list.execute(&owner, &nobody, None, PageSize::MAX)?;
        let last_of_them = SubjectId::parse(format!("m{LOOKED_AT:05}"))?;
        assert_eq!(first, Page { items: Vec::new(), next: Some(last_of_them) });
        let rest = list.execute(&owner, &nobody, first.next.as_ref(), PageSize::MAX)?;
        assert_eq!(rest, Page { items: Vec::new(), next: None });
        Ok(())
    }
}
