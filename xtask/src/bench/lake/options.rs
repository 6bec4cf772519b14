//! What the bench is asked for: words of the command line to values.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::PARTS;
use crate::workspace::root;

const HELP: &str = "\
cargo xtask bench lake
  --rows N       rows that are hunted; default: 2,000,000
  --many N       rows of the large lake; default: 10,000,000
  --corpus DIR   real logs; default: $ATALAYA_CORPUS, else ../shared/corpus
  --stream GB    imports a long stream too, and looks at the memory
  --only PART    only this; may be given again
  --json FILE    writes everything that was measured
  --quick        small inputs, one run each: to see that it works, not how fast it is";

/// A million bytes.
pub(super) const MB: u64 = 1_000_000;
/// Runs of each measurement.
const RUNS: u64 = 5;

/// What the bench is asked for.
pub(in crate::bench) struct Options {
    pub corpus: PathBuf,
    pub json: Option<PathBuf>,
    pub quick: bool,
    pub stream_bytes: Option<u64>,
    rows: Option<u64>,
    many: Option<u64>,
    only: Vec<String>,
}

impl Options {
    pub(in crate::bench) fn parse(words: &[&str]) -> Result<Options> {
        let corpus = env::var_os("ATALAYA_CORPUS").map(PathBuf::from);
        let corpus = corpus.unwrap_or_else(|| root().join("../shared/corpus"));
        let mut options =
            Options { corpus, json: None, quick: false, stream_bytes: None, rows: None, many: None, only: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            let number = |text: &str| text.parse::<u64>().with_context(|| format!("{word}: not a number"));
            match *word {
                "--corpus" => options.corpus = value()?.into(),
                "--json" => options.json = Some(value()?.into()),
                "--rows" => options.rows = Some(number(value()?)?),
                "--many" => options.many = Some(number(value()?)?),
                "--stream" => options.stream_bytes = Some(number(value()?)?.saturating_mul(1000 * MB)),
                "--only" => options.only.push(part(value()?)?),
                "--quick" => options.quick = true,
                _ => bail!("what is {word}?\n\n{HELP}"),
            }
        }
        Ok(options)
    }

    /// Whether this part is wanted.
    pub(super) fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// How often each thing is measured, after a first time that does not count.
    pub(super) fn runs(&self) -> u64 {
        if self.quick { 1 } else { RUNS }
    }

    /// Rows that are hunted.
    pub(super) fn rows(&self) -> u64 {
        self.rows.unwrap_or(if self.quick { 100_000 } else { 2_000_000 })
    }

    /// Rows of the large lake.
    pub(super) fn many(&self) -> u64 {
        self.many.unwrap_or(if self.quick { 200_000 } else { 10_000_000 })
    }
}

fn part(name: &str) -> Result<String> {
    if PARTS.iter().any(|(part, _)| *part == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    bail!("no such part: {name}; there are: {}", names.join(", "))
}
