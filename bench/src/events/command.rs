//! Command lines: of a few shapes, most of them seen once.

use std::fmt::Write as _;

use super::words::Program;
use crate::chance::Chance;

/// A piece that about one in five thousand holds.
pub(crate) const PIECE_HUNTED: &str = "comsvcs.dll, MiniDump";
/// A word that about one in fifty thousand holds.
pub(crate) const WORD_HUNTED: &str = "zarzaparrilla";

const VERBS: &[&str] = &["Get", "Set", "Test", "Update", "Import", "Export", "Sync", "Measure"];
const NOUNS: &[&str] =
    &["Inventory", "Mailbox", "Policy", "Certificate", "Service", "Report", "Session", "Volume", "Package"];
const FOLDERS: &[&str] = &["Documents", "Downloads", "AppData\\\\Local\\\\Temp", "Pictures", "Desktop", "Contabilidad"];
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes one, as it stands in JSON.
pub(super) fn write(line: &mut String, chance: &mut Chance, program: Program, user: u64) {
    let _ =
        if chance.below(5) > 1 { write!(line, "{}", program.name) } else { write!(line, r#"\"{}\""#, program.path) };
    if chance.one_in(5_000) {
        let _ = write!(
            line,
            r" C:\\Windows\\System32\\{PIECE_HUNTED} {} C:\\Temp\\{:x}.dmp full",
            600 + chance.below(400),
            chance.next()
        );
    } else if chance.one_in(50_000) {
        let _ = write!(line, r" /c type C:\\Users\\Public\\{WORD_HUNTED}-{}.txt", chance.below(10_000));
    } else {
        match program.name {
            "powershell.exe" => powershell(line, chance),
            "svchost.exe" | "services.exe" | "lsass.exe" | "taskhostw.exe" => service(line, chance),
            "browser.exe" => browser(line, chance),
            _ => file(line, chance, user),
        }
    }
}

fn powershell(line: &mut String, chance: &mut Chance) {
    if chance.one_in(6) {
        line.push_str(" -NoProfile -NonInteractive -EncodedCommand ");
        (0..60 + chance.below(90)).for_each(|_| line.push(char::from(LETTERS[chance.below(64) as usize])));
        return;
    }
    let (verb, noun) = (chance.pick(VERBS), chance.pick(NOUNS));
    let _ = write!(
        line,
        r" -NoLogo -Command {verb}-{noun} -Id {:08x} -Path C:\\Scripts\\{}.ps1 -Days {}",
        chance.next() as u32,
        chance.below(5_000),
        chance.below(30),
    );
}

fn service(line: &mut String, chance: &mut Chance) {
    let _ = write!(
        line,
        " -k {} -p -s {}{}",
        chance.pick(&["netsvcs", "LocalService", "NetworkService", "DcomLaunch"]),
        chance.pick(NOUNS),
        chance.below(40)
    );
}

fn browser(line: &mut String, chance: &mut Chance) {
    let _ = write!(
        line,
        " --type={} --handle={},i,{} --lang={} --channel={} /prefetch:{}",
        chance.pick(&["renderer", "gpu-process", "utility"]),
        1000 + chance.below(4_000),
        chance.next(),
        chance.pick(&["es", "en-US", "zh-TW"]),
        1000 + chance.below(9_000),
        chance.below(9),
    );
}

fn file(line: &mut String, chance: &mut Chance, user: u64) {
    let _ = write!(
        line,
        r#" /quiet \"C:\\Users\\u{user}\\{}\\{}{:x}.doc\""#,
        chance.pick(FOLDERS),
        chance.pick(NOUNS),
        chance.below(1 << 32),
    );
}
