//! Plain lists: one value a line, what follows `#` is for people.

use atalaya_model::Level;

use crate::indicator::{Indicator, NAME_BYTES_MAX};
use crate::read::{Batch, Defaults, NoForm};
use crate::refang::refanged;
use crate::refusal::{Place, Reason};
use crate::value::Value;

/// Reads a list.
pub(crate) fn read(text: &str, defaults: &Defaults, batch: &mut Batch) -> Result<(), NoForm> {
    for (number, line) in (1..).zip(text.lines()) {
        let (value, comment) = parted(line);
        if value.is_empty() {
            continue;
        }
        match Value::guessed(&refanged(value)) {
            Some(found) => {
                let name = comment.map(|comment| comment[..comment.floor_char_boundary(NAME_BYTES_MAX)].to_owned());
                let indicator = Indicator {
                    terms: vec![vec![found]],
                    name,
                    marking: defaults.marking,
                    level: Level::Medium,
                    ..Indicator::default()
                };
                batch.take(Place::Line(number), indicator, defaults);
            }
            None => batch.refuse(Place::Line(number), Reason::NoValue(value.to_owned())),
        }
        if batch.is_full() {
            return Err(NoForm::Full);
        }
    }
    Ok(())
}

/// The value of a line and the comment behind it. A `#` within a URL is the URL's.
fn parted(line: &str) -> (&str, Option<&str>) {
    let line = line.trim();
    if line.starts_with(['#', ';']) {
        return ("", None);
    }
    let comment = line.char_indices().find(|(at, letter)| *letter == '#' && line[..*at].ends_with(char::is_whitespace));
    match comment {
        Some((at, _)) => (line[..at].trim_end(), Some(line[at + 1..].trim()).filter(|text| !text.is_empty())),
        None => (line, None),
    }
}
