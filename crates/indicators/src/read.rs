//! A file of indicators, whatever its form.

use atalaya_model::{Level, Message, Time};

use crate::broad::breadth;
use crate::indicator::Indicator;
use crate::marking::Marking;
use crate::refusal::{Place, Reason, Refusal};
use crate::{csv, list, stix};

/// Bytes of a file.
pub const FILE_BYTES_MAX: usize = 256 << 20;
/// Indicators of a file.
pub const INDICATORS_READ_MAX: usize = 1_000_000;
/// Refusals that are kept with their reason; the rest is counted.
pub const REFUSALS_MAX: usize = 1000;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A bundle of STIX 2.1.
    Stix,
    /// Values with a header.
    Csv,
    /// One value a line.
    List,
}

/// Whether what would match half the world is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// It is refused.
    Refused,
    /// It is taken.
    Taken,
}

/// What holds of indicators where the file says nothing of it.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// How far they may be passed on.
    pub marking: Option<Marking>,
    /// Until when they are looked for.
    pub until: Option<Time>,
    /// How serious a hit of each is, whatever the file says.
    pub level: Option<Level>,
    /// What becomes of those that would match half the world.
    pub breadth: Breadth,
}

/// What was read of a file.
#[derive(Debug)]
pub struct Batch {
    /// Its form.
    pub form: Form,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// What was not taken, the first of them.
    pub refusals: Vec<Refusal>,
    /// How many were not taken.
    pub refused: u64,
    /// Objects of a bundle that are no indicators and say nothing of their markings.
    pub others: u64,
}

/// Why a file is none that can be read. Nothing of it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoForm {
    /// It is longer than is read.
    Long,
    /// It has more indicators than are read.
    Full,
    /// It is not UTF-8, from this byte on.
    Encoding(usize),
    /// It is JSON that cannot be read, here.
    Json {
        /// The line.
        line: u64,
        /// The column.
        column: u64,
    },
    /// It is JSON, and no bundle.
    NoBundle,
    /// Its header names no column with values.
    NoColumn,
    /// There is nothing in it.
    Empty,
    /// It is a page of the web: what one is shown who is not let in, say.
    Page,
}

impl NoForm {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            NoForm::Long => Message::new("indicator-file-long").with("limit", FILE_BYTES_MAX),
            NoForm::Full => Message::new("indicator-file-full").with("limit", INDICATORS_READ_MAX),
            NoForm::Encoding(at) => Message::new("indicator-file-encoding").with("at", *at + 1),
            NoForm::Json { line, column } => {
                Message::new("indicator-file-json").with("line", *line).with("column", *column)
            }
            NoForm::NoBundle => Message::new("indicator-file-no-bundle"),
            NoForm::NoColumn => Message::new("indicator-file-no-column"),
            NoForm::Empty => Message::new("indicator-file-empty"),
            NoForm::Page => Message::new("indicator-file-page"),
        }
    }
}

impl Batch {
    /// Takes an indicator, unless something is wrong with it.
    pub(crate) fn take(&mut self, place: Place, mut indicator: Indicator, defaults: &Defaults) {
        indicator.level = defaults.level.unwrap_or(indicator.level);
        indicator.until = indicator.until.or(defaults.until);
        if indicator.from.zip(indicator.until).is_some_and(|(from, until)| until <= from) {
            return self.refuse(place, Reason::Order);
        }
        // One alternative hits with all its values: one of them that is narrow is enough.
        let broad = |values: &Vec<_>| {
            let all: Option<Vec<_>> = values.iter().map(|value| Some((breadth(value)?, value))).collect();
            all.and_then(|all| all.first().map(|(broad, value)| (*broad, value.to_string())))
        };
        match indicator.terms.iter().find_map(broad).filter(|_| defaults.breadth == Breadth::Refused) {
            Some((broad, text)) => self.refuse(place, Reason::Broad(broad, text)),
            None => self.indicators.push(indicator),
        }
    }

    /// Counts what is not taken.
    pub(crate) fn refuse(&mut self, place: Place, reason: Reason) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_MAX {
            self.refusals.push(Refusal { place, reason });
        }
    }

    /// Whether there are more than are read.
    pub(crate) fn is_full(&self) -> bool {
        self.indicators.len() > INDICATORS_READ_MAX
    }
}

/// Reads a file of indicators; its form is told from what is in it, unless it is named.
pub fn read(bytes: &[u8], form: Option<Form>, defaults: &Defaults) -> Result<Batch, NoForm> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(NoForm::Long);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| NoForm::Encoding(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(NoForm::Empty);
    }
    let is_page = |begin: &str| start.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin));
    if is_page("<!doctype") || is_page("<html") {
        return Err(NoForm::Page);
    }
    let form = form.unwrap_or_else(|| told(text));
    let mut batch = Batch { form, indicators: Vec::new(), refusals: Vec::new(), refused: 0, others: 0 };
    match form {
        Form::Stix => stix::read(text, defaults, &mut batch)?,
        Form::Csv => csv::read(text, defaults, &mut batch)?,
        Form::List => list::read(text, defaults, &mut batch)?,
    }
    Ok(batch)
}

fn told(text: &str) -> Form {
    let start = text.trim_start();
    if start.starts_with('{') || (start.starts_with('[') && start[1..].trim_start().starts_with(['{', ']'])) {
        Form::Stix
    } else if csv::is_told(text) {
        Form::Csv
    } else {
        Form::List
    }
}
