//! The decoders of others, alone: what reading the same input costs when nothing is done with it.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use evtx::{EvtxParser, ParserSettings};
use sonic_rs::{JsonValueTrait as _, LazyValue, Value};

/// Bytes read from a file at once.
const BUFFER_BYTES: usize = 1 << 20;
/// Folders below a folder that are read.
const DEPTH_MAX: usize = 16;

/// What was read.
#[derive(Default)]
pub(crate) struct Read {
    /// Lines or records.
    pub events: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Lines or records that the decoder refused.
    pub failed: u64,
}

/// How a JSON object is gone through.
#[derive(Clone, Copy)]
pub(crate) enum Walk {
    /// A document tree of it is built.
    Dom,
    /// Its members are found one by one and left as text.
    Lazy,
}

/// Decodes each line of a file.
pub(crate) fn json(path: &Path, walk: Walk) -> Result<Read> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut lines = BufReader::with_capacity(BUFFER_BYTES, file);
    let mut read = Read::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(read);
        }
        let good = match walk {
            Walk::Dom => dom(&line),
            Walk::Lazy => lazy(&line),
        };
        read.events += 1;
        read.bytes += length as u64;
        read.failed += u64::from(!good);
    }
}

fn dom(line: &[u8]) -> bool {
    black_box(sonic_rs::from_slice::<Value>(line)).is_ok()
}

fn lazy(line: &[u8]) -> bool {
    let touch = |value: LazyValue<'_>| black_box(value.get_type());
    sonic_rs::to_object_iter(line).all(|member| member.map(|(_, value)| touch(value)).is_ok())
}

/// Renders each record of the files, and of the files in the folders, as JSON.
pub(crate) fn evtx(paths: &[PathBuf]) -> Result<Read> {
    let mut files = Vec::new();
    for path in paths {
        walk(path, DEPTH_MAX, &mut files)?;
    }
    files.sort();
    let mut read = Read::default();
    for file in &files {
        records(file, &mut read).with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(read)
}

fn records(path: &Path, read: &mut Read) -> Result<()> {
    read.bytes += fs::metadata(path)?.len();
    let mut parser = EvtxParser::from_path(path)?.with_configuration(ParserSettings::new());
    for record in parser.records_json_bytes() {
        match black_box(record) {
            Ok(_) => read.events += 1,
            Err(_) => read.failed += 1,
        }
    }
    Ok(())
}

fn walk(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
    } else if depth > 0 {
        for entry in fs::read_dir(path)? {
            walk(&entry?.path(), depth - 1, found)?;
        }
    }
    Ok(())
}
