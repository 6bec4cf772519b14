//! Fields without which rules cannot fire and which no event of their log source carried.

use crate::needs::{needed_fields, remedy};
use crate::partitions::{Partitions, slot_of_field};
use crate::report::MuteField;
use atalaya_schema::{KindIx, Schema};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a lane saw: log sources, and for each slot in how many events it had a value.
#[derive(Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) kind: KindIx,
    pub(super) serves: u64,
    pub(super) events: u64,
    pub(super) filled: Vec<u64>,
}

/// What is known of a field that rules of a log source need.
#[derive(Default)]
struct Need {
    rules: FxHashSet<u32>,
    filled: bool,
}

/// The fields that stayed without a value, those that mute most rules first.
pub(super) fn mute_fields(partitions: &Partitions<'_>, seen: &[Seen], schema: &Schema) -> Vec<MuteField> {
    let mut needs: BTreeMap<(KindIx, usize, &str), Need> = BTreeMap::new();
    let mut events: FxHashMap<(KindIx, usize), u64> = FxHashMap::default();
    let mut needed: FxHashMap<u32, Vec<&str>> = FxHashMap::default();
    for seen in seen {
        for serve in (0..64).filter(|serve| seen.serves >> serve & 1 == 1) {
            *events.entry((seen.kind, serve)).or_default() += seen.events;
        }
        let compiled = partitions.of_parts(seen.kind, seen.serves);
        for &(rule, serve) in &compiled.members {
            let fields = || needed_fields(&partitions.rules.rules[rule as usize].expr).into_iter().collect();
            for field in needed.entry(rule).or_insert_with(fields) {
                let name = slot_of_field(&schema.kind(seen.kind).serves[serve], field);
                let Some(slot) = compiled.partition.slot(&name) else { continue };
                let need = needs.entry((seen.kind, serve, field)).or_default();
                need.filled |= seen.filled[slot as usize] > 0;
                need.rules.insert(rule);
            }
        }
    }
    let mute = needs.into_iter().filter(|(_, need)| !need.filled);
    let mut reports: Vec<MuteField> = mute
        .map(|((kind_ix, serve, field), need)| {
            let kind = schema.kind(kind_ix);
            MuteField {
                kind: kind.name.clone(),
                logsource: kind.serves[serve].logsource.clone(),
                field: field.to_owned(),
                events: events.get(&(kind_ix, serve)).copied().unwrap_or_default(),
                rules: need.rules.len() as u64,
                remedy: remedy(schema, kind, serve, field),
            }
        })
        .collect();
    reports.sort_by(|left, right| {
        right.rules.cmp(&left.rules).then_with(|| (&left.kind, &left.field).cmp(&(&right.kind, &right.field)))
    });
    reports
}
