//! Innocent causes and first checks for rules that bring none: by the kind of log, then by the tactic.

mod families;
mod tactics;

use atalaya_model::{LogSource, Message};

use crate::attack::{tactic, techniques};
use crate::finding::has_technique;
use families::Family;

/// What is to be said of a family of logs, or of a tactic: identifiers of messages.
type Said = [&'static str; 2];

/// The check where no tactic is known.
const OWNER: &str = "explain-check-general-owner";

/// Two or three innocent causes: those of the kind of log, then one of the tactic where it is known.
#[must_use]
pub fn causes(logsource: &LogSource, tags: &[String]) -> Vec<Message> {
    let family = family(logsource, tags);
    let of_tactic = of_tactic(tags).map(|[cause, _]| cause);
    family.causes.into_iter().chain(of_tactic).map(Message::new).collect()
}

/// Exactly three first checks: two of the kind of log, one of the tactic, in this order.
#[must_use]
pub fn checks(logsource: &LogSource, tags: &[String]) -> Vec<Message> {
    let family = family(logsource, tags);
    let of_tactic = of_tactic(tags).map_or(OWNER, |[_, check]| check);
    family.checks.into_iter().chain([of_tactic]).map(Message::new).collect()
}

/// What is said of the first tactic that the tags name, else of that of the first technique.
fn of_tactic(tags: &[String]) -> Option<Said> {
    let named = tags.iter().find_map(|tag| tactic(tag));
    let word = match named {
        Some(tactic) => &tactic.word,
        None => &techniques(tags).first()?.tactics().first()?.word,
    };
    tactics::TACTICS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, said)| *said)
}

/// The family by category, service or product, whichever says something first; else by technique.
fn family(logsource: &LogSource, tags: &[String]) -> &'static Family {
    let find = |word: &Option<String>| {
        let word = word.as_deref()?;
        families::FAMILIES.iter().find(|family| family.words.contains(&word))
    };
    let by_technique = || {
        let named = |techniques: &[&str]| techniques.iter().any(|technique| has_technique(tags, technique));
        families::BY_TECHNIQUE.iter().find(|(techniques, _)| named(techniques)).map(|(_, family)| *family)
    };
    find(&logsource.category)
        .or_else(|| find(&logsource.service))
        .or_else(|| find(&logsource.product))
        .or_else(by_technique)
        .unwrap_or(&families::GENERAL)
}
