//! The use cases of the policy and of exceptions from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use portcullis_domain::{
    AllowedMethod, ChangePolicy, EndExemption, EnforceMfa, GetPolicy, GrantExemption, LegacyOrganization,
    ListExemptions, PlanPolicy, SetDeadline, StepUpRule,
};

use super::Ports;

pub(crate) struct PolicyUseCases {
    pub(crate) enforce_mfa: EnforceMfa,
    pub(crate) get: GetPolicy,
    pub(crate) change: ChangePolicy,
    pub(crate) plan: PlanPolicy,
    pub(crate) deadlines: SetDeadline,
    pub(crate) grant_exemption: GrantExemption,
    pub(crate) end_exemption: EndExemption,
    pub(crate) list_exemptions: ListExemptions,
    pub(crate) legacy_organization: LegacyOrganization,
}

impl PolicyUseCases {
    /// `supported`: the methods that a policy may allow in this installation.
    pub(super) fn new(ports: &Ports, step_up: StepUpRule, supported: BTreeSet<AllowedMethod>) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        let enforce_mfa = || EnforceMfa { store: store(), clock: clock(), step_up };
        Self {
            enforce_mfa: enforce_mfa(),
            get: GetPolicy { store: store(), clock: clock() },
            change: ChangePolicy { store: store(), clock: clock(), step_up, supported },
            plan: PlanPolicy { store: store(), clock: clock(), step_up },
            deadlines: SetDeadline { store: store(), clock: clock(), step_up },
            grant_exemption: GrantExemption { store: store(), clock: clock(), step_up },
            end_exemption: EndExemption { store: store(), clock: clock(), step_up },
            list_exemptions: ListExemptions { store: store(), clock: clock(), step_up },
            legacy_organization: LegacyOrganization { enforce: enforce_mfa() },
        }
    }
}
