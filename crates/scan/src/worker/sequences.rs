//! Record numbers, as stretches without a gap, so that what is missing between them can be told.

use rustc_hash::FxHashMap;

/// Stretches kept for one log; beyond them the shortest gaps are not told apart.
const STRETCHES_MAX: usize = 100_000;
/// Bytes of each part of a log's name that are kept.
const PART_BYTES_MAX: usize = 255;
/// Logs kept for one input.
const LOGS_MAX: usize = 10_000;

/// Stretches of record numbers by log.
#[derive(Default)]
pub(crate) struct Sequences {
    logs: FxHashMap<String, Vec<(u64, u64)>>,
    key: String,
    /// Numbers that were not kept because a limit was reached.
    pub(crate) beyond: u64,
}

impl Sequences {
    /// Notes a number of the log that `per` names.
    pub(crate) fn add(&mut self, per: &[Option<&str>], number: u64) {
        self.key.clear();
        for part in per.iter().flatten() {
            if !self.key.is_empty() {
                self.key.push_str(", ");
            }
            self.key.push_str(&part[..part.floor_char_boundary(PART_BYTES_MAX)]);
        }
        let room = self.logs.len() < LOGS_MAX;
        match self.logs.get_mut(&self.key) {
            Some(stretches) => extend(stretches, number, number, &mut self.beyond),
            None if room => drop(self.logs.insert(self.key.clone(), vec![(number, number)])),
            None => self.beyond += 1,
        }
    }

    /// Adds the numbers of another part of the same input.
    pub(crate) fn merge(&mut self, other: Sequences) {
        self.beyond += other.beyond;
        for (log, stretches) in other.logs {
            if !self.logs.contains_key(&log) && self.logs.len() >= LOGS_MAX {
                self.beyond += 1;
                continue;
            }
            let known = self.logs.entry(log).or_default();
            for (first, last) in stretches {
                extend(known, first, last, &mut self.beyond);
            }
        }
    }

    /// Calls `each` for what is missing: log, the number before the gap, the number behind it. In the order of logs
    /// and numbers.
    pub(crate) fn gaps(self, each: &mut dyn FnMut(&str, u64, u64)) {
        let mut logs: Vec<_> = self.logs.into_iter().collect();
        logs.sort_unstable();
        for (log, mut stretches) in logs {
            stretches.sort_unstable();
            let mut last = stretches[0].1;
            for (first, end) in stretches.into_iter().skip(1) {
                if first > last.saturating_add(1) {
                    each(&log, last, first);
                }
                last = last.max(end);
            }
        }
    }
}

fn extend(stretches: &mut Vec<(u64, u64)>, first: u64, last: u64, beyond: &mut u64) {
    let room = stretches.len() < STRETCHES_MAX;
    match stretches.last_mut() {
        Some(stretch) if stretch.1.checked_add(1) == Some(first) => stretch.1 = last,
        _ if room => stretches.push((first, last)),
        _ => *beyond += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_numbers_are_told_by_log_whatever_the_order() {
        let mut sequences = Sequences::default();
        for number in [10, 11, 12, 15, 1, 2, 3] {
            sequences.add(&[Some("dc01"), Some("Security")], number);
        }
        let mut more = Sequences::default();
        more.add(&[Some("dc01"), Some("Security")], 16);
        more.add(&[Some("dc01"), Some("System")], 7);
        sequences.merge(more);
        let mut gaps = Vec::new();
        sequences.gaps(&mut |log, after, before| gaps.push((log.to_owned(), after, before)));
        let log = || "dc01, Security".to_owned();
        assert_eq!(gaps, [(log(), 3, 10), (log(), 12, 15)]);
    }
}
