//! Who can read and write a file.

use std::io;
use std::path::Path;

/// What a file's mode and place say about other accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    /// The permission bits.
    pub(crate) mode: u32,
    /// Whether the file's group is one of the process's.
    pub(crate) is_our_group: bool,
    /// Whether it is a regular file.
    pub(crate) is_regular: bool,
    /// Whether it is in memory or on a read-only mount, as secrets that an orchestrator mounts: then its mode is not the
    /// operator's choice, and says nothing about who reaches it.
    pub(crate) is_shielded: bool,
}

impl Access {
    /// Whether the group or others may write it.
    pub(crate) fn is_writable_by_others(&self) -> bool {
        self.mode & 0o022 != 0
    }

    /// Whether accounts outside of our groups can read it.
    pub(crate) fn is_readable_by_others(&self) -> bool {
        let foreign = if self.is_our_group { 0o004 } else { 0o044 };
        !self.is_shielded && self.mode & foreign != 0
    }
}

/// Returns who can access a file, links followed.
#[cfg(unix)]
pub(crate) fn access(path: &Path) -> io::Result<Access> {
    use std::os::unix::fs::MetadataExt as _;
    let file = std::fs::metadata(path)?;
    let mut groups = vec![rustix::process::getegid(), rustix::process::getgid()];
    groups.extend(rustix::process::getgroups()?);
    Ok(Access {
        mode: file.mode(),
        is_our_group: groups.iter().any(|group| group.as_raw() == file.gid()),
        is_regular: file.is_file(),
        is_shielded: is_read_only(path)? || is_in_memory(path)?,
    })
}

/// Returns that nobody else can: elsewhere than on Unix, files have no mode.
#[cfg(not(unix))]
pub(crate) fn access(path: &Path) -> io::Result<Access> {
    let is_regular = std::fs::metadata(path)?.is_file();
    Ok(Access { mode: 0o600, is_our_group: false, is_regular, is_shielded: false })
}

#[cfg(unix)]
fn is_read_only(path: &Path) -> io::Result<bool> {
    Ok(rustix::fs::statvfs(path)?.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

#[cfg(target_os = "linux")]
fn is_in_memory(path: &Path) -> io::Result<bool> {
    /// `TMPFS_MAGIC` and `RAMFS_MAGIC` of `linux/magic.h`; systemd keeps credentials in either.
    const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];
    let kind = u64::try_from(rustix::fs::statfs(path)?.f_type).unwrap_or_default();
    Ok(IN_MEMORY.contains(&kind))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_in_memory(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn of_mode(mode: u32) -> Access {
        Access { mode, is_our_group: false, is_regular: true, is_shielded: false }
    }

    #[test]
    fn our_groups_and_shielded_places_may_read() {
        for (mode, foreign, ours) in [
            (0o600, false, false),
            (0o640, true, false),
            (0o604, true, true),
            (0o644, true, true),
            (0o711, false, false),
        ] {
            assert_eq!(of_mode(mode).is_readable_by_others(), foreign, "{mode:o}");
            assert_eq!(Access { is_our_group: true, ..of_mode(mode) }.is_readable_by_others(), ours, "{mode:o}");
            assert!(!Access { is_shielded: true, ..of_mode(mode) }.is_readable_by_others(), "{mode:o}");
        }
        // nobody but the owner writes, wherever the file is
        assert!(Access { is_shielded: true, is_our_group: true, ..of_mode(0o620) }.is_writable_by_others());
        assert!(!of_mode(0o644).is_writable_by_others());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn place_of_a_file_is_read_from_its_mount() {
        let file = |path: &str| access(Path::new(path)).unwrap();
        assert!(!file("/proc/self/status").is_shielded);
        assert!(file("/dev").is_shielded, "/dev is in memory");
        assert!(access(Path::new("/nowhere")).is_err());
    }
}
