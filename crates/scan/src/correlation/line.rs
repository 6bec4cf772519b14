//! A correlation's finding as its line, whatever its events are kept in.

use crate::ocsf::{Facts, write_line};
use crate::provenance::Provenance;
use crate::worker::Shared;
use atalaya_model::Time;
use atalaya_schema::KindIx;
use atalaya_sigma::ast::{About, Correlation, CorrelationKind};
use atalaya_sigma::correlate::{CorrelationFinding, HitRef, Plan};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a finding says of one of its events.
#[derive(Clone, Copy)]
pub(crate) struct EventView<'e> {
    /// The input, or the source, as people know it.
    pub(crate) file: &'e str,
    pub(crate) record: u64,
    pub(crate) host: Option<&'e str>,
    /// Who acted, and from which address.
    pub(crate) user: Option<&'e str>,
    pub(crate) src_ip: Option<&'e str>,
    pub(crate) kind: KindIx,
    pub(crate) provenance: Provenance,
}

/// Where events are found by their order keys.
pub(crate) trait Events {
    fn event(&self, order: u64) -> EventView<'_>;
}

/// The finding's line, its identifier blank, and the identifier.
pub(crate) fn line(
    events: &impl Events,
    finding: &CorrelationFinding,
    shared: &Shared<'_>,
    plan: &Plan,
    now: Time,
) -> (Vec<u8>, String) {
    let correlation = &plan.correlations()[finding.correlation];
    let anchor = events.event(finding.anchor.order);
    let (id, about) = shared.about(shared.number_of(correlation));
    let related = |hit: &HitRef| {
        let event = events.event(hit.order);
        (event.file.to_owned(), event.record)
    };
    let mut matched: BTreeMap<&str, Vec<Cow<'_, str>>> = BTreeMap::new();
    for (field, value) in correlation.group_by.iter().zip(&finding.group) {
        let meant = field_of(correlation, field, shared.about(finding.anchor.rule).1);
        matched.entry(field).or_default().push(shared.masked(meant, value));
    }
    let facts = Facts {
        id,
        about,
        category: "correlation".to_owned(),
        file: anchor.file,
        record: anchor.record,
        kind: &shared.partitions.schema.kind(anchor.kind).name,
        class_uid: None,
        time: Some(Time(finding.anchor.time)),
        now,
        matched,
        envelope: entities(events, finding, correlation, shared),
        related: finding.hits.iter().map(related).collect(),
        count: finding.count,
        last: Some(Time(finding.last)),
    };
    let mut line = Vec::new();
    write_line(facts, &mut line);
    (line, uid(id, &finding.group, &anchor.provenance))
}

/// The machine, and who acted from where: what all events have in common, and where they stand in an order, what the
/// last of them says, which is what the others led to.
fn entities<'e>(
    events: &'e impl Events,
    finding: &CorrelationFinding,
    correlation: &Correlation,
    shared: &Shared<'_>,
) -> Vec<(&'static str, Cow<'e, str>)> {
    let all = || finding.hits.iter().map(|hit| events.event(hit.order));
    let of = |entity: fn(&EventView<'e>) -> Option<&'e str>| {
        let last = all().next_back().and_then(|event| entity(&event));
        let ordered = correlation.kind == CorrelationKind::TemporalOrdered;
        last.filter(|last| ordered || all().all(|event| entity(&event) == Some(*last)))
    };
    let user = of(|event| event.user).map(|user| ("user", shared.masked("user", user)));
    let src_ip = of(|event| event.src_ip).map(|address| ("src_ip", Cow::Borrowed(address)));
    let host = events.event(finding.anchor.order).host.map(|host| ("host", Cow::Borrowed(host)));
    host.into_iter().chain(user).chain(src_ip).collect()
}

/// The finding's identity: rule, group, and the first event of its first window.
pub(crate) fn uid(id: &str, group: &[Arc<str>], anchor: &Provenance) -> String {
    let group: Vec<&[u8]> = group.iter().flat_map(|value| [value.as_bytes(), &[0]]).collect();
    anchor.uid(id, &group)
}

/// The field that a name in `group-by` stands for in a rule.
fn field_of<'c>(correlation: &'c Correlation, name: &'c str, rule: &About) -> &'c str {
    let is_rule = |word: &str| rule.id.as_deref() == Some(word) || rule.name.as_deref() == Some(word);
    let aliases = correlation.aliases.iter().filter(|(alias, _)| alias == name);
    let mut fields = aliases.flat_map(|(_, fields)| fields).filter(|(word, _)| is_rule(word));
    fields.next().map_or(name, |(_, field)| field)
}
