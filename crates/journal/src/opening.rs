//! Opening: the folders, the signing key and the state, and what goes before the logs are looked at.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::block::Builder;
use crate::bytes::hex;
use crate::clock::Clock;
use crate::core::Books;
use crate::error::OpenError;
use crate::fault::Damage;
use crate::files::{Files, make_durable, read_document};
use crate::journal::{CHECKPOINTS_FOLDER, SIGNING_KEY_FILE, UNFINISHED};
use crate::log::{Log, Place, Stream, View, WriteFailure};
use crate::options::Options;
use crate::recovery::{Found, Recovery};
use crate::rekey;
use crate::segment::{FORMAT_VERSION, Kind, SEGMENT_HEADER_BYTES, first_of};
use crate::signing::{Key, open_document, random};
use crate::state::{self, DOCUMENT_KIND, HexHash, QuarantineState, STATE_COPY_FILE, STATE_FILE, State, StoredHead};
use crate::tally::DECODE_CURSOR;

/// Where keys are kept.
const KEYS_FOLDER: &str = "keys";

pub(crate) fn make_folders(files: &dyn Files, data: &Path, root: &Path) -> io::Result<()> {
    let inner = [Kind::Journal.folder(), Kind::Quarantine.folder(), KEYS_FOLDER, CHECKPOINTS_FOLDER];
    inner.iter().try_for_each(|folder| make_durable(files, &root.join(folder)))?;
    files.sync_folder(root)?;
    files.sync_folder(data)
}

/// Whether there is a journal, be it damaged: its state or a segment.
pub(crate) fn is_there(files: &dyn Files, root: &Path) -> io::Result<bool> {
    let names = |folder: &Path| match files.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed,
    };
    let has_state = names(root)?.iter().any(|name| [STATE_FILE, STATE_COPY_FILE].contains(&name.as_str()));
    Ok(has_state || names(&root.join(Kind::Journal.folder()))?.iter().any(|name| first_of(name).is_some()))
}

/// The signing key and the state; both are made where there is no journal yet.
pub(crate) fn known(
    files: &dyn Files,
    root: &Path,
    clock: &dyn Clock,
    recovery: &mut Recovery,
) -> Result<(Key, State), OpenError> {
    let key_path = root.join(SIGNING_KEY_FILE);
    let key = Key::read(files, &key_path).map_err(|_| OpenError::KeyDamaged)?;
    let documents = [STATE_FILE, STATE_COPY_FILE].map(|name| read_document(files, &root.join(name)));
    let [document, copy] = documents;
    let documents = [document?, copy?];
    let empty = !files.list(&root.join(Kind::Journal.folder()))?.iter().any(|name| first_of(name).is_some());
    if documents.iter().any(Option::is_some) {
        let key = key.ok_or(OpenError::KeyDamaged)?;
        let read = |document: &Option<Vec<u8>>| open_document(DOCUMENT_KIND, document.as_ref()?, &key.public());
        let [state, copy]: [Option<State>; 2] = [read(&documents[0]), read(&documents[1])];
        // A journal that was only being made when the power went has but the copy, and no entries.
        if state.is_none() && !(documents[0].is_none() && empty) {
            recovery.damaged.push(Damage::Document.at(STATE_FILE, 0));
        }
        let state = state.or(copy).ok_or(OpenError::StateDamaged)?;
        return if state.format == FORMAT_VERSION { Ok((key, state)) } else { Err(OpenError::Format(state.format)) };
    }
    if !empty {
        return Err(OpenError::StateMissing);
    }
    recovery.created = true;
    let key = match key {
        Some(key) => key,
        None => {
            let key = Key::generate()?;
            key.write(files, &key_path)?;
            key
        }
    };
    let state = fresh(clock)?;
    let document = key.document(DOCUMENT_KIND, &state)?;
    state::write(files, root, &document)?;
    Ok((key, state))
}

fn fresh(clock: &dyn Clock) -> io::Result<State> {
    let none = || StoredHead { offset: 0, hash: HexHash([0; 32]), segment: 0, bytes: 0 };
    Ok(State {
        format: FORMAT_VERSION,
        journal: hex(random::<16>()?.as_slice()),
        written: clock.now().micros(),
        closed: false,
        first: 0,
        base: HexHash([0; 32]),
        head: none(),
        quarantine: QuarantineState { first: 0, kept: 0, base: HexHash([0; 32]), head: none() },
        organizations: Vec::new(),
        sources: Vec::new(),
        cursors: [(DECODE_CURSOR.to_owned(), 0)].into(),
        holds: Default::default(),
        inputs: 0,
        decoder: String::new(),
    })
}

/// Takes away what was begun and not finished, and what had expired when the state was written.
pub(crate) fn clean(files: &dyn Files, root: &Path, state: &State, recovery: &mut Recovery) -> Result<(), OpenError> {
    let kept = [(Kind::Journal, state.first), (Kind::Quarantine, state.quarantine.kept)];
    let kept = kept.map(|(kind, first)| (kind.folder(), first));
    for (folder, first) in kept.into_iter().chain([(KEYS_FOLDER, 0), (CHECKPOINTS_FOLDER, 0), ("", 0)]) {
        let gone = |name: &String| {
            let expired = first_of(name).is_some_and(|segment| segment < first);
            expired || UNFINISHED.iter().any(|end| name.ends_with(end))
        };
        let names = files.list(&root.join(folder))?;
        for name in names.iter().filter(|name| gone(name)) {
            files.remove(&root.join(folder).join(name))?;
            recovery.removed.push(if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") });
        }
    }
    Ok(())
}

/// The writing and the shared side of a log that was found. Begins another segment where the key has changed.
pub(crate) fn resume(
    place: &Arc<Place>,
    kind: Kind,
    found: Found,
    options: &Options,
) -> Result<(Log, Arc<Stream>), OpenError> {
    let key = found.extents.last().map_or(0, |extent| extent.key);
    let view = View { segments: found.extents, head: found.head, closed: false };
    let stream = Arc::new(Stream::new(kind, view));
    let builder = Builder::new(options.block_bytes, options.compression_level)?;
    let active = place.active_key().unwrap_or(0);
    let fresh = found.head.bytes == SEGMENT_HEADER_BYTES as u64;
    if key != active && fresh {
        rekey::rewrite(place, kind, found.head.segment)?;
        stream.view().segments.iter_mut().rev().take(1).for_each(|segment| segment.key = active);
        let log = Log::resume(place.clone(), stream.clone(), found.head, builder).map_err(OpenError::Damaged)?;
        return Ok((log, stream));
    }
    let mut log = Log::resume(place.clone(), stream.clone(), found.head, builder).map_err(OpenError::Damaged)?;
    if key != active {
        log.roll().map_err(WriteFailure::into_error)?;
    }
    Ok((log, stream))
}

pub(crate) fn books(state: State) -> Books {
    Books {
        organizations: state.organizations,
        sources: state.sources,
        cursors: state.cursors,
        holds: state.holds,
        inputs: state.inputs,
        decoder: state.decoder,
        quarantine_first: state.quarantine.first,
        generation: 1,
        registered: 1,
        doomed: Vec::new(),
        closed: false,
    }
}
