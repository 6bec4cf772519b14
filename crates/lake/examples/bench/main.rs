//! What is measured and compared of the lake within one process: writing rows, asking questions, opening, adding up.
//! `cargo xtask bench lake` and `cargo xtask interop` run it.
//!
//! ```text
//! bench fill DATA FOLDER                  appends each file of events in the folder and flushes it: what that cost
//! bench tables DATA ORGANIZATIONS KINDS   makes as many tables
//! bench ask DATA QUESTIONS                asks what stands in a file of JSON, again and again
//! bench first DATA SQL                    opens, asks once, plans again: what each took, and the memory that is held
//! bench sums DATA                         adds up each column of each table
//! ```
//!
//! All answer with a line of JSON.

#![allow(clippy::print_stdout, reason = "the answer is what is printed")]

mod ask;
mod cost;
mod fill;
mod sums;

use std::error::Error;
use std::path::Path;

use atalaya_journal::{DataDir, DataLock};
use atalaya_lake::{Lake, Opened, Options};

/// Whatever went wrong: a person reads it.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words.as_slice() {
        ["fill", data, folder] => fill::files(data.as_ref(), folder.as_ref())?,
        ["tables", data, organizations, kinds] => fill::tables(data.as_ref(), organizations.parse()?, kinds.parse()?)?,
        ["ask", data, questions] => ask::questions(data.as_ref(), questions.as_ref())?,
        ["first", data, sql] => ask::first(data.as_ref(), sql)?,
        ["sums", data] => sums::tables(data.as_ref())?,
        _ => return Err("fill, tables, ask, first or sums?".into()),
    };
    println!("{told}");
    Ok(())
}

/// Opens the lake of a data directory, and holds its lock as long as it is open.
fn open(data: &Path) -> Result<(Lake, Opened, DataLock)> {
    let lock = DataDir::lock(data)?;
    let (lake, opened) = Lake::open(&lock, Options::default())?;
    Ok((lake, opened, lock))
}
