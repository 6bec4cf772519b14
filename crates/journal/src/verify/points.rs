//! Points of the history that are known from elsewhere: anchors, and the heads that the state names.

use crate::anchor::Anchor;
use crate::block::Hash;
use crate::bytes::unhex;
use crate::fault::{ANCHOR, Damage};
use crate::state::{QuarantineState, STATE_FILE, State};
use crate::verify::Verification;

/// The points, and what was seen of them.
pub(super) struct Points {
    points: Vec<Point>,
    end: u64,
    end_hash: Option<Hash>,
}

struct Point {
    offset: u64,
    hash: Hash,
    matched: bool,
}

impl Points {
    /// The points of anchors that are signed and are of this journal, and of the state's head.
    pub(super) fn new(state: &State, public: &str, anchors: &[Anchor], out: &mut Verification) -> Points {
        let mut points = Vec::new();
        for anchor in anchors {
            if anchor.key != public || !anchor.is_signed() {
                out.found(Damage::Signature.at(ANCHOR, anchor.offset));
            } else if let Some(hash) = unhex(&anchor.hash).filter(|_| anchor.journal == state.journal) {
                points.push(Point { offset: anchor.offset, hash, matched: false });
            } else {
                out.found(Damage::Anchor { offset: anchor.offset }.at(ANCHOR, anchor.offset));
            }
        }
        Points { points, end: state.first, end_hash: None }
    }

    pub(super) fn of_quarantine(state: &QuarantineState) -> Points {
        Points { points: Vec::new(), end: state.kept, end_hash: None }
    }

    /// Notes that the history up to `offset` has this hash; none where damage hides it.
    pub(super) fn pass(&mut self, offset: u64, hash: Option<Hash>) {
        (self.end, self.end_hash) = (offset, hash);
        for point in self.points.iter_mut().filter(|point| point.offset == offset) {
            point.matched |= hash == Some(point.hash);
        }
    }

    /// How far the history goes.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn close(self, state: &State, out: &mut Verification) {
        out.range = (state.first, self.end);
        for point in &self.points {
            let (offset, end) = (point.offset, self.end);
            match point.matched {
                true => out.anchors_confirmed += 1,
                false if offset < state.first => out.anchors_expired += 1,
                false if offset > end => out.found(Damage::Cut { expected: offset, found: end }.at(ANCHOR, offset)),
                false => out.found(Damage::Anchor { offset }.at(ANCHOR, offset)),
            }
        }
        let head = &state.head;
        if head.bytes > 0 && head.offset > self.end {
            out.found(Damage::Cut { expected: head.offset, found: self.end }.at(STATE_FILE, 0));
        }
        self.compare_end(head.offset, head.hash.0, head.bytes, out);
    }

    pub(super) fn close_quarantine(self, state: &QuarantineState, out: &mut Verification) {
        let head = &state.head;
        if head.bytes > 0 && head.offset > self.end {
            out.found(Damage::Cut { expected: head.offset, found: self.end }.at(STATE_FILE, 0));
        }
        self.compare_end(head.offset, head.hash.0, head.bytes, out);
    }

    fn compare_end(&self, offset: u64, hash: Hash, bytes: u64, out: &mut Verification) {
        if bytes > 0 && offset == self.end && self.end_hash.is_some_and(|end| end != hash) {
            out.found(Damage::Chain.at(STATE_FILE, 0));
        }
    }
}
