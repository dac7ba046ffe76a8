//! Delivers the outbox.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::outbox::{Channel, Delivery, Mail, MailBody, MailPayload};
use crate::ports::{Clock, Mailer, Sealer, Store};
use crate::{Error, Result};

/// How many deliveries are claimed at a time.
const BATCH: u32 = 5;

/// How long a claim lasts: longer than sending a batch may take.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// The pause after the first failure. It doubles with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest pause between attempts.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// The age at which a delivery is dropped: a late notice of a lost authenticator is worse than none.
const MAXIMUM_AGE: SignedDuration = SignedDuration::from_hours(24);

/// Delivers what is due in the outbox: claims it in one transaction, sends it outside of any, and settles it in another.
/// Any number of processes may do so at once.
pub struct DeliverMail {
    /// The store with the outbox.
    pub store: Arc<dyn Store>,
    /// The clock that says what is due.
    pub clock: Arc<dyn Clock>,
    /// Sends mail. Without it deliveries are dropped, so that they do not pile up.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Opens sealed bodies.
    pub sealer: Arc<dyn Sealer>,
}

impl DeliverMail {
    /// Delivers one batch and returns the outcome of each delivery.
    pub fn execute(&self) -> Result<Vec<Result<()>>> {
        let now = self.clock.now();
        let until = now.checked_add(LEASE).map_err(Error::internal)?;
        let claimed = self.store.transaction(|tx| tx.outbox().claim(now, until, BATCH))?;
        let mut outcomes = Vec::new();
        for delivery in &claimed {
            let sent = self.deliver(delivery);
            let now = self.clock.now();
            self.store.transaction(|tx| match &sent {
                Err(_) if now.duration_since(delivery.created_at) < MAXIMUM_AGE => {
                    tx.outbox().postpone(&delivery.key, next_attempt(delivery, now)?)
                }
                Ok(()) | Err(_) => tx.outbox().remove(&delivery.key),
            })?;
            outcomes.push(sent);
        }
        Ok(outcomes)
    }

    fn deliver(&self, delivery: &Delivery) -> Result<()> {
        match (&delivery.channel, &self.mailer) {
            (Channel::Mail(mail), Some(mailer)) => self.send(&**mailer, delivery, mail),
            (Channel::Mail(_), None) => Ok(()),
        }
    }

    /// Opens a sealed body and sends the mail, unless its secret has expired.
    fn send(&self, mailer: &dyn Mailer, delivery: &Delivery, mail: &MailPayload) -> Result<()> {
        let MailPayload { to, subject, body } = mail;
        match body {
            MailBody::Plain(text) => mailer.send(&Mail { to, subject, text }),
            MailBody::Sealed { expires_at, .. } if self.clock.now() >= *expires_at => Ok(()),
            MailBody::Sealed { sealed, .. } => {
                let opened = self.sealer.open(sealed, &MailBody::place(&delivery.key.organization, to))?;
                let text = std::str::from_utf8(&opened).map_err(Error::internal)?;
                mailer.send(&Mail { to, subject, text })
            }
        }
    }
}

fn next_attempt(delivery: &Delivery, now: Timestamp) -> Result<Timestamp> {
    let doubled = 1_i32.checked_shl(delivery.failures).unwrap_or(i32::MAX).max(1);
    let pause = FIRST_PAUSE.checked_mul(doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    now.checked_add(pause).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::model::access::StepUpRule;
    use crate::model::identity::{OrganizationId, SubjectId};
    use crate::model::membership::{EmailAddress, Role};
    use crate::model::outbox::DeliveryKey;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::use_cases::authenticator::ResetMfa;

    /// Fails this many times, then delivers.
    #[derive(Default)]
    struct FakeMailer {
        failing: Mutex<u32>,
        delivered: Mutex<Vec<(String, String)>>,
    }

    impl Mailer for FakeMailer {
        fn send(&self, mail: &Mail<'_>) -> Result<()> {
            let mut failing = self.failing.lock().unwrap();
            if *failing > 0 {
                *failing -= 1;
                return Err(Error::unavailable("the server is down"));
            }
            self.delivered.lock().unwrap().push((mail.to.to_string(), mail.subject.to_owned()));
            Ok(())
        }
    }

    fn a_reset() -> Result<(Arc<FixedClock>, Arc<FakeMailer>, DeliverMail)> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let reset = ResetMfa { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse("alice")?))?;
        let mailer = Arc::new(FakeMailer::default());
        let deliver =
            DeliverMail { store, clock: clock.clone(), mailer: Some(mailer.clone()), sealer: Arc::new(PlainSealer) };
        Ok((clock, mailer, deliver))
    }

    #[test]
    fn a_delivery_is_sent_once() -> Result<()> {
        let (_, mailer, deliver) = a_reset()?;
        assert_eq!((deliver.execute()?.len(), deliver.execute()?.len()), (1, 0));
        let delivered = mailer.delivered.lock().unwrap();
        assert_eq!(delivered.len(), 1);
        assert_eq!(delivered[0].0, "alice@example.com");
        assert!(delivered[0].1.starts_with("acme: MFA was reset"), "{}", delivered[0].1);
        Ok(())
    }

    #[test]
    fn pauses_between_failed_attempts_double() -> Result<()> {
        let (clock, mailer, deliver) = a_reset()?;
        *mailer.failing.lock().unwrap() = 3;
        for pause in [30, 60, 120] {
            assert_eq!(deliver.execute()?.len(), 1);
            clock.advance(pause - 1);
            assert_eq!(deliver.execute()?.len(), 0, "{pause}");
            clock.advance(1);
        }
        assert_eq!(deliver.execute()?.len(), 1);
        assert_eq!(mailer.delivered.lock().unwrap().len(), 1);
        Ok(())
    }

    #[test]
    fn delivery_is_dropped_after_a_day() -> Result<()> {
        let (clock, mailer, deliver) = a_reset()?;
        *mailer.failing.lock().unwrap() = u32::MAX;
        let mut tries = 0;
        for _ in 0..2000 {
            tries += deliver.execute()?.len();
            clock.advance(60);
        }
        assert!((25..40).contains(&tries), "{tries}");
        *mailer.failing.lock().unwrap() = 0;
        assert_eq!(deliver.execute()?.len(), 0);
        assert!(mailer.delivered.lock().unwrap().is_empty());
        Ok(())
    }

    #[test]
    fn no_attempt_follows_one_that_fails_after_a_day() -> Result<()> {
        for (late, again) in [(24 * 3600 - 1, 1), (24 * 3600, 0)] {
            let (clock, mailer, deliver) = a_reset()?;
            clock.advance(late);
            *mailer.failing.lock().unwrap() = 1;
            assert!(deliver.execute()?[0].is_err());
            clock.advance(3600);
            assert_eq!(deliver.execute()?.len(), again, "{late}");
        }
        Ok(())
    }

    #[test]
    fn sealed_mail_is_not_sent_after_its_expiry() -> Result<()> {
        for (late, delivered) in [(0, 1), (599, 1), (600, 0), (601, 0)] {
            let (clock, mailer, deliver) = a_reset()?;
            assert_eq!(deliver.execute()?.len(), 1, "the mail about the reset");
            mailer.delivered.lock().unwrap().clear();
            let now = clock.now();
            let organization = OrganizationId::parse("acme")?;
            let to = EmailAddress::parse("alice@example.com")?;
            let sealed = deliver.sealer.seal(b"a link", &MailBody::place(&organization, &to))?;
            let body = MailBody::Sealed { sealed, expires_at: now + SignedDuration::from_secs(600) };
            let key = DeliveryKey { organization, sequence: 9, part: 0 };
            let mail = MailPayload { to, subject: "Your link".to_owned(), body };
            let delivery = Delivery { key, channel: Channel::Mail(mail), created_at: now, failures: 0 };
            deliver.store.transaction(|tx| tx.outbox().enqueue(&delivery))?;
            clock.advance(late);
            assert!(deliver.execute()?[0].is_ok());
            assert_eq!(mailer.delivered.lock().unwrap().len(), delivered, "{late}");
            assert_eq!(deliver.execute()?.len(), 0, "{late}: it is removed");
        }
        Ok(())
    }
}
