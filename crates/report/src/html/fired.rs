//! The rules that fired: their own words, and where they bring none in a language, those of `explain`.

use super::survey::Survey;
use crate::rulebook::{Entry, Rulebook};
use crate::spool::Line;
use atalaya_explain::{Tactic, Technique};
use atalaya_model::{Language, Level, LogSource, Message};
use atalaya_sigma::RuleSet;
use atalaya_sigma::ast::About;
use std::cmp::Reverse;

/// A rule that fired.
pub(crate) struct Rule<'a> {
    pub(crate) id: String,
    pub(crate) level: Level,
    /// Its own words; `None` where the rule is not among those that were loaded.
    pub(crate) about: Option<&'a About>,
    /// The title and the description that the findings carry, where there are no words of its own.
    carried: (String, Option<String>),
    pub(crate) logsource: LogSource,
    pub(crate) tactics: Vec<&'static Tactic>,
    pub(crate) techniques: Vec<&'static Technique>,
    /// Innocent causes and first checks, for languages in which the rule has none.
    pub(crate) causes: Vec<Message>,
    pub(crate) checks: Vec<Message>,
    pub(crate) findings: u64,
    pub(crate) hosts: u64,
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
}

/// Innocent causes that say nothing.
const EMPTY_CAUSES: [&str; 6] = ["unknown", "unlikely", "none", "penetration test", "penetration testing", "n/a"];

impl Rule<'_> {
    /// The title in that language, if the rule has one; the author's own for English.
    pub(crate) fn title_in(&self, language: Language) -> Option<&str> {
        match (language, self.about) {
            (Language::En, _) => Some(self.title()),
            (_, Some(about)) => about.translation(language).map(|translation| translation.title.as_str()),
            (_, None) => None,
        }
    }

    /// The title as the author wrote it.
    pub(crate) fn title(&self) -> &str {
        self.about.map_or(&self.carried.0, |about| &about.title)
    }

    /// The description in that language.
    pub(crate) fn description_in(&self, language: Language) -> Option<&str> {
        match (language, self.about) {
            (Language::En, Some(about)) => about.description.as_deref(),
            (Language::En, None) => self.carried.1.as_deref(),
            (_, Some(about)) => about.translation(language)?.description.as_deref(),
            (_, None) => None,
        }
    }

    /// The innocent causes in that language that say something.
    pub(crate) fn causes_in(&self, language: Language) -> Vec<&str> {
        let list = match (language, self.about) {
            (Language::En, Some(about)) => &about.falsepositives,
            (_, Some(about)) => match about.translation(language) {
                Some(translation) => &translation.falsepositives,
                None => return Vec::new(),
            },
            (_, None) => return Vec::new(),
        };
        let says = |item: &&String| !EMPTY_CAUSES.iter().any(|empty| item.trim().eq_ignore_ascii_case(empty));
        list.iter().filter(says).map(String::as_str).collect()
    }

    /// The first checks in that language.
    pub(crate) fn checks_in(&self, language: Language) -> &[String] {
        match (language, self.about) {
            (Language::En, Some(about)) => &about.checks,
            (_, Some(about)) => about.translation(language).map_or(&[], |translation| &translation.checks),
            (_, None) => &[],
        }
    }

    /// The tags.
    pub(crate) fn tags(&self) -> &[String] {
        self.about.map_or(&[], |about| &about.tags)
    }
}

/// The rules that fired, by their number in the survey.
pub(crate) struct Fired<'a>(Vec<Rule<'a>>);

impl<'a> Fired<'a> {
    /// The rules of the survey with their words.
    pub(crate) fn of(survey: &Survey, set: &'a RuleSet) -> Fired<'a> {
        let known = Rulebook::of(set);
        let rule = |id: &String| rule(id, known.get(id));
        let mut fired = Fired(survey.rules.list().iter().map(rule).collect());
        for ((_, number), pair) in &survey.pairs {
            let Some(rule) = fired.0.get_mut(*number as usize) else { continue };
            rule.findings += pair.findings;
            rule.hosts += 1;
            rule.level = rule.level.max(pair.first.level);
            rule.first = [rule.first, pair.first.millis].into_iter().flatten().min();
            rule.last = rule.last.max(pair.last);
        }
        fired
    }

    /// A rule that was not loaded is called what its findings call it.
    pub(crate) fn learn(&mut self, number: u32, line: &Line) {
        if let Some(rule) = self.0.get_mut(number as usize)
            && rule.about.is_none()
        {
            rule.carried = (line.finding_info.title.clone(), line.finding_info.desc.clone());
        }
    }

    /// The rule of that number in the survey.
    pub(crate) fn get(&self, number: u32) -> &Rule<'a> {
        &self.0[number as usize]
    }

    /// Numbers of the rules: most serious first, then most findings.
    pub(crate) fn by_weight(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..).take(self.0.len()).filter(|number| self.get(*number).findings > 0).collect();
        numbers.sort_by(|left, right| {
            let key =
                |number: u32| (Reverse((self.get(number).level, self.get(number).findings)), self.get(number).title());
            key(*left).cmp(&key(*right))
        });
        numbers
    }
}

fn rule<'a>(id: &str, known: Option<&Entry<'a>>) -> Rule<'a> {
    let about = known.map(|entry| entry.about);
    let logsource = known.map(|entry| entry.logsource.clone()).unwrap_or_default();
    let tags = about.map_or(&[][..], |about| &about.tags);
    Rule {
        id: id.to_owned(),
        level: Level::default(),
        about,
        carried: (id.to_owned(), None),
        tactics: tags.iter().filter_map(|tag| atalaya_explain::tactic(tag)).collect(),
        techniques: atalaya_explain::techniques(tags),
        causes: atalaya_explain::causes(&logsource, tags),
        checks: atalaya_explain::checks(&logsource, tags),
        logsource,
        findings: 0,
        hosts: 0,
        first: None,
        last: None,
    }
}
