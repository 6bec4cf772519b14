//! Values that were made harmless for people to read, as they were before.

use std::borrow::Cow;

/// What stands for what, in the order it is put back.
const DEFANGED: [(&str, &str); 12] = [
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("[:]", ":"),
    ("[://]", "://"),
    ("[/]", "/"),
    ("[@]", "@"),
    ("(@)", "@"),
    ("[at]", "@"),
    ("\\.", "."),
];
/// How schemes are written so that nobody follows them.
const SCHEMES: [(&str, &str); 5] =
    [("hxxps", "https"), ("hxxp", "http"), ("h**ps", "https"), ("h**p", "http"), ("fxp", "ftp")];

/// The value as it is meant: `hxxp://evil[.]example` is `http://evil.example`.
#[must_use]
pub fn refanged(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut plain = Cow::Borrowed(text);
    for (written, meant) in DEFANGED {
        if let Some(found) = find(&plain, written) {
            plain = Cow::Owned(replaced(&plain, found, written, meant));
        }
    }
    for (written, meant) in SCHEMES {
        let starts = plain.get(..written.len()).is_some_and(|start| start.eq_ignore_ascii_case(written));
        if starts && plain[written.len()..].starts_with(':') {
            return Cow::Owned(format!("{meant}{}", &plain[written.len()..]));
        }
    }
    plain
}

fn find(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

fn replaced(text: &str, first: usize, word: &str, meant: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let (mut rest, mut found) = (text, Some(first));
    while let Some(at) = found {
        whole.push_str(&rest[..at]);
        whole.push_str(meant);
        rest = &rest[at + word.len()..];
        found = find(rest, word);
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_harmless_is_as_it_was() {
        let check = |written: &str, meant: &str| assert_eq!(refanged(written), meant, "{written}");
        check("hxxp://evil[.]example/a", "http://evil.example/a");
        check("hXXps[:]//evil(.)example", "https://evil.example");
        check("hxxps[://]evil[dot]example", "https://evil.example");
        check(" 1[.]2[.]3[.]4 ", "1.2.3.4");
        check("some[at]evil[.]example", "some@evil.example");
        check("[2001:db8::1]", "[2001:db8::1]");
        check("hxxp", "hxxp");
        check("plain.example", "plain.example");
    }
}
