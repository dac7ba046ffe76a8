use super::*;
use crate::model::membership::Role;
use crate::model::outbox::{Channel, Delivery};
use crate::testing::FixedClock;
use crate::testing::MemoryStore;
use crate::testing::a_caller;
use crate::testing::an_operator_of;
use crate::testing::an_organization;
use crate::testing::the_audit_log_of;
use crate::use_cases::policy::SetDeadline;

const DAY: i64 = 86_400;

struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
}

impl World {
    fn new() -> Result<Self> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme")
            .with_member("owner", Role::Owner)
            .with_member("admin", Role::Administrators)
            .with_member("bob", Role::User)
            .with_service("robot")
            .with_former_member("gone", Role::User)
            .enforcing_since("2026-01-01T00:00:00Z")
            .save(&*store)?;
        Ok(Self { store, clock: Arc::new(FixedClock::at("2026-02-01T00:00:00Z")) })
    }

    fn ahead(&self, seconds: i64) -> Timestamp {
        Timestamp::from_second(self.clock.now().as_second() + seconds).unwrap_or_default()
    }

    fn exempt(&self, actor: &Actor, subject: &str, seconds: i64) -> Result<Exemption> {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let grant = GrantExemption { store, clock, step_up: StepUpRule::Off };
        grant.execute(actor, &SubjectId::parse(subject)?, self.ahead(seconds), Justification::parse("on leave")?)
    }

    fn deadline(&self) -> SetDeadline {
        SetDeadline { store: self.store.clone(), clock: self.clock.clone(), step_up: StepUpRule::Off }
    }

    fn set_deadline(&self, actor: &Actor, subject: &str, seconds: i64) -> Result<Timestamp> {
        let reason = Justification::parse("on leave")?;
        self.deadline().execute(actor, &SubjectId::parse(subject)?, self.ahead(seconds), reason)
    }

    fn listed(&self) -> Result<Vec<String>> {
        let list = ListExemptions { store: self.store.clone(), clock: self.clock.clone(), step_up: StepUpRule::Off };
        let page = list.execute(&an_operator_of("acme"), None, PageSize::MAX)?;
        Ok(page.items.iter().map(|member| member.subject.to_string()).collect())
    }
}

fn outcome<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::RuleBroken(rule)) => format!("{rule:?}"),
        Err(Error::NotFound(what)) => format!("no {what}"),
        Err(Error::Forbidden(_)) => "forbidden".to_owned(),
        Err(Error::Invalid(violations)) => format!("bad {}", violations.first().map_or("", |one| &one.field)),
        Err(other) => other.to_string(),
    }
}

#[test]
fn exceptions_are_for_other_persons_and_never_upward() -> Result<()> {
    let (owner, admin, bob) =
        (a_caller("owner").of("acme").acting(), a_caller("admin").of("acme").acting(), a_caller("bob").acting());
    for (actor, subject, expected) in [
        (&admin, "bob", "done"),
        (&owner, "admin", "done"),
        (&an_operator_of("acme"), "owner", "done"),
        (&admin, "admin", "OwnException"),
        (&owner, "owner", "OwnException"),
        (&admin, "owner", "forbidden"),
        (&bob, "admin", "forbidden"),
        (&owner, "robot", "ServiceNeedsNoException"),
        (&owner, "gone", "no membership"),
        (&owner, "nobody", "no membership"),
    ] {
        let world = World::new()?;
        assert_eq!(outcome(world.exempt(actor, subject, DAY)), expected, "exempt {subject}");
        let world = World::new()?;
        assert_eq!(outcome(world.set_deadline(actor, subject, DAY)), expected, "deadline of {subject}");
    }
    Ok(())
}

#[test]
fn exception_lasts_ninety_days_at_most() -> Result<()> {
    let owner = a_caller("owner").of("acme").acting();
    let world = World::new()?;
    for (seconds, expected) in
        [(90 * DAY, "done"), (90 * DAY + 1, "bad until"), (0, "bad until"), (-1, "bad until"), (1, "done")]
    {
        assert_eq!(outcome(world.exempt(&owner, "bob", seconds)), expected, "{seconds}");
    }
    assert_eq!(world.listed()?, ["bob"]);
    world.clock.advance(1);
    assert!(world.listed()?.is_empty());
    for (seconds, expected) in [(90 * DAY, "done"), (90 * DAY + 1, "bad deadline"), (-5, "done")] {
        assert_eq!(outcome(world.set_deadline(&owner, "bob", seconds)), expected, "{seconds}");
    }
    assert_eq!(world.set_deadline(&owner, "bob", -5)?, world.clock.now(), "a moment in the past means now");
    Ok(())
}

#[test]
fn exceptions_are_ended_once_and_recorded() -> Result<()> {
    let owner = a_caller("owner").of("acme").acting();
    let world = World::new()?;
    let end = EndExemption { store: world.store.clone(), clock: world.clock.clone(), step_up: StepUpRule::Off };
    let bob = SubjectId::parse("bob")?;
    assert_eq!(outcome(end.execute(&owner, &bob)), "no exemption");
    world.exempt(&owner, "bob", DAY)?;
    end.execute(&owner, &bob)?;
    assert_eq!(outcome(end.execute(&owner, &bob)), "no exemption");
    assert_eq!(outcome(world.deadline().clear(&owner, &bob)), "no deadline");
    world.set_deadline(&owner, "bob", DAY)?;
    world.deadline().clear(&owner, &bob)?;
    assert_eq!(
        the_audit_log_of(&*world.store, "acme"),
        ["member.exempt changed", "member.end_exemption changed", "member.deadline changed", "member.deadline changed"]
    );
    Ok(())
}

#[test]
fn administrators_are_mailed_about_exceptions() -> Result<()> {
    let world = World::new()?;
    let owner = a_caller("owner").of("acme").acting();
    world.set_deadline(&owner, "bob", -1)?;
    assert_eq!(world.store.outbox().len(), 2, "less time is told, too");
    world.exempt(&owner, "bob", DAY)?;
    let mails = world.store.outbox();
    let recipient = |delivery: Delivery| {
        let Channel::Mail(mail) = delivery.channel;
        mail.to.to_string()
    };
    let to: Vec<_> = mails.into_iter().skip(2).map(recipient).collect();
    assert_eq!(to, ["admin@example.com", "owner@example.com"]);
    Ok(())
}
