//! NDJSON to measure with: the Windows events of the corpus, over and over, some values varied each time.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use zip::ZipArchive;

use crate::template::Template;

/// Where the archives are, in the corpus.
const FOLDER: &str = "json/windows";
/// Bytes that one member of an archive may have.
const MEMBER_BYTES_MAX: u64 = 512 << 20;
/// Bytes that all members may have: they are kept in memory.
const TEMPLATE_BYTES_MAX: usize = 2 << 30;

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
    let mut template = read(corpus)?;
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

fn read(corpus: &Path) -> Result<Template> {
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
            member.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")).for_each(|line| {
                template.add(line.trim_ascii_end());
            });
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
