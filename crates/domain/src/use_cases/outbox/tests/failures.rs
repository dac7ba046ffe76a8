//! Failures of the mail server, of recipients and of the store.

use super::*;

#[test]
fn pauses_between_failed_attempts_double() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(3, deferred);
    for pause in [30, 60, 120] {
        assert_eq!(world.round()?, ["deferred"]);
        world.clock.advance(pause - 1);
        assert!(world.round()?.is_empty(), "{pause}");
        world.clock.advance(1);
    }
    assert_eq!(world.round()?, ["sent"], "it does not wait for its topic again");
    Ok(())
}

#[test]
fn deferred_delivery_is_given_up_after_a_day() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(100, deferred);
    let began = world.clock.now();
    let mut outcomes = Vec::new();
    while outcomes.last() != Some(&"undeliverable") {
        outcomes.extend(world.round()?);
        world.clock.advance(30);
    }
    let hours = world.clock.now().duration_since(began).as_hours();
    assert!((23..26).contains(&hours), "{hours}");
    assert!(world.store.outbox().is_empty());
    assert_eq!(the_audit_log_of(&*world.store, "acme").last().unwrap(), "mail.undeliverable changed");
    Ok(())
}

#[test]
fn deferred_mail_names_organization_and_member() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(1, deferred);
    let outcomes = world.deliver.execute(&mut world.urgent)?;
    let [MailOutcome::Deferred { organization, recipient, cause }] = &*outcomes else { panic!("{outcomes:?}") };
    assert_eq!((organization.as_str(), recipient.as_ref().map(SubjectId::as_str)), ("acme", Some("alice")));
    assert!(cause.to_string().contains("mailbox full"), "{cause}");
    Ok(())
}

#[test]
fn permanently_refused_mail_is_not_tried_again() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(1, || SendError::Refused("550 to DATA".to_owned()));
    assert_eq!(world.round()?, ["undeliverable"]);
    for _ in 0..48 {
        world.clock.advance(1800);
        assert!(world.round()?.is_empty());
    }
    assert_eq!(world.server.take_ids().len(), 1);
    Ok(())
}

#[test]
fn mail_keeps_its_id_on_a_retry() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(2, deferred);
    for _ in 0..3 {
        world.round()?;
        world.clock.advance(3600);
    }
    let ids = world.server.take_ids();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    // the same notice again, to another organization's member of that name, and to another member
    for (organization, subject) in [("acme", "alice"), ("bolt", "alice"), ("acme", "bob")] {
        world.happens(organization, &added(subject))?;
    }
    world.drain()?;
    let mut all = [&ids[..1], &world.server.take_ids()].concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "{all:?}");
    Ok(())
}

#[test]
fn id_of_a_folded_mail_is_of_all_its_notices() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.drain()?;
    for _ in 0..2 {
        world.happens("acme", &added("alice"))?;
    }
    assert!(world.drain()?.is_empty(), "they wait for their topic");
    world.server.take_ids();
    world.clock.advance(600);
    world.server.will_fail(1, deferred);
    assert_eq!(world.round()?, ["deferred"]);
    // one more notice makes it another mail
    world.happens("acme", &added("alice"))?;
    world.clock.advance(600);
    world.drain()?;
    let ids = world.server.take_ids();
    let [first, second, ..] = &*ids else { panic!("{ids:?}") };
    assert_eq!(first.lines().count(), 2, "{first}");
    assert!(first == second || second.lines().count() == 3, "{first} {second}");
    Ok(())
}

#[test]
fn refused_mail_is_removed_recorded_and_shown() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(1, || SendError::Refused("550 to RCPT".to_owned()));
    let outcomes = world.deliver.execute(&mut world.urgent)?;
    let [MailOutcome::Undeliverable { organization, recipient, reply }] = &*outcomes else { panic!("{outcomes:?}") };
    assert_eq!((organization.as_str(), reply.as_str()), ("acme", "550 to RCPT"));
    assert_eq!(recipient.as_ref().unwrap().as_str(), "alice");
    assert!(world.store.outbox().is_empty());
    assert_eq!(the_audit_log_of(&*world.store, "acme").last().unwrap(), "mail.undeliverable changed");
    let store: &dyn Store = &*world.store;
    let member = |name: &str| {
        let (of, name) = (OrganizationId::parse("acme")?, SubjectId::parse(name)?);
        store.read(|tx| tx.memberships().find(&of, &name)).map(Option::unwrap)
    };
    assert_eq!(member("alice")?.undeliverable_at, Some(world.clock.now()));
    assert_eq!(member("bob")?.undeliverable_at, None);
    Ok(())
}

#[test]
fn failing_server_costs_no_mail_and_no_attempt() -> Result<()> {
    for refused in [false, true] {
        let mut world = World::new()?;
        for subject in ["alice", "bob"] {
            world.happens("acme", &added(subject))?;
        }
        let before = world.store.outbox();
        let mut seconds = 0;
        // a weekend
        while seconds < 60 * 3600 {
            world.server.will_fail(1, || server_failure(refused));
            let expected = if refused { "server_refused" } else { "server_unavailable" };
            assert_eq!(world.round()?, [expected], "{seconds}");
            assert!(world.round()?.is_empty(), "no attempt during the pause");
            world.clock.advance(60);
            seconds += 60;
        }
        let after: Vec<_> = world.store.outbox().iter().map(|one| (one.key.clone(), one.failures)).collect();
        assert_eq!(after, before.iter().map(|one| (one.key.clone(), 0)).collect::<Vec<_>>());
        assert_eq!(world.drain()?.len(), 2, "both leave as soon as the server is back");
    }
    Ok(())
}

#[test]
fn closed_connection_is_replaced_without_a_pause() -> Result<()> {
    let mut world = World::new()?;
    for sequence in 100..102 {
        enqueue_link(&world, "acme", sequence, 600)?;
    }
    assert_eq!(world.round()?, ["sent", "sent"]);
    assert_eq!(*world.server.connections.lock().unwrap(), 1);
    enqueue_link(&world, "acme", 102, 600)?;
    world.server.will_fail(1, || server_failure(false));
    assert_eq!(world.round()?, ["sent"]);
    assert_eq!(*world.server.connections.lock().unwrap(), 2);
    Ok(())
}

#[test]
fn crash_before_the_outcome_is_stored_sends_once_more() -> Result<()> {
    let mut failed = false;
    for nth in 1.. {
        let mut world = World::new()?;
        world.happens("acme", &added("alice"))?;
        world.store.fail_at_call(nth);
        let outcome = world.round();
        if world.store.never_failed() {
            break;
        }
        let sent = world.server.take().len();
        failed |= outcome.is_err() && sent == 1;
        assert!(sent <= 1, "{nth}");
        world.clock.advance(9 * 60 + 59);
        if sent == 1 && outcome.is_err() {
            assert!(world.drain()?.is_empty(), "{nth}: the claim lasts");
        }
        world.clock.advance(1);
        let again = world.drain()?.len();
        assert!(sent + again >= 1 && again <= 1, "{nth}: {sent} and {again}");
    }
    assert!(failed, "the store failed after the mail was sent");
    Ok(())
}

#[test]
fn sealed_mail_is_not_sent_after_its_expiry() -> Result<()> {
    for (late, outcome) in [(0, "sent"), (599, "sent"), (600, "discarded"), (601, "discarded")] {
        let mut world = World::new()?;
        enqueue_link(&world, "acme", 9, 600)?;
        world.clock.advance(late);
        assert_eq!(world.round()?, [outcome], "{late}");
        assert!(world.store.outbox().is_empty(), "{late}: it is removed");
    }
    Ok(())
}

#[test]
fn notice_is_sent_although_its_link_has_expired() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    let [notice] = &*world.store.take_outbox() else { panic!("one notice") };
    let Channel::Mail(mail) = &notice.channel;
    let sealed = world.deliver.sealer.seal(b"a notice", &MailBody::place(&notice.key.organization, &mail.to))?;
    let body = MailBody::Sealed { sealed, expires_at: world.clock.now() };
    let notice = Delivery { channel: Channel::Mail(MailPayload { body, ..mail.clone() }), ..notice.clone() };
    let store: &dyn Store = &*world.store;
    store.transaction(|tx| tx.outbox().enqueue(&notice))?;
    let delivered = world.drain()?;
    assert_eq!(delivered.iter().map(|(_, _, text)| text.as_str()).collect::<Vec<_>>(), ["a notice"]);
    Ok(())
}

#[test]
fn without_a_server_deliveries_are_removed() -> Result<()> {
    let mut world = World::new()?;
    world.deliver.mailer = None;
    for _ in 0..10 {
        world.happens("acme", &added("alice"))?;
    }
    world.drain()?;
    assert!(world.store.outbox().is_empty());
    Ok(())
}
