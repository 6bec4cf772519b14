//! What the system lets the program have: open files and memory.

use super::Check;
use crate::units::size;
use atalaya_model::Message;

/// Open files that the program should be allowed: a table of the lake has many.
const OPEN_FILES_MIN: u64 = 4096;
/// Bytes of memory that should be there.
const MEMORY_BYTES_MIN: u64 = 1 << 30;

pub(super) fn checks() -> Vec<Check> {
    vec![files(), memory()]
}

fn files() -> Check {
    let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    match open_files(&text) {
        None => Check::look("limits", Message::new("doctor-limits-unknown")),
        Some(limit) if limit < OPEN_FILES_MIN => {
            Check::look("limits", Message::new("doctor-limits-few").with("limit", limit).with("wanted", OPEN_FILES_MIN))
        }
        Some(limit) => Check::good("limits", Message::new("doctor-limits-good").with("limit", limit)),
    }
}

/// The soft limit; one that says that there is none is as good as the largest.
fn open_files(text: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let word = rest.split_whitespace().next()?;
    if word == "unlimited" { Some(u64::MAX) } else { word.parse().ok() }
}

fn memory() -> Check {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let allowed = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let allowed = allowed.and_then(|text| text.trim().parse().ok()).unwrap_or(u64::MAX);
    match available(&text).map(|bytes| bytes.min(allowed)) {
        None => Check::look("memory", Message::new("doctor-memory-unknown")),
        Some(bytes) if bytes < MEMORY_BYTES_MIN => {
            let message = Message::new("doctor-memory-little").with("free", size(bytes));
            Check::look("memory", message.with("wanted", size(MEMORY_BYTES_MIN)))
        }
        Some(bytes) => Check::good("memory", Message::new("doctor-memory-good").with("free", size(bytes))),
    }
}

fn available(text: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    rest.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_what_the_system_says() {
        let limits =
            "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096  files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files("Max open files  unlimited unlimited files"), Some(u64::MAX));
        assert_eq!(open_files("nothing"), None);
        assert_eq!(available("MemTotal: 9 kB\nMemAvailable:   2048 kB\n"), Some(2 << 20));
        assert_eq!(available(""), None);
    }
}
