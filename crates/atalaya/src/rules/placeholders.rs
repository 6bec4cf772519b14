//! The file with the values of placeholders: a YAML map from a name to its values.

use crate::outcome::{Failure, unreadable};
use atalaya_model::Message;
use atalaya_sigma::Placeholders;
use atalaya_stdx::yaml::{self, Node};
use std::io::Read;
use std::path::Path;

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<Placeholders, Failure> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let limit = yaml::TEXT_BYTES_MAX as u64 + 1;
    match file.take(limit).read_to_string(&mut text) {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(wrong(path, 0))?,
        Err(error) => Err(unreadable(path, &error))?,
        Ok(_) => (),
    }
    let (documents, fault) = yaml::documents(&text);
    if let Some(error) = fault {
        return Err(wrong(path, error.position.line).into());
    }
    values(&documents).map_err(|line| wrong(path, line).into())
}

/// The values, or the line that is none.
fn values(documents: &[Node]) -> Result<Placeholders, u32> {
    let [document] = documents else { return Err(1) };
    let entries = document.map().ok_or(document.position.line)?;
    let entry = |(name, node): &(yaml::Key, Node)| {
        let texts = node.texts().ok_or(node.position.line)?;
        Ok((name.text.trim_matches('%').to_owned(), texts.into_iter().map(str::to_owned).collect()))
    };
    entries.iter().map(entry).collect()
}

fn wrong(path: &Path, line: u32) -> Message {
    let message = Message::new("cli-fail-placeholders").with("path", path.display().to_string());
    message.with("line", u64::from(line))
}
