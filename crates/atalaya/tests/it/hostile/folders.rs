//! Folders that lead nowhere, in circles, or to what is no file.

#![cfg(unix)]

use super::made::{MADE, RECORDS};
use super::{Case, SMALL};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

/// Beside what the case makes stands a log, which is read whatever else is said.
fn check(case: &Case, said: &[&str]) {
    case.file("logs/z/dns.log", &MADE[0].bytes());
    let summary = case.scan(&case.path("logs"), &[]);
    assert_eq!((summary.decoded(), summary.said()), (RECORDS as u64, said.iter().map(|id| (*id).to_owned()).collect()));
}

#[test]
fn folders_beyond_the_depth_are_named() {
    let case = Case::new(SMALL);
    let deep = format!("logs/{}", "d/".repeat(100));
    case.file(&(deep + "dns.log"), &MADE[0].bytes());
    check(&case, &["reader-folder-depth"]);
}

#[test]
fn links_in_circles_are_not_followed() {
    let case = Case::new(SMALL);
    fs::create_dir_all(case.path("logs/a")).unwrap();
    symlink(case.path("logs"), case.path("logs/a/up")).unwrap();
    symlink("itself", case.path("logs/a/itself")).unwrap();
    symlink("/etc/passwd", case.path("logs/a/outside")).unwrap();
    check(&case, &["reader-link"]);
}

#[test]
fn a_pipe_in_a_folder_is_not_waited_for() {
    let case = Case::new(SMALL);
    fs::create_dir_all(case.path("logs")).unwrap();
    let made = Command::new("mkfifo").arg(case.path("logs/pipe")).status();
    if made.is_ok_and(|status| status.success()) {
        check(&case, &["reader-special"]);
    }
}

#[test]
fn a_file_without_permission_is_named() {
    let case = Case::new(SMALL);
    let secret = case.file("logs/a/secret.log", &MADE[0].bytes());
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything cannot try this.
    if fs::read(&secret).is_err() {
        check(&case, &["reader-denied"]);
    }
}
