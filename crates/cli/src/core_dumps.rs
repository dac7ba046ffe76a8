//! Forbids core dumps: the process's memory holds keys and secrets.

use std::io;

/// Forbids core dumps of this process, and that other processes of the same account read its memory. A limit alone does
/// not stop a dump that the kernel pipes into a program.
pub(crate) fn forbid() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    #[cfg(unix)]
    match rlimit::setrlimit(rlimit::Resource::CORE, 0, 0) {
        // systemd's filter of system calls may forbid it; the process is not dumpable anyway
        Err(error) if cfg!(not(target_os = "linux")) => return Err(error),
        Ok(()) | Err(_) => {}
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn process_is_not_dumpable() {
        forbid().unwrap();
        assert_eq!(rlimit::getrlimit(rlimit::Resource::CORE).unwrap(), (0, 0));
        let behavior = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(behavior, rustix::process::DumpableBehavior::NotDumpable);
    }
}
