//! What single records are: kind, dialect, log sources, time, envelope.

use crate::decoded::Bench;

#[test]
fn placeholder() {
    let _ = Bench::new();
}
