//! Lanes, turns, folding and quotas.

use super::*;

#[test]
fn a_delivery_is_sent_once() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    assert_eq!((world.round()?, world.round()?), (vec!["sent"], vec![]));
    let delivered = world.server.take();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].0, "alice@example.com");
    assert_eq!(delivered[0].1, "acme: An authenticator app was added to your account");
    Ok(())
}

#[test]
fn first_notice_leaves_at_once_and_others_are_folded() -> Result<()> {
    let mut world = World::new()?;
    for _ in 0..3 {
        world.happens("acme", &added("alice"))?;
        world.happens("acme", &removed("alice"))?;
        world.happens("acme", &added("bob"))?;
        world.drain()?;
        world.clock.advance(60);
    }
    // the first on each topic to each member has left
    let waiting = world.store.outbox();
    assert_eq!(waiting.len(), 6);
    world.clock.advance(10 * 60 - 180 - 1);
    assert!(world.drain()?.is_empty());
    world.clock.advance(1);
    let delivered = world.drain()?;
    let mut subjects: Vec<_> = delivered.iter().map(|(to, subject, _)| format!("{to} {subject}")).collect();
    subjects.sort();
    assert_eq!(
        subjects,
        [
            "alice@example.com acme: An authenticator app was added to your account (and 1 more)",
            "alice@example.com acme: An authenticator app was removed from your account (and 1 more)",
            "bob@example.com acme: An authenticator app was added to your account (and 1 more)",
        ]
    );
    for (_, _, text) in delivered {
        for time in ["00:01:00", "00:02:00"] {
            assert!(text.contains(&format!("Time: 2026-01-01 {time} UTC")), "{text}");
        }
    }
    assert!(world.store.outbox().is_empty());
    // the time starts anew with the mail that was folded
    world.happens("acme", &added("alice"))?;
    assert!(world.drain()?.is_empty());
    world.clock.advance(10 * 60);
    assert_eq!(world.drain()?.len(), 1);
    world.clock.advance(10 * 60);
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1, "at once, after a quiet time");
    Ok(())
}

#[test]
fn urgent_notices_are_folded_and_never_dropped() -> Result<()> {
    let mut world = World::new()?;
    for _ in 0..700 {
        world.happens("acme", &added("alice"))?;
    }
    let first = world.drain()?;
    assert_eq!(first.len(), 1);
    world.clock.advance(10 * 60);
    let mails: Vec<_> = [first, world.drain()?].concat();
    let notices: usize = mails.iter().map(|(_, _, text)| text.matches("was added to your account.").count()).sum();
    assert_eq!(notices, 700, "{}", mails.len());
    assert!(mails.len() <= 3, "{}", mails.len());
    Ok(())
}

#[test]
fn notices_beyond_the_quota_wait_for_the_next_hour() -> Result<()> {
    let mut world = World::new()?;
    let mut mails = 0;
    // a notice every eleven minutes is not folded; every ten seconds on four topics it is
    for _ in 0..24 {
        for event in [Event::LockedOut(SubjectId::parse("alice")?, AttemptLimit::Session), code_used("alice")] {
            world.happens("acme", &event)?;
        }
        for event in
            [Event::SignCountDecreased(SubjectId::parse("alice")?), Event::RefreshReused(SubjectId::parse("alice")?)]
        {
            world.happens("acme", &event)?;
        }
        mails += world.drain()?.len();
        world.clock.advance(130);
    }
    assert_eq!(mails, 20, "in the first 52 minutes");
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1, "the urgent lane has no quota");
    world.happens("acme", &code_used("bob"))?;
    world.happens("bolt", &code_used("alice"))?;
    assert_eq!(world.drain()?.len(), 2, "the quota is the member's");
    world.clock.advance(3600);
    let late = world.drain()?;
    assert_eq!(late.len(), 4, "one a topic: {late:?}");
    assert!(world.store.outbox().is_empty(), "none is dropped");
    Ok(())
}

#[test]
fn organizations_take_turns() -> Result<()> {
    let mut world = World::new()?;
    for sequence in 100..200 {
        enqueue_link(&world, "acme", sequence, 600)?;
    }
    world.clock.advance(1);
    enqueue_link(&world, "bolt", 100, 600)?;
    world.round()?;
    let left = world.store.outbox();
    assert_eq!(left.len(), 97);
    assert!(left.iter().all(|delivery| delivery.key.organization.as_str() == "acme"), "bolt's left in the first round");
    // the next round begins after the organization that had the last turn
    world.round()?;
    enqueue_link(&world, "bolt", 101, 600)?;
    world.round()?;
    assert!(world.store.outbox().iter().all(|delivery| delivery.key.organization.as_str() == "acme"));
    Ok(())
}

#[test]
fn lanes_do_not_wait_for_each_other() -> Result<()> {
    let mut world = World::new()?;
    for number in 0..50 {
        world.happens("acme", &code_used(["alice", "bob"][number % 2]))?;
    }
    enqueue_link(&world, "acme", 1000, 600)?;
    assert_eq!(world.deliver.execute(&mut world.urgent)?.len(), 1);
    assert_eq!(world.server.take()[0].1, "Your link");
    Ok(())
}

#[test]
fn former_address_is_told_of_a_change() -> Result<()> {
    let mut world = World::new()?;
    let alice = SubjectId::parse("alice")?;
    let put = crate::use_cases::membership::PutMember {
        store: world.store.clone(),
        clock: world.clock.clone(),
        sealer: std::sync::Arc::new(crate::testing::PlainSealer),
    };
    let upsert = |email: &str| crate::use_cases::membership::MemberUpsert {
        subject: alice.clone(),
        email: Some(EmailAddress::parse(email).unwrap()),
        role: None,
        kind: None,
    };
    put.execute(&an_operator_of("acme"), upsert("alice@example.com"), None)?;
    assert!(world.drain()?.is_empty(), "nothing changed");
    put.execute(&an_operator_of("acme"), upsert("thief@example.com"), None)?;
    let delivered = world.drain()?;
    let told: Vec<_> = delivered.iter().map(|(to, subject, _)| (to.as_str(), subject.as_str())).collect();
    let line = "acme: The e-mail address of your account was changed; this address receives no further messages";
    assert_eq!(told, [("alice@example.com", line)]);
    let reset = crate::use_cases::authenticator::ResetMfa {
        store: world.store.clone(),
        clock: world.clock.clone(),
        step_up: StepUpRule::Off,
    };
    reset.execute(&an_operator_of("acme"), Some(&alice))?;
    assert!(world.drain()?.iter().any(|(to, ..)| to == "thief@example.com"));
    Ok(())
}

#[test]
fn clock_that_jumps_back_delays_no_notice_for_long() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1);
    let earlier: Timestamp = "2025-12-01T00:00:00Z".parse().map_err(Error::internal)?;
    let back = world.clock.now().duration_since(earlier).as_secs();
    world.clock.advance(-back);
    world.happens("acme", &added("alice"))?;
    assert!(world.drain()?.is_empty());
    world.clock.advance(10 * 60);
    assert_eq!(world.drain()?.len(), 1);
    Ok(())
}
