//! The summary of a scan as JSON.

use super::{Fault, Source, Text};
use crate::voice::Voice;
use atalaya_model::{Level, Time};
use atalaya_scan::report as domain;
use atalaya_scan::report::YearReference;
use serde::Serialize;
use std::collections::BTreeMap;

/// A list that is cut, and how many there were.
#[derive(Serialize)]
struct Listed<T> {
    total: u64,
    first: Vec<T>,
}

fn listed<'r, T, U>(list: &'r domain::Listed<T>, convert: impl FnMut(&'r T) -> U) -> Listed<U> {
    Listed { total: list.total, first: list.first.iter().map(convert).collect() }
}

fn time(time: &Time) -> String {
    time.to_string()
}

fn times(times: Option<Time>) -> Option<String> {
    times.as_ref().map(time)
}

/// The summary.
#[derive(Serialize)]
pub(crate) struct Report<'r> {
    inputs: Listed<Input<'r>>,
    skipped: Listed<Noted<'r>>,
    damages: Listed<Damage<'r>>,
    tally: Tally,
    kinds: Vec<Kind<'r>>,
    unrecognised: Listed<Unrecognised<'r>>,
    quarantined: Vec<Quarantined>,
    found: Found<'r>,
    blind: Blind<'r>,
    rules: Rules<'r>,
    bytes: u64,
    elapsed_ms: u64,
}

impl<'r> Report<'r> {
    pub(crate) fn new(report: &'r domain::Report, voice: Voice) -> Report<'r> {
        let quarantined =
            |(reason, events): &(_, u64)| Quarantined { reason: Text::new(reason, voice), frames: *events };
        Report {
            inputs: listed(&report.inputs, Input::new),
            skipped: listed(&report.skipped, |noted| Noted::new(noted, voice)),
            damages: listed(&report.damages, |damage| Damage::new(damage, voice)),
            tally: Tally::new(report.tally),
            kinds: report.kinds.iter().map(Kind::new).collect(),
            unrecognised: listed(&report.unrecognised, Unrecognised::new),
            quarantined: report.quarantined.iter().map(quarantined).collect(),
            found: Found::new(&report.found),
            blind: Blind::new(&report.blind, voice),
            rules: Rules::new(&report.rules, voice),
            bytes: report.bytes,
            elapsed_ms: report.elapsed_ms,
        }
    }
}

#[derive(Serialize)]
struct Input<'r> {
    name: &'r str,
    format: &'r str,
    charset: &'r str,
    bytes: u64,
    sha256: Option<&'r str>,
    frames: u64,
    complete: bool,
    clock: Option<Clock<'r>>,
}

/// Zone and year that were taken for stamps that name none.
#[derive(Serialize)]
struct Clock<'r> {
    zone: &'r str,
    zone_given: bool,
    without_zone: u64,
    without_year: u64,
    year_given: Option<i16>,
    year_by_modification: Option<String>,
    year_by_scan: Option<String>,
}

impl<'r> Clock<'r> {
    fn new(clock: &'r domain::InputClock) -> Clock<'r> {
        let year = clock.year;
        Clock {
            zone: &clock.zone,
            zone_given: clock.zone_given,
            without_zone: clock.without_zone,
            without_year: clock.without_year,
            year_given: if let YearReference::Given(year) = year { Some(year) } else { None },
            year_by_modification: if let YearReference::Modified(at) = year { Some(time(&at)) } else { None },
            year_by_scan: if let YearReference::Scan(at) = year { Some(time(&at)) } else { None },
        }
    }
}

impl<'r> Input<'r> {
    fn new(input: &'r domain::InputReport) -> Input<'r> {
        Input {
            name: &input.name,
            format: &input.format,
            charset: &input.charset,
            bytes: input.bytes,
            sha256: Some(input.sha256.as_str()).filter(|digest| !digest.is_empty()),
            frames: input.frames,
            complete: input.complete,
            clock: input.clock.as_ref().map(Clock::new),
        }
    }
}

#[derive(Serialize)]
struct Noted<'r> {
    name: &'r str,
    message: Text,
}

impl<'r> Noted<'r> {
    fn new(noted: &'r domain::Noted, voice: Voice) -> Noted<'r> {
        Noted { name: &noted.name, message: Text::new(&noted.message, voice) }
    }
}

#[derive(Serialize)]
struct Damage<'r> {
    input: &'r str,
    offset: u64,
    length: Option<u64>,
    message: Text,
}

impl<'r> Damage<'r> {
    fn new(damage: &'r domain::DamageReport, voice: Voice) -> Damage<'r> {
        let domain::DamageReport { input, offset, length, message } = damage;
        Damage { input, offset: *offset, length: *length, message: Text::new(message, voice) }
    }
}

#[derive(Serialize)]
struct Tally {
    frames: u64,
    decoded: u64,
    quarantined: u64,
    examined: u64,
    outside_time: u64,
    without_kind: u64,
    without_time: u64,
    recoded: u64,
}

impl Tally {
    fn new(tally: domain::Tally) -> Tally {
        Tally {
            frames: tally.frames,
            decoded: tally.decoded,
            quarantined: tally.quarantined,
            examined: tally.examined,
            outside_time: tally.outside_time,
            without_kind: tally.without_kind,
            without_time: tally.without_time,
            recoded: tally.recoded,
        }
    }
}

#[derive(Serialize)]
struct Kind<'r> {
    kind: &'r str,
    verification: &'r str,
    files: u64,
    events: u64,
    first: Option<String>,
    last: Option<String>,
}

impl<'r> Kind<'r> {
    fn new(kind: &'r domain::KindReport) -> Kind<'r> {
        Kind {
            kind: &kind.kind,
            verification: &kind.verification,
            files: kind.files,
            events: kind.events,
            first: times(kind.first),
            last: times(kind.last),
        }
    }
}

#[derive(Serialize)]
struct Unrecognised<'r> {
    input: &'r str,
    events: u64,
    fields: &'r [String],
}

impl<'r> Unrecognised<'r> {
    fn new(unrecognised: &'r domain::Unrecognised) -> Unrecognised<'r> {
        let domain::Unrecognised { input, events, fields } = unrecognised;
        Unrecognised { input, events: *events, fields }
    }
}

#[derive(Serialize)]
struct Quarantined {
    reason: Text,
    frames: u64,
}

#[derive(Serialize)]
struct Found<'r> {
    total: u64,
    written: u64,
    by_level: BTreeMap<&'static str, u64>,
    by_rule: Vec<Rule<'r>>,
    by_host: Vec<Count<'r>>,
    by_tactic: Vec<Count<'r>>,
    most_serious: Vec<Top<'r>>,
}

impl<'r> Found<'r> {
    fn new(found: &'r domain::Found) -> Found<'r> {
        Found {
            total: found.total,
            written: found.written,
            by_level: levels(found.by_level.iter().map(|(level, count)| (*level, *count))),
            by_rule: found.by_rule.iter().map(Rule::new).collect(),
            by_host: counts(&found.by_host),
            by_tactic: counts(&found.by_tactic),
            most_serious: found.top.iter().map(Top::new).collect(),
        }
    }
}

fn levels(counts: impl Iterator<Item = (Level, u64)>) -> BTreeMap<&'static str, u64> {
    counts.map(|(level, count)| (level.as_str(), count)).collect()
}

#[derive(Serialize)]
struct Count<'r> {
    name: &'r str,
    count: u64,
}

fn counts(list: &[(String, u64)]) -> Vec<Count<'_>> {
    list.iter().map(|(name, count)| Count { name, count: *count }).collect()
}

#[derive(Serialize)]
struct Rule<'r> {
    id: &'r str,
    title: &'r str,
    level: &'static str,
    author: Option<&'r str>,
    findings: u64,
    hosts: u64,
    first: Option<String>,
    last: Option<String>,
}

impl<'r> Rule<'r> {
    fn new(rule: &'r domain::RuleFound) -> Rule<'r> {
        Rule {
            id: &rule.id,
            title: &rule.title,
            level: rule.level.as_str(),
            author: rule.author.as_deref(),
            findings: rule.findings,
            hosts: rule.hosts,
            first: times(rule.first),
            last: times(rule.last),
        }
    }
}

#[derive(Serialize)]
struct Top<'r> {
    rule_id: &'r str,
    title: &'r str,
    level: &'static str,
    time: Option<String>,
    host: Option<&'r str>,
    input: &'r str,
    record: u64,
}

impl<'r> Top<'r> {
    fn new(top: &'r domain::TopFinding) -> Top<'r> {
        Top {
            rule_id: &top.rule_id,
            title: &top.title,
            level: top.level.as_str(),
            time: times(top.time),
            host: top.host.as_deref(),
            input: &top.input,
            record: top.record,
        }
    }
}

#[derive(Serialize)]
struct Blind<'r> {
    without_source: Vec<SourceCount<'r>>,
    mute_fields: Vec<MuteField<'r>>,
    placeholders: Vec<Count<'r>>,
    gaps: Listed<Gap<'r>>,
    cleared: Listed<Cleared<'r>>,
    jumps: Listed<Jump<'r>>,
    zoneless: Listed<Unzoned<'r>>,
    patterns_unused: &'r [String],
    limits: Vec<Text>,
}

impl<'r> Blind<'r> {
    fn new(blind: &'r domain::Blind, voice: Voice) -> Blind<'r> {
        let source = |(source, rules): &'r (_, u64)| SourceCount { logsource: Source::new(source), rules: *rules };
        Blind {
            without_source: blind.without_source.iter().map(source).collect(),
            mute_fields: blind.mute_fields.iter().map(|field| MuteField::new(field, voice)).collect(),
            placeholders: counts(&blind.placeholders),
            gaps: listed(&blind.gaps, Gap::new),
            cleared: listed(&blind.cleared, Cleared::new),
            jumps: listed(&blind.jumps, Jump::new),
            zoneless: listed(&blind.zoneless, |input| Unzoned { input: &input.input, events: input.events }),
            patterns_unused: &blind.patterns_unused,
            limits: blind.limits.iter().map(|limit| Text::new(limit, voice)).collect(),
        }
    }
}

/// An input whose stamps were read as UTC for want of anything better.
#[derive(Serialize)]
struct Unzoned<'r> {
    input: &'r str,
    events: u64,
}

#[derive(Serialize)]
struct SourceCount<'r> {
    logsource: Source<'r>,
    rules: u64,
}

#[derive(Serialize)]
struct MuteField<'r> {
    kind: &'r str,
    logsource: Source<'r>,
    field: &'r str,
    events: u64,
    rules: u64,
    remedy: Option<Text>,
}

impl<'r> MuteField<'r> {
    fn new(mute: &'r domain::MuteField, voice: Voice) -> MuteField<'r> {
        MuteField {
            kind: &mute.kind,
            logsource: Source::new(&mute.logsource),
            field: &mute.field,
            events: mute.events,
            rules: mute.rules,
            remedy: mute.remedy.as_ref().map(|remedy| Text::new(remedy, voice)),
        }
    }
}

#[derive(Serialize)]
struct Gap<'r> {
    kind: &'r str,
    from: String,
    until: String,
}

impl<'r> Gap<'r> {
    fn new(gap: &'r domain::Gap) -> Gap<'r> {
        Gap { kind: &gap.kind, from: time(&gap.from), until: time(&gap.until) }
    }
}

#[derive(Serialize)]
struct Cleared<'r> {
    input: &'r str,
    kind: &'r str,
    host: Option<&'r str>,
    time: Option<String>,
}

impl<'r> Cleared<'r> {
    fn new(cleared: &'r domain::Cleared) -> Cleared<'r> {
        let host = cleared.host.as_deref();
        Cleared { input: &cleared.input, kind: &cleared.kind, host, time: times(cleared.time) }
    }
}

#[derive(Serialize)]
struct Jump<'r> {
    input: &'r str,
    log: &'r str,
    after: u64,
    before: u64,
}

impl<'r> Jump<'r> {
    fn new(jump: &'r domain::Jump) -> Jump<'r> {
        Jump { input: &jump.input, log: &jump.log, after: jump.after, before: jump.before }
    }
}

#[derive(Serialize)]
struct Rules<'r> {
    files: u64,
    rules: u64,
    correlations: u64,
    filters: u64,
    refused: u64,
    by_level: BTreeMap<&'static str, u64>,
    diagnostics: Vec<Fault<'r>>,
    load_ms: u64,
}

impl<'r> Rules<'r> {
    fn new(rules: &'r domain::RulesReport, voice: Voice) -> Rules<'r> {
        Rules {
            files: rules.files,
            rules: rules.rules,
            correlations: rules.correlations,
            filters: rules.filters,
            refused: rules.refused,
            by_level: levels(rules.by_level.iter().map(|(level, count)| (*level, *count))),
            diagnostics: rules.diagnostics.iter().map(|diagnostic| Fault::new(diagnostic, voice)).collect(),
            load_ms: rules.load_ms,
        }
    }
}
