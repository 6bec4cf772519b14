//! Sheets and what is known of paths: for each organization, kind and dialect where the values of a path go.

use std::sync::Arc;

use atalaya_lake::{Chunk, ColumnIx, Head, Sheet};
use atalaya_model::{PathId, Paths, Record, ValueRef};
use atalaya_schema::{DialectIx, ENTITIES, Identity, Kind, KindIx, Schema, Verification, When};
use rustc_hash::FxHashMap;

use super::senders::Sender;

/// The kind of events that no kind knows. Their fields go by their paths.
pub const UNRECOGNISED: &str = "unrecognised";

/// Organizations, kinds and dialects of which one thread keeps what it knows; when they are more, all is forgotten.
const LANES_MAX: usize = 4096;
/// Paths of which one thread keeps where their values go, over all lanes.
const SLOTS_MAX: usize = 2 << 20;
/// Sheets that one thread keeps from run to run.
const SHEETS_KEPT_MAX: usize = 512;
/// The path of the text that is shown of an event of no kind.
const MESSAGE_PATH: &str = "message";

/// Where the values of a path go.
#[derive(Clone, Copy)]
struct Slot {
    column: ColumnIx,
    /// From here on in the lane's uses.
    uses: u32,
    count: u32,
}

/// A path may fill an entity, unless one of a lower rank does.
#[derive(Clone, Copy)]
struct Use {
    entity: u8,
    rank: u8,
}

/// Events of one organization, kind and dialect.
struct Lane {
    sheet: usize,
    kind: Option<KindIx>,
    dialect: Option<DialectIx>,
    slots: Vec<Option<Slot>>,
    uses: Vec<Use>,
}

/// What a lane is of: the organization's number, and kind and dialect, where they are known.
type Key = (u32, Option<(KindIx, DialectIx)>);

/// All lanes and sheets of a thread.
pub(super) struct Lanes {
    schema: Arc<Schema>,
    unrecognised: Kind,
    lanes: FxHashMap<Key, Lane>,
    sheets: Vec<Sheet>,
    /// The sheet of an organization and a kind.
    sheet_of: FxHashMap<(u32, Option<KindIx>), usize>,
    slots: usize,
    /// Chunks of sheets that were given up.
    done: Vec<Chunk>,
}

impl Lanes {
    pub(super) fn new(schema: Arc<Schema>) -> Lanes {
        Lanes {
            schema,
            unrecognised: unrecognised(),
            lanes: FxHashMap::default(),
            sheets: Vec::new(),
            sheet_of: FxHashMap::default(),
            slots: 0,
            done: Vec::new(),
        }
    }

    /// OCSF's class of such events: of the first log source they belong to that has one, else of their kind.
    pub(super) fn class_uid(&self, identity: &Identity) -> Option<u32> {
        let kind = self.schema.kind(identity.kind);
        let mut serves = identity.serves;
        while serves != 0 {
            let serve = kind.serves.get(serves.trailing_zeros() as usize);
            if let Some(class_uid) = serve.and_then(|serve| serve.class_uid) {
                return Some(class_uid);
            }
            serves &= serves - 1;
        }
        kind.class_uid
    }

    /// Adds an event as a row.
    pub(super) fn put(
        &mut self,
        sender: &Sender,
        identity: Option<&Identity>,
        head: &Head<'_>,
        paths: &Paths,
        record: &Record<'_>,
    ) {
        let key = (sender.organization_id, identity.map(|identity| (identity.kind, identity.dialect)));
        self.make_room(key);
        let Lanes { schema, unrecognised, lanes, sheets, sheet_of, slots, .. } = self;
        let lane = lanes.entry(key).or_insert_with(|| {
            let kind = key.1.map(|(kind, _)| kind);
            let sheet = *sheet_of.entry((key.0, kind)).or_insert_with(|| {
                let kind = kind.map_or(&*unrecognised, |kind| schema.kind(kind));
                sheets.push(Sheet::new(&sender.organization, kind));
                sheets.len() - 1
            });
            Lane { sheet, kind, dialect: key.1.map(|(_, dialect)| dialect), slots: Vec::new(), uses: Vec::new() }
        });
        if lane.slots.len() < paths.len() {
            *slots += paths.len() - lane.slots.len();
            lane.slots.resize(paths.len(), None);
        }
        let kind = lane.kind.map_or(&*unrecognised, |kind| schema.kind(kind));
        lane.put(schema, kind, &mut sheets[lane.sheet], head, paths, record);
    }

    /// Gives up what is known where it has become too much.
    fn make_room(&mut self, key: Key) {
        let full = self.slots > SLOTS_MAX || (self.lanes.len() >= LANES_MAX && !self.lanes.contains_key(&key));
        let lane = self.lanes.get(&key);
        if full || lane.is_some_and(|lane| self.sheets[lane.sheet].is_nearly_full()) {
            self.forget();
        }
    }

    /// The thread's table of paths was replaced.
    pub(super) fn forget_paths(&mut self) {
        // The sheets go too: whoever sends other names each time would fill them.
        self.forget();
    }

    fn forget(&mut self) {
        self.take_rows();
        self.lanes.clear();
        self.sheets.clear();
        self.sheet_of.clear();
        self.slots = 0;
    }

    /// The rows so far.
    pub(super) fn take(&mut self) -> Vec<Chunk> {
        self.take_rows();
        if self.sheets.len() > SHEETS_KEPT_MAX {
            self.forget();
        }
        std::mem::take(&mut self.done)
    }

    fn take_rows(&mut self) {
        let filled = self.sheets.iter_mut().filter(|sheet| sheet.rows() > 0);
        self.done.extend(filled.map(Sheet::take));
    }
}

impl Lane {
    #[inline]
    fn put(
        &mut self,
        schema: &Schema,
        kind: &Kind,
        sheet: &mut Sheet,
        head: &Head<'_>,
        paths: &Paths,
        record: &Record<'_>,
    ) {
        sheet.row(head);
        let mut entities: [Option<(u8, &str)>; ENTITIES.len()] = [None; ENTITIES.len()];
        for field in record.fields() {
            let slot = match self.slots[field.path.index()] {
                Some(slot) => slot,
                None => self.bind(schema, kind, sheet, paths, field.path),
            };
            let value = record.value(field);
            sheet.put(slot.column, value);
            if slot.count > 0
                && let Some(text) = meaningful(value)
            {
                for used in &self.uses[slot.uses as usize..(slot.uses + slot.count) as usize] {
                    let best = &mut entities[usize::from(used.entity)];
                    if best.is_none_or(|(rank, _)| used.rank < rank) {
                        *best = Some((used.rank, text));
                    }
                }
            }
        }
        for (entity, text) in entities.iter().enumerate() {
            if let Some((_, text)) = text {
                sheet.entity(entity, text);
            }
        }
    }

    /// Finds out where the values of a path go.
    #[cold]
    fn bind(&mut self, schema: &Schema, kind: &Kind, sheet: &mut Sheet, paths: &Paths, path: PathId) -> Slot {
        let path_name = paths.name(path);
        let (name, instead) = match self.dialect {
            Some(dialect) => schema.kept(dialect, path_name),
            // The mark of what has no name is not for those who choose the names.
            None if path_name.starts_with('?') => (None, format!("/{path_name}").into()),
            None => (Some(path_name.into()), path_name.into()),
        };
        let uses = self.uses.len() as u32;
        let fills = |entity: usize, names: &[String]| {
            let rank = names.iter().position(|wanted| Some(wanted.as_str()) == name.as_deref())?;
            Some(Use { entity: u8::try_from(entity).ok()?, rank: u8::try_from(rank).ok()? })
        };
        self.uses.extend(kind.envelope.iter().filter_map(|(entity, names)| fills(*entity, names)));
        let count = self.uses.len() as u32 - uses;
        let slot = Slot { column: sheet.column(name.as_deref(), &instead), uses, count };
        self.slots[path.index()] = Some(slot);
        slot
    }
}

/// Values that are empty or `-` are none, as for [`atalaya_schema::Binder::envelope`].
#[inline]
fn meaningful(value: ValueRef<'_>) -> Option<&str> {
    value.text().filter(|text| !text.is_empty() && *text != "-")
}

fn unrecognised() -> Kind {
    let message = ENTITIES.iter().position(|entity| *entity == "message");
    Kind {
        name: UNRECOGNISED.to_owned(),
        family: UNRECOGNISED.to_owned(),
        about: Default::default(),
        when: When::default(),
        class_uid: None,
        verification: Verification::Unverified,
        references: Vec::new(),
        time: Vec::new(),
        charsets: Vec::new(),
        envelope: message.map(|entity| (entity, vec![MESSAGE_PATH.to_owned()])).into_iter().collect(),
        types: Vec::new(),
        sequence: None,
        cleared: None,
        leases: Vec::new(),
        serves: Vec::new(),
        remedies: Vec::new(),
    }
}
