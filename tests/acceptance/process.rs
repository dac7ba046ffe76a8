//! Processes, as the system tells of them.

use std::fs::read_dir;
use std::process::Command;

/// Sends a signal by name to each of them.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let words: Vec<_> = processes.iter().map(u32::to_string).collect();
    // the shell's own, which is there where procps is not
    let kill = format!("kill -{name} {}", words.join(" "));
    assert!(Command::new("bash").args(["-c", &kill]).status().unwrap().success(), "{kill}");
}

/// How many threads it has.
pub(crate) fn threads(process: u32) -> usize {
    read_dir(format!("/proc/{process}/task")).unwrap().count()
}

/// How many files and connections it has open.
pub(crate) fn open_files(process: u32) -> usize {
    read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

/// Those that it began.
#[cfg(feature = "postgres")]
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let all = read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    all.filter(|process: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("PPid:").is_some_and(|id| id.trim() == parent.to_string()))
    })
    .collect()
}
