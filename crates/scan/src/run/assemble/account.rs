//! What a run comes to, told as the parts of its report: what was read, what was found, what could not be seen.

use super::Assembly;
use crate::report::{
    Blind, Cleared, Found, Gap, KindReport, LOUDEST_MAX, Listed, RuleFound, RulesReport, TopFinding, Unrecognised,
};
use crate::stats::KindStats;
use atalaya_model::{Language, Level, LogSource, Message};
use atalaya_schema::{KindIx, Schema};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Hours without an event of a kind from which on its silence is told.
const GAP_HOURS: i64 = 6;

impl Assembly<'_> {
    pub(super) fn kinds(&self, schema: &Schema) -> Vec<KindReport> {
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

    pub(super) fn unrecognised(&self) -> Listed<Unrecognised> {
        let mut listed = Listed::default();
        let mut inputs: Vec<_> = self.stats.unrecognised.iter().collect();
        inputs.sort_by_key(|(input, (events, _))| (Reverse(*events), **input));
        for (input, (events, fields)) in inputs {
            listed.push(Unrecognised { input: self.name(*input), events: *events, fields: fields.clone() });
        }
        listed
    }

    pub(super) fn quarantined(&self) -> Vec<(Message, u64)> {
        let mut reasons: Vec<_> = self.stats.quarantined.iter().collect();
        reasons.sort_by_key(|(id, count)| (Reverse(**count), **id));
        reasons.into_iter().map(|(id, count)| (Message::new(id), *count)).collect()
    }

    pub(super) fn found(&self) -> Found {
        let mut levels: BTreeMap<Level, u64> = Level::ALL.into_iter().map(|level| (level, 0)).collect();
        let mut tactics: FxHashMap<&'static str, u64> = FxHashMap::default();
        let mut total = 0;
        for (&rule, stats) in &self.stats.rules {
            let (_, about) = self.shared.about(rule);
            total += stats.findings;
            *levels.entry(about.level).or_default() += stats.findings;
            for tactic in super::super::tactics(&about.tags).collect::<FxHashSet<_>>() {
                *tactics.entry(tactic).or_default() += stats.findings;
            }
        }
        Found {
            total,
            written: self.findings_written,
            by_level: levels.into_iter().collect(),
            by_rule: self.by_rule(),
            by_host: most(self.stats.hosts.iter().map(|(host, count)| (host.clone(), *count))),
            by_tactic: most(tactics.into_iter().map(|(tactic, count)| (tactic.to_owned(), count))),
            top: self.top(),
        }
    }

    /// The rules that found something: most serious first, then most findings.
    fn by_rule(&self) -> Vec<RuleFound> {
        let found = self.stats.rules.iter().map(|(&rule, stats)| {
            let (id, about) = self.shared.about(rule);
            RuleFound {
                id: id.to_owned(),
                title: about.title.clone(),
                titles: titles(about),
                level: about.level,
                author: about.author.clone(),
                findings: stats.findings,
                hosts: stats.hosts.len() as u64,
                loudest: most(stats.by_host.iter().map(|(host, count)| (host.clone(), *count)))
                    .into_iter()
                    .take(LOUDEST_MAX)
                    .collect(),
                alerts: stats.alerts.len() as u64 + stats.alerts_beyond,
                first: stats.first,
                last: stats.last,
            }
        });
        let mut found: Vec<RuleFound> = found.collect();
        found.sort_by(|left, right| {
            let rank = |rule: &RuleFound| (Reverse(rule.level), Reverse(rule.findings));
            rank(left).cmp(&rank(right)).then_with(|| left.title.cmp(&right.title)).then_with(|| left.id.cmp(&right.id))
        });
        found
    }

    /// The most serious findings.
    fn top(&self) -> Vec<TopFinding> {
        let top = self.stats.top.iter().map(|top| {
            let (id, about) = self.shared.about(top.rule);
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
        top.collect()
    }

    pub(super) fn rules(&self) -> RulesReport {
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

    pub(super) fn blind(&mut self, schema: &Schema) -> Blind {
        let mut blind = Blind { without_source: self.without_source(), ..Blind::default() };
        blind.mute_fields = super::super::mute::mute_fields(&self.shared.partitions, &self.seen, schema);
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
        blind.limits = self.limits();
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
            ("limit-occurrences", self.occurrences.beyond),
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
