//! Names of organizations and kinds as names of folders: any name is possible, and each folder's name gives it back.

use std::fmt::Write as _;

/// Names at the lake's top that are not an organization's.
const RESERVED: [&str; 2] = ["catalogue", "holds.json"];
/// Bytes that a folder's name may have.
const FOLDER_BYTES_MAX: usize = 255;

/// The table's folder in the lake: `<organization>/<kind>`. `None` where a name is too long for a file system.
pub(crate) fn folder(organization: &str, kind: &str) -> Option<String> {
    Some(format!("{}/{}", escape(organization)?, escape(kind)?))
}

/// The organization and the kind of a table's folder; `None` where the folder is none of ours.
pub(crate) fn names(folder: &str) -> Option<(String, String)> {
    let (organization, kind) = folder.split_once('/')?;
    Some((unescape(organization)?, unescape(kind)?))
}

/// ASCII letters, digits, `-`, `_` and dots that do not come first stay; any other byte becomes `%HH`. The empty name is
/// `%`, and a name that is taken has its first byte written so.
fn escape(name: &str) -> Option<String> {
    let mut folder = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' && at > 0 || byte == b'.' && at > 0;
        if plain && (at > 0 || !RESERVED.contains(&name)) {
            folder.push(char::from(byte));
        } else {
            let _ = write!(folder, "%{byte:02x}");
        }
    }
    if folder.is_empty() {
        folder.push('%');
    }
    (folder.len() <= FOLDER_BYTES_MAX).then_some(folder)
}

fn unescape(folder: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(folder.len());
    let mut rest = folder.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == b'%' && folder != "%" {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else if *byte != b'%' {
            bytes.push(*byte);
        }
    }
    let name = String::from_utf8(bytes).ok()?;
    (escape(&name).as_deref() == Some(folder)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_folders() {
        let check = |name: &str, expected: &str| assert_eq!(escape(name).as_deref(), Some(expected));
        check("windows.sysmon", "windows.sysmon");
        check("Ministerio de Educación", "Ministerio%20de%20Educaci%c3%b3n");
        check("..", "%2e.");
        check("_delta_log", "%5fdelta_log");
        check("catalogue", "%63atalogue");
        check("", "%");
        check("a/b%", "a%2fb%25");
        assert_eq!(escape(&"é".repeat(60)), None);
    }

    #[test]
    fn folders_that_are_not_ours_are_no_names() {
        for folder in ["%zz", "%4", "a b", "%41", "é", ".new", "_x", "catalogue"] {
            assert_eq!(unescape(folder), None, "{folder}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_had_back_from_its_folder(name in "(\\.|_|%|/|[a-z]|\\PC){0,12}") {
            prop_assert_eq!(unescape(&escape(&name).unwrap()), Some(name));
        }
    }
}
