//! The journal: what arrived, byte for byte, durable before it is acknowledged.
//!
//! One log with a global offset, so that one sync serves everyone who appends. Entries lie in compressed, checksummed and,
//! where there is a key, encrypted blocks, chained by hash; blocks lie in segments that expire whole. Consumers keep
//! cursors in it, the decoder its tally, and what cannot be decoded is kept in a quarantine. `docs/journal.md` has the
//! format byte by byte.
//!
//! What a frame means is not known here. Nothing is async: one thread writes, readers read on their callers' threads.

mod anchor;
mod block;
mod bytes;
mod clock;
mod core;
mod entry;
mod error;
mod expiry;
mod fault;
mod files;
mod inputs;
mod journal;
mod keys;
mod lock;
mod log;
mod loss;
mod mark;
mod names;
mod note;
mod opening;
mod options;
mod quarantine;
mod queue;
mod reader;
mod recovery;
mod rekey;
mod segment;
mod signing;
mod space;
mod state;
mod status;
mod tally;
mod verify;
mod watch;
mod writer;

pub use anchor::Anchor;
pub use block::{BLOCK_RAW_BYTES_MAX, BLOCK_SOURCES_MAX};
pub use clock::{Clock, SystemClock};
pub use entry::{Batch, Entry, FRAME_BYTES_MAX, FRAME_HEADER_BYTES_MAX, NewEntry, OrganizationId, SourceId};
pub use error::{AppendError, OpenError, ReadError, StateError};
pub use expiry::{CHECKPOINTS_MAX, Checkpoint, Expired, KeptBy, Retention, Unread};
pub use fault::{Damage, Fault};
pub use files::{DOCUMENT_BYTES_MAX, Disk, Files, OpenFile};
pub use inputs::{Begun, INPUT_NAME_BYTES_MAX, INPUTS_MAX, Inputs, InputsError, Kept, Known, Reached};
pub use journal::{Journal, Ticket};
pub use keys::{KEY_RING_BYTES_MAX, KEYS_MAX, KeyId, KeyRing, KeyRingError, Secret};
pub use lock::{DataDir, DataLock, LockError};
pub use mark::ReplayMark;
pub use names::{CURSORS_MAX, HOLDS_MAX, NAME_BYTES_MAX, ORGANIZATIONS_MAX, SOURCES_MAX};
pub use note::{NOTE_NAME_BYTES_MAX, NoteError};
pub use options::{BLOCK_BYTES_MAX, COMPRESSION_LEVEL_MAX, Options, QUEUE_BYTES_MAX, SEGMENT_BYTES_MAX};
pub use quarantine::{Progress, Quarantined, REASON_BYTES_MAX, Replayed};
pub use queue::{Appended, BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Lane};
pub use reader::{Filter, Reader};
pub use recovery::{Recovery, Torn};
pub use rekey::Rekeyed;
pub use segment::FORMAT_VERSION;
pub use space::{DiskSpace, Endless, Space};
pub use status::Status;
pub use tally::{Counts, DECODE_CURSOR, Outcome, Tally};
pub use verify::{FAULTS_MAX, Verification, verify};
pub use watch::SegmentProgress;
