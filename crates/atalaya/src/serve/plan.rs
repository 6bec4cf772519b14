//! What a centre does by: its settings, the kinds of log and the rules.

use super::settings::{self, Settings};
use crate::arguments::ServeTask;
use crate::outcome::Failure;
use crate::reload::Difference;
use crate::{kinds, rules};
use atalaya_model::Message;
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use std::collections::HashSet;
use std::sync::Arc;

/// What a centre does by.
pub(crate) struct Plan {
    pub(super) settings: Settings,
    pub(super) schema: Arc<Schema>,
    pub(crate) rules: RuleSet,
}

impl Plan {
    /// What the files say by now; everything that is wrong with the settings where something is.
    pub(super) fn read(task: &ServeTask) -> Result<Plan, Vec<Message>> {
        let settings = settings::read(&task.settings)?;
        let read = || {
            // What its threads need for searching is kept with it, and is to go with it.
            let schema = Arc::new(Schema::clone(&*kinds::load(&task.kinds)?));
            let rules = rules::load(&settings.detection.rules, settings.detection.placeholders.as_deref())?;
            Ok((schema, chosen(rules, &settings)?))
        };
        let (schema, rules) = read().map_err(|failure: Failure| vec![failure.message().clone()])?;
        Ok(Plan { settings, schema, rules })
    }

    /// What is different by the next plan.
    pub(crate) fn difference(&self, next: &Plan) -> Difference {
        let (old, new) = (&self.settings, &next.settings);
        let differing = [
            ("sources", old.sources != new.sources),
            ("centre", old.window != new.window),
            ("share_mib", old.detection.share_bytes != new.detection.share_bytes),
        ];
        let at_start = differing.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
        let kinds = self.schema.fingerprint() != next.schema.fingerprint();
        Difference::of(&self.rules, &next.rules, kinds, at_start)
    }
}

/// The rules that are to judge; every identifier is to be that of a rule, and one rule there is to be.
fn chosen(rules: RuleSet, settings: &Settings) -> Result<RuleSet, Failure> {
    let rules = match settings.detection.only.as_deref() {
        None => rules,
        Some(only) => {
            if let Some(unknown) = only.iter().find(|id| rules.about(id).is_none()) {
                return Err(Message::new("serve-config-only-unknown").with("rule", unknown.as_str()).into());
            }
            let only: HashSet<&str> = only.iter().map(String::as_str).collect();
            rules.only(&|id| only.contains(id))
        }
    };
    if rules.rules.is_empty() {
        let folders = settings.detection.rules.iter().map(|path| path.display().to_string());
        let message = Message::new("cli-fail-no-rule-left").with("refused", rules.refused);
        return Err(message.with("folders", folders.collect::<Vec<_>>().join(" ")).into());
    }
    Ok(rules)
}
