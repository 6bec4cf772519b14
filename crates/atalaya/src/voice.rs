//! Messages in the language of the person at the terminal.

use atalaya_messages::{Catalogue, language_named, language_of_environment};
use atalaya_model::{Language, Message};
use atalaya_sigma::ast::About;
use std::ffi::OsString;

/// Characters that texts from logs must not bring to a terminal: controls, and marks that turn the writing direction.
const UNSAFE_MARKS: [std::ops::RangeInclusive<char>; 4] =
    ['\u{200b}'..='\u{200f}', '\u{2028}'..='\u{202e}', '\u{2066}'..='\u{2069}', '\u{feff}'..='\u{feff}'];

/// Speaks one language.
#[derive(Clone, Copy)]
pub(crate) struct Voice {
    language: Language,
    catalogue: &'static Catalogue,
}

impl Voice {
    /// A voice in this language.
    pub(crate) fn new(language: Language) -> Voice {
        Voice { language, catalogue: Catalogue::builtin() }
    }

    /// A voice in the language that `--lang` asks for, else in that of the environment.
    pub(crate) fn chosen(arguments: &[OsString], environment: impl Fn(&str) -> Option<String>) -> Voice {
        let asked = asked(arguments).and_then(|word| language_named(&word));
        Voice::new(asked.unwrap_or_else(|| {
            let set = |name: &&str| environment(name).is_some_and(|value| !value.is_empty());
            let name = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(set);
            language_of_environment(&name.and_then(environment).unwrap_or_default())
        }))
    }

    /// The language that is spoken.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The message, safe to print.
    pub(crate) fn say(&self, message: &Message) -> String {
        printable(&self.catalogue.text(self.language, message))
    }

    /// The title of a rule, in the language that is spoken where the rule has it, safe to print.
    pub(crate) fn title(&self, about: &About) -> String {
        printable(about.title_in(self.language))
    }

    /// What can be done about it, safe to print.
    pub(crate) fn remedy(&self, message: &Message) -> Option<String> {
        self.catalogue.remedy(self.language, message).map(|text| printable(&text))
    }
}

/// The value of `--lang`, read before the arguments are: also what is wrong with them is said in that language.
fn asked(arguments: &[OsString]) -> Option<String> {
    let mut arguments = arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    while let Some(argument) = arguments.next().filter(|argument| argument != "--") {
        if argument == "--lang" {
            return arguments.next().map(|word| word.into_owned());
        }
        if let Some(word) = argument.strip_prefix("--lang=") {
            return Some(word.to_owned());
        }
    }
    None
}

/// The text with everything that would steer a terminal replaced by a visible sign. Line breaks become blanks.
pub(crate) fn printable(text: &str) -> String {
    let unsafe_mark = |c: char| UNSAFE_MARKS.iter().any(|range| range.contains(&c));
    let safe = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() || unsafe_mark(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_the_flag_else_of_the_environment() {
        let check = |arguments: &[&str], environment: &[(&str, &str)], language| {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            let value = |name: &str| environment.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
            assert_eq!(Voice::chosen(&arguments, value).language(), language, "{arguments:?} {environment:?}");
        };
        check(&["atalaya"], &[], Language::En);
        check(&["atalaya", "scan", "--lang", "es"], &[("LANG", "zh_TW.UTF-8")], Language::Es);
        check(&["atalaya", "--lang=zh-TW"], &[], Language::ZhTw);
        check(&["atalaya", "--", "--lang=zh-TW"], &[], Language::En);
        check(&["atalaya", "--lang", "fr"], &[("LANG", "es_GT")], Language::Es);
        check(&["atalaya", "--lang"], &[("LC_ALL", ""), ("LC_MESSAGES", "es"), ("LANG", "en")], Language::Es);
        check(&["atalaya"], &[("LC_ALL", "C"), ("LANG", "es")], Language::En);
    }

    #[test]
    fn texts_from_logs_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\tc\nd\u{202e}e\u{9b}"), "a\u{fffd}[31mb c d\u{fffd}e\u{fffd}");
        assert_eq!(printable("ñ 主機"), "ñ 主機");
    }
}
