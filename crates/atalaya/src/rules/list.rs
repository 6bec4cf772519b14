//! `atalaya rules list`: every rule in a line.

use super::ordered;
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::{wire, words};
use atalaya_model::Message;
use atalaya_sigma::{LoadedRule, RuleSet};

pub(super) fn run(rules: &RuleSet, json: bool, voice: Voice) -> Result<Status, Failure> {
    let ordered = ordered(rules);
    let text = if json { wire::object(&wire::rules::List::new(rules, &ordered)) } else { text(rules, &ordered, voice) };
    outcome::print(&text)?;
    Ok(Status::Done)
}

fn text(rules: &RuleSet, ordered: &[&LoadedRule], voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("cli-rules-list").with("rules", ordered.len()));
    page.table(&table(ordered, voice));
    if !rules.correlations.is_empty() {
        page.topic(&Message::new("cli-rules-correlations").with("count", rules.correlations.len()));
        for correlation in &rules.correlations {
            let level = voice.say(&words::level(correlation.about.level));
            let id = correlation.about.id.as_deref().map(|id| format!("({id})")).unwrap_or_default();
            page.item("-", None, &format!("{level}: {} {id}", voice.title(&correlation.about)));
        }
    }
    page.into_text()
}

fn table(rules: &[&LoadedRule], voice: Voice) -> Table {
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-id"),
        Message::new("cli-column-title"),
        Message::new("cli-column-logsource"),
        Message::new("cli-column-status"),
        Message::new("cli-column-author"),
    ];
    let mut table = Table::new(header.iter().map(|message| voice.say(message)).collect()).whole(&[0]);
    for rule in rules {
        let about = &rule.about;
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let cells = vec![
            voice.say(&words::level(about.level)),
            rule.id.clone(),
            voice.title(about),
            rule.logsource.to_string(),
            or_dash(&about.status),
            or_dash(&about.author),
        ];
        table.painted_row(words::level_paint(about.level), cells);
    }
    table
}
