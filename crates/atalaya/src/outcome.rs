//! How a run ends: its exit status, and what is said when it could not do what was asked.

use crate::arguments::Refusal;
use crate::caller::{Stream, Writing};
use crate::look::{Look, Paint};
use crate::page::Page;
use crate::voice::Voice;
use atalaya_model::Message;
use atalaya_scan::{LoadError, ScanError, WorkFault};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// The exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// 0: done.
    Done,
    /// 1: done, and there is what was asked to be told: findings of a level, errors in rules, a store that is not whole.
    Found,
    /// 2: it could not be done, or was stopped, or the arguments were wrong.
    Failed,
}

impl Status {
    /// The number that the system is told.
    pub(crate) fn code(self) -> u8 {
        match self {
            Status::Done => 0,
            Status::Found => 1,
            Status::Failed => 2,
        }
    }

    /// The status of that number.
    pub(crate) fn of_code(code: u8) -> Status {
        [Status::Done, Status::Found].into_iter().find(|status| status.code() == code).unwrap_or(Status::Failed)
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status.code())
    }
}

/// Why what was asked could not be done.
pub(crate) struct Failure(Message);

impl Failure {
    /// What is said.
    pub(crate) fn message(&self) -> &Message {
        &self.0
    }
}

impl From<Message> for Failure {
    fn from(message: Message) -> Failure {
        Failure(message)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure(match &error {
            LoadError::Read { path, source } => unreadable(path, source),
            LoadError::Archive { path, .. } => Message::new("cli-fail-archive").with("path", shown(path)),
            LoadError::Empty { path } => Message::new("cli-fail-rules-empty").with("path", shown(path)),
            LoadError::Limit { path } => Message::new("cli-fail-rules-limit").with("path", shown(path)),
        })
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Failure {
        match &error {
            ScanError::Output { path, source } => cannot_write(path, source),
            ScanError::Thread => Failure(Message::new("cli-fail-thread")),
            ScanError::Stream => Failure(Message::new("cli-error-handover-stream")),
            ScanError::Stopped => Failure(Message::new("cli-fail-stopped")),
            ScanError::Work { fault } => Failure(kept(fault)),
        }
    }
}

/// Why a run that was stopped cannot be continued.
fn kept(fault: &WorkFault) -> Message {
    match fault {
        WorkFault::Read(source) | WorkFault::Write(source) => {
            Message::new("cli-fail-work-io").with("reason", reason(source))
        }
        WorkFault::Damaged => Message::new("cli-fail-work-damaged"),
        WorkFault::Task => Message::new("cli-fail-work-task"),
        WorkFault::Changed(file) => Message::new("cli-fail-work-changed").with("file", file.as_str()),
    }
}

/// That a file cannot be written, and why.
pub(crate) fn cannot_write(path: &Path, source: &std::io::Error) -> Failure {
    Failure(Message::new("cli-fail-output").with("path", shown(path)).with("reason", reason(source)))
}

/// That a file cannot be read, and why.
pub(crate) fn unreadable(path: &Path, source: &std::io::Error) -> Message {
    Message::new("cli-fail-read").with("path", shown(path)).with("reason", reason(source))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Why the system refused, in the person's language where we know the case, else by the system's own number.
pub(crate) fn reason(error: &std::io::Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => Message::new("cli-reason-not-found"),
        ErrorKind::PermissionDenied => Message::new("cli-reason-denied"),
        ErrorKind::IsADirectory => Message::new("cli-reason-folder"),
        ErrorKind::NotADirectory => Message::new("cli-reason-file"),
        ErrorKind::AlreadyExists => Message::new("cli-reason-taken"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Message::new("cli-reason-full"),
        ErrorKind::AddrInUse => Message::new("cli-reason-in-use"),
        ErrorKind::AddrNotAvailable => Message::new("cli-reason-no-address"),
        ErrorKind::ConnectionRefused => Message::new("cli-reason-refused"),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Message::new("cli-reason-ended"),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Message::new("cli-reason-no-answer"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            Message::new("cli-reason-no-way")
        }
        ErrorKind::ReadOnlyFilesystem => Message::new("cli-reason-read-only"),
        _ => Message::new("cli-reason-other").with("code", error.raw_os_error().unwrap_or(0).unsigned_abs() as u64),
    }
}

/// Prints what was asked for. A reader that has seen enough and closed the pipe is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = Writing(Stream::Out);
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(Message::new("cli-fail-print").with("reason", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Says something beside what was asked for, where people look and programs do not read.
pub(crate) fn remark(text: &str) {
    // Where standard error cannot be written to, nobody is there to be told.
    let _ = Writing(Stream::Error).write_all(text.as_bytes());
}

/// Says that the arguments are wrong.
pub(crate) fn refuse(refusal: &Refusal, voice: Voice) -> Status {
    let mut lines: Vec<String> = refusal.messages.iter().map(|message| voice.say(message)).collect();
    lines.extend(refusal.messages.iter().filter_map(|message| voice.remedy(message)));
    lines.push(voice.say(&Message::new("cli-error-usage").with("usage", refusal.usage.as_str())));
    lines.push(voice.say(&Message::new("cli-error-help").with("command", refusal.help.as_str())));
    complain(&lines, voice)
}

/// Says why it could not be done.
pub(crate) fn fail(failure: &Failure, voice: Voice) -> Status {
    let Failure(message) = failure;
    let lines: Vec<String> = [Some(voice.say(message)), voice.remedy(message)].into_iter().flatten().collect();
    complain(&lines, voice)
}

/// Says what went wrong, and what can be done, one message after another.
pub(crate) fn complain_of(messages: &[Message], voice: Voice) {
    remark(&complaint(messages, voice));
}

/// What is said then.
pub(crate) fn complaint(messages: &[Message], voice: Voice) -> String {
    let lines = messages.iter().flat_map(|message| [Some(voice.say(message)), voice.remedy(message)]);
    complaint_in(&lines.flatten().collect::<Vec<_>>(), voice)
}

fn complain(lines: &[String], voice: Voice) -> Status {
    remark(&complaint_in(lines, voice));
    Status::Failed
}

fn complaint_in(lines: &[String], voice: Voice) -> String {
    let look = Look::of_stderr();
    let mut page = Page::new(voice, look);
    let title = look.paint(Paint::Worst, &voice.say(&Message::new("cli-error")));
    lines.iter().for_each(|line| page.line(line));
    format!("{title} {}", page.into_text())
}
