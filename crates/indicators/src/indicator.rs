//! An indicator: what is looked for, and what who sent it says of it.

use atalaya_model::{Level, Time};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::marking::Marking;
use crate::value::{Sort, Value};

/// Alternatives of one indicator.
pub const TERMS_MAX: usize = 1000;
/// Values of one alternative, which are to be seen in one event.
pub const PARTS_MAX: usize = 8;
/// Bytes of a name that are kept; the rest is cut off.
pub const NAME_BYTES_MAX: usize = 200;

/// An indicator. Times that are not there do not bound it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Indicator {
    /// Alternatives; of each, all values are to be seen in one event.
    pub terms: Vec<Vec<Value>>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its identifier in STIX.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stix: Option<String>,
    /// How far it may be passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marking: Option<Marking>,
    /// It is looked for in events from this time on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// It is looked for in events before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// When who sent it changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Time>,
    /// How serious a hit is.
    #[serde(default)]
    pub level: Level,
    /// The phases of kill chains that it shows: chain and phase.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<String>,
    /// Who sent it takes it back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
}

/// Whether it is not so: serde asks by reference.
fn is_false(flag: &bool) -> bool {
    !flag
}

/// How serious a hit is of what its sender is so sure of, in hundredths.
pub(crate) fn of_confidence(confidence: f64) -> Level {
    match confidence {
        70.0.. => Level::High,
        30.0.. => Level::Medium,
        _ => Level::Low,
    }
}

impl Indicator {
    /// Whether it is looked for in events of this time.
    #[must_use]
    pub fn is_valid_at(&self, time: Time) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time < until)
    }

    /// By what it is known: its identifier in STIX, or what it looks for.
    #[must_use]
    pub fn identity(&self) -> String {
        self.stix.clone().unwrap_or_else(|| self.sought())
    }

    /// What it looks for, for people.
    #[must_use]
    pub fn sought(&self) -> String {
        let all = |values: &Vec<Value>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ");
        self.terms.iter().map(all).collect::<Vec<_>>().join(" | ")
    }

    /// The sorts of what it looks for, each once.
    #[must_use]
    pub fn sorts(&self) -> Vec<Sort> {
        let mut sorts: Vec<Sort> = self.terms.iter().flatten().map(Value::sort).collect();
        sorts.sort_unstable();
        sorts.dedup();
        sorts
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{} {self}", self.sort().as_str()))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let value = text.split_once(' ').and_then(|(sort, text)| Value::of(Sort::of_word(sort)?, text));
        value.ok_or_else(|| D::Error::custom("no value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let texts =
            ["192.0.2.7", "192.0.2.0/24", "evil.example", "evil.example/a b".trim_end_matches(" b"), "a@b.example"];
        let mut terms: Vec<Vec<Value>> = texts.iter().map(|text| vec![Value::guessed(text).unwrap()]).collect();
        terms.push(vec![Value::of(Sort::File, "a b.exe").unwrap(), Value::guessed(&"ab".repeat(32)).unwrap()]);
        let indicator = Indicator { terms, until: Some(Time(5)), name: Some("x".to_owned()), ..Indicator::default() };
        let text = serde_json::to_string(&indicator).unwrap();
        assert_eq!(serde_json::from_str::<Indicator>(&text).unwrap(), indicator);
        assert!(serde_json::from_str::<Value>("\"ip nobody\"").is_err());
        assert!(indicator.is_valid_at(Time(4)) && !indicator.is_valid_at(Time(5)));
    }
}
