//! Holds: what must not expire, whatever its age.
//!
//! They stand in one file beside the organizations' folders, written whole and durably with each change. It is there before
//! the first table is, with its SHA-256 in it: where it is changed or gone, nobody knows what is held.

use std::collections::BTreeMap;

use atalaya_model::Time;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};

use crate::lake::{Lake, Shared};
use crate::log::{BLANK, is_whole, set_digest};

/// Holds a lake may have.
pub const HOLDS_MAX: usize = 4096;
/// Bytes that the name of a hold may have.
pub const HOLD_NAME_BYTES_MAX: usize = 256;
/// The file.
pub(crate) const HOLDS_FILE: &str = "holds.json";
const DAY_MICROS: i64 = 86_400_000_000;

/// Which rows are held: those of whole days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whose.
    pub organization: String,
    /// Of which kind; of all where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// From the day of this time on.
    pub from: Time,
    /// To the day of this time, which is held too.
    pub to: Time,
}

impl Held {
    /// Whether rows of this day are held, days since 1970-01-01.
    pub(crate) fn holds(&self, organization: &str, kind: &str, day: i32) -> bool {
        let day_of = |time: Time| time.micros().div_euclid(DAY_MICROS);
        self.organization == organization
            && self.kind.as_deref().is_none_or(|held| held == kind)
            && (day_of(self.from)..=day_of(self.to)).contains(&i64::from(day))
    }
}

/// Why a hold was not set or released.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// There is one of this name.
    #[error("there is a hold `{0}` already")]
    Exists(String),
    /// There is none of this name.
    #[error("there is no hold `{0}`")]
    Unknown(String),
    /// Its name is empty or too long, or its time ends before it begins.
    #[error("hold `{0}` has no valid name or time")]
    Invalid(String),
    /// There are [`HOLDS_MAX`].
    #[error("there are too many holds")]
    TooMany,
    /// The file of holds is not as it was written. Nothing expires until it is mended.
    #[error("the file of holds is damaged")]
    Damaged,
    /// The file of holds is not there. Nothing expires until it is.
    #[error("the file of holds is missing")]
    Missing,
    /// The store refused.
    #[error("cannot read or write the file of holds")]
    Store(#[from] object_store::Error),
}

impl Lake {
    /// Keeps rows from expiring until the hold is released. Durable when this returns.
    pub fn hold(&self, name: &str, held: Held) -> Result<(), HoldError> {
        let _turn = self.shared.upkeep.turn();
        let mut holds = read(&self.shared)?;
        let bad = name.trim().is_empty() || name.len() > HOLD_NAME_BYTES_MAX || name.contains(char::is_control);
        if bad || held.to < held.from {
            return Err(HoldError::Invalid(name.to_owned()));
        }
        if holds.contains_key(name) {
            return Err(HoldError::Exists(name.to_owned()));
        }
        if holds.len() >= HOLDS_MAX {
            return Err(HoldError::TooMany);
        }
        holds.insert(name.to_owned(), held);
        write(&self.shared, &holds)
    }

    /// Lets what was held expire again. Durable when this returns.
    pub fn release(&self, name: &str) -> Result<Held, HoldError> {
        let _turn = self.shared.upkeep.turn();
        let mut holds = read(&self.shared)?;
        let held = holds.remove(name).ok_or_else(|| HoldError::Unknown(name.to_owned()))?;
        write(&self.shared, &holds)?;
        Ok(held)
    }

    /// The holds, by name.
    pub fn holds(&self) -> Result<BTreeMap<String, Held>, HoldError> {
        read(&self.shared)
    }
}

pub(crate) fn read(shared: &Shared) -> Result<BTreeMap<String, Held>, HoldError> {
    let path = Path::from(HOLDS_FILE);
    match shared.runtime().block_on(async { shared.store.get(&path).await?.bytes().await }) {
        Ok(bytes) if !is_whole(&bytes) => Err(HoldError::Damaged),
        Ok(bytes) => serde_json::from_slice(&bytes).map(|list: List| list.holds).map_err(|_| HoldError::Damaged),
        Err(object_store::Error::NotFound { .. }) => Err(HoldError::Missing),
        Err(error) => Err(error.into()),
    }
}

fn write(shared: &Shared, holds: &BTreeMap<String, Held>) -> Result<(), HoldError> {
    let path = Path::from(HOLDS_FILE);
    shared.runtime().block_on(shared.store.put(&path, file(holds.clone()).into()))?;
    Ok(())
}

/// Writes that nothing is held, where nobody has said anything yet: before there is a table.
pub(crate) async fn begin(store: &dyn ObjectStore) -> object_store::Result<()> {
    let path = Path::from(HOLDS_FILE);
    match store.head(&path).await {
        Err(object_store::Error::NotFound { .. }) => store.put(&path, file(BTreeMap::new()).into()).await.map(drop),
        found => found.map(drop),
    }
}

/// What the file has.
#[derive(Serialize, Deserialize)]
struct List {
    /// Its own.
    sha256: String,
    holds: BTreeMap<String, Held>,
}

fn file(holds: BTreeMap<String, Held>) -> Vec<u8> {
    let list = List { sha256: BLANK.to_owned(), holds };
    let mut bytes = serde_json::to_vec(&list).expect("texts and times by text are JSON");
    bytes.push(b'\n');
    set_digest(&mut bytes);
    bytes
}
