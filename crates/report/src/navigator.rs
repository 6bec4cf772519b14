//! A layer for the ATT&CK Navigator: which techniques were found, how often, and how serious.
//!
//! Layer format 4.5, as the Navigator's repository describes it (`layers/LAYERFORMATv4_5.md`). A technique stands without its
//! tactic, and so appears under each of them. The score is the number of findings, the colour is that of the worst level.

use crate::rulebook::{Rulebook, level, technique_ids};
use crate::spool::Spool;
use crate::timeline::level as level_word;
use crate::{Material, Outcome, ReportError};
use atalaya_messages::Catalogue;
use atalaya_model::{Level, Message};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;

/// Rules that the comment of a technique names, those with most findings; more are counted.
pub const RULES_IN_COMMENT_MAX: usize = 20;

/// The colours of the levels, from informational to critical; text on them is readable.
const COLORS: [&str; Level::ALL.len()] = ["#d6dde3", "#a9cce3", "#f9e79f", "#f0a35e", "#e0645c"];

/// What was found of a technique.
#[derive(Default)]
struct Found {
    findings: u64,
    worst: Level,
    rules: BTreeMap<String, u64>,
}

/// Writes the layer.
///
/// # Errors
///
/// Where the spool cannot be read or the file cannot be written.
pub fn navigator(material: &Material<'_>, out: &mut dyn Write) -> Result<Outcome, ReportError> {
    let rules = Rulebook::of(material.rules);
    let mut spool = Spool::open(material.findings)?;
    let mut techniques: BTreeMap<String, Found> = BTreeMap::new();
    let mut outcome = Outcome { sorted: true, ..Outcome::default() };
    while let Some((_, line)) = spool.next()? {
        let ids = technique_ids(rules.tags(&line));
        // What names no technique has no place in the matrix.
        if ids.is_empty() {
            outcome.without_technique += 1;
            continue;
        }
        outcome.findings += 1;
        let title = rules.title(&line, material.run.language);
        for id in ids {
            let found = techniques.entry(id).or_default();
            found.findings += 1;
            found.worst = found.worst.max(level(&line));
            *found.rules.entry(title.to_owned()).or_default() += 1;
        }
    }
    let layer = layer(material, &techniques, outcome);
    serde_json::to_writer_pretty(&mut *out, &layer).map_err(|error| ReportError::Write(error.into()))?;
    out.write_all(b"\n").map_err(ReportError::Write)?;
    Ok(outcome)
}

fn layer(material: &Material<'_>, techniques: &BTreeMap<String, Found>, outcome: Outcome) -> Value {
    let text = |message: Message| Catalogue::builtin().text(material.run.language, &message);
    let most = techniques.values().map(|found| found.findings).max().unwrap_or(0);
    let began = material.run.began.to_string();
    let legend = Level::ALL.into_iter().rev();
    let legend: Vec<Value> =
        legend.map(|level| json!({"label": text(level_word(level)), "color": COLORS[level as usize]})).collect();
    let listed: Vec<Value> = techniques.iter().map(|(id, found)| entry(id, found, material)).collect();
    json!({
        "name": text(Message::new("layer-name").with("day", &began[..began.len().min(10)])),
        "versions": {"navigator": "5.0.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": text(
            Message::new("layer-description")
                .with("findings", outcome.findings)
                .with("others", outcome.without_technique),
        ),
        "sorting": 3,
        "layout": {"layout": "side", "showID": true, "showName": true, "expandedSubtechniques": "annotated"},
        "hideDisabled": false,
        "techniques": listed,
        "gradient": {"colors": ["#ffffff", COLORS[Level::Critical as usize]], "minValue": 0, "maxValue": most.max(1)},
        "legendItems": legend,
        "selectTechniquesAcrossTactics": true,
        "metadata": [
            {"name": text(Message::new("layer-program")), "value": format!("Atalaya {}", material.run.version)},
            {"name": text(Message::new("layer-time")), "value": began},
        ],
    })
}

fn entry(id: &str, found: &Found, material: &Material<'_>) -> Value {
    let language = material.run.language;
    let text = |message: Message| Catalogue::builtin().text(language, &message);
    let mut rules: Vec<(&String, &u64)> = found.rules.iter().collect();
    rules.sort_by_key(|(title, findings)| (Reverse(**findings), (*title).clone()));
    let mut lines: Vec<String> =
        rules.iter().take(RULES_IN_COMMENT_MAX).map(|(title, findings)| format!("{findings} × {title}")).collect();
    let more = rules.len().saturating_sub(RULES_IN_COMMENT_MAX);
    if more > 0 {
        lines.push(text(Message::new("layer-more-rules").with("count", more)));
    }
    let name = atalaya_explain::technique(id).map(|technique| technique.name(language));
    let mut metadata =
        vec![json!({"name": text(Message::new("timeline-level")), "value": text(level_word(found.worst))})];
    metadata.extend(name.map(|name| json!({"name": text(Message::new("layer-technique")), "value": name})));
    json!({
        "techniqueID": id,
        "score": found.findings,
        "color": COLORS[found.worst as usize],
        "comment": lines.join("\n"),
        "enabled": true,
        "metadata": metadata,
        "showSubtechniques": !id.contains('.'),
    })
}
