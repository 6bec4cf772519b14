//! `atalaya init`: a centre is set up: settings with comments, certificates, keys, a token; and what to do next.
//!
//! Nothing that is there is overwritten. What was made before something went wrong is removed again.

mod answers;
mod certificates;
mod settings;

use crate::arguments::InitTask;
use crate::look::Look;
use crate::outcome::{self, Failure, Status, cannot_write, complain_of};
use crate::page::Page;
use crate::serve;
use crate::token::{Token, secret};
use crate::voice::Voice;
use answers::Answered;
use atalaya_model::Message;
use certificates::Certificates;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The files and folders of a centre.
const SETTINGS: &str = "atalaya.toml";
const KEYS: &str = "keys";
const DATA: &str = "data";
const TLS: &str = "tls";

pub(crate) fn run(task: &InitTask, voice: Voice) -> Result<Status, Failure> {
    let file = task.folder.join(SETTINGS);
    if file.exists() {
        return Err(Message::new("init-fail-there").with("file", file.display().to_string()).into());
    }
    let answered = answers::ask(task, voice)?;
    let token = Token::new()?;
    let mut made = Made::default();
    let written = write(task, &answered, &token, &mut made, voice);
    let problems = written.map(|()| serve::problems(&file));
    match problems {
        Ok(problems) if problems.is_empty() => {
            outcome::print(&next(task, &answered, &token, voice))?;
            Ok(Status::Done)
        }
        Ok(problems) => {
            made.remove();
            complain_of(&problems, voice);
            Ok(Status::Failed)
        }
        Err(failure) => {
            made.remove();
            Err(failure)
        }
    }
}

fn write(task: &InitTask, answered: &Answered, token: &Token, made: &mut Made, voice: Voice) -> Result<(), Failure> {
    let (folder, tls) = (&task.folder, task.folder.join(TLS));
    for folder in [folder, &tls, &folder.join(DATA)] {
        made.folder(folder).map_err(|error| cannot_write(folder, &error))?;
    }
    let mut file = |path: PathBuf, text: &str| made.file(&path, text).map_err(|error| cannot_write(&path, &error));
    let Certificates { authority, certificate, key } = certificates::make(answered)?;
    file(tls.join("ca.pem"), &authority)?;
    file(tls.join("server.pem"), &certificate)?;
    file(tls.join("server.key"), &key)?;
    if answered.encrypts {
        file(folder.join(KEYS), &format!("1 {}\n", secret()?))?;
    }
    file(folder.join(SETTINGS), &settings::text(answered, token, voice))
}

/// What was made.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Made {
    /// A folder that only its owner enters; one that is there stays as it is.
    fn folder(&mut self, path: &Path) -> io::Result<()> {
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made.map(|()| self.folders.push(path.to_owned())),
        }
    }

    /// A file that only its owner reads, and that was not there.
    fn file(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        self.files.push(path.to_owned());
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// Takes it away again. What cannot be taken away is named by the error that is told.
    fn remove(&self) {
        self.files.iter().for_each(|file| drop(fs::remove_file(file)));
        self.folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// What is to be done then.
fn next(task: &InitTask, answered: &Answered, token: &Token, voice: Voice) -> String {
    let path = |name: &str| task.folder.join(name).display().to_string();
    let keys = if answered.encrypts { format!(" --keys {}", path(KEYS)) } else { String::new() };
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("init-done").with("folder", task.folder.display().to_string()));
    page.say(&Message::new("init-next-serve"));
    page.line(&format!("atalaya serve --config {} --data {}{keys}", path(SETTINGS), path(DATA)));
    page.say(&Message::new("init-next-authority").with("file", path("tls/ca.pem")));
    page.say(&Message::new("init-next-token"));
    page.line(&token.token);
    if answered.encrypts {
        page.say(&Message::new("init-next-keys").with("file", path(KEYS)));
    }
    page.say(&Message::new("init-next-settings").with("file", path(SETTINGS)));
    page.into_text()
}
