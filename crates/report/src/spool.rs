//! The spool: the findings as the scan left them, one OCSF Detection Finding a line, read in order or one by one.

use crate::ReportError;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// A finding, as much of it as the files for people need.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) finding_info: Info,
    pub(crate) severity_id: u8,
    #[serde(default = "one")]
    pub(crate) count: u64,
    pub(crate) evidences: Vec<Evidence>,
    #[serde(default)]
    pub(crate) raw_data: Option<String>,
    #[serde(default)]
    pub(crate) raw_data_size: Option<u64>,
    #[serde(default)]
    pub(crate) unmapped: Option<Pairs<Values>>,
}

fn one() -> u64 {
    1
}

/// OCSF's `finding_info`.
#[derive(Debug, Deserialize)]
pub(crate) struct Info {
    pub(crate) uid: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) desc: Option<String>,
    pub(crate) analytic: Analytic,
    /// Milliseconds since 1970; absent where the event's time is not known.
    #[serde(default)]
    pub(crate) first_seen_time: Option<i64>,
    #[serde(default)]
    pub(crate) last_seen_time: Option<i64>,
}

/// The rule.
#[derive(Debug, Deserialize)]
pub(crate) struct Analytic {
    pub(crate) uid: String,
}

/// OCSF's `evidences`; the scan writes one.
#[derive(Debug, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) data: Data,
}

/// Where the event stands and what the rule saw in it.
#[derive(Debug, Deserialize)]
pub(crate) struct Data {
    pub(crate) file: String,
    pub(crate) record: u64,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) matched: Pairs<Values>,
    #[serde(default)]
    pub(crate) entities: Pairs<String>,
    #[serde(default)]
    pub(crate) related: Vec<Related>,
}

/// A record that contributed to a correlation.
#[derive(Debug, Deserialize)]
pub(crate) struct Related {
    pub(crate) file: String,
    pub(crate) record: u64,
}

/// The members of a JSON object in the order written.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Pairs<V>(pub(crate) Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<V> Pairs<V> {
    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.0.iter().find(|(of, _)| of == name).map(|(_, value)| value)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<V>(std::marker::PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Members<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<V>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members(std::marker::PhantomData))
    }
}

/// One value or several.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::Many(values) => values,
        }
    }
}

impl Line {
    /// What the rule saw; nothing where the line has no evidence.
    pub(crate) fn data(&self) -> Option<&Data> {
        self.evidences.first().map(|evidence| &evidence.data)
    }

    /// The value of an entity: `host`, `user`, `src_ip`.
    pub(crate) fn entity(&self, name: &str) -> Option<&str> {
        self.data()?.entities.get(name).map(String::as_str)
    }
}

/// Where a line stands in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stand {
    /// The line's number, from 0.
    pub(crate) number: u64,
    /// Its first byte.
    pub(crate) offset: u64,
    /// Its bytes.
    pub(crate) len: u32,
}

/// The spool, open for reading.
pub(crate) struct Spool {
    file: BufReader<File>,
    position: u64,
    number: u64,
    buffer: Vec<u8>,
}

impl Spool {
    pub(crate) fn open(path: &Path) -> Result<Spool, ReportError> {
        let file = File::open(path).map_err(ReportError::Spool)?;
        Ok(Spool { file: BufReader::with_capacity(1 << 18, file), position: 0, number: 0, buffer: Vec::new() })
    }

    /// The next line; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(Stand, Line)>, ReportError> {
        self.buffer.clear();
        let len = self.file.read_until(b'\n', &mut self.buffer).map_err(ReportError::Spool)?;
        if len == 0 {
            return Ok(None);
        }
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        let stand = Stand { number: self.number, offset: self.position, len };
        self.position += u64::from(len);
        self.number += 1;
        Ok(Some((stand, self.parsed(stand)?)))
    }

    /// The line that stands there. Reading in rising order costs no more than reading everything.
    pub(crate) fn at(&mut self, stand: Stand) -> Result<Line, ReportError> {
        let there = stand.offset.wrapping_sub(self.position).cast_signed();
        let moved = if stand.offset.abs_diff(self.position) < 1 << 30 {
            self.file.seek_relative(there)
        } else {
            self.file.seek(SeekFrom::Start(stand.offset)).map(|_| ())
        };
        moved.map_err(ReportError::Spool)?;
        self.buffer.resize(stand.len as usize, 0);
        self.file.read_exact(&mut self.buffer).map_err(ReportError::Spool)?;
        self.position = stand.offset + u64::from(stand.len);
        self.parsed(stand)
    }

    fn parsed(&self, stand: Stand) -> Result<Line, ReportError> {
        serde_json::from_slice(&self.buffer).map_err(|source| ReportError::Line { line: stand.number + 1, source })
    }
}
