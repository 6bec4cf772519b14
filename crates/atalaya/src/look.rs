//! How a stream wants to be written to: with colour or without, and how wide.

use crate::caller::{self, Stream};
use console::Term;
use std::io::IsTerminal;

/// Columns that a text has at least, however narrow the terminal.
const WIDTH_MIN: usize = 40;
/// Columns that a text has at most: longer lines are hard to read.
const WIDTH_MAX: usize = 160;

/// How a stream wants to be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    colour: bool,
    width: Option<usize>,
}

/// What a piece of text is; colour only repeats what the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Headings.
    Strong,
    /// What matters less.
    Faint,
    /// What is well.
    Good,
    /// What needs a look.
    Warning,
    /// What is serious.
    Bad,
    /// What is most serious.
    Worst,
}

impl Look {
    /// No colour, no limit of width: the same wherever it is written to.
    #[cfg(test)]
    pub(crate) const PLAIN: Look = Look { colour: false, width: None };

    /// How standard output wants to be written to.
    pub(crate) fn of_stdout() -> Look {
        caller::look(Stream::Out).unwrap_or_else(|| Look::of(&Term::stdout(), std::io::stdout().is_terminal()))
    }

    /// How standard error wants to be written to.
    pub(crate) fn of_stderr() -> Look {
        caller::look(Stream::Error).unwrap_or_else(|| Look::of(&Term::stderr(), std::io::stderr().is_terminal()))
    }

    /// How a stream of a caller elsewhere wants to be written to.
    pub(crate) fn elsewhere(colour: bool, columns: Option<usize>) -> Look {
        Look { colour, width: columns.map(|columns| columns.clamp(WIDTH_MIN, WIDTH_MAX)) }
    }

    /// Whether there are colours.
    pub(crate) fn has_colour(self) -> bool {
        self.colour
    }

    fn of(term: &Term, terminal: bool) -> Look {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let width = term.size_checked().map_or(80, |(_, columns)| usize::from(columns));
        Look {
            colour: terminal && !dumb && !set("NO_COLOR"),
            width: terminal.then(|| width.clamp(WIDTH_MIN, WIDTH_MAX)),
        }
    }

    /// Columns there are; `None`: as many as wanted.
    pub(crate) fn width(self) -> Option<usize> {
        self.width
    }

    /// Whether a person is looking.
    pub(crate) fn is_terminal(self) -> bool {
        self.width.is_some()
    }

    /// The text in the paint's colour.
    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let code = match paint {
            Paint::Strong => "1",
            Paint::Faint => "2",
            Paint::Good => "32",
            Paint::Warning => "33",
            Paint::Bad => "31",
            Paint::Worst => "1;31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
