//! Personal data masked in what leaves the room: people's names become pseudonyms, the same person the same one.
//!
//! Masked are the people that an event's own fields name, wherever they occur in that event; local parts of mail
//! addresses, names of home folders, the last part of a person's Windows SID, and numbers of payment cards, wherever
//! they occur. Machines, addresses and domains stay, because without them nobody can act. A name that only
//! a sentence holds is not found: who must be sure reads before handing over.

use hmac::{Hmac, KeyInit, Mac};
use regex::{Captures, Regex};
use sha2::Sha256;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::LazyLock;

/// People of one event whose names are looked for; the fields of further ones are masked all the same.
const PEOPLE_MAX: usize = 64;
/// Characters that a name has at least to be looked for in other texts; of ideographs two are a name.
const NAME_CHARS_MIN: usize = 3;

/// The secret that pseudonyms are made with: who holds it can tell which pseudonym a known name has.
#[derive(Clone)]
pub struct RedactKey([u8; 32]);

impl RedactKey {
    /// The key made of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> RedactKey {
        RedactKey(bytes)
    }
}

/// The name of an input as a masked run shows it.
#[must_use]
pub fn masked_name(key: &RedactKey, name: &str) -> String {
    Redactor::new(key.clone()).text(name, &People::default()).into_owned()
}

/// Masks personal data.
pub(crate) struct Redactor {
    key: RedactKey,
}

/// The people that an event names.
#[derive(Default)]
pub(crate) struct People(Vec<String>);

impl People {
    /// Notes a person that the field `name` names, if it is a field for people.
    pub(crate) fn note(&mut self, name: &str, value: &str) {
        let person = account(value);
        let known = self.0.iter().any(|known| known.eq_ignore_ascii_case(person));
        if self.0.len() < PEOPLE_MAX && is_of_person(name) && is_person(person) && is_long(person) && !known {
            self.0.push(person.to_owned());
        }
    }
}

/// The name as texts may write it: as it is, and where it has letters beyond ASCII, in capitals, in small letters and
/// as JSON may escape it.
fn spellings(person: &str) -> Vec<String> {
    let mut spellings = vec![person.to_owned()];
    if !person.is_ascii() {
        let escaped = person.encode_utf16().map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        });
        spellings.extend([escaped.collect(), person.to_uppercase(), person.to_lowercase()]);
    }
    spellings
}

/// Parts of the names of fields that name people, and of such that only look like it.
const PERSON_WORDS: [&str; 11] = [
    "user",
    "account",
    "mail",
    "recipient",
    "sender",
    "actor",
    "principal",
    "login",
    "caller",
    "requester",
    "membername",
];
const OTHER_WORDS: [&str; 10] =
    ["agent", "type", "domain", "sid", "token", "host", "image", "path", "key", "account_id"];
/// Accounts that are nobody's: those of the system itself, in the languages that Windows speaks here.
const NOBODY: [&str; 17] = [
    "system",
    "sistema",
    "root",
    "administrator",
    "administrador",
    "admin",
    "guest",
    "invitado",
    "local service",
    "network service",
    "servicio local",
    "servicio de red",
    "anonymous logon",
    "defaultaccount",
    "nobody",
    "daemon",
    "www-data",
];

fn is_of_person(field: &str) -> bool {
    let name = field.to_ascii_lowercase();
    PERSON_WORDS.iter().any(|word| name.contains(word)) && !OTHER_WORDS.iter().any(|word| name.contains(word))
}

/// The account within `DOMAIN\account`, `account@domain` and `CN=account,OU=…`.
fn account(value: &str) -> &str {
    if let Some((_, rest)) = value.split_at_checked(3).filter(|(begin, _)| begin.eq_ignore_ascii_case("CN=")) {
        return rest.split_once(',').map_or(rest, |(account, _)| account).trim();
    }
    let value = value.rsplit_once('\\').map_or(value, |(_, account)| account);
    value.split_once('@').map_or(value, |(account, _)| account).trim()
}

fn is_person(account: &str) -> bool {
    let lower = account.to_lowercase();
    !NOBODY.contains(&lower.as_str())
        && !account.ends_with('$')
        && !account.starts_with("S-1-")
        && account.chars().any(char::is_alphabetic)
        && !account.contains(['/', '{', '<', '*'])
        && account.parse::<IpAddr>().is_err()
}

/// Whether the name is long enough to be looked for in other texts.
fn is_long(name: &str) -> bool {
    let chars = name.chars().count();
    chars >= NAME_CHARS_MIN || (chars == 2 && name.chars().all(is_ideograph))
}

/// Whether the letter belongs to a script that writes no blanks between words.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// What is personal by its shape: mail address, home folder, SID of a person, digits of a card.
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    let mail = r"(?<local>[\w.+%-]{1,64})(?<domain>@[\w-]+(?:\.[\w-]+)+)";
    // A folder's name may have blanks where another folder or a file follows.
    let people = r#"(?<wide_before>(?:^|[\\/])(?i:users|usuarios|documents and settings)(?:\\\\|[\\/]))(?<wide>[^\\/:"'*?<>|\r\n,;]{1,64})(?<after>[\\/])"#;
    let home = r#"(?<before>(?:^|[\\/])(?:[Uu]sers|USERS|[Uu]suarios|home|Documents and Settings)(?:\\\\|[\\/]))(?<folder>[^\\/:"'*?<>|\s,;]{1,64})"#;
    let sid = r"(?<domain_sid>S-1-5-21-\d{1,10}-\d{1,10}-\d{1,10}-)(?<rid>\d{4,10})\b";
    let card = r"\b(?<card>[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7})\b";
    Regex::new(&[mail, people, home, sid, card].join("|")).expect("the pattern is valid")
});

/// Home folders that are nobody's.
const SHARED_FOLDERS: [&str; 5] = ["public", "default", "all users", "default user", "acceso público"];

impl Redactor {
    pub(crate) fn new(key: RedactKey) -> Redactor {
        Redactor { key }
    }

    /// The value of the field `name` with the people and shapes in it masked.
    pub(crate) fn field<'t>(&self, name: &str, value: &'t str, people: &People) -> Cow<'t, str> {
        let person = account(value);
        if is_of_person(name) && is_person(person) {
            let masked = value.replace(person, &self.pseudonym(person));
            return Cow::Owned(self.text(&masked, people).into_owned());
        }
        self.text(value, people)
    }

    /// The text with people and shapes in it masked.
    pub(crate) fn text<'t>(&self, text: &'t str, people: &People) -> Cow<'t, str> {
        let mut masked = SHAPES.replace_all(text, |found: &Captures<'_>| self.shape(found));
        for person in &people.0 {
            for spelling in spellings(person) {
                if let Some(replaced) = replace_word(&masked, &spelling, &|| self.pseudonym(person)) {
                    masked = Cow::Owned(replaced);
                }
            }
        }
        masked
    }

    fn shape(&self, found: &Captures<'_>) -> String {
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let folder = part("wide").or(part("folder"));
        match (part("local"), folder, part("rid"), part("card")) {
            (Some(local), ..) => self.pseudonym_of(local, true) + part("domain").unwrap_or_default(),
            (_, Some(folder), ..) => {
                let shared = SHARED_FOLDERS.contains(&folder.to_lowercase().as_str());
                let before = part("wide_before").or(part("before")).unwrap_or_default();
                before.to_owned() + &self.pseudonym_of(folder, !shared) + part("after").unwrap_or_default()
            }
            (_, _, Some(rid), _) => {
                let domain = part("domain_sid").unwrap_or_default();
                domain.to_owned() + &self.pseudonym(&(domain.to_owned() + rid))
            }
            (.., Some(card)) if is_card(card) => self.pseudonym(card).replace("person", "card"),
            _ => found[0].to_owned(),
        }
    }

    fn pseudonym_of(&self, name: &str, personal: bool) -> String {
        if personal && !name.starts_with("person-") && is_person(name) { self.pseudonym(name) } else { name.to_owned() }
    }

    /// The pseudonym of a name; upper and lower case make no difference.
    fn pseudonym(&self, name: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key.0).expect("HMAC takes keys of any length");
        mac.update(name.to_lowercase().as_bytes());
        format!("person-{}", crate::output::hex(&mac.finalize().into_bytes()[..6]))
    }
}

/// The text with `word` replaced wherever it stands alone, whatever its case; `None` if it does not occur. Ideographs
/// stand alone everywhere.
fn replace_word(text: &str, word: &str, by: &dyn Fn() -> String) -> Option<String> {
    let joins = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() && !is_ideograph(letter));
    let begins_joined = joins(word.chars().next());
    let ends_joined = joins(word.chars().next_back());
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while let Some(candidate) = text.get(at..) {
        let Some(letter) = candidate.chars().next() else { break };
        let end = at + word.len();
        let same = text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let alone = |end: usize| {
            !(begins_joined && joins(text[..at].chars().next_back())
                || ends_joined && joins(text[end..].chars().next()))
        };
        if same && alone(end) {
            out.push_str(&text[from..at]);
            out.push_str(&by());
            (from, at) = (end, end);
        } else {
            at += letter.len_utf8();
        }
    }
    (from > 0).then(|| out + &text[from..])
}

/// Whether the digits are those of a payment card (ISO/IEC 7812: 13 to 19 digits, Luhn's check).
fn is_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let doubled = |(place, digit): (usize, &u32)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new(RedactKey::new([7; 32]))
    }

    #[test]
    fn a_person_has_one_pseudonym_wherever_an_event_names_them() {
        let mut people = People::default();
        people.note("SubjectUserName", r"MOF\Ana.Perez");
        let redactor = redactor();
        let pseudonym = redactor.pseudonym("ana.perez");
        let check = |text: &str, expected: &str| {
            assert_eq!(redactor.text(text, &people), expected.replace('@', &pseudonym), "{text}");
        };
        check("log-on of ANA.PEREZ from 192.0.2.7", "log-on of @ from 192.0.2.7");
        check(r"C:\Users\ana.perez\nota.txt", r"C:\Users\@\nota.txt");
        check(r"C:\\Users\\ana.perez\\nota.txt", r"C:\\Users\\@\\nota.txt");
        check("roxana.perezoso", "roxana.perezoso");
        assert_eq!(redactor.field("User", r"MOF\ana.perez", &people), format!(r"MOF\{pseudonym}"));
        assert_eq!(redactor.text("ana.perez@mof.example", &people), format!("{pseudonym}@mof.example"));
    }

    #[test]
    fn nobody_is_masked_where_no_person_is_meant() {
        let redactor = redactor();
        let check = |field: &str, value: &str| {
            let mut people = People::default();
            people.note(field, value);
            assert_eq!(redactor.field(field, value, &people), value, "{field}={value}");
        };
        check("User", r"NT AUTHORITY\SYSTEM");
        check("TargetUserName", "DC01$");
        check("UserAgent", "Mozilla/5.0 (Windows NT 10.0)");
        check("TargetUserSid", "S-1-5-32-544");
        check("Image", r"C:\Users\Public\x.exe");
        check("message", "order 1234567890123456");
        check("CommandLine", "whoami /all");
        check("user_address", "2001:db8::a");
    }

    #[test]
    fn what_is_personal_by_its_shape_is_masked_everywhere() {
        let (redactor, nobody) = (redactor(), People::default());
        let check = |text: &str, gone: &str, kept: &str| {
            let masked = redactor.text(text, &nobody);
            assert!(!masked.contains(gone) && masked.contains(kept), "{text} -> {masked}");
        };
        check("to luis@example.org now", "luis", "@example.org now");
        check("/home/luis/.ssh/authorized_keys", "luis", "/.ssh/authorized_keys");
        check("S-1-5-21-1-2-3-1104", "1104", "S-1-5-21-1-2-3-");
        check("card 4111 1111 1111 1111.", "1111", "card card-");
        check(r"C:\Usuarios\luis\x", "luis", r"\x");
        check("home/luis/auth.log", "luis", "/auth.log");
        check(r"C:\Users\Juan Perez Soto\a.exe", "Perez", r"\a.exe");
        check("hm/Users/Juan Perez/b.log", "Perez", "/b.log");
        check(r"copy C:\Users\luis to D:\x", "luis", r" to D:\x");
    }

    #[test]
    fn names_are_found_however_a_text_writes_them() {
        let redactor = redactor();
        let check = |field: &str, name: &str, text: &str, expected: &str| {
            let mut people = People::default();
            people.note(field, name);
            let masked = redactor.text(text, &people);
            let pseudonym = redactor.pseudonym(account(name));
            assert_eq!(masked, expected.replace('@', &pseudonym), "{name} in {text}");
            assert!(!redactor.field(field, name, &people).contains(account(name)), "{name}");
        };
        check("User", "王小明", "使用者王小明登入", "使用者@登入");
        check("User", "王明", "使用者王明登入", "使用者@登入");
        check("User", "王小明", r#"{"user":"\u738b\u5c0f\u660E"}"#, r#"{"user":"@"}"#);
        check("User", "María García", r"Mar\u00eda Garc\u00eda entró", "@ entró");
        check("User", "María", "MARÍA y Rosamaría", "@ y Rosamaría");
        check("User", "lu", "lu lunes", "lu lunes");
        check("MemberName", "CN=Ana Perez,CN=Users,DC=example,DC=org", "CN=Ana Perez,CN=Users", "CN=@,CN=Users");
        check("Requester", r"MOF\rmorales", "rmorales", "@");
    }
}
