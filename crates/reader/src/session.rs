//! One run of the reader: numbers what it yields, counts it, and hands it to the sink.

use std::ops::ControlFlow;

use atalaya_model::Message;

use crate::{Damage, InputInfo, Limits, Outcome, Piece, Unit};

/// Goes on with a value, or stops since the sink asked to.
pub(crate) type Flow<T = ()> = ControlFlow<(), T>;

pub(crate) struct Session<'a> {
    pub(crate) limits: &'a Limits,
    sink: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    outcome: Outcome,
    /// Whether streams are only opened and hashed, not read.
    pub(crate) digesting: bool,
}

impl<'a> Session<'a> {
    pub(crate) fn new(limits: &'a Limits, sink: &'a mut dyn FnMut(Piece) -> ControlFlow<()>) -> Self {
        Session { limits, sink, outcome: Outcome::default(), digesting: false }
    }

    pub(crate) fn finish(self, flow: Flow) -> Outcome {
        Outcome { stopped: flow.is_break(), ..self.outcome }
    }

    /// Opens an input under the next number, which is returned.
    pub(crate) fn open(&mut self, mut info: InputInfo) -> Flow<u32> {
        let id = u32::try_from(self.outcome.inputs).unwrap_or(u32::MAX);
        info.id = id;
        self.outcome.inputs += 1;
        (self.sink)(Piece::Open(info))?;
        ControlFlow::Continue(id)
    }

    /// Hands a unit on under the next number.
    pub(crate) fn unit(&mut self, mut unit: Unit) -> Flow {
        unit.sequence = self.outcome.units;
        self.outcome.units += 1;
        (self.sink)(Piece::Unit(unit))
    }

    pub(crate) fn damage(&mut self, damage: Damage) -> Flow {
        self.outcome.damages += 1;
        (self.sink)(Piece::Damage(damage))
    }

    pub(crate) fn close(&mut self, closed: crate::Closed) -> Flow {
        (self.sink)(Piece::Close(closed))
    }

    pub(crate) fn skip(&mut self, name: &str, message: Message) -> Flow {
        self.outcome.skipped += 1;
        (self.sink)(Piece::Skipped { name: name.to_owned(), message })
    }
}
