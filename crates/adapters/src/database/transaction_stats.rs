//! Counts committed changes and audit entries.
//!
//! The two are counted independently: a change where rows of organizations, memberships or authenticators are written,
//! an entry where one is appended to the audit log. A difference between the counters reveals an unrecorded change.

use portcullis_domain::AuditOutcome;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The counters of a store.
#[derive(Debug, Clone, Default)]
pub(super) struct TransactionStats {
    changed: Counter,
    recorded: Counter,
    entries: Family<OutcomeLabel, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

/// What one transaction has written so far.
#[derive(Debug, Default)]
pub(super) struct WriteSet {
    /// Whether it wrote a row of an audited table.
    pub(super) audited_row: bool,
    /// The outcomes of the audit entries it appended.
    pub(super) entries: Vec<AuditOutcome>,
}

impl TransactionStats {
    /// Counts a committed transaction.
    pub(super) fn count(&self, writes: &WriteSet) {
        // counted in this order and read in the other, so that no scrape sees a change before its entry
        if writes.audited_row {
            if writes.entries.contains(&AuditOutcome::Changed) {
                self.recorded.inc();
            }
            self.changed.inc();
        }
        for outcome in &writes.entries {
            self.entries.get_or_create(&OutcomeLabel { outcome: label(*outcome) }).inc();
        }
    }

    /// Registers the counters, all at zero.
    pub(super) fn register(&self, registry: &mut Registry) {
        for outcome in [AuditOutcome::Changed, AuditOutcome::Unchanged, AuditOutcome::Refused] {
            let _ = self.entries.get_or_create(&OutcomeLabel { outcome: label(outcome) });
        }
        registry.register(
            "portcullis_changes",
            "Committed transactions that wrote an organization, a membership or an authenticator",
            self.changed.clone(),
        );
        registry.register(
            "portcullis_recorded_changes",
            "Those of portcullis_changes that also appended an audit entry; the two must be equal",
            self.recorded.clone(),
        );
        registry.register("portcullis_audit_entries", "Audit entries by outcome", self.entries.clone());
    }
}

fn label(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Changed => "changed",
        AuditOutcome::Unchanged => "unchanged",
        AuditOutcome::Refused => "refused",
    }
}
