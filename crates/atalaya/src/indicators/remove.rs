//! Indicators that are looked for no longer. They stay in the ledger, with when they were removed, and a feed that brings them again
//! does not bring them back.

use super::{Ground, each};
use crate::answer::Answer;
use crate::arguments::{IndicatorsTask, Removed};
use crate::data::ledger;
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;
use crate::{scan, wire};
use atalaya_indicators::{Indicator, Value, refanged};
use atalaya_ledger::{INDICATORS_PAGE_MAX, IndicatorQuestion, KeptIndicator};
use atalaya_model::{Message, Time};
use atalaya_scan::sighting::indicator_rule;

pub(super) fn run(
    task: &IndicatorsTask,
    removed: &Removed,
    ground: Ground<'_>,
    voice: Voice,
) -> Result<Status, Failure> {
    let _changing = ground.watchlist.map(|watchlist| watchlist.changing());
    let now = scan::now();
    let question = IndicatorQuestion {
        organization: removed.organization.clone().map(Some),
        origin: removed.origin.clone(),
        revoked: false,
    };
    let asked: Vec<Asked> = removed.values.iter().map(|text| Asked::new(text)).collect();
    let (mut waiting, mut count) = (Vec::new(), 0);
    let unread = each(ground.books, &question, &mut |kept, indicator| {
        if asked.is_empty() || asked.iter().any(|asked| asked.is(&kept, &indicator)) {
            waiting.push(KeptIndicator { changed: now, revoked: Some(now), ..kept });
            count += 1;
        }
        if waiting.len() >= INDICATORS_PAGE_MAX { keep(ground, &mut waiting).map(|()| true) } else { Ok(true) }
    })?;
    keep(ground, &mut waiting)?;
    if let Some(watchlist) = ground.watchlist {
        watchlist.renew(ground.books)?;
    }
    let answer = Answer { json: task.data.json, voice };
    answer.give(&wire::indicators::Gone { removed: count, unread, at: Time::to_string(&now) }, |page| {
        page.line(&voice.say(&Message::new("indicators-removed").with("count", count)));
        if unread > 0 {
            page.advise(Some(Paint::Bad), &Message::new("indicators-unread").with("count", unread));
        }
    })?;
    Ok(if count > 0 { Status::Done } else { Status::Found })
}

/// What is to be removed: a value, an identifier in STIX, or the identifier that findings name.
struct Asked<'a> {
    text: &'a str,
    value: Option<Value>,
}

impl<'a> Asked<'a> {
    fn new(text: &'a str) -> Asked<'a> {
        Asked { text, value: Value::guessed(&refanged(text)) }
    }

    fn is(&self, kept: &KeptIndicator, indicator: &Indicator) -> bool {
        let mut values = indicator.terms.iter().flatten();
        let is_value = |value: &Value| match &self.value {
            Some(asked) => value == asked,
            None => value.to_string() == self.text.to_lowercase(),
        };
        indicator.stix.as_deref() == Some(self.text) || indicator_rule(kept.id) == self.text || values.any(is_value)
    }
}

fn keep(ground: Ground<'_>, waiting: &mut Vec<KeptIndicator>) -> Result<(), Failure> {
    if waiting.is_empty() {
        return Ok(());
    }
    let kept = ground.books.ask(ground.books.ledger().keep_indicators(&[], &std::mem::take(waiting)));
    kept.map_err(|error| ledger::record(&error).into())
}
