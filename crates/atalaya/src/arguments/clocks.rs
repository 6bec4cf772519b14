//! Zones and years, for all inputs or for those whose name fits a pattern: `ZONE`, `PATTERN=ZONE`.

use super::time::is_zone;
use super::words;
use atalaya_model::Message;
use atalaya_scan::CLOCK_PATTERNS_MAX;
use clap::ArgMatches;

/// Years that a log can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9999;
/// The pattern that fits every name.
const ALL: &str = "*";

/// The zones as given: pattern, if there is one, and name.
pub(super) fn zones(matches: &ArgMatches) -> Result<Vec<(Option<String>, String)>, Message> {
    bounded("timezone", words(matches, "timezone")?)?.into_iter().map(|word| zone(&word)).collect()
}

fn zone(word: &str) -> Result<(Option<String>, String), Message> {
    let (pattern, zone) = split(word);
    if !is_zone(zone) || pattern.is_some_and(str::is_empty) {
        return Err(Message::new("cli-error-zone").with("zone", if zone.is_empty() { word } else { zone }));
    }
    Ok((pattern.map(str::to_owned), zone.to_owned()))
}

/// The years as given: pattern and year.
pub(super) fn years(matches: &ArgMatches) -> Result<Vec<(String, i16)>, Message> {
    bounded("year", words(matches, "year")?)?.into_iter().map(|word| year(&word)).collect()
}

fn year(word: &str) -> Result<(String, i16), Message> {
    let (pattern, year) = split(word);
    let year = year.parse().ok().filter(|year| YEARS.contains(year) && pattern != Some(""));
    let year = year.ok_or_else(|| Message::new("cli-error-year").with("value", word))?;
    Ok((pattern.unwrap_or(ALL).to_owned(), year))
}

/// Pattern and value; a pattern may hold `=`, a value never does.
fn split(word: &str) -> (Option<&str>, &str) {
    word.rsplit_once('=').map_or((None, word), |(pattern, value)| (Some(pattern), value))
}

fn bounded(flag: &str, words: Vec<String>) -> Result<Vec<String>, Message> {
    if words.len() <= CLOCK_PATTERNS_MAX {
        return Ok(words);
    }
    Err(Message::new("cli-error-patterns").with("flag", format!("--{flag}")).with("limit", CLOCK_PATTERNS_MAX))
}
