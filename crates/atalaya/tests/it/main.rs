//! The program from outside: what it prints and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod arguments;
mod crash;
mod damage;
mod hostile;
mod hunts;
mod init;
mod interrupt;
mod lists;
mod program;
mod scan;
mod serve;
mod serve_detect;
mod serve_exceptions;
mod serve_files;
mod serve_forward;
mod serve_http;
mod serve_indicators;
mod serve_proof;
mod serve_reload;
mod serve_senders;
mod serve_tls;
mod serve_upkeep;
mod service;
mod stores;
mod streams;
