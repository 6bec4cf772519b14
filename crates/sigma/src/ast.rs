//! Sigma documents as written: rules, correlations and filters after YAML and before any meaning.
//!
//! Modifiers stand here in the order they were written and values as they were typed. The
//! compiler lowers this to expressions; the reference evaluator in the tests reads it directly.

use atalaya_model::{Language, Level, LogSource, Place};

/// One document of a Sigma file.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// A rule that looks at single events.
    Rule(Rule),
    /// A rule over the findings of other rules.
    Correlation(Correlation),
    /// A condition added to rules that others wrote.
    Filter(Filter),
}

/// What every document may say of itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct About {
    /// The `id`: a UUID, lower case.
    pub id: Option<String>,
    /// The `name` by which correlations refer to the rule.
    pub name: Option<String>,
    /// The `title`.
    pub title: String,
    /// The `status`.
    pub status: Option<String>,
    /// The `level`, informational where none is given.
    pub level: Level,
    /// The `description`.
    pub description: Option<String>,
    /// The `author`.
    pub author: Option<String>,
    /// The `license`.
    pub license: Option<String>,
    /// The `date` as written.
    pub date: Option<String>,
    /// The `modified` date as written.
    pub modified: Option<String>,
    /// The `references`.
    pub references: Vec<String>,
    /// The `tags`, `attack.t1059.001`.
    pub tags: Vec<String>,
    /// The `falsepositives`.
    pub falsepositives: Vec<String>,
    /// What to look at first when the rule fires, in this order (our own key `checks`).
    pub checks: Vec<String>,
    /// The `fields` that help to understand a finding.
    pub fields: Vec<String>,
    /// What the rule says of itself in other languages (our own key `translations`).
    pub translations: Vec<(Language, Translation)>,
    /// Where the document begins.
    pub place: Place,
}

/// What a rule says of itself in another language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Translation {
    /// The title.
    pub title: String,
    /// The description.
    pub description: Option<String>,
    /// The innocent causes.
    pub falsepositives: Vec<String>,
    /// What to look at first.
    pub checks: Vec<String>,
}

impl About {
    /// What the rule says of itself in that language, if it does.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&Translation> {
        self.translations.iter().find(|(of, _)| *of == language).map(|(_, translation)| translation)
    }

    /// The title in that language, else as the author wrote it.
    #[must_use]
    pub fn title_in(&self, language: Language) -> &str {
        self.translation(language).map_or(&self.title, |translation| &translation.title)
    }
}

/// A rule that looks at single events.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What the rule says of itself.
    pub about: About,
    /// The logs it is for.
    pub logsource: LogSource,
    /// What it looks for.
    pub detection: Detection,
}

/// Named searches and the conditions over them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Detection {
    /// The search identifiers in the order written.
    pub searches: Vec<(String, Search)>,
    /// The conditions; where there are several, any of them suffices.
    pub conditions: Vec<Condition>,
}

/// A search identifier's content.
#[derive(Debug, Clone, PartialEq)]
pub enum Search {
    /// A map: all items hold.
    Map(Vec<Item>),
    /// A list: any element holds.
    List(Vec<Search>),
    /// A value without a field: it occurs anywhere in the event.
    Keyword(Item),
}

/// A field with its modifiers and values. Several values: any of them, or all with `all`.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The field; `None` for keywords.
    pub field: Option<String>,
    /// The modifiers in the order written.
    pub modifiers: Vec<Modifier>,
    /// The values.
    pub values: Vec<Literal>,
    /// Where the item stands.
    pub place: Place,
}

/// A value as typed in YAML.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Text, with Sigma's wildcards and escapes still in it.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
}

/// A modifier of specification 2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modifier {
    /// All values must match, not any.
    All,
    /// The value occurs in the field.
    Contains,
    /// The field starts with the value.
    StartsWith,
    /// The field ends with the value.
    EndsWith,
    /// The field exists, or not.
    Exists,
    /// Upper and lower case differ.
    Cased,
    /// Not equal: the comparison is negated.
    Neq,
    /// The value is a regular expression.
    Re,
    /// `re` sub-modifier: case does not matter.
    I,
    /// `re` sub-modifier: `^` and `$` match at lines.
    M,
    /// `re` sub-modifier: `.` matches line breaks.
    S,
    /// The value as base64.
    Base64,
    /// The value as base64 at each of the three offsets.
    Base64Offset,
    /// The value as UTF-16LE (`utf16le` and `wide` are the same).
    Utf16Le,
    /// The value as UTF-16BE.
    Utf16Be,
    /// The value as UTF-16 with byte order mark.
    Utf16,
    /// Each dash that starts an option as each of the characters Windows accepts.
    WinDash,
    /// The field is an address within the network.
    Cidr,
    /// Less than.
    Lt,
    /// Less than or equal.
    Lte,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Gte,
    /// The value names another field to compare with.
    FieldRef,
    /// `%name%` stands for the values that the user gives under that name.
    Expand,
    /// The minute of the time in the field.
    Minute,
    /// The hour of the time in the field.
    Hour,
    /// The day of the month of the time in the field.
    Day,
    /// The ISO week of the time in the field.
    Week,
    /// The month of the time in the field.
    Month,
    /// The year of the time in the field.
    Year,
}

/// A condition over search identifiers.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All hold.
    And(Vec<Condition>),
    /// Any holds.
    Or(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
    /// The named search holds.
    Search(String),
    /// `1 of selection_*`, `all of them`.
    Of {
        /// How many must hold.
        quantity: Quantity,
        /// Which searches; `None` for `them`, which leaves out names that start with `_`.
        pattern: Option<String>,
    },
}

/// How many searches of a pattern must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Every one.
    All,
    /// At least one.
    Any,
    /// At least so many.
    AtLeast(u32),
}

/// A rule over the findings of other rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// What the rule says of itself.
    pub about: About,
    /// What is computed over the window.
    pub kind: CorrelationKind,
    /// The rules it is over, by `id` or `name`.
    pub rules: Vec<String>,
    /// The fields whose values make a group.
    pub group_by: Vec<String>,
    /// Length of the window in microseconds.
    pub timespan_us: i64,
    /// When the window fires.
    pub condition: CorrelationCondition,
    /// The field that is summed or ranked; for `value_count`, the fields whose values are counted together.
    pub value_fields: Vec<String>,
    /// The rank of `value_percentile`, 0 to 100.
    pub percentile: Option<f64>,
    /// A name in `group_by` → for a rule, the field it stands for there.
    pub aliases: Vec<(String, Vec<(String, String)>)>,
    /// Whether the referred rules produce findings of their own.
    pub generate: bool,
}

/// What a correlation computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CorrelationKind {
    /// Number of events.
    EventCount,
    /// Number of different values.
    ValueCount,
    /// All rules fired, in any order.
    Temporal,
    /// All rules fired, in the order listed.
    TemporalOrdered,
    /// Sum of a field.
    ValueSum,
    /// Mean of a field.
    ValueAvg,
    /// Percentile of a field.
    ValuePercentile,
    /// Median of a field.
    ValueMedian,
}

/// When a correlation's window fires.
#[derive(Debug, Clone, PartialEq)]
pub enum CorrelationCondition {
    /// All these comparisons hold for the number computed.
    Compare(Vec<(Comparison, f64)>),
    /// A condition over the referred rules (extended temporal correlation); names are rules.
    Rules(Condition),
    /// The default of the temporal kinds: every referred rule fired.
    EveryRule,
}

/// A comparison of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Less than.
    Lt,
    /// Less than or equal.
    Lte,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Gte,
    /// Equal.
    Eq,
    /// Not equal.
    Neq,
}

/// A condition added to rules that others wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What the filter says of itself.
    pub about: About,
    /// The logs of the rules it may be added to.
    pub logsource: LogSource,
    /// The rules it is added to, by `id` or `name`; `None` for `any`.
    pub rules: Option<Vec<String>>,
    /// What must hold besides for the rules to fire.
    pub detection: Detection,
}
