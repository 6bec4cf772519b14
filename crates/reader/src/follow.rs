//! Files that grow: which there are, which of them is which, and what has come to their ends.
//!
//! A [`Pattern`] names files and folders; [`look`] lists what is there by it. A [`Follower`] reads one file from where it was
//! read up to, some frames at a turn. What a file is, is told by what it has been read of: its first bytes and those before
//! the place ([`Mark`]), so that one that was truncated, put in another's place or copied is not taken for what it was.
//! Nothing is kept here over a restart, and nothing waits: whoever follows asks again.

mod cut;
mod follower;
mod look;
mod mark;
mod open;
mod pattern;

pub use cut::Part;
pub use follower::{Bounds, Follower, Reached, State, Turn, Unfit};
pub use look::{Found, LOOK_DEPTH_MAX, Look, find, look};
pub use mark::{HEAD_PRINT_BYTES, Mark, Print, TAIL_PRINT_BYTES};
pub use open::{FileKey, Reach, Refusal, Regular, open};
pub use pattern::{PATTERN_BYTES_MAX, Pattern};
