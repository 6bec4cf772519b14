//! Which names are nearly what somebody wrote.

/// Names that are offered at most.
pub const NEAREST_MAX: usize = 5;
/// Letters of a name that are compared.
const LETTERS_MAX: usize = 64;

/// The names that are nearest to the one written, nearest first, in the order of the alphabet where they are as near.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let written = letters(written);
    let far = 1 + written.len() / 3;
    let mut near: Vec<(usize, &str)> =
        names.into_iter().filter_map(|name| Some((near(&written, name, far)?, name))).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(NEAREST_MAX).map(|(_, name)| name.to_owned()).collect()
}

fn letters(name: &str) -> Vec<char> {
    name.chars()
        .take(LETTERS_MAX)
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '_' | '-' | '.' | ' '))
        .collect()
}

/// How far the name is from what was written; `None` where that is too far. A name that holds what was written, or is held
/// by it, is near.
fn near(written: &[char], name: &str, far: usize) -> Option<usize> {
    let name = letters(name);
    let (short, long) = if written.len() < name.len() { (written, &name[..]) } else { (&name[..], written) };
    if short.len() >= 3 && long.windows(short.len()).any(|window| window == short) {
        return Some(usize::from(short.len() != long.len()));
    }
    let distance = (long.len() - short.len() <= far).then(|| distance(written, &name))?;
    (distance <= far).then_some(distance)
}

/// Letters to insert, take out, replace or swap with the next one, to make one of the other.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut next = vec![row + 1; right.len() + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != other);
            next[column + 1] = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                next[column + 1] = next[column + 1].min(before[column - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, next);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_nearly_the_same_are_offered_nearest_first() {
        let names = ["CommandLine", "ParentCommandLine", "Image", "ParentImage", "User", "host", "host_ip"];
        for (written, expected) in [
            ("ComandLine", &["CommandLine"][..]),
            ("command_line", &["CommandLine", "ParentCommandLine"]),
            ("Iamge", &["Image"]),
            ("hots", &["host"]),
            ("usr", &["User"]),
            ("zzz", &[]),
            ("", &[]),
        ] {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
        assert!(nearest(&"x".repeat(1_000_000), names).is_empty());
    }
}
