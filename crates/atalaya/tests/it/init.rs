//! A centre is set up by one command, and runs with what that made.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::program::{atalaya, atalaya_in, text};

fn init(folder: &Path, more: &[&str]) -> crate::program::Run {
    atalaya(&[&["init", text(folder), "--non-interactive"], more].concat())
}

#[test]
fn what_it_makes_is_private_sound_and_made_once() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join("centre");
    let run = init(&folder, &["--organization", "ministry", "--names", "soc.example, 192.0.2.7", "--encrypt"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    for file in ["atalaya.toml", "keys", "tls/server.key", "tls/server.pem", "tls/ca.pem"] {
        let mode = fs::metadata(folder.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o77, 0, "{file}: {mode:o}");
    }
    let settings = fs::read_to_string(folder.join("atalaya.toml")).unwrap();
    let token = run.stdout.lines().map(str::trim).find(|line| line.len() == 64).unwrap();
    assert!(!settings.contains(token), "the settings have what stands for the token");
    // The certificate is the authority's, for the names that were given.
    let verify = std::process::Command::new("openssl")
        .args(["verify", "-verify_hostname", "soc.example", "-CAfile", text(&folder.join("tls/ca.pem"))])
        .arg(folder.join("tls/server.pem"))
        .output();
    match verify {
        Ok(verify) => assert!(verify.status.success(), "{verify:?}"),
        Err(error) => eprintln!("not tried with openssl: {error}"),
    }
    let again = init(&folder, &["--organization", "bank"]);
    assert!(again.status != 0 && again.stderr.contains("already"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(folder.join("atalaya.toml")).unwrap(), settings);
}

#[test]
fn what_is_wrong_is_told_and_leaves_nothing_behind() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join("centre");
    for (words, told) in [
        (&["--organization", "ministry", "--networks", "10.0.0.0/40"][..], "10.0.0.0/40"),
        (&["--organization", "two\nlines"], "two"),
        (&["--organization", "ministry", "--encrypt", "--open"], "--open"),
        (&[], "--organization"),
    ] {
        let run = init(&folder, words);
        assert!(run.status != 0 && run.stderr.contains(told), "{words:?}: {}", run.stderr);
        assert!(!folder.exists(), "{words:?}");
    }
}

#[test]
fn settings_speak_the_language_of_whoever_sets_up() {
    let here = tempfile::tempdir().unwrap();
    for (language, word) in [("es_ES.UTF-8", "Servidores con rsyslog"), ("zh_TW.UTF-8", "使用 rsyslog 的伺服器")]
    {
        let folder = here.path().join(&language[..2]);
        let run = atalaya_in(language, &["init", text(&folder), "--non-interactive", "--organization", "banco"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(fs::read_to_string(folder.join("atalaya.toml")).unwrap().contains(word));
    }
}
