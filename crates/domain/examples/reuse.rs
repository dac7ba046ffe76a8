//! Another service uses the domain alone, with its own user interface.
//!
//! A real service implements `portcullis_domain::Store`; this example uses the in-memory store. It needs neither a database
//! nor HTTP nor an async runtime.

use std::sync::Arc;

use portcullis_domain::testing::{FixedClock, MemoryStore, a_caller, an_organization};
use portcullis_domain::{Actor, Clock, EnforceMfa, Error, GetPolicy, Result, Role, StepUpRule, Store};

/// The other service's settings page, with a checkbox that requires MFA of all members.
struct SecuritySettings {
    enforce: EnforceMfa,
    policy: GetPolicy,
}

impl SecuritySettings {
    fn over(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let policy = GetPolicy { store: store.clone(), clock: clock.clone() };
        Self { enforce: EnforceMfa { store, clock, step_up: StepUpRule::default() }, policy }
    }

    fn tick(&self, who: &Actor) -> Result<bool> {
        self.enforce.execute(who, true)?;
        Ok(self.policy.execute(who)?.enforced())
    }
}

fn main() -> Result<()> {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
    let settings = SecuritySettings::over(store, Arc::new(FixedClock::at("2026-01-01T00:00:00Z")));

    let enforced = settings.tick(&a_caller("alice").of("acme").acting())?;
    let refused = matches!(settings.tick(&a_caller("bob").of("acme").acting()), Err(Error::Forbidden(_)));
    show(&format!("acme requires MFA now: {enforced}\nbob may not: {refused}\n"))
}

fn show(text: &str) -> Result<()> {
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes()).map_err(Error::internal)
}
