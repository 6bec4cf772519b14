//! Linux audit lines, as the daemon, the kernel and AUOMS write them.
//!
//! Values that the daemon writes as hexadecimal digits, because they hold blanks or quotes, are
//! decoded for the keys that may be so encoded. The pairs within the `msg='…'` of user records
//! stand beside those around it. Joining the records of one serial is not done here.

use crate::Malformed;
use crate::json;
use crate::text::{hex_byte, path, written};
use atalaya_model::{PathId, Sink};
use memchr::{memchr, memchr_iter, memmem, memrchr};

/// Between a record and what the daemon's enriched format adds to it.
const ENRICHMENT: u8 = 0x1d;
/// Between the keys of a rule with several.
const KEY_SEPARATOR: char = '\x01';

/// The keys whose values the daemon encodes where it must, beside the arguments of EXECVE.
const ENCODED: [&str; 20] = [
    "acct",
    "cmd",
    "comm",
    "cwd",
    "data",
    "device",
    "dir",
    "exe",
    "file",
    "grp",
    "key",
    "name",
    "new-chardev",
    "ocomm",
    "path",
    "proctitle",
    "sw",
    "unit",
    "vm",
    "watch",
];

/// Decodes one line.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n', ' ']);
    let stamp = stamp(line).ok_or(Malformed::Syntax(0))?;
    let (head, tail) = (&line[..stamp], &line[stamp + "audit(".len()..]);
    let kind = head_value(head, "type=").ok_or(Malformed::Syntax(0))?;
    let fault = Malformed::Syntax(stamp);
    let (time, tail) = tail.split_once(':').ok_or(fault)?;
    let (serial, body) = tail.split_once(')').ok_or(fault)?;
    let is_stamp = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_stamp(time) || !is_stamp(serial) {
        return Err(fault);
    }
    let audit = path(sink, PathId::ROOT, "audit")?;
    if let Some(node) = head_value(head, "node=") {
        sink.text(audit, "node", node)?;
    }
    sink.text(audit, "type", kind)?;
    sink.text(audit, "time", time)?;
    sink.text(audit, "serial", serial)?;
    Body { sink, audit, kind, is_inner: false }.read(body.strip_prefix(':').unwrap_or(body))
}

/// Where `audit(` stands, the time and the serial behind it.
pub(crate) fn stamp(line: &str) -> Option<usize> {
    let bracket = memchr_iter(b'(', line.as_bytes()).find(|at| line.as_bytes()[..*at].ends_with(b"audit"))?;
    Some(bracket - "audit".len())
}

/// What stands behind the key at the beginning of a word of the head.
pub(crate) fn head_value<'t>(head: &'t str, key: &str) -> Option<&'t str> {
    head.split(' ').find_map(|word| word.strip_prefix(key)).filter(|value| !value.is_empty())
}

/// The pairs of a record, or of the message within one.
struct Body<'s, 'f, 't> {
    sink: &'s mut Sink<'f>,
    audit: PathId,
    kind: &'t str,
    is_inner: bool,
}

impl<'t> Body<'_, '_, 't> {
    fn read(&mut self, text: &'t str) -> Result<(), Malformed> {
        let mut rest = text.trim_start_matches(is_blank);
        while !rest.is_empty() {
            rest = match key_len(rest) {
                Some((skip, len)) => self.pair(&rest[skip..skip + len], &rest[skip + len + 1..])?,
                None => self.words(rest)?,
            };
            rest = rest.trim_start_matches(is_blank);
        }
        Ok(())
    }

    /// Adds what stands where a key should; `avc:  denied  { read } for` is such text.
    fn words(&mut self, text: &'t str) -> Result<&'t str, Malformed> {
        let end = words_end(text);
        self.sink.text(self.audit, "text", text[..end].trim_end_matches(is_blank))?;
        Ok(&text[end..])
    }

    /// Adds the value that `text` begins with and returns what follows it.
    fn pair(&mut self, key: &'t str, text: &'t str) -> Result<&'t str, Malformed> {
        let bytes = text.as_bytes();
        match bytes.first() {
            Some(b'"') => {
                let end = memchr(b'"', &bytes[1..]).map_or(text.len(), |at| at + 1);
                self.sink.text(self.audit, key, &text[1..end])?;
                Ok(text.get(end + 1..).unwrap_or_default())
            }
            Some(b'\'') if key == "msg" && !self.is_inner => self.message(&text[1..]),
            Some(b'[') if let Some(end) = array_end(text) => self.array(key, &text[..end], &text[end..]),
            _ => self.bare(key, text),
        }
    }

    /// The message of a user record: its pairs stand beside the record's own.
    fn message(&mut self, text: &'t str) -> Result<&'t str, Malformed> {
        let enriched = memchr(ENRICHMENT, text.as_bytes()).unwrap_or(text.len());
        let end = memrchr(b'\'', &text.as_bytes()[..enriched]).unwrap_or(enriched);
        let inner = &text[..end];
        if memchr(b'=', inner.as_bytes()).is_none() {
            self.sink.text(self.audit, "msg", inner)?;
        } else {
            let (audit, kind) = (self.audit, self.kind);
            Body { sink: self.sink, audit, kind, is_inner: true }.read(inner)?;
        }
        Ok(text.get(end..).unwrap_or_default().trim_start_matches('\''))
    }

    /// An array of AUOMS: its elements are several values of one path.
    fn array(&mut self, key: &str, array: &str, rest: &'t str) -> Result<&'t str, Malformed> {
        let path = path(self.sink, self.audit, key)?;
        match json::decode_below(self.sink, path, array) {
            Err(Malformed::Syntax(_) | Malformed::Depth) => self.sink.text_at(path, array)?,
            decoded => decoded?,
        }
        Ok(rest)
    }

    fn bare(&mut self, key: &'t str, text: &'t str) -> Result<&'t str, Malformed> {
        let is_auoms = self.kind.starts_with("AUOMS");
        let end = if is_auoms && key == "proctitle" { command_line_end(text) } else { bare_end(text) };
        let mut value = text[..end].trim_end_matches(is_blank);
        if self.is_inner {
            value = value.strip_suffix(',').unwrap_or(value);
            value = if value.contains('(') { value } else { value.strip_suffix(')').unwrap_or(value) };
        }
        let path = path(self.sink, self.audit, key)?;
        if !is_auoms && is_hex(value) && self.is_encoded(key) {
            push_hex(self.sink, path, key, value)?;
        } else {
            self.sink.text_at(path, value)?;
        }
        Ok(&text[end..])
    }

    fn is_encoded(&self, key: &str) -> bool {
        let is_argument = || key.starts_with('a') && key.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        ENCODED.contains(&key) || (matches!(self.kind, "EXECVE" | "1309") && is_argument() && !key.ends_with("_len"))
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || c == ENRICHMENT as char
}

/// How many opening brackets to skip and how long the key is that follows them, if `=` stands behind it.
fn key_len(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let skip = usize::from(bytes.first() == Some(&b'('));
    let is_key = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'[' | b']');
    let len = bytes[skip..].iter().take_while(is_key).count();
    let starts_well = bytes.get(skip).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    (starts_well && bytes.get(skip + len) == Some(&b'=')).then_some((skip, len))
}

/// Where the words end: in front of the next key.
fn words_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(blank) = text[at..].find(is_blank) {
        at += blank;
        at += text[at..].len() - text[at..].trim_start_matches(is_blank).len();
        if text[at..].is_empty() || key_len(&text[at..]).is_some() || text.as_bytes()[at - 1] == ENRICHMENT {
            return at;
        }
    }
    text.len()
}

/// Where a value without quotes ends. Words behind it that are no pairs belong to it: `op=adding user id=5`.
fn bare_end(text: &str) -> usize {
    if text.starts_with(is_blank) { 0 } else { words_end(text) }
}

/// Where a command line ends that AUOMS wrote without quotes: in front of what it writes behind it.
fn command_line_end(text: &str) -> usize {
    let marks = [" cmdline=", " redactors=", " containerid="];
    marks.iter().filter_map(|mark| memmem::find(text.as_bytes(), mark.as_bytes())).min().unwrap_or(text.len())
}

/// Where an array of texts ends.
fn array_end(text: &str) -> Option<usize> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b']' if !is_quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether the value can be an encoded one: the daemon writes digits in pairs and letters large.
fn is_hex(value: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    value.len() >= 2 && value.len().is_multiple_of(2) && value.bytes().all(is_digit)
}

/// Adds an encoded value. The arguments in a process title are parted by NUL, the keys of a rule by [`KEY_SEPARATOR`].
fn push_hex(sink: &mut Sink<'_>, path: PathId, key: &str, value: &str) -> Result<(), Malformed> {
    let digits = value.as_bytes();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).filter_map(|at| hex_byte(digits, at)).collect();
    let text = String::from_utf8_lossy(&bytes);
    match key {
        "key" => text.split(KEY_SEPARATOR).try_for_each(|key| written(sink, path, |out| out.push_str(key))),
        "proctitle" => written(sink, path, |out| {
            out.extend(text.trim_end_matches('\0').chars().map(|c| if c == '\0' { ' ' } else { c }));
        }),
        _ => written(sink, path, |out| out.push_str(&text)),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::check::{check, check_some, fails, fields};
    use proptest::prelude::*;

    #[test]
    fn records_of_the_daemon_become_fields() {
        check(
            decode,
            r#"node=h1 type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e a0=55AA comm="ls" key=(null)"#,
            &[
                ("audit.node", "h1"),
                ("audit.type", "SYSCALL"),
                ("audit.time", "1700000000.123"),
                ("audit.serial", "45"),
                ("audit.arch", "c000003e"),
                ("audit.a0", "55AA"),
                ("audit.comm", "ls"),
                ("audit.key", "(null)"),
            ],
        );
    }

    #[test]
    fn encoded_values_are_decoded_where_they_may_be_encoded() {
        let cases = [
            ("PROCTITLE", "proctitle=6C73002D6C00C3B1", "proctitle", "ls -l ñ"),
            ("EXECVE", "argc=2 a0=\"sh\" a1=6120623D63", "a1", "a b=c"),
            ("EXECVE", "a1_len=10 a1[0]=61622063", "a1[0]", "ab c"),
            ("CWD", "cwd=2F746D702F6120", "cwd", "/tmp/a "),
            ("SYSCALL", "exit=10 key=6F6E650174776F", "key", "two"),
            ("SYSCALL", "comm=cafe", "comm", "cafe"),
            ("TTY", "data=6C730D", "data", "ls\r"),
        ];
        for (kind, body, key, value) in cases {
            let line = format!("type={kind} msg=audit(1700000000.123:45): {body}");
            check_some(decode, &line, &[(&format!("audit.{key}"), value)]);
        }
    }

    #[test]
    fn messages_of_user_records_stand_beside_the_record() {
        let line = "type=USER_CMD msg=audit(1700000000.1:7): pid=9 uid=0 msg='cwd=\"/root\" cmd=6964202D75 \
                    terminal=pts/0 res=success'\u{1d}UID=\"root\" AUID=\"ana\"";
        check_some(
            decode,
            line,
            &[
                ("audit.pid", "9"),
                ("audit.cwd", "/root"),
                ("audit.cmd", "id -u"),
                ("audit.res", "success"),
                ("audit.UID", "root"),
                ("audit.AUID", "ana"),
            ],
        );
        let old =
            "type=USER_AUTH msg=audit(1.2:3): pid=1 msg='op=adding user acct=\"o'hara\" (hostname=?, res=failed)'";
        check_some(
            decode,
            old,
            &[("audit.op", "adding user"), ("audit.acct", "o'hara"), ("audit.hostname", "?"), ("audit.res", "failed")],
        );
        check_some(decode, "type=DAEMON_END msg=audit(1.2:3): msg='going down'", &[("audit.msg", "going down")]);
    }

    #[test]
    fn other_writers_are_understood() {
        let auoms = "type=AUOMS_EXECVE audit(1700000000.1:7): node=h2 key=a,b key_r=6162 name=\"/bin/x\" \
                     path_name=[\"/bin/x\",\"/lib/y\"] proctitle=dd if=/dev/zero -Da.b=c redactors= containerid=";
        check_some(
            decode,
            auoms,
            &[
                ("audit.type", "AUOMS_EXECVE"),
                ("audit.node", "h2"),
                ("audit.key", "a,b"),
                ("audit.key_r", "6162"),
                ("audit.path_name", "/bin/x"),
                ("audit.path_name", "/lib/y"),
                ("audit.proctitle", "dd if=/dev/zero -Da.b=c"),
                ("audit.redactors", ""),
                ("audit.containerid", ""),
            ],
        );
        let kernel = "audit: type=1400 audit(1700000000.1:7): avc:  denied  { read } for  pid=1 apparmor=\"DENIED\"";
        check_some(
            decode,
            kernel,
            &[
                ("audit.type", "1400"),
                ("audit.text", "avc:  denied  { read } for"),
                ("audit.pid", "1"),
                ("audit.apparmor", "DENIED"),
            ],
        );
    }

    #[test]
    fn what_is_not_audit_is_refused() {
        for text in ["", "type=X", "audit(1.2:3): a=b", "type=X msg=audit(12): a=b", "type=X msg=audit(a:b): c=d"] {
            fails(decode, text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_decoded_or_refused(text in "(?s).{0,80}", body in "[a1=\"'\\[\\]() \u{1d}é]{0,80}") {
            let _ = fields(decode, &text);
            for kind in ["EXECVE", "AUOMS_X", "USER_CMD"] {
                let _ = fields(decode, &format!("type={kind} msg=audit(1.2:3): {body} msg='{text}{body}'"));
            }
        }
    }
}
