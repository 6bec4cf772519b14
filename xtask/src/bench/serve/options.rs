//! What the bench is asked for: words of the command line to values.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use super::sender::Wire;
use crate::workspace::root;

const HELP: &str = "\
cargo xtask bench serve
  --corpus DIR   real logs and rules; default: $ATALAYA_CORPUS, else ../shared/corpus
  --seconds N    for how long is sent in each run; default: 30
  --rate N       events a second of the steady runs; default: 10,000
  --only WIRE    only syslog-tcp, ndjson or bulk; may be given again
  --json FILE    writes everything that was measured
  --quick        two seconds, few events: to see that it works, not how fast it is";

/// Bytes of the events that are sent again and again.
const BYTES: u64 = 200_000_000;
const BYTES_QUICK: u64 = 5_000_000;

/// What the bench is asked for.
pub(in crate::bench) struct Options {
    pub corpus: PathBuf,
    pub json: Option<PathBuf>,
    pub seconds: u64,
    pub rate: u64,
    quick: bool,
    only: Vec<String>,
}

impl Options {
    pub(in crate::bench) fn parse(words: &[&str]) -> Result<Options> {
        let corpus = env::var_os("ATALAYA_CORPUS").map(PathBuf::from);
        let corpus = corpus.unwrap_or_else(|| root().join("../shared/corpus"));
        let mut options = Options { corpus, json: None, seconds: 30, rate: 10_000, quick: false, only: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            let number = |text: &str| text.parse::<u64>().with_context(|| format!("{word}: not a number"));
            match *word {
                "--corpus" => options.corpus = value()?.into(),
                "--json" => options.json = Some(value()?.into()),
                "--seconds" => options.seconds = number(value()?)?,
                "--rate" => options.rate = number(value()?)?.max(1),
                "--only" => options.only.push((*value()?).to_owned()),
                "--quick" => (options.quick, options.seconds) = (true, 2),
                _ => bail!("what is {word}?\n\n{HELP}"),
            }
        }
        let known = |name: &String| Wire::ALL.iter().any(|wire| wire.name() == name);
        ensure!(options.only.iter().all(known), "--only knows syslog-tcp, ndjson and bulk");
        Ok(options)
    }

    pub(super) fn bytes(&self) -> u64 {
        if self.quick { BYTES_QUICK } else { BYTES }
    }

    pub(super) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}
