//! Words that were nearly hit.

/// Letters that a word may have for which near ones are looked for.
const LETTERS_MAX: usize = 64;
/// Letters by which a near word may differ.
const DISTANCE_MAX: usize = 2;

/// The names that `word` may have been meant to be, the nearest first, at most `count`: those that differ in a few letters,
/// then those of which it is a part.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    if letters == 0 || letters > LETTERS_MAX {
        return Vec::new();
    }
    let allowed = DISTANCE_MAX.min(letters.div_ceil(3));
    let mut found: Vec<(usize, &str)> = Vec::new();
    for name in names.into_iter().filter(|name| name.len() <= 4 * LETTERS_MAX) {
        let lower = name.to_lowercase();
        let distance =
            if letters.abs_diff(lower.chars().count()) <= allowed { distance(&word, &lower) } else { usize::MAX };
        if distance <= allowed {
            found.push((distance, name));
        } else if letters >= 3 && lower.contains(&word) {
            found.push((DISTANCE_MAX + lower.len() - word.len(), name));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, name)| name).take(count).collect()
}

/// How many letters must be inserted, removed or replaced to make one word of the other.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_nearest_first() {
        let names = ["host", "host_ip", "user", "CommandLine", "ParentCommandLine", "process"];
        let check = |word: &str, expected: &[&str]| assert_eq!(nearest(word, names, 3), expected, "{word}");
        check("hots", &["host"]);
        check("hosst", &["host"]);
        check("comandline", &["CommandLine"]);
        check("COMMANDLINE", &["CommandLine", "ParentCommandLine"]);
        check("proces", &["process"]);
        check("x", &[]);
        check("", &[]);
        check(&"x".repeat(1000), &[]);
    }
}
