//! `atalaya reload`: a centre that runs goes on by what its files say now.

use crate::answer::Answer;
use crate::arguments::ReloadTask;
use crate::look::Paint;
use crate::outcome::{Failure, Status, complain_of};
use crate::serve::{Plan, Reload};
use crate::voice::Voice;
use crate::{local, wire};
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_sigma::RuleSet;
use std::collections::HashMap;

/// What is different by another plan.
pub(crate) struct Difference {
    /// Rules that judge now.
    pub(crate) rules: usize,
    /// Rules that did not judge before.
    pub(crate) new: usize,
    /// Rules that judge otherwise than before.
    pub(crate) changed: usize,
    /// Rules that judge no more.
    pub(crate) gone: usize,
    /// Documents with rules that were refused.
    pub(crate) refused: usize,
    /// Whether the kinds of log are others.
    pub(crate) kinds: bool,
    /// Settings that hold only when the centre is started again, by their names.
    pub(crate) at_start: Vec<&'static str>,
}

pub(crate) fn run(task: &ReloadTask, voice: Voice) -> Result<Status, Failure> {
    match local::ask(&task.data, voice) {
        Some(answered) => answered,
        None => Err(Message::new("reload-fail-none").with("folder", task.data.folder.display().to_string()).into()),
    }
}

/// Has the centre that goes by this plan read its files, and go by them if nothing is wrong with them.
pub(crate) fn on(task: &ReloadTask, plan: &Plan, reload: &Reload<'_>, voice: Voice) -> Result<Status, Failure> {
    let turn = reload.turn();
    let read = if turn.is_some() { reload.read() } else { Err(vec![Message::new("reload-fail-busy")]) };
    let next = match read {
        Ok(next) => next,
        Err(mut problems) => {
            problems.push(Message::new("reload-fail-kept"));
            complain_of(&problems, voice);
            return Ok(Status::Failed);
        }
    };
    let difference = plan.difference(&next);
    reload.ask(next)?;
    Answer { json: task.data.json, voice }.give(&wire::reload::Reloaded::new(&difference), |page| {
        let Difference { rules, new, changed, gone, refused, kinds, at_start } = &difference;
        let message = Message::new("reload-taken").with("rules", *rules as u64).with("new", grouped(*new as u64));
        page.say(&message.with("changed", grouped(*changed as u64)).with("gone", grouped(*gone as u64)));
        if *kinds {
            page.say(&Message::new("reload-kinds"));
        }
        if *refused > 0 {
            page.say_as(Paint::Warning, &Message::new("serve-rules-refused").with("count", *refused as u64));
        }
        if !at_start.is_empty() {
            page.say_as(Paint::Warning, &Message::new("reload-at-start").with("settings", at_start.join(", ")));
        }
    })?;
    Ok(Status::Done)
}

impl Difference {
    /// What is different between the rules.
    pub(crate) fn of(before: &RuleSet, after: &RuleSet, kinds: bool, at_start: Vec<&'static str>) -> Difference {
        let (before, known) = (texts(before), texts(after));
        let new = known.keys().filter(|id| !before.contains_key(*id)).count();
        let changed = known.iter().filter(|(id, text)| before.get(*id).is_some_and(|old| old != *text)).count();
        let gone = before.keys().filter(|id| !known.contains_key(*id)).count();
        Difference { rules: after.rules.len(), new, changed, gone, refused: after.refused, kinds, at_start }
    }
}

/// What rules and correlations ask, by their identifiers.
fn texts(rules: &RuleSet) -> HashMap<&str, String> {
    let alone = rules.rules.iter().map(|rule| (rule.id.as_str(), format!("{:?}{:?}", rule.logsource, rule.expr)));
    let correlations = rules.correlations.iter().map(|correlation| {
        let about = &correlation.about;
        (about.id.as_deref().unwrap_or(&about.title), format!("{correlation:?}"))
    });
    alone.chain(correlations).collect()
}
