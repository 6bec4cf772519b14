//! Correlations over the matches of a whole scan.

use crate::stats::Top;
use crate::worker::{Hit, Shared};
use atalaya_model::Message;
use atalaya_sigma::RuleSet;
use rustc_hash::{FxHashMap, FxHashSet};

/// What correlations ask of rules, and the matches so far.
#[derive(Default)]
pub(crate) struct Correlations {
    /// Fields whose values correlations need, by rule.
    pub(crate) asked: FxHashMap<u32, Vec<String>>,
    /// Rules whose matches are no findings of their own.
    pub(crate) silent: FxHashSet<u32>,
}

/// A match and its input.
pub(crate) struct Located {
    pub(crate) input: u32,
    pub(crate) hit: Hit,
}

/// A correlation's finding.
pub(crate) struct CorrelationFinding {
    pub(crate) top: Top,
    pub(crate) line: Option<(Vec<u8>, String)>,
}

pub(crate) fn plan(_rules: &RuleSet) -> Correlations {
    Correlations::default()
}

impl Correlations {
    pub(crate) fn take(&mut self, _hits: impl Iterator<Item = Located>) {}

    pub(crate) fn digest(&mut self, _input: u32, _sha256: [u8; 32]) {}

    pub(crate) fn run(self, _shared: &Shared<'_>, _names: &[String]) -> (Vec<CorrelationFinding>, Vec<Message>) {
        (Vec::new(), Vec::new())
    }
}
