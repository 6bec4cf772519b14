//! Reads the journal in runs of entries, as fast as they are decoded.

use std::time::Instant;

use atalaya_journal::{Batch, Filter, ReadError, Reader};
use crossbeam_channel::Sender;

use super::{Fed, Numbered, PATIENCE, Plant, RUN_BYTES, goes_on};

/// Reads from this offset until the drain is to end, or nobody listens.
pub(super) fn feed(plant: Plant<'_>, from: u64, begun: &Sender<()>, to_workers: &Sender<Numbered<Fed>>) {
    let mut number = 0;
    let mut send = |item: Fed| {
        let sent = begun.send(()).is_ok() && to_workers.send(Numbered { number, item }).is_ok();
        number += 1;
        sent
    };
    let mut reader = match plant.journal.read(from, Filter::All) {
        Ok(reader) => reader,
        Err(error) => {
            send(Fed::Failed(error));
            return;
        }
    };
    while goes_on(&plant, reader.offset()) {
        let start = reader.offset();
        let (batches, error) = run(&plant, &mut reader);
        let end = reader.offset();
        if end > start && !send(Fed::Run(start..end, batches)) {
            return;
        }
        let item = match error {
            None => continue,
            Some(ReadError::Damaged(_)) => match reader.skip_damage() {
                Ok(behind) => Fed::Lost(end..behind),
                Err(error) => Fed::Failed(error),
            },
            Some(error) => Fed::Failed(error),
        };
        let failed = matches!(item, Fed::Failed(_));
        if !send(item) || failed {
            return;
        }
    }
}

/// The next entries, as many as there are up to a run's size; waits a little where there are none.
fn run(plant: &Plant<'_>, reader: &mut Reader) -> (Vec<Batch>, Option<ReadError>) {
    let (mut batches, mut bytes) = (Vec::new(), 0);
    while bytes < RUN_BYTES {
        let patient = batches.is_empty().then(|| Instant::now() + PATIENCE);
        match reader.next(patient) {
            Ok(Some(batch)) => {
                bytes += batch.bytes();
                batches.push(batch);
            }
            Ok(None) => break,
            Err(error) => return (batches, Some(error)),
        }
        if !goes_on(plant, reader.offset()) {
            break;
        }
    }
    (batches, None)
}
