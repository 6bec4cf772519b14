//! The line between a command and the centre that runs on the same data: a socket in the data directory.
//!
//! While a centre runs, the data is its own. A command that is given then is handed to it with its words, carried out there,
//! and what it says comes back over the line. Whoever may enter the data directory may do this; nobody else can reach the
//! socket.

mod client;
mod frame;
mod server;

use crate::outcome::Failure;
use atalaya_model::Message;
pub(crate) use client::ask;
pub(crate) use server::{Line, Power};

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

/// The socket in the data directory.
const SOCKET: &str = "centre.sock";

/// Whether it is a centre that holds this data, where somebody does: it has its socket there as long as it runs.
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.join(SOCKET).exists()
}

/// That a command is not carried out beside a centre that runs.
pub(crate) fn not_here() -> Failure {
    Message::new("local-fail-not-here").into()
}

/// The data directory held open, and a name for the socket in it that is short: names of sockets have an end at 108 bytes.
fn place(folder: &Path) -> io::Result<(File, PathBuf)> {
    let held = File::open(folder)?;
    let short = PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd()));
    let name = if short.is_dir() { short.join(SOCKET) } else { folder.join(SOCKET) };
    Ok((held, name))
}
