//! The command's end of the line.

use super::frame::{Frame, Request};
use super::place;
use crate::arguments::Data;
use crate::caller::Writing;
use crate::look::Look;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;
use atalaya_model::Message;
use std::io::{self, BufReader, Write as _};
use std::os::unix::net::UnixStream;

/// Has the command carried out by the centre that runs on this data; `None` where none does.
pub(crate) fn ask(data: &Data, voice: Voice) -> Option<Result<Status, Failure>> {
    let (_held, name) = place(&data.folder).ok()?;
    let stream = UnixStream::connect(name).ok()?;
    let words: Option<Vec<String>> = std::env::args_os().map(|word| word.into_string().ok()).collect();
    let folder = std::env::current_dir().ok();
    let look = Look::of_stdout();
    let request = words.zip(folder).map(|(words, folder)| Request {
        words,
        language: voice.language().tag().to_owned(),
        colour: look.has_colour(),
        columns: look.width(),
        folder,
    });
    let Some(request) = request else { return Some(Err(Message::new("local-fail-words").into())) };
    Some(converse(stream, &request).map_err(|_| Message::new("local-fail-broken").into()))
}

fn converse(mut stream: UnixStream, request: &Request) -> io::Result<Status> {
    request.write(&mut stream)?;
    let mut from = BufReader::new(stream);
    loop {
        match Frame::read(&mut from)? {
            // Who reads no more of the one may read on of the other; with both closed the line is, too.
            Frame::Said(stream, bytes) => match Writing(stream).write_all(&bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::Done),
                written => written?,
            },
            Frame::Status(status) => return Ok(Status::of_code(status)),
        }
    }
}
