//! The few things that a centre cannot know: given as flags, or asked for.

use crate::arguments::{Answers, InitTask, Keeping};
use crate::outcome::{self, Failure};
use crate::voice::Voice;
use atalaya_model::Message;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

/// Networks that senders are in where nothing else is said: this machine, and those of RFC 1918.
const NETWORKS: &str = "127.0.0.1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16";
/// Bytes of an answer.
const ANSWER_BYTES_MAX: u64 = 4096;
/// The first letters of a yes, in the languages that are spoken.
const YES: [char; 4] = ['y', 's', '是', '要'];

/// What was answered.
pub(super) struct Answered {
    /// The first organization.
    pub(super) organization: String,
    /// Networks that may send.
    pub(super) networks: Vec<String>,
    /// Names and addresses by which senders reach the centre.
    pub(super) names: Vec<String>,
    /// Whether what is kept is encrypted.
    pub(super) encrypts: bool,
}

pub(super) fn ask(task: &InitTask, voice: Voice) -> Result<Answered, Failure> {
    let asks = task.answers == Answers::Person && io::stdin().is_terminal();
    let answer = |given: &Option<String>, question: &'static str, usual: Option<&str>| -> Result<String, Failure> {
        match (given, usual) {
            (Some(given), _) => Ok(given.clone()),
            (None, usual) if asks => asked(&Message::new(question), usual, voice),
            (None, Some(usual)) => Ok(usual.to_owned()),
            (None, None) => Err(Message::new("init-fail-organization").into()),
        }
    };
    let organization = answer(&task.organization, "init-ask-organization", None)?;
    let networks = answer(&task.networks, "init-ask-networks", Some(NETWORKS))?;
    let names = answer(&task.names, "init-ask-names", Some(&host()))?;
    let encrypts = match task.keeping {
        Keeping::Encrypted => true,
        Keeping::Open => false,
        Keeping::Unsaid => {
            let answer = answer(&None, "init-ask-encrypt", Some("n"))?;
            answer.trim().to_lowercase().starts_with(YES)
        }
    };
    Ok(Answered {
        organization: organization.trim().to_owned(),
        networks: list(&networks),
        names: list(&names),
        encrypts,
    })
}

/// Asks a person until there is an answer; an empty one is the usual one.
fn asked(question: &Message, usual: Option<&str>, voice: Voice) -> Result<String, Failure> {
    loop {
        let usual_shown = usual.map(|usual| format!(" [{usual}]")).unwrap_or_default();
        outcome::remark(&format!("{}{usual_shown}: ", voice.say(question)));
        let mut line = String::new();
        let read = io::stdin().lock().take(ANSWER_BYTES_MAX).read_line(&mut line);
        if !matches!(read, Ok(1..)) {
            return Err(Message::new("init-fail-unanswered").into());
        }
        match (line.trim(), usual) {
            ("", Some(usual)) => return Ok(usual.to_owned()),
            ("", None) => {}
            (answer, _) => return Ok(answer.to_owned()),
        }
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// What this machine calls itself.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "localhost".to_owned() } else { name.to_owned() }
}
