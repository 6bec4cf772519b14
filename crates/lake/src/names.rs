//! Names of organizations and kinds as names of folders: any name is possible, and each folder's name gives it back.

use std::fmt::Write as _;

use crate::lake::Lake;

/// Names at the lake's top that are not an organization's.
const RESERVED: [&str; 3] = ["catalogue", "holds.json", "transfer.json"];
/// What stands before the digits of a byte that is written so.
const ESCAPE: &str = "_x";
/// What stands before a name that would be too long otherwise: three digits for each character.
const DENSE: &str = "_u";
/// The digits of such a name.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of a character; all characters that are letters of some script are below the number that these can say.
const DIGITS_PER_CHAR: u32 = 3;
/// Bytes that a folder's name may have.
const FOLDER_BYTES_MAX: usize = 255;

impl Lake {
    /// Whether there can be tables of an organization of this name, or of a kind. 64 letters of any script always fit.
    #[must_use]
    pub fn takes_name(name: &str) -> bool {
        escape(name).is_some()
    }
}

/// The table's folder in the lake: `<organization>/<kind>`. `None` where a name is too long for a file system.
pub(crate) fn folder(organization: &str, kind: &str) -> Option<String> {
    Some(format!("{}/{}", escape(organization)?, escape(kind)?))
}

/// The organization and the kind of a table's folder; `None` where the folder is none of ours.
pub(crate) fn names(folder: &str) -> Option<(String, String)> {
    let (organization, kind) = folder.split_once('/')?;
    Some((unescape(organization)?, unescape(kind)?))
}

/// ASCII letters, digits, `-`, `_` and dots that do not come first stay; any other byte becomes `_xHH`, as in the names of
/// columns: other signs mean something in addresses, and not every reader of Delta tables takes them back. So does a `_` that
/// would look like that, and the first byte of a name that is taken. The empty name is `_x`. Where that is too long, the
/// name is in digits.
fn escape(name: &str) -> Option<String> {
    let folder = plain(name);
    if folder.len() <= FOLDER_BYTES_MAX { Some(folder) } else { dense(name) }
}

/// Each character in digits of base 62; `None` where that is too long too, or a character is beyond them.
fn dense(name: &str) -> Option<String> {
    let base = DIGITS.len() as u32;
    let mut folder = DENSE.to_owned();
    for letter in name.chars().map(u32::from) {
        if letter >= base.pow(DIGITS_PER_CHAR) || folder.len() >= FOLDER_BYTES_MAX {
            return None;
        }
        let digit = |place| char::from(DIGITS[(letter / base.pow(place) % base) as usize]);
        folder.extend((0..DIGITS_PER_CHAR).rev().map(digit));
    }
    (folder.len() <= FOLDER_BYTES_MAX).then_some(folder)
}

fn of_dense(digits: &str) -> Option<String> {
    let value = |digit: &u8| DIGITS.iter().position(|known| known == digit).map(|value| value as u32);
    let letter = |digits: &[u8]| {
        let code = digits.iter().try_fold(0, |code, digit| Some(code * DIGITS.len() as u32 + value(digit)?))?;
        char::from_u32(code)
    };
    digits.as_bytes().chunks(DIGITS_PER_CHAR as usize).map(letter).collect()
}

fn plain(name: &str) -> String {
    let mut folder = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let inner = at > 0 && (byte == b'.' || byte == b'_' && name.as_bytes().get(at + 1) != Some(&b'x'));
        let plain = byte.is_ascii_alphanumeric() || byte == b'-' || inner;
        if plain && (at > 0 || !RESERVED.contains(&name)) {
            folder.push(char::from(byte));
        } else {
            let _ = write!(folder, "{ESCAPE}{byte:02x}");
        }
    }
    if folder.is_empty() {
        folder.push_str(ESCAPE);
    }
    folder
}

fn unescape(folder: &str) -> Option<String> {
    let name = match folder.strip_prefix(DENSE) {
        Some(digits) => of_dense(digits)?,
        None => of_plain(folder)?,
    };
    (escape(&name).as_deref() == Some(folder)).then_some(name)
}

fn of_plain(folder: &str) -> Option<String> {
    if folder == ESCAPE {
        return Some(String::new());
    }
    let mut bytes = Vec::with_capacity(folder.len());
    let mut parts = folder.split(ESCAPE);
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_folders() {
        let check = |name: &str, expected: &str| assert_eq!(escape(name).as_deref(), Some(expected));
        check("windows.sysmon", "windows.sysmon");
        check("Ministerio de Educación", "Ministerio_x20de_x20Educaci_xc3_xb3n");
        check("..", "_x2e.");
        check("_delta_log", "_x5fdelta_log");
        check("catalogue", "_x63atalogue");
        check("", "_x");
        check("a_xb", "a_x5fxb");
        check("a/b%", "a_x2fb_x25");
        check(&"é".repeat(64), &format!("_u{}", "03l".repeat(64)));
    }

    #[test]
    fn a_name_of_64_letters_of_any_script_has_a_folder_that_gives_it_back() {
        for letter in ['a', '_', 'é', 'я', 'ع', '部', 'ๆ', '한', '🜨', '𠀀', '\u{3134f}'] {
            let name = letter.to_string().repeat(64);
            let folder = escape(&name).unwrap();
            assert!(folder.len() <= FOLDER_BYTES_MAX && folder.is_ascii(), "{folder}");
            assert_eq!(unescape(&folder), Some(name));
        }
        let long = [("部", 84, true), ("部", 85, false), ("a", 255, true), ("a", 256, false), ("\u{f0000}", 64, false)];
        for (letter, count, fits) in long {
            assert_eq!(Lake::takes_name(&letter.repeat(count)), fits, "{letter} {count}");
        }
    }

    #[test]
    fn folders_that_are_not_ours_are_no_names() {
        for folder in
            ["_xzz", "_x4", "a b", "a%20b", "_x41", "é", ".new", "_a", "a_xb", "catalogue", "_u", "_u03l", "_u0"]
        {
            assert_eq!(unescape(folder), None, "{folder}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_had_back_from_its_folder(name in "(\\.|_|%|/|[a-z]|\\PC){0,12}") {
            prop_assert_eq!(unescape(&escape(&name).unwrap()), Some(name));
        }

        #[test]
        fn every_long_name_that_has_a_folder_is_had_back_from_it(name in "\\PC{40,90}") {
            if let Some(folder) = escape(&name) {
                prop_assert_eq!(unescape(&folder), Some(name));
            }
        }
    }
}
