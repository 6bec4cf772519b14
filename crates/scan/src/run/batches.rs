//! What is read in one go: everything, or, where the run can be continued, some files at a time.

use crate::options::{Options, ScanError};
use crate::work::{BATCH_FILES_MAX, Work};
use atalaya_model::Message;
use atalaya_reader::{Input, Limits, Listing};
use serde::{Deserialize, Serialize};

/// A file as it was found: a run is continued only while it is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileFound {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) modified_us: Option<i64>,
}

/// What is read, in the order of reading.
pub(super) struct Batches {
    /// The files, where the run can be continued.
    pub(super) files: Vec<FileFound>,
    /// What is not read, and why.
    pub(super) skipped: Vec<(String, Message)>,
    /// What is read in one go, and how many files are behind it then.
    pub(super) batches: Vec<(Vec<Input>, usize)>,
}

/// Divides the inputs.
pub(super) fn divide(options: &Options, limits: &Limits) -> Result<Batches, ScanError> {
    let Some(work) = &options.work else {
        let everything = vec![(options.inputs.clone(), 0)];
        return Ok(Batches { files: Vec::new(), skipped: Vec::new(), batches: everything });
    };
    let Listing { files, skipped } = atalaya_reader::list(&options.inputs, limits).ok_or(ScanError::Stream)?;
    let found = files.iter().map(|file| FileFound {
        path: file.path.to_string_lossy().into_owned(),
        bytes: file.bytes,
        modified_us: file.modified_us,
    });
    let found: Vec<FileFound> = found.collect();
    let inputs = files.into_iter().map(|file| (Input::Path(file.path), file.bytes));
    Ok(Batches { batches: grouped(inputs, work), files: found, skipped })
}

fn grouped(inputs: impl Iterator<Item = (Input, u64)>, work: &Work) -> Vec<(Vec<Input>, usize)> {
    let (mut batches, mut batch, mut bytes, mut done) = (Vec::new(), Vec::new(), 0, 0);
    for (input, size) in inputs {
        batch.push(input);
        bytes += size;
        done += 1;
        if bytes >= work.batch_bytes || batch.len() >= BATCH_FILES_MAX {
            batches.push((std::mem::take(&mut batch), done));
            bytes = 0;
        }
    }
    if !batch.is_empty() {
        batches.push((batch, done));
    }
    batches
}
