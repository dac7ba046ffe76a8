//! The use cases that show administrators their organization: members, audit log, enrolments.

use std::sync::Arc;

use portcullis_domain::access::{ListStandings, StepUpRule};
use portcullis_domain::audit::{CountEnrolments, ReadTrail};

use super::Ports;

pub(crate) struct ReportUseCases {
    pub(crate) members: ListStandings,
    pub(crate) audit_log: ReadTrail,
    pub(crate) enrolments: CountEnrolments,
}

impl ReportUseCases {
    pub(super) fn new(ports: &Ports, step_up: StepUpRule) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        Self {
            members: ListStandings { store: store(), clock: clock(), step_up },
            audit_log: ReadTrail { store: store(), clock: clock(), step_up },
            enrolments: CountEnrolments { store: store(), clock: clock(), step_up },
        }
    }
}
