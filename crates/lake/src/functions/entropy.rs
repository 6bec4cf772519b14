//! `entropy(text)`: how random a text looks, in bits for each character (Shannon), for names made up by machines.

use super::text::to_numbers;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use rustc_hash::FxHashMap;

pub(super) fn entropy(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    to_numbers(args, |text| Some(bits(text)))
}

/// 0 for an empty text and for one of a single letter repeated.
fn bits(text: &str) -> f64 {
    if text.is_ascii() {
        let mut counts = [0u32; 128];
        text.bytes().for_each(|byte| counts[usize::from(byte & 127)] += 1);
        return of_counts(counts.iter().copied().filter(|&count| count > 0), text.len());
    }
    let mut counts: FxHashMap<char, u32> = FxHashMap::default();
    text.chars().for_each(|letter| *counts.entry(letter).or_default() += 1);
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.sort_unstable();
    let total = counts.iter().map(|&count| count as usize).sum();
    of_counts(counts.into_iter(), total)
}

fn of_counts(counts: impl Iterator<Item = u32>, total: usize) -> f64 {
    let total = total as f64;
    let sum: f64 = counts.map(|count| f64::from(count) / total).map(|share| share * share.log2()).sum();
    if sum == 0.0 { 0.0 } else { -sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_equally_many_letters_has_as_many_bits_as_they_need() {
        for (text, expected) in
            [("", 0.0), ("aaaa", 0.0), ("ab", 1.0), ("abcd", 2.0), ("aabb", 1.0), ("ñandú", 2.321928)]
        {
            assert!((bits(text) - expected).abs() < 1e-6, "{text}: {}", bits(text));
        }
        assert!(bits("x7f9q2kd0w") > bits("banana") && bits("x").is_sign_positive());
    }
}
