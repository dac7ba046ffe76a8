//! `portcullis organization`: tenants.

use std::process::ExitCode;

use portcullis_domain::{
    CreateOrganization, ListOrganizations, Operator, OrganizationId, OrganizationName, PageSize, Result,
};

use crate::arguments::OrganizationCommand;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, command: OrganizationCommand) -> Result<ExitCode> {
    let store = compose::ready_store(settings)?;
    match command {
        OrganizationCommand::Create { id, name } => {
            let grace = settings.default_grace()?;
            let operator = Operator { name: settings.0.account.clone(), organization: OrganizationId::parse(id)? };
            let create = CreateOrganization { store, clock: compose::clock(), grace };
            let organization = create.execute(&operator, &OrganizationName::parse(name)?)?;
            println!("created {}", organization.id);
        }
        OrganizationCommand::List => {
            let list = ListOrganizations { store };
            let mut after = None;
            loop {
                let page = list.execute(after.as_ref(), PageSize::MAX)?;
                for organization in page.items {
                    let enforced = if organization.policy.enforced() { "enforced" } else { "not enforced" };
                    println!("{}\t{}\t{enforced}", organization.id, organization.name);
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
