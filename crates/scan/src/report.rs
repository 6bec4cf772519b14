//! What a scan read, found and could not see. The program prints it; `--json` is this, serialized.

use crate::leases::Leases;
use atalaya_model::{Diagnostic, Language, Level, LogSource, Message, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Entries that each list of the report holds; what goes beyond is counted, not listed.
pub const LIST_MAX: usize = 1000;

/// Hosts that are told of each rule.
pub const LOUDEST_MAX: usize = 3;

/// A list that is cut at [`LIST_MAX`] and says how many there were.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listed<T> {
    /// The first [`LIST_MAX`].
    pub first: Vec<T>,
    /// How many there were.
    pub total: u64,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { first: Vec::new(), total: 0 }
    }
}

impl<T> Listed<T> {
    /// Adds one.
    pub fn push(&mut self, item: T) {
        self.push_with(|| item);
    }

    /// Adds one that is made only if it is listed.
    pub fn push_with(&mut self, item: impl FnOnce() -> T) {
        self.total += 1;
        if self.first.len() < LIST_MAX {
            self.first.push(item());
        }
    }
}

/// What a scan read, found and could not see.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    /// The inputs that were opened, in order.
    pub inputs: Listed<InputReport>,
    /// What was not opened, and why.
    pub skipped: Listed<Noted>,
    /// What was damaged, where, and what was done about it.
    pub damages: Listed<DamageReport>,
    /// The counts that must balance.
    pub tally: Tally,
    /// What was read, by kind of log; most events first.
    pub kinds: Vec<KindReport>,
    /// Inputs with events of no kind.
    pub unrecognised: Listed<Unrecognised>,
    /// Why frames were quarantined: reason and how many.
    pub quarantined: Vec<(Message, u64)>,
    /// What was found.
    pub found: Found,
    /// What could not be seen.
    pub blind: Blind,
    /// Who had an address when, as far as the logs tell.
    pub leases: Leases,
    /// What was loaded.
    pub rules: RulesReport,
    /// Time the scan took, in milliseconds.
    pub elapsed_ms: u64,
    /// Bytes of the inputs as stored.
    pub bytes: u64,
}

/// A thing and what is to be said of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Noted {
    /// The thing, as the user knows it.
    pub name: String,
    /// What is to be said.
    pub message: Message,
}

/// An input: a file, a member of an archive, standard input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InputReport {
    /// The file as given; members as `archive.zip!/member`.
    pub name: String,
    /// The format that was recognised.
    pub format: String,
    /// The character set that was recognised.
    pub charset: String,
    /// Bytes read.
    pub bytes: u64,
    /// SHA-256 of the file, or of the archive's member, in hexadecimal; empty if not computed.
    pub sha256: String,
    /// Frames read.
    pub frames: u64,
    /// Whether the input was read to its end.
    pub complete: bool,
    /// Zone and year that were taken for its stamps, where some name none.
    pub clock: Option<InputClock>,
}

/// Zone and year that were taken for stamps of an input that name none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InputClock {
    /// The zone.
    pub zone: String,
    /// Whether somebody said so; otherwise it is UTC for want of anything better.
    pub zone_given: bool,
    /// Events whose stamp names no zone.
    pub without_zone: u64,
    /// By what the year was found.
    pub year: YearReference,
    /// Events whose stamp names no year.
    pub without_year: u64,
}

/// By what the year of an input's stamps is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum YearReference {
    /// It was given.
    Given(i16),
    /// The last stamp is not later than the input's last modification.
    Modified(Time),
    /// The last stamp is not later than the scan: the input does not say when it was modified.
    Scan(Time),
}

/// An input whose stamps name no zone, and nobody said which.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Zoneless {
    /// The input.
    pub input: String,
    /// Events with such a stamp; they were read as UTC.
    pub events: u64,
}

/// Something damaged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DamageReport {
    /// The input.
    pub input: String,
    /// Where in it, in bytes.
    pub offset: u64,
    /// How many bytes, where that is known.
    pub length: Option<u64>,
    /// What is wrong.
    pub message: Message,
}

/// The counts that must balance: `frames = decoded + quarantined`, `decoded = matched against rules + outside the
/// time asked for + without a kind`, save for events that a limit kept from the rules, which [`Blind::limits`] counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Frames cut from the inputs.
    pub frames: u64,
    /// Frames that became events.
    pub decoded: u64,
    /// Frames that could not be decoded.
    pub quarantined: u64,
    /// Events that went through the rules of their log sources (none with `--decode-only`).
    pub examined: u64,
    /// Events before `--since` or after `--until`.
    pub outside_time: u64,
    /// Events of no kind.
    pub without_kind: u64,
    /// Events whose time could not be told. They are examined all the same, and counted above too.
    pub without_time: u64,
    /// Frames that were not in the character set of their input and were read as Windows-1252.
    pub recoded: u64,
}

/// What was read of one kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KindReport {
    /// The kind's name.
    pub kind: String,
    /// `seen`, `documented` or `unverified`.
    pub verification: String,
    /// In how many inputs it occurs.
    pub files: u64,
    /// Events, those outside the time asked for left out.
    pub events: u64,
    /// The first event's time.
    pub first: Option<Time>,
    /// The last event's time.
    pub last: Option<Time>,
}

/// Events of no kind in one input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unrecognised {
    /// The input.
    pub input: String,
    /// How many events.
    pub events: u64,
    /// Names of some of the first one's fields, to tell what it is.
    pub fields: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Found {
    /// How many findings.
    pub total: u64,
    /// How many of them are at or above the level asked for and were written.
    pub written: u64,
    /// By level, all five, rising.
    pub by_level: Vec<(Level, u64)>,
    /// By rule: most serious first, then most findings.
    pub by_rule: Vec<RuleFound>,
    /// By host, most findings first.
    pub by_host: Vec<(String, u64)>,
    /// By ATT&CK tactic, most findings first.
    pub by_tactic: Vec<(String, u64)>,
    /// The most serious findings, at most ten.
    pub top: Vec<TopFinding>,
}

/// One of the most serious findings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TopFinding {
    /// The rule's id.
    pub rule_id: String,
    /// Its title, as its author wrote it.
    pub title: String,
    /// Its title in other languages.
    pub titles: Vec<(Language, String)>,
    /// Its level.
    pub level: Level,
    /// The event's time.
    pub time: Option<Time>,
    /// The event's host.
    pub host: Option<String>,
    /// The input.
    pub input: String,
    /// The record's number in it.
    pub record: u64,
}

impl TopFinding {
    /// The rule's title in that language, else as its author wrote it.
    #[must_use]
    pub fn title_in(&self, language: Language) -> &str {
        title_in(&self.title, &self.titles, language)
    }
}

impl RuleFound {
    /// The rule's title in that language, else as its author wrote it.
    #[must_use]
    pub fn title_in(&self, language: Language) -> &str {
        title_in(&self.title, &self.titles, language)
    }
}

fn title_in<'t>(title: &'t str, titles: &'t [(Language, String)], language: Language) -> &'t str {
    titles.iter().find(|(of, _)| *of == language).map_or(title, |(_, title)| title)
}

/// Findings of one rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFound {
    /// The rule's id.
    pub id: String,
    /// Its title, as its author wrote it.
    pub title: String,
    /// Its title in other languages.
    pub titles: Vec<(Language, String)>,
    /// Its level.
    pub level: Level,
    /// Its author.
    pub author: Option<String>,
    /// How many findings.
    pub findings: u64,
    /// On how many hosts.
    pub hosts: u64,
    /// The hosts with most findings, at most [`LOUDEST_MAX`].
    pub loudest: Vec<(String, u64)>,
    /// In how many hours of hosts there were findings: about what people are asked to look at.
    pub alerts: u64,
    /// The first event's time.
    pub first: Option<Time>,
    /// The last event's time.
    pub last: Option<Time>,
}

/// What could not be seen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Blind {
    /// Rules that no event of the input could concern, by log source: how many rules; most first.
    pub without_source: Vec<(LogSource, u64)>,
    /// Rules whose field never had a value in the input.
    pub mute_fields: Vec<MuteField>,
    /// Rules that cannot fire because a placeholder has no values: placeholder and how many rules.
    pub placeholders: Vec<(String, u64)>,
    /// Times in which a kind was silent.
    pub gaps: Listed<Gap>,
    /// Logs that were cleared.
    pub cleared: Listed<Cleared>,
    /// Record numbers that are missing.
    pub jumps: Listed<Jump>,
    /// Inputs whose stamps name no zone and were read as UTC, since nobody said which.
    pub zoneless: Listed<Zoneless>,
    /// Patterns for zones and years that fitted no input.
    pub patterns_unused: Vec<String>,
    /// Limits that were reached, and what was lost by it.
    pub limits: Vec<Message>,
}

/// A field that rules ask for and no event carried.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MuteField {
    /// The kind of the events.
    pub kind: String,
    /// The log source under which the rules see them.
    pub logsource: LogSource,
    /// The field, as the rules call it.
    pub field: String,
    /// How many events were examined under this log source.
    pub events: u64,
    /// How many rules need the field to fire.
    pub rules: u64,
    /// What to switch on at the sender, where that is known: a message of the catalogue.
    pub remedy: Option<Message>,
}

/// A time in which a kind was silent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Gap {
    /// The kind.
    pub kind: String,
    /// The start of the first silent hour.
    pub from: Time,
    /// The start of the next hour with events.
    pub until: Time,
}

/// A log that was cleared.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cleared {
    /// The input.
    pub input: String,
    /// The kind.
    pub kind: String,
    /// The host.
    pub host: Option<String>,
    /// When.
    pub time: Option<Time>,
}

/// Record numbers that are missing between two records of one log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jump {
    /// The input.
    pub input: String,
    /// The log: host and channel.
    pub log: String,
    /// The last number before the jump.
    pub after: u64,
    /// The first number behind it; smaller than `after` where numbering began anew.
    pub before: u64,
}

/// What was loaded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RulesReport {
    /// Rule files read.
    pub files: u64,
    /// Rules over single events.
    pub rules: u64,
    /// Correlations.
    pub correlations: u64,
    /// Filters.
    pub filters: u64,
    /// Documents refused.
    pub refused: u64,
    /// What is wrong with the rules.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules by level.
    pub by_level: BTreeMap<Level, u64>,
    /// Milliseconds that loading took.
    pub load_ms: u64,
}
