//! The command line: commands, and a flag for every setting that is no secret.

mod administration;
mod command;
mod command_line;

pub(crate) use administration::{
    AuthenticatorCommand, MemberCommand, OrganizationCommand, Override, PolicyCommand, SessionCommand,
};
pub(crate) use command::{CheckArguments, Command, DecideArguments, KeysCommand, Migration, TokenArguments};
pub(crate) use command_line::read;
