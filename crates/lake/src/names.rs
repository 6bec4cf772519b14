//! Names of organizations and kinds as names of folders: any name is possible, and each folder's name gives it back.

use std::fmt::Write as _;

/// Names at the lake's top that are not an organization's.
const RESERVED: [&str; 2] = ["catalogue", "holds.json"];
/// What stands before the digits of a byte that is written so.
const ESCAPE: &str = "_x";
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

/// ASCII letters, digits, `-`, `_` and dots that do not come first stay; any other byte becomes `_xHH`, as in the names of
/// columns: other signs mean something in addresses, and not every reader of Delta tables takes them back. So does a `_` that
/// would look like that, and the first byte of a name that is taken. The empty name is `_x`.
fn escape(name: &str) -> Option<String> {
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
    (folder.len() <= FOLDER_BYTES_MAX).then_some(folder)
}

fn unescape(folder: &str) -> Option<String> {
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
        check("Ministerio de Educación", "Ministerio_x20de_x20Educaci_xc3_xb3n");
        check("..", "_x2e.");
        check("_delta_log", "_x5fdelta_log");
        check("catalogue", "_x63atalogue");
        check("", "_x");
        check("a_xb", "a_x5fxb");
        check("a/b%", "a_x2fb_x25");
        assert_eq!(escape(&"é".repeat(60)), None);
    }

    #[test]
    fn folders_that_are_not_ours_are_no_names() {
        for folder in ["_xzz", "_x4", "a b", "a%20b", "_x41", "é", ".new", "_a", "a_xb", "catalogue"] {
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
