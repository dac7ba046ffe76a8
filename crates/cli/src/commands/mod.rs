//! The program's commands, one a file.

mod authenticator;
mod check;
mod check_token;
mod decide;
mod dev;
mod dev_data;
mod dev_files;
mod dev_guide;
mod fresh_keys;
mod init;
mod keys;
mod member;
mod member_list;
mod migrate;
mod openapi;
mod organization;
mod policy;
mod providers;
mod run;
mod serve;
mod session;
mod stdin_token;
mod token;
mod token_advice;

pub(crate) use run::run;
