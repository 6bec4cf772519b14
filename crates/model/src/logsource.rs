//! Sigma's `logsource`: which logs a rule is for, and which an event belongs to.

use serde::{Deserialize, Serialize};

/// A log source. In a rule, what is not named matches everything; in an event, it is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct LogSource {
    /// `windows`, `linux`, `aws`.
    pub product: Option<String>,
    /// `process_creation`, `file_event`.
    pub category: Option<String>,
    /// `security`, `sysmon`, `auditd`.
    pub service: Option<String>,
}

impl LogSource {
    /// Whether a rule with this log source applies to events of `event`: everything it names is the same there.
    #[must_use]
    pub fn applies_to(&self, event: &LogSource) -> bool {
        let named = |rule: &Option<String>, event: &Option<String>| rule.is_none() || rule == event;
        named(&self.product, &event.product)
            && named(&self.category, &event.category)
            && named(&self.service, &event.service)
    }
}

impl std::fmt::Display for LogSource {
    /// `product/category/service`, `*` for what is not named.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "*".to_owned());
        write!(f, "{}/{}/{}", word(&self.product), word(&self.category), word(&self.service))
    }
}
