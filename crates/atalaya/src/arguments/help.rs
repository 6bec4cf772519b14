//! Help, from the list of verbs and flags.

use super::flags::{Count, Flag, PROGRAM, Place, Takes, Verb};
use crate::look::{Look, Paint};
use crate::page::wrap;
use crate::voice::Voice;
use atalaya_model::Message;

/// Columns of the widest flag beside which its text still stands; beside wider ones it stands below.
const TERM_COLUMNS_MAX: usize = 28;

/// The help of the verb at the end of `path`, which begins with the program.
pub(crate) fn help(path: &[&Verb], voice: Voice, look: Look) -> String {
    let verb = path.last().copied().unwrap_or(&PROGRAM);
    let mut text = lines(&voice.say(&(verb.about)()), 0, look);
    let title = |id: Message| format!("\n{}\n", look.paint(Paint::Strong, &voice.say(&id)));
    text += &title(Message::new("cli-help-usage"));
    text += &format!("  {}\n", usage(path, voice));
    let verbs = verb.verbs.iter().map(|verb| (verb.name.to_owned(), voice.say(&(verb.about)())));
    text += &section(&title(Message::new("cli-help-verbs")), verbs.collect(), look);
    let places = verb.places.iter().map(|place| (place_term(place, voice), voice.say(&(place.help)())));
    text += &section(&title(Message::new("cli-help-places")), places.collect(), look);
    let flags = verb.flags.iter().map(|flag| (flag_term(flag, voice), flag_text(flag, voice)));
    text += &section(&title(Message::new("cli-help-flags")), flags.collect(), look);
    if !verb.verbs.is_empty() {
        let program: Vec<&str> = path.iter().map(|verb| verb.name).collect();
        let hint = Message::new("cli-help-more").with("program", program.join(" "));
        text += &format!("\n{}", lines(&voice.say(&hint), 0, look));
    }
    text
}

/// How the verb is called.
pub(crate) fn usage(path: &[&Verb], voice: Voice) -> String {
    let mut words: Vec<String> = path.iter().map(|verb| verb.name.to_owned()).collect();
    let Some(verb) = path.last() else { return String::new() };
    if !verb.verbs.is_empty() {
        words.push(format!("<{}>", voice.say(&Message::new("cli-value-verb"))));
    }
    words.extend(verb.places.iter().map(|place| place_term(place, voice)));
    words.push(format!("[{}]", voice.say(&Message::new("cli-value-flags"))));
    words.join(" ")
}

fn place_term(place: &Place, voice: Voice) -> String {
    let value = voice.say(&(place.value)());
    match place.count {
        Count::One => format!("<{value}>"),
        Count::Some => format!("<{value}>..."),
        Count::Any => format!("[{value}]..."),
    }
}

fn flag_term(flag: &Flag, voice: Voice) -> String {
    let short = flag.short.map_or_else(|| "    ".to_owned(), |letter| format!("-{letter}, "));
    let value = match &flag.takes {
        Takes::Nothing => return format!("{short}--{}", flag.name),
        Takes::Value(value) | Takes::Values(value) | Takes::Word(value, _) => voice.say(&value()),
    };
    let more = if matches!(flag.takes, Takes::Values(_)) { "..." } else { "" };
    format!("{short}--{} <{value}>{more}", flag.name)
}

fn flag_text(flag: &Flag, voice: Voice) -> String {
    let text = voice.say(&(flag.help)());
    match &flag.takes {
        Takes::Word(_, words) => {
            let words = Message::new("cli-help-words").with("words", words().join(", "));
            format!("{text} {}", voice.say(&words))
        }
        _ => text,
    }
}

/// Terms and their texts side by side.
fn section(title: &str, entries: Vec<(String, String)>, look: Look) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let columns = |term: &str| console::measure_text_width(term);
    let widest = entries.iter().map(|(term, _)| columns(term)).filter(|width| *width <= TERM_COLUMNS_MAX).max();
    let edge = widest.unwrap_or(TERM_COLUMNS_MAX) + 4;
    let mut text = title.to_owned();
    for (term, meaning) in entries {
        let meaning = lines(&meaning, edge, look);
        let room = edge.saturating_sub(2 + columns(&term));
        if room >= 2 {
            text += &format!("  {term}{}{}", " ".repeat(room), meaning.trim_start());
        } else {
            text += &format!("  {term}\n{meaning}");
        }
    }
    text
}

/// The text in lines, each set in.
fn lines(text: &str, indent: usize, look: Look) -> String {
    let width = look.width().map_or(100, |width| width).saturating_sub(indent).max(20);
    wrap(text, width).iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
}
