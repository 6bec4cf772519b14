//! Lines of JSON of which some values are rewritten with every repetition, so that a cache of equal values is not
//! flattered by input that was copied. What belongs together stays together: equal values become equal values.

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::Result;

/// What follows a text: distinct for a million repetitions.
const SUFFIX: &[u8] = b" r=000000";
/// Digits at the end of an identifier that vary at most.
const DIGITS_MAX: usize = 4;
/// Digits at the end of a GUID that vary.
const GUID_DIGITS: usize = 6;
/// By how much numbers step from repetition to repetition: prime, so that they come back late.
const STEP: u64 = 7919;

/// How a member's value varies.
#[derive(Clone, Copy)]
enum Vary {
    /// The digits in a host's name.
    Host,
    /// The last digits of a number, decimal or hexadecimal.
    Number,
    /// The last digits of a GUID.
    Guid,
    /// A text gets a number behind it.
    Text,
}

/// The members whose values vary. Those of which a kind is recognised (provider, channel, event's number) do not.
const MEMBERS: &[(&str, Vary)] = &[
    ("Hostname", Vary::Host),
    ("host", Vary::Host),
    ("Computer", Vary::Host),
    ("ProcessId", Vary::Number),
    ("NewProcessId", Vary::Number),
    ("ParentProcessId", Vary::Number),
    ("SourceProcessId", Vary::Number),
    ("TargetProcessId", Vary::Number),
    ("ExecutionProcessID", Vary::Number),
    ("ThreadID", Vary::Number),
    ("RecordNumber", Vary::Number),
    ("ProcessGuid", Vary::Guid),
    ("ParentProcessGuid", Vary::Guid),
    ("SourceProcessGUID", Vary::Guid),
    ("TargetProcessGUID", Vary::Guid),
    ("LogonGuid", Vary::Guid),
    ("ActivityID", Vary::Guid),
    ("CommandLine", Vary::Text),
    ("ParentCommandLine", Vary::Text),
    ("Message", Vary::Text),
];

/// Digits to rewrite.
struct Patch {
    at: usize,
    digits: usize,
    radix: u32,
    base: u64,
    step: u64,
}

/// The lines.
pub(crate) struct Template {
    bytes: Vec<u8>,
    /// Where each line ends, its line feed included.
    ends: Vec<usize>,
    patches: Vec<Patch>,
    members: AhoCorasick,
}

impl Template {
    /// No lines yet.
    pub(crate) fn new() -> Result<Template> {
        let names = MEMBERS.iter().map(|(name, _)| format!("\"{name}\":"));
        let members = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(names)?;
        Ok(Template { bytes: Vec::new(), ends: Vec::new(), patches: Vec::new(), members })
    }

    /// Adds a line, without its line feed.
    pub(crate) fn add(&mut self, line: &[u8]) {
        let mut copied = 0;
        let matches: Vec<_> = self.members.find_iter(line).map(|found| (found.pattern(), found.end())).collect();
        for (member, end) in matches {
            let Some((start, end)) = value(line, end).filter(|(start, _)| *start >= copied) else { continue };
            self.bytes.extend_from_slice(&line[copied..end]);
            copied = end;
            let at = self.bytes.len() - (end - start);
            self.vary(MEMBERS[member.as_usize()].1, at);
        }
        self.bytes.extend_from_slice(&line[copied..]);
        self.bytes.push(b'\n');
        self.ends.push(self.bytes.len());
    }

    /// Marks what varies in the value that stands at the end of what there is.
    fn vary(&mut self, how: Vary, at: usize) {
        let text = &self.bytes[at..];
        match how {
            Vary::Host => {
                let digits = text.iter().take_while(|byte| **byte != b'.').enumerate();
                let digits: Vec<usize> =
                    digits.filter(|(_, byte)| byte.is_ascii_digit()).map(|(index, _)| at + index).collect();
                // A name without letters is an address.
                if text.iter().any(u8::is_ascii_alphabetic) {
                    digits.into_iter().for_each(|at| self.patch(at, 1, 10, 1));
                }
            }
            Vary::Number => {
                let (radix, prefix) = if text.starts_with(b"0x") { (16, 2) } else { (10, 0) };
                // The first digit stays, so that none becomes zero: JSON numbers do not begin with one.
                let digits = text.len().saturating_sub(prefix + 1).min(DIGITS_MAX);
                self.patch(at + text.len() - digits, digits, radix, STEP);
            }
            Vary::Guid => {
                let length = text.strip_suffix(b"}").unwrap_or(text).len();
                if length > GUID_DIGITS {
                    self.patch(at + length - GUID_DIGITS, GUID_DIGITS, 16, STEP);
                }
            }
            Vary::Text if text.len() > 1 => {
                self.bytes.extend_from_slice(SUFFIX);
                self.patch(self.bytes.len() - 6, 6, 10, 1);
            }
            Vary::Text => {}
        }
    }

    /// Marks digits to rewrite, if they are digits and at least one.
    fn patch(&mut self, at: usize, digits: usize, radix: u32, step: u64) {
        let text = str::from_utf8(&self.bytes[at..at + digits]).ok();
        let base = text.filter(|text| !text.starts_with('+')).and_then(|text| u64::from_str_radix(text, radix).ok());
        self.patches.extend(base.map(|base| Patch { at, digits, radix, base, step }));
    }

    /// Rewrites what varies for a repetition; the first, 0, is the corpus but for suffixes and lower-case digits.
    pub(crate) fn turn(&mut self, repetition: u64) {
        for patch in &self.patches {
            let radix = u64::from(patch.radix);
            let mut number = patch.base.wrapping_add(repetition.wrapping_mul(patch.step));
            for byte in self.bytes[patch.at..patch.at + patch.digits].iter_mut().rev() {
                let digit = char::from_digit((number % radix) as u32, patch.radix);
                *byte = digit.expect("a remainder is smaller than the radix") as u8;
                number /= radix;
            }
        }
    }

    /// How many lines there are.
    pub(crate) fn events(&self) -> u64 {
        self.ends.len() as u64
    }

    /// How many bytes there are.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The first lines that together have at least so many bytes, or all.
    pub(crate) fn first_bytes(&self, bytes: u64) -> &[u8] {
        let enough = self.ends.partition_point(|end| (*end as u64) < bytes);
        &self.bytes[..self.ends.get(enough).copied().unwrap_or(self.bytes.len())]
    }

    /// So many of the first lines, or all.
    pub(crate) fn first_events(&self, events: u64) -> &[u8] {
        let last = usize::try_from(events).unwrap_or(usize::MAX).min(self.ends.len());
        &self.bytes[..last.checked_sub(1).map_or(0, |last| self.ends[last])]
    }
}

/// The value of a line's member of that name, where it is a string or a whole number.
pub(crate) fn member<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let name = format!("\"{name}\":");
    let (start, end) = value(line, memchr::memmem::find(line, name.as_bytes())? + name.len())?;
    Some(&line[start..end])
}

/// Where the value after a member's name is, without its quotation marks: a string or digits; nothing else varies.
fn value(line: &[u8], mut start: usize) -> Option<(usize, usize)> {
    while line.get(start) == Some(&b' ') {
        start += 1;
    }
    if line.get(start) != Some(&b'"') {
        let digits = line[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        return (digits > 0).then_some((start, start + digits));
    }
    let mut end = start + 1;
    while let Some(at) = memchr::memchr2(b'"', b'\\', &line[end..]) {
        if line[end + at] == b'"' {
            return Some((start + 1, end + at));
        }
        end = (end + at + 2).min(line.len());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn values_vary_and_the_rest_stays() {
        let check = |line: &str, first: &str, second: &str| {
            let mut template = Template::new().unwrap();
            template.add(line.as_bytes());
            for (repetition, expected) in [(0, first), (1, second), (0, first)] {
                template.turn(repetition);
                assert_eq!(str::from_utf8(template.first_events(1)).unwrap(), format!("{expected}\n"));
            }
        };
        let same = |line: &str| check(line, line, line);
        same(r#"{"EventID":4688,"ProviderGuid":"{54849625-5478-4994-a5ba-3e3b0328c30d}"}"#);
        same(r#"{"Message":"","Hostname":"10.0.0.1","ProcessId":"-","ThreadID":4}"#);
        same(r#"{"a":"\"ProcessId\":1234"#);
        check(r#"{"ProcessId":1234}"#, r#"{"ProcessId":1234}"#, r#"{"ProcessId":1153}"#);
        check(r#"{"ProcessId":"0x1f00"}"#, r#"{"ProcessId":"0x1f00"}"#, r#"{"ProcessId":"0x1def"}"#);
        check(r#"{"host":"pc7.a1"}"#, r#"{"host":"pc7.a1"}"#, r#"{"host":"pc8.a1"}"#);
        check(r#"{"Message":"a\"b"}"#, r#"{"Message":"a\"b r=000000"}"#, r#"{"Message":"a\"b r=000001"}"#);
        let guid = |tail: &str| format!(r#"{{"ProcessGuid":"{{00000000-0000-0000-0000-000000{tail}}}"}}"#);
        check(&guid("00000a"), &guid("00000a"), &guid("001ef9"));
    }

    #[test]
    fn lines_are_never_cut() {
        let mut template = Template::new().unwrap();
        ["{}", "{\"a\":1}", "{}"].iter().for_each(|line| template.add(line.as_bytes()));
        let check = |bytes, expected: usize| assert_eq!(template.first_bytes(bytes).len(), expected, "{bytes}");
        let cases = [(1, 3), (3, 3), (4, 11), (11, 11), (12, 14), (99, 14)];
        cases.iter().for_each(|(bytes, expected)| check(*bytes, *expected));
        assert_eq!(template.first_events(0).len(), 0);
        assert_eq!(template.first_events(2).len(), 11);
        assert_eq!(template.first_events(9).len(), 14);
    }
}
