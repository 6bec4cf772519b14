//! Everything that threads found and counted becomes findings in files and one report.

mod account;

use super::checkpoint::State;
use super::journey::Diary;
use super::mute::Seen;
use crate::clocks::Clock;
use crate::correlation::Correlations;
use crate::occurrences::Occurrences;
use crate::options::ScanError;
use crate::output::{Output, hex};
use crate::progress::Progress;
use crate::report::{Blind, DamageReport, InputClock, InputReport, Jump, Noted, Report, Zoneless};
use crate::stats::Stats;
use crate::work::Deed;
use crate::worker::{Examiner, Sequences, Shared, UnitResult};
use atalaya_model::{Level, Message};
use atalaya_reader::{Closed, InputInfo, Piece};
use atalaya_schema::Schema;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
    shared: Arc<Shared<'s>>,
    output: Output,
    occurrences: Occurrences,
    correlations: Correlations,
    open: FxHashMap<u32, Open>,
    names: Vec<String>,
    sources: FxHashMap<String, u32>,
    report: Report,
    stats: Stats,
    seen: Vec<Seen>,
    findings_written: u64,
    sequences_beyond: u64,
    diary: Option<Diary>,
}

impl<'s> Assembly<'s> {
    pub(crate) fn new(shared: &Arc<Shared<'s>>, output: Output, correlations: Correlations) -> Self {
        Assembly {
            shared: Arc::clone(shared),
            output,
            occurrences: Occurrences::default(),
            correlations,
            open: FxHashMap::default(),
            names: Vec::new(),
            sources: FxHashMap::default(),
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

    /// The number of a source whose events are not read here. Where there are too many all that come behind share one.
    pub(crate) fn source(&mut self, name: &str) -> u32 {
        if let Some(known) = self.sources.get(name) {
            return *known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        if self.sources.len() >= INPUTS_MAX {
            return number;
        }
        self.names.push(name.to_owned());
        self.sources.insert(name.to_owned(), number);
        number
    }

    /// Takes what a unit came to.
    pub(crate) fn unit(&mut self, mut result: UnitResult) -> Result<(), ScanError> {
        if !result.damages.is_empty() {
            let input = self.name(result.input);
            for (offset, length, message) in std::mem::take(&mut result.damages) {
                self.damage(DamageReport { input: input.clone(), offset, length, message })?;
            }
        }
        if let Some(open) = self.open.get_mut(&result.input) {
            open.frames += result.frames;
            open.without_zone += result.without_zone;
            open.without_year += result.without_year;
            open.sequences.merge(std::mem::take(&mut result.sequences));
        }
        self.occurrences.number(&mut result.keys, &mut result.hits);
        self.found_in(result)
    }

    /// Takes what was found in events whose provenance is known, or waits for their input.
    pub(crate) fn found_in(&mut self, result: UnitResult) -> Result<(), ScanError> {
        for (input, seen) in result.leases {
            let name = self.names.get(input as usize).map_or("", String::as_str);
            self.report.leases.add(seen, name);
        }
        self.correlations.take(result.hits.into_iter());
        self.findings_written += result.keys.len() as u64;
        self.output.details.beyond += result.details_beyond;
        let shared = Arc::clone(&self.shared);
        let is_grave = |rule: u32| shared.partitions.rules.rules[rule as usize].about.level >= Level::High;
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
    pub(crate) fn worker(&mut self, mut examiner: Examiner<'_>) {
        self.stats.merge(std::mem::take(&mut examiner.stats));
        for lane in examiner.lanes() {
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
        let mut limits = self.correlate(progress)?;
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
            limits.push(Message::new("limit-leases").with("count", report.leases.beyond));
        }
        report.blind.limits.extend(limits);
        self.output.finish()?;
        if let Some(diary) = &self.diary {
            let (inputs, records) = (report.inputs.total, report.tally.frames);
            diary.add(Deed::Finished { inputs, records, findings: report.found.total })?;
        }
        Ok(report)
    }

    /// Adds the findings of correlations; gives the limits that they met.
    fn correlate(&mut self, progress: &Progress) -> Result<Vec<Message>, ScanError> {
        let correlations = std::mem::take(&mut self.correlations);
        let (found, limits) = correlations.run(&self.shared, &self.names);
        for finding in found {
            progress.add(0, 1);
            self.stats.found(finding.top);
            if let Some((line, uid)) = finding.line {
                self.findings_written += 1;
                self.output.write_with_uid(line, &uid)?;
            }
        }
        Ok(limits)
    }
}
