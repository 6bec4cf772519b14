//! A text for people in the making: headings, paragraphs, lists and tables, broken to the width of the terminal.
//!
//! Everything is collected first and written at once, so that nothing is half said when something fails.

use crate::look::{Look, Paint};
use crate::table::Table;
use crate::voice::{Voice, printable};
use crate::words;
use atalaya_model::{Diagnostic, Message, Place, Severity};

/// Columns by which what belongs to a heading is set in.
const INDENT: usize = 2;
/// What must not stand at the beginning of a line.
const NOT_FIRST: &str = "、，。．：；！？）」』】》…,.:;!?)";

/// A text in the making.
pub(crate) struct Page {
    voice: Voice,
    look: Look,
    text: String,
    /// Whether the last line is a heading: what follows stands right below it.
    headed: bool,
}

impl Page {
    /// An empty page.
    pub(crate) fn new(voice: Voice, look: Look) -> Page {
        Page { voice, look, text: String::new(), headed: false }
    }

    /// The page's voice.
    pub(crate) fn voice(&self) -> Voice {
        self.voice
    }

    /// How much there is already, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// A heading, with an empty line before it.
    pub(crate) fn heading(&mut self, message: &Message) {
        self.gap();
        let text = self.voice.say(message);
        self.push(&self.look.paint(Paint::Strong, &text));
        self.headed = true;
    }

    /// A name as a heading, with an empty line before it.
    pub(crate) fn title(&mut self, name: &str) {
        self.gap();
        self.paragraph(0, 0, &printable(name), Some(Paint::Strong));
    }

    /// A fact about what the heading names.
    pub(crate) fn fact(&mut self, name: &Message, value: &str) {
        let line = Message::new("cli-fact").with("name", name.clone()).with("value", value);
        self.paragraph(INDENT, INDENT + 2, &self.voice.say(&line), None);
    }

    /// A heading below a heading.
    pub(crate) fn topic(&mut self, message: &Message) {
        self.gap();
        self.paragraph(INDENT, INDENT, &self.voice.say(message), Some(Paint::Strong));
    }

    /// An empty line, unless there is one or nothing yet.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.headed {
            self.text.push('\n');
        }
    }

    /// A sentence below a heading.
    pub(crate) fn say(&mut self, message: &Message) {
        self.paragraph(INDENT, INDENT, &self.voice.say(message), None);
    }

    /// A sentence below a heading, painted.
    pub(crate) fn say_as(&mut self, paint: Paint, message: &Message) {
        self.paragraph(INDENT, INDENT, &self.voice.say(message), Some(paint));
    }

    /// A sentence and, below it, what can be done about it.
    pub(crate) fn advise(&mut self, paint: Option<Paint>, message: &Message) {
        self.item("-", paint, &self.voice.say(message));
        self.remedy(message);
    }

    /// What can be done about the message, below an entry of a list.
    pub(crate) fn remedy(&mut self, message: &Message) {
        if let Some(remedy) = self.voice.remedy(message) {
            self.paragraph(INDENT + 2, INDENT + 2, &remedy, Some(Paint::Faint));
        }
    }

    /// A message that is itself what can be done, below an entry of a list.
    pub(crate) fn hint(&mut self, message: &Message) {
        self.paragraph(INDENT + 2, INDENT + 2, &self.voice.say(message), Some(Paint::Faint));
        self.remedy(message);
    }

    /// What is wrong with a file, where, and what can be done.
    pub(crate) fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let paint = if diagnostic.severity == Severity::Error { Paint::Bad } else { Paint::Warning };
        let word = self.voice.say(&words::severity(diagnostic.severity));
        let reason = self.voice.say(&diagnostic.message);
        self.item("-", Some(paint), &format!("{}: {word}: {reason}", place(&diagnostic.place)));
        self.remedy(&diagnostic.message);
    }

    /// An entry of a list.
    pub(crate) fn item(&mut self, mark: &str, paint: Option<Paint>, text: &str) {
        let hang = INDENT + mark.chars().count() + 1;
        self.paragraph(INDENT, hang, &format!("{mark} {}", printable(text)), paint);
    }

    /// A line at the left edge.
    pub(crate) fn line(&mut self, text: &str) {
        self.paragraph(0, 0, &printable(text), None);
    }

    /// A line below a heading.
    pub(crate) fn text(&mut self, text: &str) {
        self.paragraph(INDENT, INDENT, &printable(text), None);
    }

    /// A table below a heading.
    pub(crate) fn table(&mut self, table: &Table) {
        for line in table.lines(self.look, INDENT) {
            self.push(&line);
        }
    }

    /// How many entries of a list of `total` are not shown.
    pub(crate) fn rest(&mut self, shown: usize, total: u64) {
        let more = total.saturating_sub(shown as u64);
        if more > 0 {
            self.say_as(Paint::Faint, &Message::new("cli-more").with("count", more));
        }
    }

    fn paragraph(&mut self, first: usize, hang: usize, text: &str, paint: Option<Paint>) {
        let width = self.look.width().map_or(usize::MAX, |width| width.saturating_sub(hang.max(first)).max(20));
        for (number, line) in wrap(text, width).into_iter().enumerate() {
            let indent = " ".repeat(if number == 0 { first } else { hang });
            let line = paint.map_or_else(|| line.clone(), |paint| self.look.paint(paint, &line));
            self.push(&format!("{indent}{line}"));
        }
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
        self.headed = false;
    }
}

/// `file:line:column`, as editors understand it.
pub(crate) fn place(place: &Place) -> String {
    let number = |number: u32| if number == 0 { String::new() } else { format!(":{number}") };
    format!("{}{}{}", place.file, number(place.line), number(place.column))
}

/// The lines of a text, none wider than `width` unless a single word is: broken at blanks and beside wide characters.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let blank = piece.starts_with(' ');
        let columns = console::measure_text_width(piece);
        if used > 0 && used + columns > width {
            lines.push(String::new());
            used = 0;
        }
        let piece = if blank && used == 0 && lines.len() > 1 { piece.trim_start() } else { piece };
        let line = lines.last_mut().expect("there is always a line");
        line.push_str(piece);
        used += console::measure_text_width(piece);
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines
}

/// The pieces between which a line may break. Blanks stand at the beginning of a piece.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| console::measure_text_width(c.encode_utf8(&mut [0; 4])) > 1;
        let breaks = match previous {
            None => false,
            Some(' ') => false,
            Some(before) => {
                c == ' ' || ((wide(before) || wide(c)) && !NOT_FIRST.contains(c) && !"「『（【《(".contains(before))
            }
        };
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_between_wide_characters() {
        let check = |text: &str, width, lines: &[&str]| assert_eq!(wrap(text, width), lines, "{text:?}");
        check("one two three", 7, &["one two", "three"]);
        check("one two three", usize::MAX, &["one two three"]);
        check("incomprehensibility is", 5, &["incomprehensibility", "is"]);
        check("偵測結果共有三筆", 8, &["偵測結果", "共有三筆"]);
        check("偵測結果，共有", 8, &["偵測結", "果，共有"]);
        check("", 8, &[""]);
    }
}
