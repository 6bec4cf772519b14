//! The rules that are named: files and folders, or our own by what they are called.

use crate::outcome::Failure;
use crate::rules;
use atalaya_model::Message;
use atalaya_sigma::RuleSet;
use std::path::{Path, PathBuf};

/// What is a file or folder is read; anything else is the id, name or title of one of our own rules.
pub(in crate::hunt) fn load(named: &[PathBuf], placeholders: Option<&Path>) -> Result<RuleSet, Failure> {
    let (paths, names): (Vec<PathBuf>, Vec<PathBuf>) = named.iter().cloned().partition(|path| path.exists());
    let mut set = if paths.is_empty() { RuleSet::default() } else { rules::load(&paths, placeholders)? };
    if !names.is_empty() {
        add_ours(&mut set, &names, placeholders)?;
    }
    if set.rules.is_empty() {
        let folders: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let message = Message::new("cli-fail-no-rule-left").with("refused", set.refused);
        return Err(message.with("folders", folders.join(" ")).into());
    }
    Ok(set)
}

fn add_ours(set: &mut RuleSet, names: &[PathBuf], placeholders: Option<&Path>) -> Result<(), Failure> {
    let ours = rules::load(&[], placeholders)?;
    for name in names.iter().map(|name| name.to_string_lossy()) {
        if ours.correlations.iter().any(|correlation| rules::is_called(&correlation.about, &name)) {
            return Err(Message::new("hunt-rule-correlation").with("rule", name.into_owned()).into());
        }
        let rule = ours.rules.iter().find(|rule| rules::is_called(&rule.about, &name));
        let rule = rule.ok_or_else(|| Message::new("hunt-rule-unknown").with("rule", name.as_ref()))?;
        if !set.rules.iter().any(|known| known.id == rule.id) {
            set.rules.push(rule.clone());
        }
    }
    Ok(())
}
