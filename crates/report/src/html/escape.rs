//! Text from logs made harmless and honest: markup is escaped, what cannot be seen is shown.

use atalaya_stdx::hidden::is_hidden;

/// Appends the text for HTML, in elements and in quoted attributes.
///
/// Control characters, marks that change the direction of writing and blanks without width are shown by their names, since
/// they can make one text look like another.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // The end of a line as Windows writes it.
            '\r' if chars.peek() == Some(&'\n') => {}
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            _ if is_hidden(c) => {
                out.push('⟦');
                out.push_str(&format!("U+{:04X}", u32::from(c)));
                out.push('⟧');
            }
            _ => out.push(c),
        }
    }
}

/// The text cut to so many bytes, at a character; the second is how many bytes there were, if it was cut.
pub(crate) fn cut(text: &str, bytes_max: usize) -> (&str, Option<usize>) {
    if text.len() <= bytes_max {
        return (text, None);
    }
    (&text[..text.floor_char_boundary(bytes_max)], Some(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_deceive_is_shown() {
        let check = |text: &str, expected: &str| {
            let mut out = String::new();
            escape(text, &mut out);
            assert_eq!(out, expected);
        };
        check(
            "</script><img onerror='x' a=\"b\">&",
            "&lt;/script&gt;&lt;img onerror=&#39;x&#39; a=&quot;b&quot;&gt;&amp;",
        );
        check("invoice\u{202e}fdp.exe", "invoice⟦U+202E⟧fdp.exe");
        check("a\0b\r\n\tc\u{200b}\r", "a⟦U+0000⟧b\n\tc⟦U+200B⟧⟦U+000D⟧");
        check("contraseña 密碼", "contraseña 密碼");
    }

    #[test]
    fn texts_are_cut_at_characters() {
        assert_eq!(cut("密碼", 4), ("密", Some(6)));
        assert_eq!(cut("密碼", 6), ("密碼", None));
    }
}
