//! Values with a header: what its columns are called is known of the feeds that people have, and of MISP's export.

use atalaya_model::Level;
use csv::{ReaderBuilder, StringRecord};

use crate::indicator::{Indicator, NAME_BYTES_MAX, of_confidence};
use crate::marking::Marking;
use crate::read::{Batch, Defaults, NoForm};
use crate::refang::refanged;
use crate::refusal::{Place, Reason};
use crate::time::time;
use crate::value::{Sort, Value};

/// What may stand between two fields, the most frequent first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Value,
    Sort,
    Name,
    From,
    Until,
    Marking,
    Tags,
    Level,
    Confidence,
    Identifier,
    Modified,
    Revoked,
    Detects,
}

/// Columns by the names that feeds give them, in small letters without blanks, `_` and `-`.
const NAMES: [(&str, Column); 40] = [
    ("value", Column::Value),
    ("indicator", Column::Value),
    ("ioc", Column::Value),
    ("iocvalue", Column::Value),
    ("observable", Column::Value),
    ("ip", Column::Value),
    ("ipaddress", Column::Value),
    ("domain", Column::Value),
    ("url", Column::Value),
    ("hash", Column::Value),
    ("type", Column::Sort),
    ("ioctype", Column::Sort),
    ("indicatortype", Column::Sort),
    ("name", Column::Name),
    ("title", Column::Name),
    ("description", Column::Name),
    ("comment", Column::Name),
    ("threat", Column::Name),
    ("malware", Column::Name),
    ("malwareprintable", Column::Name),
    ("validfrom", Column::From),
    ("firstseen", Column::From),
    ("firstseenutc", Column::From),
    ("validuntil", Column::Until),
    ("expires", Column::Until),
    ("expiration", Column::Until),
    ("expirationdate", Column::Until),
    ("tlp", Column::Marking),
    ("marking", Column::Marking),
    ("attributetag", Column::Tags),
    ("level", Column::Level),
    ("severity", Column::Level),
    ("confidence", Column::Confidence),
    ("confidencelevel", Column::Confidence),
    ("uuid", Column::Identifier),
    ("id", Column::Identifier),
    ("modified", Column::Modified),
    ("lastmodified", Column::Modified),
    ("revoked", Column::Revoked),
    ("toids", Column::Detects),
];

/// The sorts by the names that feeds give them. Of a file's name and its hash, the hash tells the file.
const SORTS: [(&str, Sort); 38] = [
    ("ip", Sort::Network),
    ("ipv4", Sort::Network),
    ("ipv6", Sort::Network),
    ("ip-src", Sort::Network),
    ("ip-dst", Sort::Network),
    ("ipv4-addr", Sort::Network),
    ("ipv6-addr", Sort::Network),
    ("network", Sort::Network),
    ("cidr", Sort::Network),
    ("domain", Sort::Domain),
    ("domain-name", Sort::Domain),
    ("hostname", Sort::Domain),
    ("fqdn", Sort::Domain),
    ("url", Sort::Url),
    ("uri", Sort::Url),
    ("link", Sort::Url),
    ("email", Sort::Email),
    ("email-addr", Sort::Email),
    ("email-src", Sort::Email),
    ("email-dst", Sort::Email),
    ("email-reply-to", Sort::Email),
    ("file", Sort::File),
    ("filename", Sort::File),
    ("file-name", Sort::File),
    ("md5", Sort::Md5),
    ("md5_hash", Sort::Md5),
    ("filehash-md5", Sort::Md5),
    ("sha1", Sort::Sha1),
    ("sha1_hash", Sort::Sha1),
    ("filehash-sha1", Sort::Sha1),
    ("x509-fingerprint-sha1", Sort::Sha1),
    ("sha256", Sort::Sha256),
    ("sha256_hash", Sort::Sha256),
    ("filehash-sha256", Sort::Sha256),
    ("x509-fingerprint-sha256", Sort::Sha256),
    ("x509-fingerprint-md5", Sort::Md5),
    ("sha512", Sort::Sha512),
    ("filehash-sha512", Sort::Sha512),
];

/// Whether the first line that says something is a header.
pub(crate) fn is_told(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| {
        let (columns, delimiter) = header(line);
        columns.contains(&Some(Column::Value)) && (delimiter.is_some() || line.eq_ignore_ascii_case("value"))
    })
}

/// The columns of a header, and what stands between them.
fn header(line: &str) -> (Vec<Option<Column>>, Option<u8>) {
    let delimiter = DELIMITERS
        .into_iter()
        .max_by_key(|delimiter| (line.bytes().filter(|byte| byte == delimiter).count(), std::cmp::Reverse(*delimiter)));
    let delimiter = delimiter.filter(|delimiter| line.as_bytes().contains(delimiter));
    let names = delimiter.map_or_else(|| vec![line], |delimiter| line.split(delimiter as char).collect());
    (names.into_iter().map(column).collect(), delimiter)
}

fn column(name: &str) -> Option<Column> {
    let is_sign = |letter: char| letter.is_whitespace() || "_-\"'#".contains(letter);
    let name: String = name.chars().filter(|letter| !is_sign(*letter)).collect::<String>().to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
}

/// Reads values with a header.
pub(crate) fn read(text: &str, defaults: &Defaults, batch: &mut Batch) -> Result<(), NoForm> {
    let is_header = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let (columns, delimiter) = text.lines().find(is_header).map(header).ok_or(NoForm::NoColumn)?;
    if !columns.contains(&Some(Column::Value)) {
        return Err(NoForm::NoColumn);
    }
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter.unwrap_or(b',')).comment(Some(b'#')).flexible(true).trim(csv::Trim::All);
    let mut reader = reader.from_reader(text.as_bytes());
    let mut row = StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let place = Place::Line(row.position().map_or(line, csv::Position::line));
                match indicator(&row, &columns, defaults) {
                    Ok(Some(indicator)) => batch.take(place, indicator, defaults),
                    Ok(None) => {}
                    Err(reason) => batch.refuse(place, reason),
                }
            }
            // Also what follows cannot be told apart any more.
            Err(error) => {
                batch.refuse(Place::Line(line), Reason::Damaged(error.to_string()));
                return Ok(());
            }
        }
        if batch.is_full() {
            return Err(NoForm::Full);
        }
    }
}

/// The indicator of a row; `None`: it is empty.
fn indicator(row: &StringRecord, columns: &[Option<Column>], defaults: &Defaults) -> Result<Option<Indicator>, Reason> {
    let all = |column: Column| {
        let places = columns.iter().zip(row).filter(move |(known, text)| **known == Some(column) && !text.is_empty());
        places.map(|(_, text)| text)
    };
    let of = |column: Column| all(column).next();
    let Some(text) = of(Column::Value) else {
        return if row.iter().all(str::is_empty) { Ok(None) } else { Err(Reason::Missing("value")) };
    };
    if all(Column::Value).nth(1).is_some() {
        return Err(Reason::Several);
    }
    if of(Column::Detects).is_some_and(|word| truth(word) == Some(false)) {
        return Err(Reason::NotDetected);
    }
    let moment = |column| of(column).map(|text| time(text).ok_or_else(|| Reason::Time(text.to_owned()))).transpose();
    let revoked = of(Column::Revoked).and_then(truth).unwrap_or(false);
    let unknown = |word: &str| Reason::Unknown(word.to_owned());
    let level = of(Column::Level).map(|word| level(word).ok_or_else(|| unknown(word))).transpose()?;
    let confident = of(Column::Confidence).map(|word| confident(word).ok_or_else(|| unknown(word))).transpose()?;
    let marked = of(Column::Marking).map(|word| Marking::of_word(word).ok_or_else(|| unknown(word))).transpose()?;
    let id = of(Column::Identifier).filter(|id| id.starts_with("indicator--"));
    Ok(Some(Indicator {
        terms: vec![values(of(Column::Sort), text)?],
        name: of(Column::Name).map(|name| name[..name.floor_char_boundary(NAME_BYTES_MAX)].to_owned()),
        stix: id.map(str::to_owned),
        marking: marked.or_else(|| of(Column::Tags).and_then(marking)).or(defaults.marking),
        from: moment(Column::From)?,
        until: moment(Column::Until)?,
        modified: moment(Column::Modified)?,
        level: level.or(confident).unwrap_or(Level::Medium),
        phases: Vec::new(),
        revoked,
    }))
}

/// The values of a row, of the sort that it says, or that its shape says.
fn values(sort: Option<&str>, text: &str) -> Result<Vec<Value>, Reason> {
    let Some(sort) = sort else {
        return Value::guessed(&refanged(text))
            .map(|value| vec![value])
            .ok_or_else(|| Reason::NoValue(text.to_owned()));
    };
    let word = sort.to_ascii_lowercase();
    let one = |sort: Sort, text: &str| {
        Value::of(sort, &refanged(text)).ok_or_else(|| Reason::NotOf(sort.as_str().to_owned(), text.to_owned()))
    };
    // Of a file's name and its hash the hash tells the file; of a name and its address both are to be seen.
    if let Some((first, second)) = word.split_once('|')
        && let Some((left, right)) = text.split_once('|')
    {
        return match (first, sort_of(second)) {
            ("filename" | "malware-sample", Some(sort)) => Ok(vec![one(sort, right)?]),
            ("domain", Some(Sort::Network)) => Ok(vec![one(Sort::Domain, left)?, one(Sort::Network, right)?]),
            _ => Err(Reason::Sort(sort.to_owned())),
        };
    }
    if word == "malware-sample" {
        return one(Sort::Md5, text.rsplit('|').next().unwrap_or(text)).map(|value| vec![value]);
    }
    if ["hash", "filehash", "ioc", "indicator"].contains(&word.as_str()) {
        return values(None, text);
    }
    sort_of(&word).map_or_else(|| Err(Reason::Sort(sort.to_owned())), |sort| one(sort, text).map(|value| vec![value]))
}

fn sort_of(word: &str) -> Option<Sort> {
    SORTS.iter().find(|(known, _)| *known == word).map(|(_, sort)| *sort)
}

fn truth(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

fn level(word: &str) -> Option<Level> {
    let word = word.to_ascii_lowercase();
    let word = if word == "info" { "informational" } else { word.as_str() };
    word.parse().ok()
}

/// How serious a hit is of what somebody is so sure of: in hundredths, or in a word.
fn confident(word: &str) -> Option<Level> {
    match word.trim_end_matches('%').parse::<f64>() {
        Ok(confidence) => Some(of_confidence(confidence)),
        Err(_) => level(word),
    }
}

/// The strictest marking among tags.
fn marking(tags: &str) -> Option<Marking> {
    tags.split([',', ';', ' ']).filter_map(Marking::of_word).max()
}
