//! `atalaya rules`: what the rules are, what is wrong with them, and which logs feed them.

mod check;
mod coverage;
mod list;
mod placeholders;
pub(crate) mod proof;
mod show;

use crate::arguments::RulesTask;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;
use crate::{addresses, kinds};
use atalaya_scan::{builtin_rules, load_rules};
use atalaya_sigma::ast::About;
use atalaya_sigma::{LoadedRule, Placeholders, RuleSet};
use std::path::{Path, PathBuf};

pub(crate) fn run(
    task: &RulesTask,
    folders: &[PathBuf],
    kinds: &[PathBuf],
    json: bool,
    voice: Voice,
) -> Result<Status, Failure> {
    let rules = load(folders, None)?;
    let schema = kinds::load(kinds)?;
    match task {
        RulesTask::List => list::run(&rules, json, voice),
        RulesTask::Show(name) => show::run(&rules, &schema, name, json, voice),
        RulesTask::Check => check::run(rules, json, voice),
        RulesTask::Coverage(tables) => coverage::run(&rules, &addresses::bring(schema, tables)?, json, voice),
    }
}

/// The rules of the folders; of none, those that come with the program.
pub(crate) fn load(folders: &[PathBuf], placeholders: Option<&Path>) -> Result<RuleSet, Failure> {
    let values = placeholders.map_or_else(|| Ok(Placeholders::new()), placeholders::read)?;
    if folders.is_empty() { Ok(builtin_rules(&values)) } else { Ok(load_rules(folders, &values)?) }
}

/// Whether the rule has this id, name or title, in whatever language.
pub(crate) fn is_called(about: &About, name: &str) -> bool {
    show::is_called(about, name)
}

/// The rules, most serious first, then by title.
fn ordered(rules: &RuleSet) -> Vec<&LoadedRule> {
    let mut ordered: Vec<&LoadedRule> = rules.rules.iter().collect();
    ordered.sort_by(|left, right| {
        right
            .about
            .level
            .cmp(&left.about.level)
            .then_with(|| (&left.about.title, &left.id).cmp(&(&right.about.title, &right.id)))
    });
    ordered
}
