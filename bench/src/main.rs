//! The bench's own program: what others' libraries cost alone, and input to measure with. `cargo xtask bench` runs it.
//!
//! No part of Atalaya: nothing depends on it, and it depends on none of our crates, so that what it measures is theirs.

mod bare;
mod baseline;
mod chance;
mod columns;
mod events;
mod extract;
mod generate;
mod template;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, io};

use anyhow::{Context as _, Result, bail};

use bare::{Read, Walk};
use baseline::Setting;
use columns::Written;
use events::Hunted;
use generate::Until;

const HELP: &str = "\
atalaya-bench <what>

  bare-json dom|lazy FILE                    decodes each line with sonic-rs and counts
  bare-evtx FILE|FOLDER…                     renders each record as JSON with evtx, on one thread, and counts
  generate CORPUS bytes|events NUMBER        writes the corpus's Windows events as NDJSON to standard output,
                                             over and over with some values varied, until there is so much
  generate CORPUS sorts                      the same, but only the first of each channel, provider and event id
  events FOLDER NUMBER FILES                 writes so many invented events into so many files, and tells what to hunt
  extract FOLDER TO                          writes all events below a folder as plain files, and tells their bytes
  ask plain|tuned QUESTIONS                  asks DataFusion what stands in a file of JSON
  columns FOLDER TO                          writes files of events as Parquet, and tells what the writing cost";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match chore(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            write(&mut io::stderr(), &format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn chore(words: &[&str]) -> Result<()> {
    match words {
        ["bare-json", "dom", file] => tell(bare::json(file.as_ref(), Walk::Dom)?),
        ["bare-json", "lazy", file] => tell(bare::json(file.as_ref(), Walk::Lazy)?),
        ["bare-evtx", first, rest @ ..] => {
            let paths: Vec<PathBuf> = [*first].iter().chain(rest).map(PathBuf::from).collect();
            tell(bare::evtx(&paths)?);
        }
        ["generate", corpus, "sorts"] => generate::write_sorts(corpus.as_ref())?,
        ["generate", corpus, "bytes", number] => generate::write(corpus.as_ref(), Until::Bytes(count(number)?))?,
        ["generate", corpus, "events", number] => generate::write(corpus.as_ref(), Until::Events(count(number)?))?,
        ["events", folder, number, files] => {
            let bytes = events::write(folder.as_ref(), count(number)?, count(files)?)?;
            hunted(bytes, &events::hunted());
        }
        ["extract", from, to] => {
            let bytes = extract::extract(from.as_ref(), to.as_ref())?;
            say(&format!(r#"{{"bytes":{bytes}}}"#));
        }
        ["ask", "plain", questions] => say(&baseline::ask(questions.as_ref(), Setting::Plain)?.to_string()),
        ["ask", "tuned", questions] => say(&baseline::ask(questions.as_ref(), Setting::Tuned)?.to_string()),
        ["columns", folder, to] => {
            let Written { rows, bytes, cpu_s } = columns::write(folder.as_ref(), to.as_ref())?;
            say(&format!(r#"{{"rows":{rows},"bytes":{bytes},"cpu_s":{cpu_s}}}"#));
        }
        _ => bail!("what to do?\n\n{HELP}"),
    }
    Ok(())
}

fn count(text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("not a number: {text}"))
}

/// One line of JSON, which the bench reads.
fn tell(read: Read) {
    let Read { events, bytes, failed } = read;
    say(&format!(r#"{{"events":{events},"bytes":{bytes},"failed":{failed}}}"#));
}

/// The same of the invented events.
fn hunted(bytes: u64, hunted: &Hunted) {
    let Hunted { address, hash, piece, word, from, to, port } = hunted;
    say(&format!(
        r#"{{"bytes":{bytes},"address":"{address}","hash":"{hash}","piece":"{piece}","word":"{word}","from":"{from}","to":"{to}","port":{port}}}"#
    ));
}

fn say(line: &str) {
    write(&mut io::stdout(), line);
}

/// Writes a line. Nobody may be reading: a closed pipe is no error.
fn write(out: &mut impl io::Write, line: &str) {
    let _ = writeln!(out, "{line}");
}
