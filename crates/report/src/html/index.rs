//! What the script needs at once: a line for each finding, in columns, and the words that all of them share.

use super::blocks::Blocks;
use super::fired::Rule;
use super::parcel::parcel;
use super::rules::LINKS_MAX;
use super::survey::{Entry, Survey};
use super::{Context, page::level_word};
use crate::ReportError;
use atalaya_explain::{tactics, technique};
use atalaya_messages::Catalogue;
use atalaya_model::{Arg, Language, Level, Message};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

/// The texts that the script says, with their arguments.
const SAID: &[(&str, &[&str])] = &[
    ("report-live-count", &["shown", "total"]),
    ("report-live-searching", &["done", "total"]),
    ("report-live-none", &[]),
    ("report-live-all", &[]),
    ("report-live-only", &["level"]),
    ("report-live-from", &["level"]),
    ("report-live-sort-level", &[]),
    ("report-live-sort-time", &[]),
    ("report-live-sort-time-last", &[]),
    ("report-live-sort-rule", &[]),
    ("report-live-sort-host", &[]),
    ("report-live-technique", &["technique"]),
    ("report-live-details-missing", &[]),
    ("report-live-old-browser", &[]),
    ("report-live-zone-note", &["zone"]),
    ("report-zone-note", &[]),
    ("report-time-unknown", &[]),
    ("report-host-none", &[]),
    ("report-host-other", &[]),
    ("report-happened", &[]),
    ("report-why", &[]),
    ("report-why-unknown", &[]),
    ("report-causes", &[]),
    ("report-checks", &[]),
    ("report-event", &[]),
    ("report-record", &[]),
    ("report-record-cut", &["bytes"]),
    ("report-record-missing", &[]),
    ("report-record-dropped", &[]),
    ("report-fields-missing", &[]),
    ("report-field-any", &[]),
    ("report-matched", &[]),
    ("report-entities", &[]),
    ("report-foreign", &[]),
    ("report-foreign-mark", &[]),
    ("report-more", &["count"]),
    ("report-origin", &[]),
    ("report-origin-file", &[]),
    ("report-origin-record", &[]),
    ("report-origin-digest", &[]),
    ("report-origin-count", &[]),
    ("report-origin-related", &[]),
    ("report-origin-uid", &[]),
    ("report-origin-kind", &[]),
    ("report-rule-id", &[]),
    ("report-rule-author", &[]),
    ("report-rule-license", &[]),
    ("report-rule-links", &[]),
    ("report-rule-techniques", &[]),
    ("report-unknown", &[]),
];

/// Sentences that details refer to, in all languages, with `{$name}` where an argument goes.
#[derive(Default)]
pub(crate) struct Templates {
    texts: FxHashMap<&'static str, [String; Language::ALL.len()]>,
}

impl Templates {
    /// The message as the script puts it together: identifier and arguments.
    pub(crate) fn message(&mut self, message: &Message) -> Value {
        let names: Vec<&'static str> = message.args.iter().map(|(name, _)| *name).collect();
        self.learn(message.id, &names);
        let mut args = Map::new();
        for (name, arg) in &message.args {
            let value = match arg {
                Arg::Text(text) => json!(text),
                Arg::Number(number) => json!(number),
                Arg::Message(inner) => self.message(inner),
            };
            args.insert((*name).to_owned(), value);
        }
        if args.is_empty() { json!([message.id]) } else { json!([message.id, args]) }
    }

    /// Keeps the text of a message with the names of its arguments in it.
    fn learn(&mut self, id: &'static str, names: &[&'static str]) {
        self.texts.entry(id).or_insert_with(|| {
            let named = |message: Message, name: &&'static str| message.with(name, format!("{{${name}}}"));
            let message = names.iter().fold(Message::new(id), named);
            Language::ALL.map(|language| Catalogue::builtin().text(language, &message))
        });
    }
}

/// Writes the index; the details are packed already.
pub(crate) fn write(
    context: &Context<'_>,
    blocks: &mut Blocks,
    put: &mut dyn FnMut(&str) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    SAID.iter().for_each(|(id, names)| blocks.templates.learn(id, names));
    Level::ALL.iter().for_each(|level| blocks.templates.learn(level_word(*level), &[]));
    let rules: Vec<Value> = (0..)
        .take(context.survey.rules.list().len())
        .map(|number| rule(context.fired.get(number), &mut blocks.templates))
        .collect();
    let index = json!({
        "cols": columns(&context.survey, blocks),
        "rules": rules,
        "hosts": context.survey.hosts.list(),
        "users": context.survey.users.list(),
        "files": files(context),
        "tactics": tactics().iter().map(|tactic| json!([tactic.word, names(|language| tactic.name(language))])).collect::<Vec<_>>(),
        "techs": techniques(context),
        "under": under(context),
        "texts": blocks.templates.texts,
        "levels": Level::ALL.map(level_word),
        "total": context.survey.total,
    });
    put(&parcel("index", index.to_string().as_bytes()))
}

fn names<'t>(name: impl Fn(Language) -> &'t str) -> [&'t str; Language::ALL.len()] {
    Language::ALL.map(name)
}

/// The findings in columns. Times as differences from the one before, in milliseconds.
fn columns(survey: &Survey, blocks: &Blocks) -> Value {
    let entries = &survey.chosen;
    let column = |of: &dyn Fn(&Entry) -> Value| entries.iter().map(of).collect::<Vec<_>>();
    let mut before = 0;
    let mut difference = |entry: &Entry| {
        entry.millis.map_or(Value::Null, |millis| {
            let difference = millis - before;
            before = millis;
            json!(difference)
        })
    };
    json!({
        "t": entries.iter().map(&mut difference).collect::<Vec<_>>(),
        "l": entries.iter().map(|entry| char::from(b'0' + entry.level as u8)).collect::<String>(),
        "r": column(&|entry| json!(entry.rule)),
        "h": column(&|entry| json!(entry.host)),
        "u": column(&|entry| json!(entry.user)),
        "f": column(&|entry| json!(entry.file)),
        "n": column(&|entry| json!(entry.record)),
        "b": blocks.slots.iter().map(|slot| slot.block).collect::<Vec<_>>(),
        "o": blocks.slots.iter().map(|slot| slot.place.map_or(-1, i64::from)).collect::<Vec<_>>(),
    })
}

/// Files with the digests that are known.
fn files(context: &Context<'_>) -> Vec<Value> {
    context.survey.files.list().iter().map(|file| json!([file, context.digest(file)])).collect()
}

fn rule(rule: &Rule<'_>, templates: &mut Templates) -> Value {
    if rule.findings == 0 {
        return Value::Null;
    }
    let about = rule.about;
    let words = |language: Language| {
        json!({
            "t": rule.title_in(language),
            "d": rule.description_in(language),
            "c": rule.causes_in(language),
            "k": rule.checks_in(language),
        })
    };
    json!({
        "id": rule.id,
        "l": rule.level as u8,
        "n": rule.findings,
        "w": Language::ALL.map(words),
        "ta": rule.tactics.iter().map(|tactic| tactic.word.as_str()).collect::<Vec<_>>(),
        "te": rule.techniques.iter().map(|technique| technique.id.as_str()).collect::<Vec<_>>(),
        "c": rule.causes.iter().map(|message| templates.message(message)).collect::<Vec<_>>(),
        "k": rule.checks.iter().map(|message| templates.message(message)).collect::<Vec<_>>(),
        "au": about.and_then(|about| about.author.as_deref()),
        "li": about.and_then(|about| about.license.as_deref()),
        "rf": about.map(|about| about.references.iter().take(LINKS_MAX).collect::<Vec<_>>()),
    })
}

/// The techniques of the rules that fired: names and meanings.
fn techniques(context: &Context<'_>) -> Map<String, Value> {
    let rules = context.fired.by_weight();
    let rules = rules.iter().map(|number| context.fired.get(*number));
    let ids = rules.flat_map(|rule| rule.techniques.iter().map(|technique| technique.id.as_str()));
    let words = |id: &str| {
        let found = technique(id)?;
        Some((id.to_owned(), json!([names(|language| found.name(language)), names(|language| found.means(language))])))
    };
    ids.filter_map(words).collect()
}

/// The tactics that each technique serves.
fn under(context: &Context<'_>) -> Map<String, Value> {
    let rules = context.fired.by_weight();
    let techniques = rules.iter().flat_map(|number| &context.fired.get(*number).techniques);
    let words = |found: &atalaya_explain::Technique| found.tactics().iter().map(|tactic| json!(tactic.word)).collect();
    techniques.map(|found| (found.id.clone(), Value::Array(words(found)))).collect()
}
