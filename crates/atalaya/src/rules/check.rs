//! `atalaya rules check`: what is wrong with the rules, where, and what to do about it.

use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use crate::wire;
use atalaya_model::{Message, Severity};
use atalaya_sigma::RuleSet;

pub(super) fn run(mut rules: RuleSet, json: bool, voice: Voice) -> Result<Status, Failure> {
    let uncompilable = rules.uncompilable();
    rules.refused += uncompilable.len();
    rules.diagnostics.extend(uncompilable);
    let rules = &rules;
    let errors = rules.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let text =
        if json { wire::object(&wire::rules::Check::new(rules, errors, voice)) } else { text(rules, errors, voice) };
    outcome::print(&text)?;
    Ok(if errors > 0 { Status::Found } else { Status::Done })
}

fn text(rules: &RuleSet, errors: usize, voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    let loaded = rules.rules.len() + rules.correlations.len() + rules.filters.len();
    page.heading(&Message::new("cli-check").with("files", rules.files).with("loaded", loaded));
    rules.diagnostics.iter().for_each(|diagnostic| page.diagnostic(diagnostic));
    let warnings = rules.diagnostics.len() - errors;
    if rules.diagnostics.is_empty() {
        page.say_as(Paint::Good, &Message::new("cli-check-clean"));
    } else {
        page.gap();
        page.say(&Message::new("cli-check-totals").with("errors", rules.refused).with("warnings", warnings));
    }
    page.into_text()
}
