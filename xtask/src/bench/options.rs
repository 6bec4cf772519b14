//! What the bench is asked for: words of the command line to values.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::workspace::root;

const HELP: &str = "\
cargo xtask bench scan
  --corpus DIR   real logs; default: $ATALAYA_CORPUS, else ../shared/corpus
  --rules DIR    rules; default: the corpus's
  --events N     events of each input; default: 1 GB of NDJSON, 300 MB of EVTX
  --stream GB    length of the long stream; default: 3
  --json FILE    writes everything that was measured
  --quick        small inputs, one run each: to see that it works, not how fast it is";

/// A million bytes.
pub(super) const MB: u64 = 1_000_000;
/// Runs of each measurement.
const RUNS: usize = 3;

/// How much of an input.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    Bytes(u64),
    Events(u64),
}

/// What the bench is asked for.
pub(super) struct Options {
    pub corpus: PathBuf,
    pub rules: PathBuf,
    pub json: Option<PathBuf>,
    pub quick: bool,
    events: Option<u64>,
    stream_bytes: Option<u64>,
}

impl Options {
    pub(super) fn parse(words: &[&str]) -> Result<Options> {
        let corpus = env::var_os("ATALAYA_CORPUS").map(PathBuf::from);
        let corpus = corpus.unwrap_or_else(|| root().join("../shared/corpus"));
        let mut options =
            Options { corpus, rules: PathBuf::new(), json: None, quick: false, events: None, stream_bytes: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match *word {
                "--corpus" => options.corpus = value()?.into(),
                "--rules" => options.rules = value()?.into(),
                "--json" => options.json = Some(value()?.into()),
                "--events" => options.events = Some(value()?.parse().context("--events: not a number")?),
                "--stream" => {
                    let gigabytes: u64 = value()?.parse().context("--stream: not a number")?;
                    options.stream_bytes = Some(gigabytes.saturating_mul(1000 * MB));
                }
                "--quick" => options.quick = true,
                _ => bail!("what is {word}?\n\n{HELP}"),
            }
        }
        if options.rules.as_os_str().is_empty() {
            options.rules = options.corpus.join("sigma");
        }
        Ok(options)
    }

    /// How often each thing is measured.
    pub(super) fn runs(&self) -> usize {
        if self.quick { 1 } else { RUNS }
    }

    pub(super) fn ndjson(&self) -> Amount {
        self.amount(100 * MB, 1000 * MB)
    }

    pub(super) fn evtx(&self) -> Amount {
        self.amount(1, 300 * MB)
    }

    pub(super) fn stream_bytes(&self) -> u64 {
        self.stream_bytes.unwrap_or(if self.quick { 200 * MB } else { 3000 * MB })
    }

    fn amount(&self, quick: u64, full: u64) -> Amount {
        match self.events {
            Some(events) => Amount::Events(events),
            None => Amount::Bytes(if self.quick { quick } else { full }),
        }
    }
}
