//! Files, folders, archives and standard input, read as units of whole frames.
//!
//! Reads only: nothing is ever written beside the input. What a frame means is not known here; which
//! format a stream has and where its frames end is asked of the codec. Every expansion, depth and
//! count has a limit in [`Limits`], and whatever is not read is said.

mod archive;
mod budget;
mod charset;
mod failure;
#[cfg(unix)]
pub mod follow;
mod layers;
mod limits;
mod modified;
mod piece;
mod recycler;
mod session;
mod stored;
mod stream;
mod transcoder;
mod walk;
mod window;

pub use charset::Charset;
pub use limits::{Input, Limits, UNIT_BYTES, UNIT_CHUNKS};
pub use piece::{Closed, Damage, InputInfo, Outcome, Piece, Unit};
pub use recycler::Recycler;
pub use walk::{ListedFile, Listing, list, size};

pub use atalaya_codec::framing::Frames;

use std::ops::ControlFlow;

/// Reads `inputs` in order and hands what is in them to `sink`, until it breaks.
///
/// Runs on the calling thread; backpressure is the sink's to make, by blocking.
pub fn read(inputs: &[Input], limits: &Limits, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> Outcome {
    let mut session = session::Session::new(limits, sink);
    let flow = inputs.iter().try_for_each(|input| walk::input(&mut session, input));
    session.finish(flow)
}

/// Goes through `inputs` as [`read`] does and hands on the same pieces without units and damage: which streams there are, and
/// the digest of each before anything of it is read. Members of archives are expanded, everything else is only hashed. What
/// the sizes of unread streams would have ended, is not ended here, so that there may be streams that `read` skips.
pub fn digest(inputs: &[Input], limits: &Limits, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> Outcome {
    let mut session = session::Session::new(limits, sink);
    session.digesting = true;
    let flow = inputs.iter().try_for_each(|input| walk::input(&mut session, input));
    session.finish(flow)
}
