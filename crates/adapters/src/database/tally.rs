//! What was committed, counted: changes of what the trail tells of, and the entries that tell of them.
//!
//! The two are counted apart. A change is noted where rows of organizations, memberships and authenticators are written;
//! an entry where one is appended. So a change that somebody forgot to record shows as a difference of the two.

use portcullis_domain::AuditOutcome;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The counts of a store.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    changed: Counter,
    recorded: Counter,
    entries: Family<OfOutcome, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOutcome {
    outcome: &'static str,
}

/// What one transaction did so far.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    /// Whether it wrote a row of what the trail tells of.
    pub(super) wrote: bool,
    /// The outcomes of the entries that it appended.
    pub(super) entries: Vec<AuditOutcome>,
}

impl Tally {
    /// To be called of what is committed, and of nothing else.
    pub(super) fn count(&self, deeds: &Deeds) {
        // in this order, and looked at in the other one: whoever looks in between sees no change that is not recorded
        if deeds.wrote {
            if deeds.entries.contains(&AuditOutcome::Changed) {
                self.recorded.inc();
            }
            self.changed.inc();
        }
        for outcome in &deeds.entries {
            self.entries.get_or_create(&OfOutcome { outcome: name(*outcome) }).inc();
        }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        for outcome in [AuditOutcome::Changed, AuditOutcome::Unchanged, AuditOutcome::Refused] {
            let _ = self.entries.get_or_create(&OfOutcome { outcome: name(outcome) });
        }
        registry.register(
            "portcullis_changes",
            "Committed transactions that wrote a row of an organization, a membership or an authenticator",
            self.changed.clone(),
        );
        registry.register(
            "portcullis_recorded_changes",
            "Those of them that appended an entry of a change to the audit trail: all",
            self.recorded.clone(),
        );
        registry.register("portcullis_audit_entries", "Entries of the audit trail", self.entries.clone());
    }
}

fn name(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Changed => "changed",
        AuditOutcome::Unchanged => "unchanged",
        AuditOutcome::Refused => "refused",
    }
}
