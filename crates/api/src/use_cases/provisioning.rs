//! The use cases of organizations and memberships: most are for the product's back end.

use std::sync::Arc;

use portcullis_domain::{
    AcceptMembership, EndOrganization, EnterOrganization, GracePeriod, PutMember, PutOrganization, RemoveMember,
};

use super::Ports;

pub(crate) struct ProvisioningUseCases {
    pub(crate) put_organization: PutOrganization,
    pub(crate) end_organization: EndOrganization,
    pub(crate) put_member: PutMember,
    pub(crate) remove_member: RemoveMember,
    pub(crate) enter_organization: EnterOrganization,
    pub(crate) accept_membership: AcceptMembership,
}

impl ProvisioningUseCases {
    /// `grace`: the grace period of new organizations.
    pub(super) fn new(ports: &Ports, grace: GracePeriod) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        Self {
            put_organization: PutOrganization { store: store(), clock: clock(), grace },
            end_organization: EndOrganization { store: store(), clock: clock() },
            put_member: PutMember { store: store(), clock: clock() },
            remove_member: RemoveMember { store: store(), clock: clock() },
            enter_organization: EnterOrganization { store: store(), clock: clock() },
            accept_membership: AcceptMembership { store: store(), clock: clock() },
        }
    }
}
