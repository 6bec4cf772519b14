//! NDJSON to measure with: the Windows events of the corpus, over and over, some values varied each time.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use zip::ZipArchive;

use crate::template::{Template, member};

/// Where the archives are, in the corpus.
const FOLDER: &str = "json/windows";
/// Bytes that one member of an archive may have.
const MEMBER_BYTES_MAX: u64 = 512 << 20;
/// Bytes that all members may have: they are kept in memory.
const TEMPLATE_BYTES_MAX: usize = 2 << 30;
/// The members that tell events of different sorts apart.
const SORT: [&str; 3] = ["Channel", "SourceName", "EventID"];

/// When there is enough.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// At so many bytes, the line that reaches them completed.
    Bytes(u64),
    /// At so many events.
    Events(u64),
}

/// Writes events to standard output until there are enough.
pub(crate) fn write(corpus: &Path, until: Until) -> Result<()> {
    let mut template = read(corpus, |_| true)?;
    let mut out = io::stdout().lock();
    let mut left = until;
    for repetition in 0.. {
        template.turn(repetition);
        let bytes = match left {
            Until::Bytes(bytes) => template.first_bytes(bytes),
            Until::Events(events) => template.first_events(events),
        };
        out.write_all(bytes)?;
        left = match left {
            Until::Bytes(left) => Until::Bytes(left.saturating_sub(bytes.len() as u64)),
            Until::Events(left) => Until::Events(left.saturating_sub(template.events())),
        };
        if matches!(left, Until::Bytes(0) | Until::Events(0)) {
            break;
        }
    }
    Ok(out.flush()?)
}

/// Writes the first event of each sort.
pub(crate) fn write_sorts(corpus: &Path) -> Result<()> {
    let mut sorts = BTreeSet::new();
    let mut template = read(corpus, |line| sorts.insert(SORT.map(|name| member(line, name).map(<[u8]>::to_vec))))?;
    template.turn(0);
    Ok(io::stdout().lock().write_all(template.first_events(u64::MAX))?)
}

fn read(corpus: &Path, mut wanted: impl FnMut(&[u8]) -> bool) -> Result<Template> {
    let mut template = Template::new()?;
    let mut member = Vec::new();
    for path in archives(&corpus.join(FOLDER))? {
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut archive = ZipArchive::new(BufReader::new(file))?;
        for index in 0..archive.len() {
            let entry = archive.by_index(index)?;
            if !is_events(&entry.name()?) {
                continue;
            }
            member.clear();
            entry.take(MEMBER_BYTES_MAX).read_to_end(&mut member)?;
            ensure!((member.len() as u64) < MEMBER_BYTES_MAX, "{}: a member is too large", path.display());
            let lines = member.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{"));
            lines.filter(|line| wanted(line)).for_each(|line| template.add(line.trim_ascii_end()));
            ensure!(template.bytes() < TEMPLATE_BYTES_MAX, "the corpus is too large");
        }
    }
    ensure!(template.events() > 0, "no events in {}", corpus.join(FOLDER).display());
    Ok(template)
}

/// Not what an archiver of another system adds to each member.
fn is_events(name: &str) -> bool {
    name.ends_with(".json") && !name.starts_with("__MACOSX/")
}

fn archives(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension() == Some(OsStr::new("zip")));
    paths.sort();
    Ok(paths)
}
