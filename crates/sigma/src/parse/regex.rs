//! Regular expressions as far as they can be judged cheaply: what no engine without backtracking has.
//!
//! Whether an expression compiles is found when rules are compiled.

/// The feature of PCRE that `pattern` uses and that cannot be matched in linear time, if any.
pub(super) fn unsupported(pattern: &str) -> Option<&'static str> {
    let bytes = pattern.as_bytes();
    let (mut at, mut class) = (0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        match rest {
            [b'\\', b'1'..=b'9' | b'k' | b'g', ..] if !class => return Some("backreference"),
            [b'\\', b'K' | b'G' | b'R' | b'X' | b'C', ..] if !class => return Some("escape"),
            [b'\\', _, ..] => at += 1,
            [b'[', b'^', b']', ..] if !class => (class, at) = (true, at + 2),
            [b'[', b']', ..] if !class => (class, at) = (true, at + 1),
            [b'[', ..] if !class => class = true,
            [b']', ..] => class = false,
            [b'(', b'?', kind @ ..] if !class => {
                if let Some(feature) = group(kind) {
                    return Some(feature);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The feature that a group is which begins with `(?` and goes on with `kind`.
fn group(kind: &[u8]) -> Option<&'static str> {
    match kind {
        [b'=' | b'!', ..] | [b'<', b'=' | b'!', ..] => Some("look-around"),
        [b'>', ..] => Some("atomic-group"),
        [b'|', ..] => Some("branch-reset"),
        [b'(', ..] => Some("conditional"),
        [b'R' | b'&' | b'0'..=b'9' | b'+', ..] | [b'P', b'>' | b'=', ..] => Some("recursion"),
        [b'#', ..] => Some("comment"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_backtracking_is_named() {
        let check = |pattern, expected| assert_eq!(unsupported(pattern), expected, "{pattern}");
        check(r"(?<=a)b", Some("look-around"));
        check(r"a(?!b)", Some("look-around"));
        check(r"(a)\1", Some("backreference"));
        check(r"(?>a)", Some("atomic-group"));
        check(r"(?R)", Some("recursion"));
        check(r"\Ka", Some("escape"));
        check(r"(?i)a(?:b)(?P<n>c)(?<m>d)(?-s:e)", None);
        check(r"\\1\(?=x", None);
        check(r"[(?=]\\[]\1]", None);
        check(r"[^](?=]", None);
    }
}
