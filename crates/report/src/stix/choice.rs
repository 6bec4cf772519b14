//! Which findings go into a bundle: the most serious, then the earliest.

use crate::ReportError;
use crate::spool::{Spool, Stand};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;

/// The findings that were chosen.
pub(super) struct Choice {
    /// Where they stand, the most serious first.
    pub(super) stands: Vec<Stand>,
    /// How many were not.
    pub(super) beyond: u64,
}

/// What is less goes first.
type Key = (Reverse<u8>, i64, u64);

/// The findings with the highest levels, at most `max` of them.
pub(super) fn most_serious(max: usize, spool: &Path) -> Result<Choice, ReportError> {
    let mut spool = Spool::open(spool)?;
    // The last of those chosen is on top and gives way.
    let mut heap: BinaryHeap<(Key, ByNumber)> = BinaryHeap::new();
    let mut beyond = 0;
    while let Some((stand, line)) = spool.next()? {
        let time = line.finding_info.first_seen_time.unwrap_or(i64::MAX);
        heap.push(((Reverse(line.severity_id), time, stand.number), ByNumber(stand)));
        if heap.len() > max {
            heap.pop();
            beyond += 1;
        }
    }
    let stands = heap.into_sorted_vec().into_iter().map(|(_, stand)| stand.0).collect();
    Ok(Choice { stands, beyond })
}

/// A place in the spool, ordered by its number.
struct ByNumber(Stand);

impl PartialEq for ByNumber {
    fn eq(&self, other: &Self) -> bool {
        self.0.number == other.0.number
    }
}

impl Eq for ByNumber {}

impl PartialOrd for ByNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByNumber {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.number.cmp(&other.0.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_most_serious_and_earliest_are_chosen_and_the_others_counted() {
        let mut spool = tempfile::NamedTempFile::new().unwrap();
        for (severity, time) in [(2, 1), (4, 9), (5, 5), (4, 3), (1, 0)] {
            let info = format!(r#"{{"uid":"u","title":"t","analytic":{{"uid":"r"}},"first_seen_time":{time}}}"#);
            writeln!(spool, r#"{{"finding_info":{info},"severity_id":{severity},"evidences":[]}}"#).unwrap();
        }
        let check = |max, expected: &[u64], beyond| {
            let choice = most_serious(max, spool.path()).unwrap();
            let numbers: Vec<u64> = choice.stands.iter().map(|stand| stand.number).collect();
            assert_eq!((numbers.as_slice(), choice.beyond), (expected, beyond));
        };
        check(9, &[2, 3, 1, 0, 4], 0);
        check(2, &[2, 3], 3);
        check(0, &[], 5);
    }
}
