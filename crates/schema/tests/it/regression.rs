//! The log sources and fields of the rules that the regression cases name are there in the cases' events.

use crate::decoded::{Bench, corpus, evtx_records, files};
use atalaya_model::LogSource;
use atalaya_schema::FieldSource;
use atalaya_stdx::yaml::{self, Content, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

struct Rule {
    logsource: LogSource,
    fields: BTreeSet<String>,
}

fn rules(corpus: &Path) -> BTreeMap<String, Rule> {
    let mut rules = BTreeMap::new();
    for file in files(&corpus.join("sigma"), ".yml") {
        for node in yaml::documents(&std::fs::read_to_string(file).unwrap()).0 {
            let text = |node: Option<&Node>| node.and_then(Node::text).map(str::to_owned);
            let Some(source) = node.get("logsource") else { continue };
            let logsource = LogSource {
                product: text(source.get("product")),
                category: text(source.get("category")),
                service: text(source.get("service")),
            };
            let mut fields = BTreeSet::new();
            for (_, search) in node.get("detection").and_then(Node::map).unwrap_or_default() {
                collect(search, &mut fields);
            }
            rules.insert(text(node.get("id")).unwrap_or_default(), Rule { logsource, fields });
        }
    }
    rules
}

fn collect(node: &Node, fields: &mut BTreeSet<String>) {
    match &node.content {
        Content::Scalar(_) => {}
        Content::List(list) => list.iter().for_each(|node| collect(node, fields)),
        Content::Map(map) => {
            fields.extend(map.iter().filter_map(|(key, _)| key.text.split('|').next()).map(str::to_owned));
            fields.remove("");
        }
    }
}

/// The rule's fields that have a value in an event; `None`: the event is not of the rule's log source.
fn answered(bench: &mut Bench, json: &str, rule: &Rule) -> Option<BTreeSet<String>> {
    let id = bench.identify_json("evtx", json)?;
    let schema = bench.binder.schema().clone();
    let serves = &schema.kind(id.kind).serves;
    let mine = |(bit, serve): &(usize, &_)| {
        let serve: &atalaya_schema::Serve = serve;
        id.serves >> bit & 1 == 1 && rule.logsource.applies_to(&serve.logsource)
    };
    let (_, serve) = serves.iter().enumerate().find(mine)?;
    let record = bench.buf.record(json);
    let names: BTreeSet<String> = record
        .fields()
        .iter()
        .filter_map(|field| schema.canonical(id.dialect, bench.paths.name(field.path)))
        .map(std::borrow::Cow::into_owned)
        .collect();
    let has = |field: &&String| match serve.source_of(field) {
        FieldSource::Canonical(name) => names.contains(name),
        FieldSource::Derived(ix) => schema.derivation(ix).inputs.iter().any(|input| names.contains(input)),
    };
    Some(rule.fields.iter().filter(has).cloned().collect())
}

#[test]
fn the_rules_of_the_regression_cases_find_their_log_source_and_fields() {
    let Some(corpus) = corpus() else { return };
    let (rules, mut bench) = (rules(&corpus), Bench::new());
    let (mut unserved, mut absent) = (Vec::new(), BTreeSet::new());
    for file in files(&corpus.join("regression_data"), ".evtx") {
        let id = file.file_stem().unwrap().to_string_lossy().into_owned();
        let Some(rule) = rules.get(&id) else { continue };
        let mut seen: Option<BTreeSet<String>> = None;
        evtx_records(&std::fs::read(&file).unwrap(), |json| {
            if let Some(fields) = answered(&mut bench, json, rule) {
                seen.get_or_insert_default().extend(fields);
            }
        });
        match seen {
            None => unserved.push(format!("{id} {}", rule.logsource)),
            Some(seen) => absent.extend(rule.fields.difference(&seen).map(|field| format!("{id} {field}"))),
        }
    }
    assert!(unserved.is_empty(), "without their log source: {unserved:#?}");
    assert!(absent.is_empty(), "without their field: {absent:#?}");
}
