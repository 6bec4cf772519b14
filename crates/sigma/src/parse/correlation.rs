//! A `correlation` document: a rule over the findings of other rules.

use atalaya_stdx::yaml::{Content, Key, Node, Position, Scalar, Typed};

use super::detection::condition_fault;
use super::report::{Report, message};
use super::{Entries, take};
use crate::ast::{About, Comparison, Correlation, CorrelationCondition, CorrelationKind};
use crate::condition::parse_condition;

/// Rules one correlation may refer to.
pub const CORRELATION_RULES_MAX: usize = 64;

/// What `condition` says beside the comparisons.
struct Criteria {
    condition: CorrelationCondition,
    fields: Vec<String>,
    percentile: Option<f64>,
}

/// Reads the `correlation` of a document, and `generate`, which some write beside it.
pub(super) fn correlation(about: About, node: Node, beside: &mut Entries, report: &mut Report) -> Option<Correlation> {
    let position = node.position;
    let Content::Map(mut map) = node.content else { return report.wrong_type(position, "correlation", "map") };
    let kind = kind(position, &mut map, report);
    let rules = rules(position, &mut map, report);
    let group_by = group_by(&mut map, report);
    let timespan = timespan(position, &mut map, report);
    let aliases = aliases(&mut map, report);
    let generate = generate(take(&mut map, "generate").or_else(|| take(beside, "generate")), report);
    let criteria = kind.and_then(|kind| criteria(position, kind, &mut map, report));
    let criteria = criteria?;
    Some(Correlation {
        about,
        kind: kind?,
        rules: rules?,
        group_by: group_by?,
        timespan_us: timespan?,
        condition: criteria.condition,
        value_fields: criteria.fields,
        percentile: criteria.percentile,
        aliases: aliases?,
        generate: generate?,
    })
}

fn kind(position: Position, map: &mut Entries, report: &mut Report) -> Option<CorrelationKind> {
    let Some((_, node)) = take(map, "type") else { return report.missing(position, "type") };
    match node.text().unwrap_or_default() {
        "event_count" => Some(CorrelationKind::EventCount),
        "value_count" => Some(CorrelationKind::ValueCount),
        "temporal" | "temporal_extended" => Some(CorrelationKind::Temporal),
        "temporal_ordered" | "temporal_ordered_extended" => Some(CorrelationKind::TemporalOrdered),
        "value_sum" => Some(CorrelationKind::ValueSum),
        "value_avg" => Some(CorrelationKind::ValueAvg),
        "value_percentile" => Some(CorrelationKind::ValuePercentile),
        "value_median" => Some(CorrelationKind::ValueMedian),
        other => report.error(node.position, message("rule-correlation-type-unknown").with("type", other)),
    }
}

fn rules(position: Position, map: &mut Entries, report: &mut Report) -> Option<Vec<String>> {
    let Some((_, node)) = take(map, "rules") else { return report.missing(position, "rules") };
    let Some(names) = node.texts() else { return report.wrong_type(node.position, "rules", "list") };
    let mut rules: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if rules.iter().any(|rule| rule == name) {
            report.warning(node.position, message("rule-correlation-rule-twice").with("rule", name));
        } else {
            rules.push(name.to_owned());
        }
    }
    match rules.len() {
        0 => report.error(node.position, message("rule-list-empty").with("key", "rules")),
        1..=CORRELATION_RULES_MAX => Some(rules),
        _ => {
            let limit = message("rule-correlation-rules-limit").with("limit", CORRELATION_RULES_MAX);
            report.error(node.position, limit)
        }
    }
}

fn group_by(map: &mut Entries, report: &mut Report) -> Option<Vec<String>> {
    let Some((_, node)) = take(map, "group-by") else { return Some(Vec::new()) };
    match node.texts() {
        Some(fields) => Some(fields.into_iter().map(str::to_owned).collect()),
        None => report.wrong_type(node.position, "group-by", "list"),
    }
}

fn timespan(position: Position, map: &mut Entries, report: &mut Report) -> Option<i64> {
    let Some((_, node)) = take(map, "timespan").or_else(|| take(map, "timeframe")) else {
        return report.missing(position, "timespan");
    };
    let text = node.text().unwrap_or_default();
    match micros(text) {
        Some(micros) => Some(micros),
        None => report.error(node.position, message("rule-timespan-invalid").with("timespan", text)),
    }
}

/// A timespan in microseconds: a positive number and one of `s m h d w M y`. A month has 30 days and a year 365.
fn micros(text: &str) -> Option<i64> {
    let (at, unit) = text.char_indices().next_back()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        'M' => 30 * 86_400,
        'y' => 365 * 86_400,
        _ => return None,
    };
    let digits = text[..at].trim_end();
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i64>().ok())??;
    number.checked_mul(seconds)?.checked_mul(1_000_000).filter(|micros| *micros > 0)
}

type Aliases = Vec<(String, Vec<(String, String)>)>;

fn aliases(map: &mut Entries, report: &mut Report) -> Option<Aliases> {
    let Some((_, node)) = take(map, "aliases") else { return Some(Vec::new()) };
    let position = node.position;
    let Content::Map(map) = node.content else { return report.wrong_type(position, "aliases", "map") };
    let mut aliases = Vec::with_capacity(map.len());
    for (key, node) in map {
        let Some(entries) = node.map() else { return report.wrong_type(node.position, &key.text, "map") };
        let field = |(rule, field): &(Key, Node)| field.text().map(|field| (rule.text.clone(), field.to_owned()));
        match entries.iter().map(field).collect() {
            Some(fields) => aliases.push((key.text, fields)),
            None => return report.wrong_type(node.position, &key.text, "text"),
        }
    }
    Some(aliases)
}

fn generate(entry: Option<(Key, Node)>, report: &mut Report) -> Option<bool> {
    let Some((_, node)) = entry else { return Some(false) };
    match node.scalar().map(Scalar::typed) {
        Some(Typed::Bool(generate)) => Some(generate),
        _ => report.wrong_type(node.position, "generate", "bool"),
    }
}

fn criteria(position: Position, kind: CorrelationKind, map: &mut Entries, report: &mut Report) -> Option<Criteria> {
    let temporal = matches!(kind, CorrelationKind::Temporal | CorrelationKind::TemporalOrdered);
    // Some write `field` beside `condition` instead of within it.
    let beside = take(map, "field");
    let Some((_, node)) = take(map, "condition") else {
        let every = Criteria { condition: CorrelationCondition::EveryRule, fields: Vec::new(), percentile: None };
        return if temporal { Some(every) } else { report.missing(position, "condition") };
    };
    let position = node.position;
    let criteria = match node.content {
        Content::Map(entries) => compared(position, entries, report)?,
        Content::Scalar(scalar) if temporal => match parse_condition(&scalar.text) {
            Ok(rules) => {
                Criteria { condition: CorrelationCondition::Rules(rules), fields: Vec::new(), percentile: None }
            }
            Err(error) => return condition_fault(position, error, report),
        },
        _ => return report.wrong_type(position, "condition", "map"),
    };
    let mut fields = criteria.fields;
    if let Some((_, node)) = beside.filter(|_| fields.is_empty()) {
        fields = fields_of(&node, report)?;
    }
    match (kind, fields.len()) {
        (CorrelationKind::Temporal | CorrelationKind::TemporalOrdered | CorrelationKind::EventCount, _) => {
            fields.clear()
        }
        (_, 0) => return report.missing(position, "field"),
        (_, 1) | (CorrelationKind::ValueCount, _) => {}
        _ => return report.error(position, message("rule-correlation-fields")),
    }
    if kind == CorrelationKind::ValuePercentile && criteria.percentile.is_none() {
        return report.missing(position, "percentile");
    }
    Some(Criteria { fields, condition: criteria.condition, percentile: criteria.percentile })
}

fn compared(position: Position, entries: Entries, report: &mut Report) -> Option<Criteria> {
    let (mut comparisons, mut fields, mut percentile) = (Vec::new(), Vec::new(), None);
    for (key, node) in entries {
        match (key.text.as_str(), comparison(&key.text)) {
            ("field", _) => fields = fields_of(&node, report)?,
            ("percentile", _) => match number(&node).filter(|rank| (0.0..=100.0).contains(rank)) {
                Some(rank) => percentile = Some(rank),
                None => return report.error(node.position, message("rule-percentile-invalid")),
            },
            (_, Some(comparison)) => match number(&node) {
                Some(number) => comparisons.push((comparison, number)),
                None => return report.wrong_type(node.position, &key.text, "number"),
            },
            (other, None) => {
                return report.error(key.position, message("rule-comparison-unknown").with("comparison", other));
            }
        }
    }
    if comparisons.is_empty() {
        return report.error(position, message("rule-comparison-missing"));
    }
    Some(Criteria { condition: CorrelationCondition::Compare(comparisons), fields, percentile })
}

fn fields_of(node: &Node, report: &mut Report) -> Option<Vec<String>> {
    match node.texts() {
        Some(fields) if !fields.is_empty() => Some(fields.into_iter().map(str::to_owned).collect()),
        _ => report.wrong_type(node.position, "field", "text"),
    }
}

fn comparison(word: &str) -> Option<Comparison> {
    match word {
        "lt" => Some(Comparison::Lt),
        "lte" => Some(Comparison::Lte),
        "gt" => Some(Comparison::Gt),
        "gte" => Some(Comparison::Gte),
        "eq" => Some(Comparison::Eq),
        "neq" => Some(Comparison::Neq),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 is never reached")]
fn number(node: &Node) -> Option<f64> {
    match node.scalar()?.typed() {
        Typed::Integer(integer) => Some(integer as f64),
        Typed::Float(float) => Some(float),
        _ => None,
    }
}
