//! What those who administer an organization, and the product's back end, can call.

use std::collections::BTreeSet;
use std::sync::Arc;

use portcullis_domain::{
    AllowedMethod, ChangePolicy, CountEnrolments, EndExemption, EndOrganization, EnforceMfa, GetPolicy, GrantExemption,
    LegacyOrganization, ListExemptions, ListMemberStatuses, PlanPolicy, PutMember, PutOrganization, ReadAuditLog,
    RemoveMember, SetDeadline,
};

use crate::services::{Ports, Rules};

/// The use cases behind the routes about an organization and its members.
pub struct Administration {
    /// `GET /mfa/organization/policy`.
    pub get_policy: Arc<GetPolicy>,
    /// `PUT /mfa/organization/policy`.
    pub change_policy: Arc<ChangePolicy>,
    /// `POST /mfa/organization/policy/plan`.
    pub plan_policy: Arc<PlanPolicy>,
    /// `PUT` and `DELETE /mfa/organization/members/{subject}/deadline`.
    pub set_deadline: Arc<SetDeadline>,
    /// `PUT /mfa/organization/members/{subject}/exemption`.
    pub grant_exemption: Arc<GrantExemption>,
    /// `DELETE /mfa/organization/members/{subject}/exemption`.
    pub end_exemption: Arc<EndExemption>,
    /// `GET /mfa/organization/exemptions`.
    pub list_exemptions: Arc<ListExemptions>,
    /// `PUT /organizations/{org}`.
    pub put_organization: Arc<PutOrganization>,
    /// `DELETE /organizations/{org}`.
    pub end_organization: Arc<EndOrganization>,
    /// `PUT /organizations/{org}/members/{subject}`.
    pub put_member: Arc<PutMember>,
    /// `DELETE /organizations/{org}/members/{subject}`.
    pub remove_member: Arc<RemoveMember>,
    /// `GET` and `PUT /organization/{orgId}`.
    pub legacy_organization: Arc<LegacyOrganization>,
    /// `GET /mfa/organization/members`.
    pub list_standings: Arc<ListMemberStatuses>,
    /// `GET /mfa/organization/audit`.
    pub read_trail: Arc<ReadAuditLog>,
    /// `GET /mfa/organization/enrolments`.
    pub count_enrolments: Arc<CountEnrolments>,
}

impl Administration {
    /// Every use case, over these ports and by these rules. `supported`: with what a demand can be met here.
    pub(crate) fn over(ports: &Ports, rules: &Rules, supported: BTreeSet<AllowedMethod>) -> Self {
        let (step_up, grace) = (rules.step_up, rules.grace);
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        Self {
            get_policy: Arc::new(GetPolicy { store: store(), clock: clock() }),
            change_policy: Arc::new(ChangePolicy { store: store(), clock: clock(), step_up, supported }),
            plan_policy: Arc::new(PlanPolicy { store: store(), clock: clock(), step_up }),
            set_deadline: Arc::new(SetDeadline { store: store(), clock: clock(), step_up }),
            grant_exemption: Arc::new(GrantExemption { store: store(), clock: clock(), step_up }),
            end_exemption: Arc::new(EndExemption { store: store(), clock: clock(), step_up }),
            list_exemptions: Arc::new(ListExemptions { store: store(), clock: clock(), step_up }),
            put_organization: Arc::new(PutOrganization { store: store(), clock: clock(), grace }),
            end_organization: Arc::new(EndOrganization { store: store(), clock: clock() }),
            put_member: Arc::new(PutMember { store: store(), clock: clock() }),
            remove_member: Arc::new(RemoveMember { store: store(), clock: clock() }),
            legacy_organization: Arc::new(LegacyOrganization {
                enforce: EnforceMfa { store: store(), clock: clock(), step_up },
            }),
            list_standings: Arc::new(ListMemberStatuses { store: store(), clock: clock(), step_up }),
            read_trail: Arc::new(ReadAuditLog { store: store(), clock: clock(), step_up }),
            count_enrolments: Arc::new(CountEnrolments { store: store(), clock: clock(), step_up }),
        }
    }
}
