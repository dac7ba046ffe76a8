//! Messages leave, one after the other.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::outbox::{Mail, Message, Text};
use crate::ports::{Clock, Mailer, Sealer, Store};
use crate::{Error, Result};

/// How many messages are taken at a time.
const BATCH: u32 = 5;

/// How long they are ours. Longer than sending all of them may take.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// The first pause after a failure; each one after it is twice as long, up to an hour.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// No pause is longer.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// How old a message grows before it is given up: late news of a lost authenticator is worse than none.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Takes what is due out of the outbox and delivers it: taken in one transaction, sent in none, settled in another. Any
/// number of processes may do so at once.
pub struct DeliverMail {
    /// Where messages are kept.
    pub store: Arc<dyn Store>,
    /// What is due.
    pub clock: Arc<dyn Clock>,
    /// Who delivers; without anybody messages are taken out unsent, lest they pile up.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// What opens those that hold a secret.
    pub sealer: Arc<dyn Sealer>,
}

impl DeliverMail {
    /// Delivers what is due and returns how each went.
    pub fn execute(&self) -> Result<Vec<Result<()>>> {
        let now = self.clock.now();
        let until = now.checked_add(LEASE).map_err(Error::internal)?;
        let claimed = self.store.transaction(|tx| tx.outbox().claim(now, until, BATCH))?;
        let mut outcomes = Vec::new();
        for message in &claimed {
            let sent = self.mailer.as_ref().map_or(Ok(()), |mailer| self.send(&**mailer, message));
            let now = self.clock.now();
            self.store.transaction(|tx| match &sent {
                Err(_) if now.duration_since(message.created_at) < GIVEN_UP_AFTER => {
                    tx.outbox().postpone(&message.key, next_try(message, now)?)
                }
                _ => tx.outbox().remove(&message.key),
            })?;
            outcomes.push(sent);
        }
        Ok(outcomes)
    }

    /// Opens what is sealed, and lets go of what is of no use any more.
    fn send(&self, mailer: &dyn Mailer, message: &Message) -> Result<()> {
        let (to, subject) = (&message.to, &*message.subject);
        match &message.text {
            Text::Plain(text) => mailer.send(&Mail { to, subject, text }),
            Text::Sealed { expires_at, .. } if self.clock.now() >= *expires_at => Ok(()),
            Text::Sealed { sealed, .. } => {
                let opened = self.sealer.open(sealed, &Text::place(&message.key.organization, to))?;
                let text = std::str::from_utf8(&opened).map_err(Error::internal)?;
                mailer.send(&Mail { to, subject, text })
            }
        }
    }
}

fn next_try(message: &Message, now: Timestamp) -> Result<Timestamp> {
    let doubled = 1_i32.checked_shl(message.failures).unwrap_or(i32::MAX).max(1);
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
    use crate::model::outbox::MessageKey;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::use_cases::authenticator::ResetMfa;

    /// Fails as often as it is told, then delivers.
    #[derive(Default)]
    struct Post {
        failing: Mutex<u32>,
        delivered: Mutex<Vec<(String, String)>>,
    }

    impl Mailer for Post {
        fn send(&self, mail: &Mail<'_>) -> Result<()> {
            let mut failing = self.failing.lock().unwrap();
            if *failing > 0 {
                *failing -= 1;
                return Err(Error::unavailable("the server is away"));
            }
            self.delivered.lock().unwrap().push((mail.to.to_string(), mail.subject.to_owned()));
            Ok(())
        }
    }

    fn a_reset() -> Result<(Arc<FixedClock>, Arc<Post>, DeliverMail)> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let reset = ResetMfa { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::default() };
        reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse("alice")?))?;
        let post = Arc::new(Post::default());
        let deliver =
            DeliverMail { store, clock: clock.clone(), mailer: Some(post.clone()), sealer: Arc::new(PlainSealer) };
        Ok((clock, post, deliver))
    }

    #[test]
    fn a_member_is_told_once_and_without_secrets() -> Result<()> {
        let (_, post, deliver) = a_reset()?;
        assert_eq!((deliver.execute()?.len(), deliver.execute()?.len()), (1, 0));
        let delivered = post.delivered.lock().unwrap();
        assert_eq!(delivered.len(), 1);
        assert_eq!(delivered[0].0, "alice@example.com");
        assert!(delivered[0].1.starts_with("acme: MFA was reset"), "{}", delivered[0].1);
        Ok(())
    }

    #[test]
    fn what_cannot_be_delivered_is_tried_again_later_and_later() -> Result<()> {
        let (clock, post, deliver) = a_reset()?;
        *post.failing.lock().unwrap() = 3;
        for pause in [30, 60, 120] {
            assert_eq!(deliver.execute()?.len(), 1);
            clock.advance(pause - 1);
            assert_eq!(deliver.execute()?.len(), 0, "{pause}");
            clock.advance(1);
        }
        assert_eq!(deliver.execute()?.len(), 1);
        assert_eq!(post.delivered.lock().unwrap().len(), 1);
        Ok(())
    }

    #[test]
    fn after_a_day_it_is_given_up() -> Result<()> {
        let (clock, post, deliver) = a_reset()?;
        *post.failing.lock().unwrap() = u32::MAX;
        let mut tries = 0;
        for _ in 0..2000 {
            tries += deliver.execute()?.len();
            clock.advance(60);
        }
        assert!((25..40).contains(&tries), "{tries}");
        *post.failing.lock().unwrap() = 0;
        assert_eq!(deliver.execute()?.len(), 0);
        assert!(post.delivered.lock().unwrap().is_empty());
        Ok(())
    }

    #[test]
    fn a_day_after_it_was_written_nothing_is_tried_again() -> Result<()> {
        for (late, again) in [(24 * 3600 - 1, 1), (24 * 3600, 0)] {
            let (clock, post, deliver) = a_reset()?;
            clock.advance(late);
            *post.failing.lock().unwrap() = 1;
            assert!(deliver.execute()?[0].is_err());
            clock.advance(3600);
            assert_eq!(deliver.execute()?.len(), again, "{late}");
        }
        Ok(())
    }

    #[test]
    fn what_holds_a_secret_is_opened_in_time_and_else_let_go() -> Result<()> {
        for (late, delivered) in [(0, 1), (599, 1), (600, 0), (601, 0)] {
            let (clock, post, deliver) = a_reset()?;
            assert_eq!(deliver.execute()?.len(), 1, "the reset's own");
            post.delivered.lock().unwrap().clear();
            let now = clock.now();
            let organization = OrganizationId::parse("acme")?;
            let to = EmailAddress::parse("alice@example.com")?;
            let sealed = deliver.sealer.seal(b"a link", &Text::place(&organization, &to))?;
            let text = Text::Sealed { sealed, expires_at: now + SignedDuration::from_secs(600) };
            let key = MessageKey { organization, sequence: 9, part: 0 };
            let message = Message { key, to, subject: "Your link".to_owned(), text, created_at: now, failures: 0 };
            deliver.store.transaction(|tx| tx.outbox().enqueue(&message))?;
            clock.advance(late);
            assert!(deliver.execute()?[0].is_ok());
            assert_eq!(post.delivered.lock().unwrap().len(), delivered, "{late}");
            assert_eq!(deliver.execute()?.len(), 0, "{late}: it is gone");
        }
        Ok(())
    }
}
