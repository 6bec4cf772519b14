//! The centre's end of the line.

use super::frame::{Frame, Request};
use super::{SOCKET, place};
use crate::answer::Answer;
use crate::arguments::{self, Asked, Task};
use crate::caller::{self, Caller};
use crate::data::{Books, Owned, Reach};
use crate::indicators::{self, Ground, Watchlist};
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::serve::{Known, Plan, Reload};
use crate::voice::Voice;
use crate::{doctor, exceptions, findings, hunt, journal, lake, local, reload, rules, sources};
use atalaya_ingest::House;
use atalaya_messages::language_named;
use atalaya_model::Message;
use std::fs;
use std::io::{self, BufReader, Read as _};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::Duration;

/// Commands that are carried out at the same time.
const COMMANDS_MAX: usize = 4;
/// Connections at the same time, those included that are told that there is no place.
const CALLERS_MAX: usize = 32;
/// How often it is looked for a command.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often it is looked whether a command that is to end has ended, before it is cut off.
const LAST_LOOKS: u32 = 50;
/// Within this a command is to say what it is.
const REQUEST_WITHIN: Duration = Duration::from_secs(5);

/// The socket that commands come in by; gone with this.
pub(crate) struct Line {
    listener: UnixListener,
    name: PathBuf,
}

/// What commands may be carried out on.
#[derive(Clone, Copy)]
pub(crate) struct Power<'c> {
    /// The data directory.
    pub(crate) owned: &'c Owned,
    /// Journal and lake.
    pub(crate) house: &'c House<'c>,
    /// The ledger.
    pub(crate) books: &'c Books,
    /// What organizations send, as far as rules ask for it.
    pub(crate) known: &'c Known<'c>,
    /// What is looked for.
    pub(crate) watchlist: &'c Watchlist,
    /// What the centre does by.
    pub(crate) plan: &'c Plan,
    /// Where another plan is asked for.
    pub(crate) reload: &'c Reload<'c>,
    /// Turned on when the centre ends, or goes on by another plan.
    pub(crate) over: &'c AtomicBool,
}

impl<'c> Power<'c> {
    fn reach(self) -> Reach<'c> {
        Reach { owned: self.owned, centre: Some(self.house) }
    }
}

impl Line {
    /// Opens the line of the data directory, which is this process's own: what is there is left from one that was killed.
    pub(crate) fn open(folder: &Path) -> io::Result<Line> {
        let name = folder.join(SOCKET);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let (_held, short) = place(folder)?;
        let listener = UnixListener::bind(short)?;
        // Where the directory is open to others, the socket is not.
        fs::set_permissions(&name, fs::Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        Ok(Line { listener, name })
    }

    /// Carries out what comes until the centre ends.
    pub(crate) fn serve<'s>(&self, scope: &'s Scope<'s, '_>, power: Power<'s>) {
        let busy = Arc::new(AtomicUsize::new(0));
        while !power.over.load(Ordering::Relaxed) {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    let busy = busy.clone();
                    let place = busy.fetch_add(1, Ordering::Relaxed);
                    if place >= CALLERS_MAX {
                        busy.fetch_sub(1, Ordering::Relaxed);
                        continue;
                    }
                    scope.spawn(move || {
                        // A fault takes nothing but the command with it.
                        let _ = answer(stream, place < COMMANDS_MAX, power);
                        busy.fetch_sub(1, Ordering::Relaxed);
                    });
                }
                Err(_) => thread::sleep(LOOK_EVERY),
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // One that is left behind hinders nobody: nothing answers there.
        let _ = fs::remove_file(&self.name);
    }
}

fn answer(stream: UnixStream, has_place: bool, power: Power<'_>) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(REQUEST_WITHIN))?;
    let request = Request::read(BufReader::new(&stream))?;
    stream.set_read_timeout(Some(LOOK_EVERY))?;
    let voice = Voice::new(language_named(&request.language).unwrap_or_default());
    let (stop, ended) = (Arc::new(AtomicBool::new(false)), AtomicBool::new(false));
    let to = Arc::new(Mutex::new(stream.try_clone()?));
    let said = to.clone();
    let caller = Caller {
        send: Box::new(move |stream, bytes| Frame::say(&mut *lock(&said), stream, bytes)),
        look: Look::elsewhere(request.colour, request.columns),
        folder: request.folder.clone(),
        stop: stop.clone(),
    };
    thread::scope(|scope| {
        scope.spawn(|| watch(&stream, &stop, &ended, power.over));
        let status = caller::working_for(caller, || {
            let work = || carry_out(&request, has_place, voice, power);
            let status = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            status.unwrap_or_else(|_| outcome::fail(&Message::new("local-fail-fault").into(), voice))
        });
        let told = Frame::end(&mut *lock(&to), status.code());
        ended.store(true, Ordering::Relaxed);
        told
    })
}

fn lock(stream: &Mutex<UnixStream>) -> std::sync::MutexGuard<'_, UnixStream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the command when whoever gave it is gone, or the centre ends; one that reads no more is not waited for then.
fn watch(mut stream: &UnixStream, stop: &AtomicBool, ended: &AtomicBool, centre: &AtomicBool) {
    let mut looks_left = LAST_LOOKS;
    while !ended.load(Ordering::Relaxed) {
        let gone = match stream.read(&mut [0; 16]) {
            Ok(read) => read == 0,
            Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
        };
        if gone || centre.load(Ordering::Relaxed) {
            stop.store(true, Ordering::Relaxed);
            thread::sleep(LOOK_EVERY);
            looks_left = looks_left.saturating_sub(1);
            if looks_left == 0 {
                // What is closed already cannot be closed again.
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }
}

fn carry_out(request: &Request, has_place: bool, voice: Voice, power: Power<'_>) -> Status {
    let words = request.words.iter().map(Into::into).collect();
    let result: Result<Status, Failure> = match arguments::parse(words, voice, Look::of_stdout()) {
        Err(refusal) => return outcome::refuse(&refusal, voice),
        Ok(_) if !has_place => Err(Message::new("local-fail-busy").with("limit", COMMANDS_MAX as u64).into()),
        Ok(Asked::Task(Task::Hunt(task))) => hunt::on(&task, power.house.lake(), voice),
        Ok(Asked::Task(Task::Findings(task))) => findings::on(&task, power.books, voice),
        Ok(Asked::Task(Task::Sources(task))) => {
            sources::on(&task, &power.house.journal().tallies(), Some(power.books), voice)
        }
        Ok(Asked::Task(Task::Exceptions(task))) => exceptions::on(&task, power.books, Some(power.known), voice),
        Ok(Asked::Task(Task::Proof(task))) => {
            power.known.note().and_then(|()| rules::proof::on(&task, power.books, voice))
        }
        Ok(Asked::Task(Task::Indicators(task))) => {
            let (lake, watchlist) = (Some(power.house.lake()), Some(power.watchlist));
            let ground = Ground { books: power.books, lake, watchlist, memory_bytes_max: hunt::BESIDE_BYTES_MAX };
            indicators::on(&task, ground, voice)
        }
        Ok(Asked::Task(Task::Reload(task))) => reload::on(&task, power.plan, power.reload, voice),
        Ok(Asked::Task(Task::Journal(task, data))) => {
            journal::on(&task, power.reach(), Answer { json: data.json, voice })
        }
        Ok(Asked::Task(Task::Lake(task, data, _))) => {
            let answer = Answer { json: data.json, voice };
            lake::on(&task, power.house.lake(), power.owned.keys(), answer)
        }
        Ok(Asked::Task(Task::Doctor(data, _))) => {
            doctor::on(power.reach(), power.house, power.books, Answer { json: data.json, voice })
        }
        Ok(_) => Err(local::not_here()),
    };
    result.unwrap_or_else(|failure| outcome::fail(&failure, voice))
}
