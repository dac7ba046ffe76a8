//! The commands that administer organizations.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum OrganizationCommand {
    /// Create an organization
    Create {
        /// Its id, as the identity provider writes it into tokens
        id: String,
        /// Its name for people
        #[arg(long)]
        name: String,
    },
    /// List all organizations
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Add a member
    Add {
        #[command(flatten)]
        of: MemberOf,
        /// The member's e-mail address
        #[arg(long)]
        email: Option<String>,
        /// USER, BILLING, WORKSPACES, ADMINISTRATORS or OWNER
        #[arg(long, default_value = "USER")]
        role: String,
        /// person or service
        #[arg(long, default_value = "person")]
        kind: String,
        #[command(flatten)]
        admin_override: Override,
    },
    /// Change a member's role
    Role {
        #[command(flatten)]
        of: MemberOf,
        /// USER, BILLING, WORKSPACES, ADMINISTRATORS or OWNER
        #[arg(long)]
        role: String,
        #[command(flatten)]
        admin_override: Override,
    },
    /// Remove a member
    Remove {
        #[command(flatten)]
        of: MemberOf,
    },
    /// Enter an organization for a member whose tokens name none, so that these tokens can mean it
    Enter {
        #[command(flatten)]
        of: MemberOf,
    },
    /// Make a code that confirms the member's next enrolment, for seven days; printed once
    EnrolmentCode {
        #[command(flatten)]
        of: MemberOf,
    },
    /// List the members of an organization
    List {
        /// The organization
        #[arg(long)]
        organization: String,
    },
    /// Import members from a CSV file with the columns subject, email, role, kind; all or nothing
    Import {
        /// The organization
        #[arg(long)]
        organization: String,
        /// The file; only the column `subject` is required, and an empty cell leaves a member's value as it is
        file: PathBuf,
        #[command(flatten)]
        admin_override: Override,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Override {
    /// The reason why a subject may administer an organization that enforces MFA without an authenticator that counts
    /// there; recorded in the audit log and mailed to every administrator
    #[arg(long = "override", value_name = "REASON")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MemberOf {
    /// The organization
    #[arg(long)]
    pub(crate) organization: String,
    /// The member's subject, as in the identity provider's tokens
    #[arg(long)]
    pub(crate) subject: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthenticatorCommand {
    /// List a member's authenticators
    List {
        #[command(flatten)]
        of: MemberOf,
    },
    /// Clear the counts of a member's wrong codes, so that codes are accepted again
    Unlock {
        #[command(flatten)]
        of: MemberOf,
    },
    /// Remove all of a member's authenticators, so that they enrol again
    Reset {
        #[command(flatten)]
        of: MemberOf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    /// End all MFA sessions of a member, so that they verify again; no authenticator is touched
    End {
        #[command(flatten)]
        of: MemberOf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Show the policy
    Show {
        /// The organization
        #[arg(long)]
        organization: String,
    },
    /// Require MFA of every member
    Enforce {
        /// The organization
        #[arg(long)]
        organization: String,
    },
    /// Stop requiring MFA
    #[command(visible_alias = "stop-enforcing")]
    Relax {
        /// The organization
        #[arg(long)]
        organization: String,
    },
}
