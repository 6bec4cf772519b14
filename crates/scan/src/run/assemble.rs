//! Everything that threads found and counted becomes findings in files and one report.

use super::checkpoint::State;
use super::journey::Diary;
use super::mute::Seen;
use crate::clocks::Clock;
use crate::correlation::{Correlations, Located};
use crate::options::ScanError;
use crate::output::{Output, hex};
use crate::progress::Progress;
use crate::report::{
    Blind, Cleared, DamageReport, Found, Gap, InputClock, InputReport, Jump, KindReport, Noted, Report, RuleFound,
    RulesReport, TopFinding, Unrecognised, Zoneless,
};
use crate::stats::{KindStats, Stats};
use crate::work::Deed;
use crate::worker::{Sequences, Shared, UnitResult, Worker};
use atalaya_model::{Language, Level, LogSource, Message};
use atalaya_reader::{Closed, InputInfo, Piece};
use atalaya_schema::{KindIx, Schema};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Hours without an event of a kind from which on its silence is told.
const GAP_HOURS: i64 = 6;
/// Inputs whose names are kept for the report.
const INPUTS_MAX: usize = 1_000_000;

/// What is known of an open input.
struct Open {
    info: InputInfo,
    frames: u64,
    clock: Option<Clock>,
    without_zone: u64,
    without_year: u64,
    sequences: Sequences,
}

impl Open {
    fn new(info: InputInfo) -> Open {
        let sequences = Sequences::default();
        Open { info, frames: 0, clock: None, without_zone: 0, without_year: 0, sequences }
    }

    /// What was taken for stamps that do not say it, if there are any.
    fn clock(&self) -> Option<InputClock> {
        let clock = self.clock.as_ref().filter(|_| self.without_zone + self.without_year > 0)?;
        Some(InputClock {
            zone: clock.zone.clone(),
            zone_given: clock.zone_given,
            without_zone: self.without_zone,
            year: clock.year,
            without_year: self.without_year,
        })
    }
}

/// Collects what a scan comes to.
pub(crate) struct Assembly<'s> {
    shared: &'s Shared<'s>,
    output: Output,
    correlations: Correlations,
    open: FxHashMap<u32, Open>,
    names: Vec<String>,
    report: Report,
    stats: Stats,
    seen: Vec<Seen>,
    findings_written: u64,
    sequences_beyond: u64,
    diary: Option<Diary>,
}

impl<'s> Assembly<'s> {
    pub(crate) fn new(shared: &'s Shared<'s>, output: Output, correlations: Correlations) -> Self {
        Assembly {
            shared,
            output,
            correlations,
            open: FxHashMap::default(),
            names: Vec::new(),
            report: Report::default(),
            stats: Stats::default(),
            seen: Vec::new(),
            findings_written: 0,
            sequences_beyond: 0,
            diary: None,
        }
    }

    fn rule_id(&self) -> impl Fn(u32) -> String + use<'s> {
        let rules = self.shared.partitions.rules;
        move |rule| rules.rules[rule as usize].id.clone()
    }

    fn name(&self, input: u32) -> String {
        self.names.get(input as usize).cloned().unwrap_or_default()
    }

    /// The files that are written, as canonical paths.
    pub(super) fn own_files(&self) -> Vec<PathBuf> {
        self.output.own_files()
    }

    /// Inputs that were opened.
    pub(super) fn inputs_so_far(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }

    /// Findings that were written.
    pub(super) fn findings_so_far(&self) -> u64 {
        self.findings_written
    }

    /// Lets the log know what is done.
    pub(super) fn keep_diary(&mut self, diary: Diary) {
        self.diary = Some(diary);
    }

    /// The log of what was done, where one is kept.
    pub(super) fn diary(&self) -> Option<&Diary> {
        self.diary.as_ref()
    }

    /// Notes something that is not read.
    pub(super) fn skip(&mut self, name: String, message: Message) -> Result<(), ScanError> {
        if let Some(diary) = &self.diary {
            diary.skipped(&name, &message)?;
        }
        self.report.skipped.push(Noted { name, message });
        Ok(())
    }

    /// Notes a damaged part.
    fn damage(&mut self, damage: DamageReport) -> Result<(), ScanError> {
        if let Some(diary) = &self.diary {
            diary.damaged(&damage.input, damage.offset, &damage.message)?;
        }
        self.report.damages.push(damage);
        Ok(())
    }

    /// Hands over everything that a later run needs to go on, once all that was written is on the disk; no input may
    /// be open. [`Assembly::put`] takes it back.
    pub(super) fn keep(&mut self) -> Result<State, ScanError> {
        let lengths = self.output.sync()?;
        Ok(State {
            lengths,
            report: std::mem::take(&mut self.report),
            stats: std::mem::take(&mut self.stats),
            seen: std::mem::take(&mut self.seen),
            correlations: self.correlations.keep(),
            names: std::mem::take(&mut self.names),
            details: std::mem::take(&mut self.output.details),
            findings_written: self.findings_written,
            sequences_beyond: self.sequences_beyond,
            bytes_read: 0,
        })
    }

    /// Takes what was kept.
    pub(super) fn put(&mut self, state: State) {
        self.report = state.report;
        self.stats = state.stats;
        self.seen = state.seen;
        // What rules were asked is part of the report, also where no further event of the kind comes.
        for seen in &self.seen {
            self.shared.partitions.of_parts(seen.kind, seen.serves);
        }
        self.correlations.put(state.correlations);
        self.names = state.names;
        self.output.details = state.details;
        self.findings_written = state.findings_written;
        self.sequences_beyond = state.sequences_beyond;
    }

    /// Takes what is not a unit.
    pub(crate) fn piece(&mut self, piece: Piece) -> Result<(), ScanError> {
        match piece {
            Piece::Open(info) => {
                if self.names.len() < INPUTS_MAX {
                    self.names.resize(info.id as usize, String::new());
                    self.names.push(info.name.clone());
                }
                self.open.insert(info.id, Open::new(info));
            }
            Piece::Damage(damage) => {
                let input = self.name(damage.input);
                self.damage(DamageReport {
                    input,
                    offset: damage.offset,
                    length: damage.length,
                    message: damage.message,
                })?;
            }
            Piece::Skipped { name, message } => self.skip(name, message)?,
            Piece::Close(closed) => self.closed(&closed)?,
            Piece::Unit(_) => unreachable!("units are worked on before they come here"),
        }
        Ok(())
    }

    /// Takes what is taken for stamps of an input that do not say it.
    pub(crate) fn clock(&mut self, input: u32, clock: Clock) {
        if let Some(open) = self.open.get_mut(&input) {
            open.clock = Some(clock);
        }
    }

    /// Takes what a unit came to.
    pub(crate) fn unit(&mut self, result: UnitResult) -> Result<(), ScanError> {
        let input = self.name(result.input);
        for (offset, length, message) in result.damages {
            self.damage(DamageReport { input: input.clone(), offset, length, message })?;
        }
        if let Some(open) = self.open.get_mut(&result.input) {
            open.frames += result.frames;
            open.without_zone += result.without_zone;
            open.without_year += result.without_year;
            open.sequences.merge(result.sequences);
        }
        result.leases.into_iter().for_each(|seen| self.report.leases.add(seen, &input));
        let from = result.input;
        self.correlations.take(result.hits.into_iter().map(|hit| Located { input: from, hit }));
        self.findings_written += result.keys.len() as u64;
        self.output.details.beyond += result.details_beyond;
        let levels = self.shared.partitions.rules;
        let is_grave = |rule: u32| levels.rules[rule as usize].about.level >= Level::High;
        self.output.take(result.lines, result.keys, &self.rule_id(), &is_grave)?;
        if self.output.details.is_full() {
            self.shared.details.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    fn closed(&mut self, closed: &Closed) -> Result<(), ScanError> {
        let Some(open) = self.open.remove(&closed.input) else { return Ok(()) };
        let clock = open.clock();
        self.sequences_beyond += open.sequences.beyond;
        let jumps = &mut self.report.blind.jumps;
        open.sequences.gaps(&mut |log, after, before| {
            jumps.push_with(|| Jump { input: open.info.name.clone(), log: log.to_owned(), after, before });
        });
        let sha256 = closed.sha256.unwrap_or_else(|| crate::output::digest(&[open.info.name.as_bytes()]));
        self.output.close_input(&sha256, &self.rule_id())?;
        self.correlations.digest(closed.input, sha256);
        if clock.as_ref().is_some_and(|clock| clock.without_zone > 0 && !clock.zone_given) {
            let (input, events) = (open.info.name.clone(), open.without_zone);
            self.report.blind.zoneless.push(Zoneless { input, events });
        }
        let read = InputReport {
            name: open.info.name,
            format: open.info.format.word().to_owned(),
            charset: open.info.charset.name().to_owned(),
            bytes: closed.bytes,
            sha256: closed.sha256.map(|digest| hex(&digest)).unwrap_or_default(),
            frames: open.frames,
            complete: closed.complete,
            clock,
        };
        if let Some(diary) = &self.diary {
            diary.add(Deed::Read {
                input: &read.name,
                bytes: read.bytes,
                sha256: &read.sha256,
                records: read.frames,
                complete: read.complete,
            })?;
        }
        self.report.inputs.push(read);
        if closed.malformed > 0 {
            let (input, message) =
                (self.name(closed.input), Message::new("damage-charset").with("count", closed.malformed));
            self.damage(DamageReport { input, offset: 0, length: None, message })?;
        }
        Ok(())
    }

    /// Takes what a thread counted.
    pub(crate) fn worker(&mut self, mut worker: Worker<'_>) {
        self.stats.merge(std::mem::take(&mut worker.stats));
        for lane in worker.lanes() {
            let (kind, serves) = (lane.identity.kind, lane.identity.serves);
            let known = self.seen.iter_mut().find(|seen| seen.kind == kind && seen.serves == serves);
            match known {
                Some(seen) => {
                    seen.events += lane.events;
                    seen.filled.iter_mut().zip(&lane.filled).for_each(|(sum, count)| *sum += count);
                }
                None => self.seen.push(Seen { kind, serves, events: lane.events, filled: lane.filled.clone() }),
            }
        }
    }

    /// Runs the correlations, closes the files and writes the report.
    pub(crate) fn finish(mut self, schema: &Schema, progress: &Progress) -> Result<Report, ScanError> {
        self.correlate(progress)?;
        let mut report = std::mem::take(&mut self.report);
        report.tally = self.stats.tally;
        report.leases.settle();
        report.kinds = self.kinds(schema);
        report.unrecognised = self.unrecognised();
        report.quarantined = self.quarantined();
        report.found = self.found();
        report.rules = self.rules();
        let Blind { jumps, zoneless, .. } = report.blind;
        report.blind = Blind { jumps, zoneless, ..self.blind(schema) };
        if report.leases.beyond > 0 {
            report.blind.limits.push(Message::new("limit-leases").with("count", report.leases.beyond));
        }
        self.output.finish()?;
        if let Some(diary) = &self.diary {
            let (inputs, records) = (report.inputs.total, report.tally.frames);
            diary.add(Deed::Finished { inputs, records, findings: report.found.total })?;
        }
        Ok(report)
    }

    fn correlate(&mut self, progress: &Progress) -> Result<(), ScanError> {
        let correlations = std::mem::take(&mut self.correlations);
        let (found, limits) = correlations.run(self.shared, &self.names);
        self.report.blind.limits.extend(limits);
        for finding in found {
            progress.add(0, 1);
            self.stats.found(finding.top);
            if let Some((line, uid)) = finding.line {
                self.findings_written += 1;
                self.output.write_with_uid(line, &uid)?;
            }
        }
        Ok(())
    }

    fn kinds(&self, schema: &Schema) -> Vec<KindReport> {
        let report = |(kind, stats): (&KindIx, &KindStats)| {
            let kind = schema.kind(*kind);
            KindReport {
                kind: kind.name.clone(),
                verification: kind.verification.as_str().to_owned(),
                files: stats.files.len() as u64,
                events: stats.events,
                first: stats.first,
                last: stats.last,
            }
        };
        let mut kinds: Vec<KindReport> = self.stats.kinds.iter().map(report).collect();
        kinds.sort_by(|left, right| right.events.cmp(&left.events).then_with(|| left.kind.cmp(&right.kind)));
        kinds
    }

    fn unrecognised(&self) -> crate::report::Listed<Unrecognised> {
        let mut listed = crate::report::Listed::default();
        let mut inputs: Vec<_> = self.stats.unrecognised.iter().collect();
        inputs.sort_by_key(|(input, (events, _))| (std::cmp::Reverse(*events), **input));
        for (input, (events, fields)) in inputs {
            listed.push(Unrecognised { input: self.name(*input), events: *events, fields: fields.clone() });
        }
        listed
    }

    fn quarantined(&self) -> Vec<(Message, u64)> {
        let mut reasons: Vec<_> = self.stats.quarantined.iter().collect();
        reasons.sort_by_key(|(id, count)| (std::cmp::Reverse(**count), **id));
        reasons.into_iter().map(|(id, count)| (Message::new(id), *count)).collect()
    }

    fn found(&self) -> Found {
        let about = |rule: u32| self.shared.about(rule);
        let mut found = Found { written: self.findings_written, ..Found::default() };
        let mut levels: BTreeMap<Level, u64> = Level::ALL.into_iter().map(|level| (level, 0)).collect();
        let mut tactics: FxHashMap<&'static str, u64> = FxHashMap::default();
        for (&rule, stats) in &self.stats.rules {
            let (id, about) = about(rule);
            found.total += stats.findings;
            *levels.entry(about.level).or_default() += stats.findings;
            let named: FxHashSet<&str> = super::tactics(&about.tags).collect();
            for tactic in super::tactics(&about.tags).filter(|tactic| named.contains(tactic)).collect::<FxHashSet<_>>()
            {
                *tactics.entry(tactic).or_default() += stats.findings;
            }
            found.by_rule.push(RuleFound {
                id: id.to_owned(),
                title: about.title.clone(),
                titles: titles(about),
                level: about.level,
                author: about.author.clone(),
                findings: stats.findings,
                hosts: stats.hosts.len() as u64,
                first: stats.first,
                last: stats.last,
            });
        }
        found.by_level = levels.into_iter().collect();
        found.by_rule.sort_by(|left, right| {
            let rank = |rule: &RuleFound| (std::cmp::Reverse(rule.level), std::cmp::Reverse(rule.findings));
            rank(left).cmp(&rank(right)).then_with(|| left.title.cmp(&right.title)).then_with(|| left.id.cmp(&right.id))
        });
        found.by_host = most(self.stats.hosts.iter().map(|(host, count)| (host.clone(), *count)));
        found.by_tactic = most(tactics.into_iter().map(|(tactic, count)| (tactic.to_owned(), count)));
        let top = self.stats.top.iter().map(|top| {
            let (id, about) = about(top.rule);
            TopFinding {
                rule_id: id.to_owned(),
                title: about.title.clone(),
                titles: titles(about),
                level: about.level,
                time: top.time,
                host: top.host.clone(),
                input: self.name(top.input),
                record: top.record,
            }
        });
        found.top = top.collect();
        found
    }

    fn rules(&self) -> RulesReport {
        let rules = self.shared.partitions.rules;
        let mut by_level = BTreeMap::new();
        let levels = rules.rules.iter().map(|rule| rule.about.level);
        for level in levels.chain(rules.correlations.iter().map(|correlation| correlation.about.level)) {
            *by_level.entry(level).or_default() += 1;
        }
        RulesReport {
            files: rules.files as u64,
            rules: rules.rules.len() as u64,
            correlations: rules.correlations.len() as u64,
            filters: rules.filters.len() as u64,
            refused: rules.refused as u64,
            diagnostics: rules.diagnostics.clone(),
            by_level,
            load_ms: 0,
        }
    }

    fn blind(&mut self, schema: &Schema) -> Blind {
        let mut blind = Blind { without_source: self.without_source(), ..Blind::default() };
        blind.mute_fields = super::mute::mute_fields(&self.shared.partitions, &self.seen, schema);
        let rules = self.shared.partitions.rules;
        let missing = rules.rules.iter().flat_map(|rule| rule.placeholders_missing.iter().cloned());
        blind.placeholders = counted(missing);
        for (kind, stats) in sorted_kinds(&self.stats.kinds, schema) {
            for (from, until) in stats.gaps(GAP_HOURS) {
                blind.gaps.push(Gap { kind: schema.kind(kind).name.clone(), from, until });
            }
        }
        let mut cleared = std::mem::take(&mut self.stats.cleared);
        cleared.sort_by_key(|cleared| (cleared.input, cleared.time));
        for cleared in cleared {
            let (input, kind) = (self.name(cleared.input), schema.kind(cleared.kind).name.clone());
            blind.cleared.push(Cleared { input, kind, host: cleared.host, time: cleared.time });
        }
        blind.cleared.total += self.stats.cleared_beyond;
        blind.limits = std::mem::take(&mut self.report.blind.limits);
        blind.limits.extend(self.limits());
        for (_, compiled) in self.shared.partitions.all() {
            for (rule, reason) in compiled.partition.refused() {
                let title = self.shared.about(*rule).1.title.as_str();
                let message = Message::new("limit-rule").with("title", title).with("reason", reason.clone());
                if !blind.limits.contains(&message) {
                    blind.limits.push(message);
                }
            }
        }
        blind
    }

    fn limits(&self) -> Vec<Message> {
        let counts = [
            ("limit-occurrences", self.output.occurrences_beyond),
            ("limit-details", self.output.details.beyond),
            ("limit-hosts", self.stats.hosts_beyond),
            ("limit-sequences", self.sequences_beyond),
            ("limit-lanes", self.stats.lanes_beyond),
        ];
        let reached = counts.into_iter().filter(|(_, count)| *count > 0);
        reached.map(|(id, count)| Message::new(id).with("count", count)).collect()
    }

    /// Rules that no examined event could concern, by log source.
    fn without_source(&self) -> Vec<(LogSource, u64)> {
        let rules = self.shared.partitions.rules;
        let mut served = vec![false; rules.rules.len()];
        for ((kind, serves), _) in self.shared.partitions.all() {
            for (rule, _) in self.shared.partitions.members(kind, serves) {
                served[rule as usize] = true;
            }
        }
        if self.shared.decode_only {
            return Vec::new();
        }
        let blind = rules.rules.iter().zip(served).filter(|(_, served)| !served);
        counted(blind.map(|(rule, _)| rule.logsource.clone()))
    }
}

/// The titles of a rule in the languages that it is translated to.
fn titles(about: &atalaya_sigma::ast::About) -> Vec<(Language, String)> {
    about.translations.iter().map(|(language, translation)| (*language, translation.title.clone())).collect()
}

fn sorted_kinds<'k>(kinds: &'k FxHashMap<KindIx, KindStats>, schema: &Schema) -> Vec<(KindIx, &'k KindStats)> {
    let mut sorted: Vec<_> = kinds.iter().map(|(kind, stats)| (*kind, stats)).collect();
    sorted.sort_by(|left, right| schema.kind(left.0).name.cmp(&schema.kind(right.0).name));
    sorted
}

/// How often each comes, most first.
fn counted<T: Ord + Clone>(items: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    items.for_each(|item| *counts.entry(item).or_default() += 1);
    most(counts.into_iter())
}

fn most<T: Ord>(counts: impl Iterator<Item = (T, u64)>) -> Vec<(T, u64)> {
    let mut sorted: Vec<(T, u64)> = counts.collect();
    sorted.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    sorted
}
