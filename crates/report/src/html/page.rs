//! The page as it grows: text escaped, every message in three languages, levels and times always the same way.

use super::escape::escape;
use atalaya_messages::{Catalogue, grouped};
use atalaya_model::{Language, Level, Message, Time};

/// A part of the page.
pub(crate) struct Page {
    text: String,
}

impl Page {
    pub(crate) fn new() -> Page {
        Page { text: String::new() }
    }

    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Page {
        self.text.push_str(markup);
        self
    }

    /// Text of others, escaped.
    pub(crate) fn text(&mut self, text: &str) -> &mut Page {
        escape(text, &mut self.text);
        self
    }

    /// A number as people read it.
    pub(crate) fn number(&mut self, number: u64) -> &mut Page {
        self.raw(&grouped(number))
    }

    /// A value from a log, which may be of any length and written in any direction.
    pub(crate) fn value(&mut self, value: &str) -> &mut Page {
        self.raw("<bdi class=v>").text(value).raw("</bdi>")
    }

    /// A message in all languages, of which the page shows one.
    pub(crate) fn say(&mut self, message: &Message) -> &mut Page {
        let catalogue = Catalogue::builtin();
        self.each(|language| catalogue.text(language, message))
    }

    /// A message without arguments.
    pub(crate) fn word(&mut self, id: &'static str) -> &mut Page {
        self.say(&Message::new(id))
    }

    /// What can be done about it, where there is something to do.
    pub(crate) fn remedy(&mut self, message: &Message) -> &mut Page {
        let catalogue = Catalogue::builtin();
        if catalogue.remedy(Language::En, message).is_some() {
            self.raw("<p class=remedy>");
            self.each(|language| catalogue.remedy(language, message).unwrap_or_default());
            self.raw("</p>");
        }
        self
    }

    /// A text for each language; only once where they are the same.
    pub(crate) fn each(&mut self, text: impl Fn(Language) -> String) -> &mut Page {
        let texts = Language::ALL.map(text);
        if texts.iter().all(|text| *text == texts[0]) {
            return self.text(&texts[0]);
        }
        for (language, text) in Language::ALL.iter().zip(&texts) {
            self.raw(&format!("<span class=t lang={}>", language.tag())).text(text).raw("</span>");
        }
        self
    }

    /// A level: colour, shape and word.
    pub(crate) fn level(&mut self, level: Level) -> &mut Page {
        self.raw(&format!("<span class=\"lv l{}\">", level as u8)).word(level_word(level)).raw("</span>")
    }

    /// A time to the second, in UTC unless the reader asks for the zone of the machine.
    pub(crate) fn time(&mut self, time: Option<Time>) -> &mut Page {
        match time {
            Some(time) => {
                let text = time.to_string();
                self.raw(&format!("<time datetime=\"{text}\">{} {}</time>", &text[..10], &text[11..19]))
            }
            None => self.word("report-time-unknown"),
        }
    }

    /// A heading of a section that can be linked to.
    pub(crate) fn section(&mut self, id: &str, title: &'static str) -> &mut Page {
        self.raw(&format!("<section id={id} aria-labelledby={id}-h><h2 id={id}-h>")).word(title);
        self.raw(&format!(" <a class=anchor href=\"#{id}\" aria-hidden=true tabindex=-1>#</a></h2>\n"))
    }

    /// What was written so far; the page is empty then.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Bytes written so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }
}

/// The name of a level.
pub(crate) fn level_word(level: Level) -> &'static str {
    match level {
        Level::Informational => "report-level-informational",
        Level::Low => "report-level-low",
        Level::Medium => "report-level-medium",
        Level::High => "report-level-high",
        Level::Critical => "report-level-critical",
    }
}
