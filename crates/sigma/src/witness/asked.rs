//! What is asked of one field, gathered from the tests on the way.

use super::judge::Judge;
use super::{Want, text};
use crate::ast::Comparison;
use crate::expr::{FieldMatch, Op};

#[derive(Debug, Clone, Default)]
pub(super) struct Asked<'e> {
    wanted: Vec<&'e Op>,
    unwanted: Vec<&'e Op>,
    /// It should not be there, or be null.
    absent: bool,
    /// It should be there and not be null.
    present: bool,
    /// A text that meets what is asked so far, where something is wanted of it.
    text: Option<String>,
    /// No other text will do.
    fixed: bool,
}

impl<'e> Asked<'e> {
    /// Asks that the test holds, or fails; `None` where nothing is known that meets all that is asked.
    pub(super) fn ask(&mut self, op: &'e Op, wanted: bool, judge: &mut Judge<'e>) -> Option<()> {
        match (op, wanted) {
            (Op::Null, true) | (Op::Exists, false) => self.absent = true,
            (Op::Null, false) | (Op::Exists, true) => self.present = true,
            (op, true) => {
                self.present = true;
                self.wanted.push(op);
            }
            (op, false) => self.unwanted.push(op),
        }
        let contradiction = self.absent && self.present;
        (!contradiction && self.fit(judge)).then_some(())
    }

    /// Asks for this very text.
    pub(super) fn exactly(&mut self, text: &str, judge: &mut Judge<'e>) -> Option<()> {
        let other = self.text.as_deref().is_some_and(|known| known != text) && self.fixed;
        (self.present, self.fixed, self.text) = (true, true, Some(text.to_owned()));
        (!other && !self.absent && self.fit(judge)).then_some(())
    }

    /// Asks for a text that the event is not likely to hold in another field.
    pub(super) fn unlike_others(&mut self, judge: &mut Judge<'e>) -> Option<()> {
        let text = text::PLAIN.iter().find(|text| judge.fits(text, &self.wanted, &self.unwanted));
        match (&self.text, text) {
            (None, Some(text)) => self.exactly(text, judge),
            (None, None) => None,
            (Some(_), _) => Some(()),
        }
    }

    /// Finds a text where one is needed and the one at hand does not do.
    fn fit(&mut self, judge: &mut Judge<'e>) -> bool {
        if let Some(text) = &self.text
            && judge.fits(text, &self.wanted, &self.unwanted)
        {
            return true;
        }
        if self.fixed {
            return false;
        }
        if self.wanted.is_empty() {
            return true;
        }
        let mut texts = text::candidates(&self.wanted);
        self.text = texts.find(|text| judge.fits(text, &self.wanted, &self.unwanted));
        self.text.is_some()
    }

    /// What it should hold; `None` where nothing is known that meets all that is asked.
    pub(super) fn want(self, judge: &mut Judge<'e>) -> Option<Want<'e>> {
        if self.absent {
            return Some(Want::Absent);
        }
        if let Some(text) = self.text {
            return Some(Want::Text(text));
        }
        match text::PLAIN.iter().find(|text| judge.fits(text, &[], &self.unwanted)) {
            Some(text) => Some(Want::Free(Free { unwanted: self.unwanted, present: self.present, text })),
            None => (!self.present).then_some(Want::Absent),
        }
    }
}

/// A field of which only is asked what it should not be.
#[derive(Debug, Clone)]
pub struct Free<'e> {
    unwanted: Vec<&'e Op>,
    present: bool,
    text: &'static str,
}

impl Free<'_> {
    /// Whether the value meets the conditions; `None` is no value.
    #[must_use]
    pub fn allows(&self, value: Option<&str>) -> bool {
        value.map_or(!self.present, |text| Judge::new(2).fits(text, &[], &self.unwanted))
    }

    /// A value that meets them.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text
    }
}

/// Two values that compare so.
pub(super) fn beside(how: FieldMatch) -> (&'static str, &'static str) {
    match how {
        FieldMatch::Compare(Comparison::Gt | Comparison::Gte | Comparison::Neq) => ("2", "1"),
        FieldMatch::Compare(Comparison::Lt | Comparison::Lte) => ("1", "2"),
        _ => ("1", "1"),
    }
}
