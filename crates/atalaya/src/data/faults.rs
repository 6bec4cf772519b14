//! What the stores say of their failures, in words for people; [`super::lake_faults`] has those of the lake.

use super::lake_faults;
use crate::outcome::{Failure, reason};
use crate::units::size;
use atalaya_ingest::{CloseError, DrainError, OpenError as HouseError, RecognitionError, ReplayError, UndoneError};
use atalaya_journal::{
    AppendError, Damage, Fault, InputsError, KeyRingError, LockError, OpenError, ReadError, StateError,
};
use atalaya_lake::{LakeError, TransferError};
use atalaya_model::Message;
use std::io;
use std::path::Path;

/// Why the data directory could not be taken.
pub(crate) fn lock(error: &LockError) -> Failure {
    let message = match error {
        LockError::Locked { path, pid: Some(pid) } => Message::new("data-fail-locked-by")
            .with("folder", path.display().to_string())
            .with("process", pid.to_string()),
        LockError::Locked { path, pid: None } => {
            Message::new("data-fail-locked").with("folder", path.display().to_string())
        }
        LockError::Foreign { path, owner } => {
            Message::new("data-fail-foreign").with("folder", path.display().to_string()).with("user", owner.to_string())
        }
        LockError::Io { path, source } => return folder(path, source),
    };
    message.into()
}

/// Why the data directory cannot be used.
pub(crate) fn folder(path: &Path, source: &io::Error) -> Failure {
    let message = Message::new("data-fail-folder").with("folder", path.display().to_string());
    message.with("reason", reason(source)).into()
}

/// Why what was given is no ring of keys; without a word of it.
pub(crate) fn keys(place: &str, error: KeyRingError) -> Message {
    let message = match error {
        KeyRingError::Line { line } => Message::new("data-fail-keys-line").with("line", line),
        KeyRingError::Repeated { line } => Message::new("data-fail-keys-repeated").with("line", line),
        KeyRingError::Empty => Message::new("data-fail-keys-empty"),
        KeyRingError::TooLarge => Message::new("data-fail-keys-large"),
        KeyRingError::Unreadable => Message::new("data-fail-keys-unreadable"),
    };
    message.with("place", place)
}

/// Why journal and lake could not be opened together.
pub(crate) fn house(error: &HouseError) -> Failure {
    match error {
        HouseError::Journal(error) => open(error),
        HouseError::Lake(error) => lake_faults::open(error),
        HouseError::Inputs(source) => Message::new("journal-fail-io").with("reason", reason(source)).into(),
        HouseError::State(error) => state(error),
        HouseError::JournalMissing => journal_missing(),
        HouseError::JournalBehind => Message::new("data-fail-journal-behind").into(),
    }
}

/// That there is no journal where there was one.
pub(crate) fn journal_missing() -> Failure {
    Message::new("data-fail-journal-missing").into()
}

/// Why something waits that could not be decoded and stored.
pub(crate) fn undone(error: &UndoneError) -> Failure {
    match error {
        UndoneError::Replay(error) => replay(error),
        UndoneError::Drain(error) => drain(error),
    }
}

/// Why what waits could not be decoded and stored.
pub(crate) fn drain(error: &DrainError) -> Failure {
    match error {
        DrainError::Read(error) => read(error),
        DrainError::State(error) => state(error),
        DrainError::Lake(LakeError::Damaged { table, .. }) => {
            Message::new("lake-fail-damaged-waiting").with("table", table.as_str()).into()
        }
        DrainError::Lake(error) => lake_faults::lake(error),
        DrainError::Kinds => other_kinds(),
        DrainError::Thread => Message::new("cli-fail-thread").into(),
    }
}

/// Why the quarantine could not be decoded again.
pub(crate) fn replay(error: &ReplayError) -> Failure {
    match error {
        ReplayError::Mark(source) if source.kind() == io::ErrorKind::InvalidData => {
            Message::new("journal-fail-mark").into()
        }
        ReplayError::Mark(source) => Message::new("journal-fail-io").with("reason", reason(source)).into(),
        ReplayError::Read(error) => read(error),
        ReplayError::State(error) => state(error),
        ReplayError::Lake(error) => lake_faults::lake(error),
        ReplayError::Kinds => other_kinds(),
    }
}

/// That what waits is to be decoded as it was begun.
fn other_kinds() -> Failure {
    Message::new("data-fail-kinds").into()
}

/// Why not every event of no known kind was looked at.
pub(crate) fn recognition(error: &RecognitionError) -> Failure {
    match error {
        RecognitionError::Read(error) => read(error),
        RecognitionError::State(error) => state(error),
        RecognitionError::Lake(error) | RecognitionError::Transfer(TransferError::Lake(error)) => {
            lake_faults::lake(error)
        }
        RecognitionError::Transfer(TransferError::Holds(error)) => lake_faults::hold(error),
    }
}

/// Why the stores could not be closed.
pub(crate) fn close(error: &CloseError) -> Failure {
    match error {
        CloseError::Lake(error) => lake_faults::lake(error),
        CloseError::Inputs(error) => inputs(error).into(),
        CloseError::Journal(error) => state(error),
    }
}

/// Why the record of imported files could not be written.
pub(crate) fn inputs(error: &InputsError) -> Message {
    match error {
        InputsError::Io(source) => Message::new("journal-fail-io").with("reason", reason(source)),
        InputsError::Full => Message::new("import-fail-inputs"),
        InputsError::Unknown | InputsError::Failed => Message::new("cli-fail-thread"),
    }
}

/// Why the journal could not be opened.
pub(crate) fn open(error: &OpenError) -> Failure {
    let message = match error {
        OpenError::Io(source) => Message::new("journal-fail-io").with("reason", reason(source)),
        OpenError::Damaged(fault) => return damaged(fault),
        OpenError::StateMissing => Message::new("journal-fail-state-missing"),
        OpenError::StateDamaged => Message::new("journal-fail-state-damaged"),
        OpenError::KeyDamaged => Message::new("journal-fail-signing-key"),
        OpenError::Format(format) => Message::new("journal-fail-format").with("format", u64::from(*format)),
    };
    message.into()
}

/// Why the journal could not be read.
pub(crate) fn read(error: &ReadError) -> Failure {
    match error {
        ReadError::Damaged(fault) => damaged(fault),
        ReadError::Expired { .. } => Message::new("journal-fail-expired").into(),
    }
}

/// Why the journal could not be changed.
pub(crate) fn state(error: &StateError) -> Failure {
    let message = match error {
        StateError::Name => Message::new("journal-fail-name"),
        StateError::Full { .. } => Message::new("journal-fail-full"),
        StateError::Unknown { .. } => Message::new("journal-fail-unknown"),
        StateError::HoldExists(name) => Message::new("journal-fail-hold-exists").with("name", name.as_str()),
        StateError::Cursor { .. } | StateError::Unbalanced => Message::new("cli-fail-thread"),
        StateError::Read(error) => return read(error),
        StateError::Io(source) => Message::new("journal-fail-io").with("reason", reason(source)),
        StateError::Failed(source) => Message::new("journal-fail-disk").with("reason", reason(source)),
    };
    message.into()
}

/// Why the journal does not take what came.
pub(crate) fn append(error: &AppendError) -> Message {
    match error {
        AppendError::ReserveReached { free_bytes, reserve_bytes } => {
            Message::new("import-fail-full").with("free", size(*free_bytes)).with("reserve", size(*reserve_bytes))
        }
        AppendError::Io(source) => Message::new("journal-fail-io").with("reason", reason(source)),
        AppendError::Failed(source) => Message::new("journal-fail-disk").with("reason", reason(source)),
        _ => Message::new("cli-fail-thread"),
    }
}

/// That something of the journal cannot be read, and why.
pub(crate) fn damaged(fault: &Fault) -> Failure {
    let message = match fault.damage {
        Damage::KeyMissing { id } => Message::new("journal-fail-key-missing").with("key", u64::from(id)),
        Damage::KeyWrong { id } => Message::new("journal-fail-key-wrong").with("key", u64::from(id)),
        _ => Message::new("journal-fail-damaged").with("fault", self::fault(fault)),
    };
    message.into()
}

/// What is wrong, and where.
pub(crate) fn fault(fault: &Fault) -> Message {
    if fault.is_of_anchor() {
        let message = Message::new("journal-fault-anchor").with("entry", fault.position);
        return message.with("damage", damage(&fault.damage));
    }
    Message::new("journal-fault")
        .with("file", fault.file.as_str())
        .with("position", fault.position)
        .with("damage", damage(&fault.damage))
}

/// What is wrong.
fn damage(damage: &Damage) -> Message {
    let source = |message: Message, id: u32| message.with("source", u64::from(id));
    match damage {
        Damage::Missing => Message::new("journal-damage-missing"),
        Damage::Foreign => Message::new("journal-damage-foreign"),
        Damage::SegmentHeader => Message::new("journal-damage-segment-header"),
        Damage::SegmentPlace => Message::new("journal-damage-segment-place"),
        Damage::BlockHeader => Message::new("journal-damage-block-header"),
        Damage::BlockBody => Message::new("journal-damage-block-body"),
        Damage::Offset { .. } => Message::new("journal-damage-offset"),
        Damage::Chain => Message::new("journal-damage-chain"),
        Damage::Sequence { source_id, .. } => source(Message::new("journal-damage-sequence"), *source_id),
        Damage::Tail { bytes } => Message::new("journal-damage-tail").with("bytes", *bytes),
        Damage::Cut { expected, found } => {
            Message::new("journal-damage-cut").with("missing", expected.saturating_sub(*found))
        }
        Damage::Anchor { .. } => Message::new("journal-damage-anchor"),
        Damage::Signature => Message::new("journal-damage-signature"),
        Damage::Document => Message::new("journal-damage-document"),
        Damage::KeyMissing { id } => Message::new("journal-damage-key-missing").with("key", u64::from(*id)),
        Damage::KeyWrong { id } => Message::new("journal-damage-key-wrong").with("key", u64::from(*id)),
        Damage::Tally { source_id, counted, said } => {
            source(Message::new("journal-damage-tally"), *source_id).with("counted", *counted).with("said", *said)
        }
        Damage::Unreadable { kind } => Message::new("journal-damage-unreadable").with("reason", kind.as_str()),
    }
}
