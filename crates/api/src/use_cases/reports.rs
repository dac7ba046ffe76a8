//! The use cases that show administrators their organization: members, audit log, enrolments.

use std::sync::Arc;

use portcullis_domain::{CountEnrolments, ListMemberStatuses, ReadAuditLog, StepUpRule};

use super::Ports;

pub(crate) struct ReportUseCases {
    pub(crate) members: ListMemberStatuses,
    pub(crate) audit_log: ReadAuditLog,
    pub(crate) enrolments: CountEnrolments,
}

impl ReportUseCases {
    pub(super) fn new(ports: &Ports, step_up: StepUpRule) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        Self {
            members: ListMemberStatuses { store: store(), clock: clock(), step_up },
            audit_log: ReadAuditLog { store: store(), clock: clock(), step_up },
            enrolments: CountEnrolments { store: store(), clock: clock(), step_up },
        }
    }
}
