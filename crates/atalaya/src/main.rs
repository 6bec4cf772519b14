//! The program: reads the command line, calls the services, and tells a person what came of it.
//!
//! Composition only. What is found is decided in the crates below; what is said stands in the catalogue.

mod addresses;
mod answer;
mod arguments;
mod caller;
mod data;
mod doctor;
mod exceptions;
mod findings;
mod handover;
mod hunt;
mod import;
mod indicators;
mod init;
mod journal;
mod kinds;
mod lake;
mod local;
mod look;
mod outcome;
mod page;
mod progress;
mod proof;
mod redact;
mod reload;
mod rules;
mod scan;
mod serve;
mod service;
mod sources;
mod stop;
mod summary;
mod table;
mod token;
mod units;
mod upkeep;
mod voice;
mod wire;
mod words;

use arguments::{Asked, Task};
use look::Look;
use outcome::{Failure, Status};
use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;
use voice::Voice;

/// A centre runs for months and changes its threads with every reload: what one of them gave back must serve the others, and go
/// back to the machine in the end.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let voice = Voice::chosen(&arguments, |name| std::env::var(name).ok());
    let status = match arguments::parse(arguments, voice, Look::of_stdout()) {
        Ok(asked) => answer(asked, voice),
        Err(refusal) => outcome::refuse(&refusal, voice),
    };
    status.into()
}

fn answer(asked: Asked, voice: Voice) -> Status {
    let result = match asked {
        Asked::Help(text) | Asked::Version(text) => outcome::print(&text).map(|()| Status::Done),
        Asked::Task(task) => run(task, voice),
    };
    result.unwrap_or_else(|failure| outcome::fail(&failure, voice))
}

fn run(task: Task, voice: Voice) -> Result<Status, Failure> {
    match task {
        Task::Scan(task) => scan::run(&task, voice),
        Task::Rules { task, folders, kinds, json } => rules::run(&task, &folders, &kinds, json, voice),
        Task::Reload(task) => reload::run(&task, voice),
        Task::Doctor(data, kinds) => doctor::run(&data, &kinds, voice),
        Task::Import(task) => import::run(&task, voice),
        Task::Serve(task) => serve::run(&task, voice),
        Task::Findings(task) => findings::run(&task, voice),
        Task::Indicators(task) => indicators::run(&task, voice),
        Task::Init(task) => init::run(&task, voice),
        Task::Sources(task) => sources::run(&task, voice),
        Task::Exceptions(task) => exceptions::run(&task, voice),
        Task::Proof(task) => rules::proof::run(&task, voice),
        Task::Service(task) => service::run(&task, voice),
        Task::Token { json } => token::run(json, voice),
        Task::Hunt(task) => hunt::run(&task, voice),
        Task::Journal(task, data) => journal::run(&task, &data, voice),
        Task::Lake(task, data, kinds) => lake::run(&task, &data, &kinds, voice),
        Task::Kinds { task, kinds, json } => kinds::run(&task, &kinds, json, voice),
    }
}
