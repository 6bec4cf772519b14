//! The unit with which systemd runs the centre.

use std::fs;
use std::process::Command;

use crate::program::{atalaya, text};
use crate::serve::sender;

/// The exposure that `systemd-analyze security` may find at most, of 100.
const EXPOSURE_MAX: u32 = 25;

#[test]
fn the_unit_is_written_once_and_systemd_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = text(folder.path());
    let run = atalaya(&["service", "install", "--to", place, "--data", "/srv/50% of \"it\""]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let file = folder.path().join("atalaya.service");
    let unit = fs::read_to_string(&file).unwrap();
    assert!(unit.contains(r#"ReadWritePaths="/srv/50%% of \"it\"""#), "{unit}");
    let again = atalaya(&["service", "install", "--to", place]);
    assert_eq!((again.status, fs::read_to_string(&file).unwrap()), (2, unit));
    let shown = atalaya(&["service", "install", "--print"]);
    assert!(shown.stdout.contains("StateDirectory=atalaya\n"), "{}", shown.stdout);
    let Some(analyze) = sender("systemd-analyze") else { return };
    fs::write(&file, shown.stdout).unwrap();
    let limit = EXPOSURE_MAX.to_string();
    for words in [&["verify"][..], &["security", "--offline=true", "--threshold", &limit]] {
        let done = Command::new(&analyze).args(words).arg(&file).output().unwrap();
        let told = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        let of_ours: Vec<&str> = told.lines().filter(|line| line.contains("atalaya.service:")).collect();
        assert!(done.status.success() && (words[0] != "verify" || of_ours.is_empty()), "{words:?}: {told}");
    }
}
