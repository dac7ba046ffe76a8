//! `portcullis organization`: creates and lists organizations.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{
    CreateOrganization, GracePeriod, ListOrganizations, Operator, OrganizationId, OrganizationName, PageSize, Store,
};

use crate::arguments::OrganizationCommand;
use crate::compose;
use crate::error::{Result, named};

pub(super) fn run(
    store: Arc<dyn Store>,
    account: &str,
    grace: GracePeriod,
    command: OrganizationCommand,
) -> Result<ExitCode> {
    match command {
        OrganizationCommand::Create { id, name } => {
            let operator = Operator {
                name: account.to_owned(),
                organization: OrganizationId::parse(id).map_err(named("organization"))?,
            };
            let create = CreateOrganization { store, clock: compose::clock(), grace };
            let organization = create.execute(&operator, &OrganizationName::parse(name).map_err(named("name"))?)?;
            outln!("created {}", organization.id);
        }
        OrganizationCommand::List => {
            let list = ListOrganizations { store };
            let mut after = None;
            loop {
                let page = list.execute(after.as_ref(), PageSize::MAX)?;
                for organization in page.items {
                    let enforced = if organization.base_policy().enforced() { "enforced" } else { "not enforced" };
                    outln!("{}\t{}\t{enforced}", organization.id, organization.name);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
