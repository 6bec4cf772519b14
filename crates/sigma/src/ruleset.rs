//! All rules of a run: read, checked, filters applied, and what was refused.

use crate::ast::{About, Correlation, Document, Filter, Rule};
use crate::correlate::Plan;
use crate::expr::Expr;
use crate::lower::{Lowering, Placeholders};
use crate::parse;
use crate::partition::{Member, Partition};
use atalaya_model::{Diagnostic, LogSource, Message, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Documents one run may load.
pub const DOCUMENTS_MAX: usize = 200_000;

/// A rule ready to be compiled.
#[derive(Debug, Clone)]
pub struct LoadedRule {
    /// What the rule says of itself.
    pub about: About,
    /// The `id`, or where there is none `name:` or `title:` and that.
    pub id: String,
    /// The logs it is for.
    pub logsource: LogSource,
    /// What it asks of an event, filters included.
    pub expr: Expr,
    /// Placeholders it uses that have no values.
    pub placeholders_missing: Vec<String>,
    /// Titles of the filters that were added.
    pub filters: Vec<String>,
}

impl LoadedRule {
    /// The fields the rule asks for, each once, in order of appearance.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut seen = FxHashSet::default();
        let mut fields = Vec::new();
        self.expr.tests(&mut |test| {
            if let Some(field) = test.field.as_deref()
                && seen.insert(field)
            {
                fields.push(field);
            }
        });
        fields
    }
}

/// All rules of a run.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// Rules over single events.
    pub rules: Vec<LoadedRule>,
    /// Rules over the findings of other rules.
    pub correlations: Vec<Correlation>,
    /// Filters, as read; they are in the rules' expressions already.
    pub filters: Vec<Filter>,
    /// What is wrong with what was read.
    pub diagnostics: Vec<Diagnostic>,
    /// How the correlations run; `None` where there are none.
    pub plan: Option<Arc<Plan>>,
    /// How many files were read.
    pub files: usize,
    /// How many documents were refused, files that hold none included.
    pub refused: usize,
}

impl RuleSet {
    /// Loads files, each a name and its text. What is refused is counted and has a diagnostic.
    pub fn load<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>, placeholders: &Placeholders) -> RuleSet {
        let mut set = RuleSet::default();
        let mut read = Vec::new();
        for (name, text) in files {
            set.files += 1;
            let (documents, diagnostics, refused) = parse::counting(name, text);
            set.refused += refused;
            set.diagnostics.extend(diagnostics);
            for document in documents {
                match document {
                    Document::Rule(rule) => read.push(rule),
                    Document::Correlation(correlation) => set.correlations.push(correlation),
                    Document::Filter(filter) => set.filters.push(filter),
                }
            }
        }
        set.add_rules(read, placeholders);
        set.plan_correlations();
        set.diagnostics.sort_by(|left, right| left.place.cmp(&right.place));
        set
    }

    /// What keeps rules from being compiled, which is found only by doing so: for those who check rules, not for those
    /// who load them.
    #[must_use]
    pub fn uncompilable(&self) -> Vec<Diagnostic> {
        let refused = |rule: &LoadedRule| {
            let member = Member { rule: 0, expr: &rule.expr, slot_name: &str::to_owned, more_fields: Vec::new() };
            let partition = Partition::compile(&[member]);
            let told = partition.refused().iter().map(|(_, message)| Diagnostic {
                severity: Severity::Error,
                place: rule.about.place.clone(),
                message: message.clone(),
            });
            told.collect::<Vec<_>>()
        };
        self.rules.iter().flat_map(refused).collect()
    }

    /// These rules and correlations alone, by their identifiers, and what the correlations refer to.
    #[must_use]
    pub fn only(mut self, wanted: &dyn Fn(&str) -> bool) -> RuleSet {
        let of = |about: &About| about.id.clone().unwrap_or_else(|| about.title.clone());
        let mut referred: Vec<String> = Vec::new();
        let mut kept = vec![false; self.correlations.len()];
        // Each round keeps what was referred to in the one before.
        loop {
            let before = referred.len();
            for (correlation, kept) in self.correlations.iter().zip(&mut kept) {
                if !*kept && (wanted(&of(&correlation.about)) || is_among(&correlation.about, &referred)) {
                    *kept = true;
                    referred.extend(correlation.rules.iter().cloned());
                }
            }
            if referred.len() == before {
                break;
            }
        }
        let mut kept = kept.into_iter();
        self.correlations.retain(|_| kept.next().unwrap_or_default());
        self.rules.retain(|rule| wanted(&rule.id) || is_among(&rule.about, &referred));
        self.plan = None;
        self.plan_correlations();
        self
    }

    /// What the rule or correlation with this identifier says of itself.
    #[must_use]
    pub fn about(&self, id: &str) -> Option<&About> {
        let rule = self.rules.iter().find(|rule| rule.id == id).map(|rule| &rule.about);
        let known = |about: &&About| about.id.as_deref().unwrap_or(&about.title) == id;
        rule.or_else(|| self.correlations.iter().map(|correlation| &correlation.about).find(known))
    }

    fn plan_correlations(&mut self) {
        if self.correlations.is_empty() {
            return;
        }
        let rules: Vec<&About> = self.rules.iter().map(|rule| &rule.about).collect();
        let (plan, diagnostics) = Plan::new(self.correlations.clone(), &rules);
        self.plan = Some(Arc::new(plan));
        for diagnostic in diagnostics {
            if diagnostic.severity == Severity::Error {
                let before = self.correlations.len();
                self.correlations.retain(|correlation| correlation.about.place != diagnostic.place);
                self.refused += before - self.correlations.len();
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn add_rules(&mut self, rules: Vec<Rule>, placeholders: &Placeholders) {
        let filters = std::mem::take(&mut self.filters);
        let mut ids: FxHashMap<String, String> = FxHashMap::default();
        for rule in rules {
            let id = identifier(&rule.about);
            if let Some(first) = ids.get(&id) {
                let message = Message::new("rule-id-twice").with("id", id.as_str()).with("first", first.as_str());
                self.refuse(Diagnostic { severity: Severity::Error, place: rule.about.place.clone(), message });
                continue;
            }
            ids.insert(id.clone(), rule.about.place.file.clone());
            match lower(rule, id, &filters, placeholders) {
                Ok(rule) => self.rules.push(rule),
                Err(diagnostic) => self.refuse(diagnostic),
            }
        }
        self.filters = filters;
    }

    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.refused += 1;
        self.diagnostics.push(diagnostic);
    }
}

/// The rule's identity: its `id`, or where there is none its name or title.
fn identifier(about: &About) -> String {
    match (&about.id, &about.name) {
        (Some(id), _) => id.clone(),
        (None, Some(name)) => format!("name:{name}"),
        (None, None) => format!("title:{}", about.title),
    }
}

fn lower(rule: Rule, id: String, filters: &[Filter], placeholders: &Placeholders) -> Result<LoadedRule, Diagnostic> {
    let mut lowering = Lowering::new(placeholders);
    let mut expr = lowering.detection(&rule.detection)?;
    let mut added = Vec::new();
    for filter in filters.iter().filter(|filter| concerns(filter, &rule, &id)) {
        let condition = lowering.detection(&filter.detection)?;
        expr = Expr::And(vec![expr, condition]);
        added.push(filter.about.title.clone());
    }
    Ok(LoadedRule {
        about: rule.about,
        id,
        logsource: rule.logsource,
        expr,
        placeholders_missing: lowering.placeholders_missing,
        filters: added,
    })
}

/// Whether the filter is added to the rule: it names it, or any, and is for the same logs.
fn concerns(filter: &Filter, rule: &Rule, id: &str) -> bool {
    let named = filter.rules.as_ref().is_none_or(|rules| {
        rules.iter().any(|name| name.eq_ignore_ascii_case(id) || Some(name) == rule.about.name.as_ref())
    });
    named && filter.logsource.applies_to(&rule.logsource)
}
/// Whether one of the words is its identifier or its name.
fn is_among(about: &About, words: &[String]) -> bool {
    let is_it = |word: &String| {
        about.name.as_ref() == Some(word) || about.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(word))
    };
    words.iter().any(is_it)
}
