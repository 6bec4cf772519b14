//! Words that were nearly hit.

/// Letters of a word that are compared.
const LETTERS_MAX: usize = 64;

/// The names that `written` may have been meant to be, at most `count`: the nearest first, in the order of the alphabet where
/// they are as near. Case and what joins words (`_`, `-`, `.`, a blank) do not matter.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    let written = letters(written);
    let far = 1 + written.len() / 3;
    let mut found: Vec<(usize, &str)> =
        names.into_iter().filter_map(|name| Some((near(&written, name, far)?, name))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, name)| name).take(count).collect()
}

fn letters(name: &str) -> Vec<char> {
    name.chars()
        .take(LETTERS_MAX)
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '_' | '-' | '.' | ' '))
        .collect()
}

/// How far the name is from what was written; `None` where that is too far. A name that holds what was written is near, and
/// one that is at least half of it.
fn near(written: &[char], name: &str, far: usize) -> Option<usize> {
    let name = letters(name);
    let (short, long) = if written.len() < name.len() { (written, &name[..]) } else { (&name[..], written) };
    let is_part = written.len() <= name.len() || 2 * name.len() >= written.len();
    if is_part && short.len() >= 3 && long.windows(short.len()).any(|window| window == short) {
        return Some(usize::from(short.len() != long.len()));
    }
    let distance = (long.len() - short.len() <= far).then(|| distance(written, &name))?;
    // A word of which every letter would have to change is no misspelling.
    (distance <= far && distance < name.len()).then_some(distance)
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
    fn near_names_are_found_nearest_first() {
        let names =
            ["host", "host_ip", "User", "CommandLine", "ParentCommandLine", "Image", "ParentImage", "process", "i"];
        let check = |word: &str, expected: &[&str]| assert_eq!(nearest(word, names, 3), expected, "{word}");
        check("hots", &["host"]);
        check("hosst", &["host"]);
        check("comandline", &["CommandLine"]);
        check("command_line", &["CommandLine", "ParentCommandLine"]);
        check("COMMANDLINE", &["CommandLine", "ParentCommandLine"]);
        check("Iamge", &["Image"]);
        check("usr", &["User"]);
        check("proces", &["process"]);
        check("process2", &["process"]);
        check("localhost", &[]);
        check("x", &[]);
        check("zzz", &[]);
        check("", &[]);
        check(&"x".repeat(1_000_000), &[]);
    }
}
