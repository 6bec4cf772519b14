//! Patterns of STIX 2.1, as far as they say that values are equal: `=`, `IN`, `ISSUBSET` of networks, `AND` and `OR`.
//!
//! Everything else says what cannot be decided on one event's values alone; it is refused with its word, never guessed.

use crate::indicator::{PARTS_MAX, TERMS_MAX};
use crate::refusal::Reason;
use crate::value::{Sort, Value};

/// Bytes of a pattern.
pub const PATTERN_BYTES_MAX: usize = 256 << 10;
/// Brackets within brackets.
pub const NESTED_MAX: usize = 16;

/// Alternatives, of each of which all values are to be seen.
type Terms = Vec<Vec<Value>>;

/// What the pattern looks for.
pub(crate) fn terms(pattern: &str) -> Result<Terms, Reason> {
    if pattern.len() > PATTERN_BYTES_MAX {
        return Err(Reason::Long);
    }
    let mut parser = Parser { text: pattern, at: 0, depth: 0 };
    let terms = parser.observations()?;
    parser.blank();
    match parser.word() {
        "" if parser.at == pattern.len() => Ok(terms),
        "" => Err(Reason::Pattern(parser.at)),
        word => Err(Reason::Unknown(word.to_owned())),
    }
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    depth: usize,
}

/// What a path of an object stands for.
enum Meant {
    /// A value of this sort.
    One(Sort),
    /// A value of the sort that its shape says.
    Shape,
    /// A hash.
    Hash,
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The word that stands here, which is not taken.
    fn word(&self) -> &'p str {
        let rest = self.rest();
        let end = rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len());
        &rest[..end]
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.blank();
        let is_it = self.word().eq_ignore_ascii_case(word);
        self.at += if is_it { word.len() } else { 0 };
        is_it
    }

    fn takes(&mut self, mark: &str) -> bool {
        self.blank();
        let is_it = self.rest().starts_with(mark);
        self.at += if is_it { mark.len() } else { 0 };
        is_it
    }

    fn expect(&mut self, mark: &str) -> Result<(), Reason> {
        if self.takes(mark) { Ok(()) } else { Err(self.strange()) }
    }

    /// What stands here is not what should.
    fn strange(&self) -> Reason {
        Reason::Pattern(self.at)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Reason>) -> Result<T, Reason> {
        self.depth += 1;
        let read = if self.depth > NESTED_MAX { Err(Reason::Deep) } else { read(self) };
        self.depth -= 1;
        read
    }

    /// Observations, one of which is to be made.
    fn observations(&mut self) -> Result<Terms, Reason> {
        let mut terms = self.observation()?;
        while self.takes_word("OR") {
            terms = any(terms, self.observation()?)?;
        }
        Ok(terms)
    }

    fn observation(&mut self) -> Result<Terms, Reason> {
        let terms = if self.takes("(") {
            let terms = self.deeper(Self::observations)?;
            self.expect_end(")")?;
            terms
        } else {
            self.expect("[")?;
            let terms = self.alternatives()?;
            self.expect_end("]")?;
            terms
        };
        self.blank();
        Ok(terms)
    }

    /// The closing bracket, or the word that stands where it should.
    fn expect_end(&mut self, mark: &str) -> Result<(), Reason> {
        self.blank();
        match self.word() {
            "" => self.expect(mark),
            word => Err(Reason::Unknown(word.to_owned())),
        }
    }

    fn alternatives(&mut self) -> Result<Terms, Reason> {
        let mut terms = self.together()?;
        while self.takes_word("OR") {
            terms = any(terms, self.together()?)?;
        }
        Ok(terms)
    }

    fn together(&mut self) -> Result<Terms, Reason> {
        let mut terms = self.comparison()?;
        while self.takes_word("AND") {
            terms = all(&terms, &self.comparison()?)?;
        }
        Ok(terms)
    }

    fn comparison(&mut self) -> Result<Terms, Reason> {
        if self.takes("(") {
            let terms = self.deeper(Self::alternatives)?;
            self.expect_end(")")?;
            return Ok(terms);
        }
        self.blank();
        for word in ["NOT", "EXISTS"] {
            if self.word().eq_ignore_ascii_case(word) {
                return Err(Reason::Unknown(word.to_owned()));
            }
        }
        let path = self.path()?;
        let meant = meant(path).ok_or_else(|| Reason::Unknown(path.to_owned()))?;
        self.blank();
        if self.takes("=") {
            self.takes("=");
            return Ok(vec![vec![value(&meant, path, &self.text()?)?]]);
        }
        match self.word().to_ascii_uppercase().as_str() {
            "IN" => {
                self.at += 2;
                self.values(&meant, path)
            }
            "ISSUBSET" if path.starts_with("ipv4-addr:") || path.starts_with("ipv6-addr:") => {
                self.at += "ISSUBSET".len();
                Ok(vec![vec![value(&meant, path, &self.text()?)?]])
            }
            "" => Err(Reason::Unknown(self.rest().chars().take(2).collect::<String>().trim().to_owned())),
            word => Err(Reason::Unknown(word.to_owned())),
        }
    }

    fn values(&mut self, meant: &Meant, path: &str) -> Result<Terms, Reason> {
        self.expect("(")?;
        let mut terms = Vec::new();
        loop {
            terms.push(vec![value(meant, path, &self.text()?)?]);
            if terms.len() > TERMS_MAX {
                return Err(Reason::Many);
            }
            if !self.takes(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(terms)
    }

    /// A path of an object: `file:hashes.'SHA-256'`.
    fn path(&mut self) -> Result<&'p str, Reason> {
        let (start, mut quoted) = (self.at, false);
        for (at, letter) in self.rest().char_indices() {
            match letter {
                '\'' => quoted = !quoted,
                _ if quoted => {}
                _ if letter.is_ascii_alphanumeric() || "-_:.[]*\"".contains(letter) => {}
                _ => {
                    self.at = start + at;
                    break;
                }
            }
        }
        if self.at == start { Err(self.strange()) } else { Ok(&self.text[start..self.at]) }
    }

    /// A text in quotation marks.
    fn text(&mut self) -> Result<String, Reason> {
        self.blank();
        if !self.takes("'") {
            // Numbers, times and binary data are no values that are looked for.
            return Err(match self.word() {
                "" => self.strange(),
                word => Reason::Unknown(word.to_owned()),
            });
        }
        let mut text = String::new();
        let mut letters = self.rest().char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\'' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
                letter => text.push(letter),
            }
        }
        Err(self.strange())
    }
}

fn any(mut one: Terms, other: Terms) -> Result<Terms, Reason> {
    one.extend(other);
    if one.len() > TERMS_MAX { Err(Reason::Many) } else { Ok(one) }
}

fn all(one: &Terms, other: &Terms) -> Result<Terms, Reason> {
    if one.len().saturating_mul(other.len()) > TERMS_MAX {
        return Err(Reason::Many);
    }
    let both = |one: &Vec<Value>, other: &Vec<Value>| {
        let mut both = [one.as_slice(), other].concat();
        both.sort_unstable();
        both.dedup();
        both
    };
    let terms: Terms = one.iter().flat_map(|one| other.iter().map(move |other| both(one, other))).collect();
    if terms.iter().any(|values| values.len() > PARTS_MAX) { Err(Reason::Many) } else { Ok(terms) }
}

fn meant(path: &str) -> Option<Meant> {
    let (object, property) = path.split_once(':')?;
    let is_hash = || property.strip_prefix("hashes.").is_some_and(|method| !method.is_empty());
    match (object, property) {
        ("ipv4-addr" | "ipv6-addr", "value") => Some(Meant::One(Sort::Network)),
        ("domain-name", "value") => Some(Meant::One(Sort::Domain)),
        ("url", "value") => Some(Meant::One(Sort::Url)),
        ("email-addr", "value")
        | ("email-message", "from_ref.value" | "sender_ref.value" | "to_refs[*].value" | "cc_refs[*].value") => {
            Some(Meant::One(Sort::Email))
        }
        ("network-traffic", "src_ref.value" | "dst_ref.value") => Some(Meant::Shape),
        ("file", "name") => Some(Meant::One(Sort::File)),
        ("file" | "artifact" | "x509-certificate", _) if is_hash() => Some(Meant::Hash),
        _ => None,
    }
}

fn value(meant: &Meant, path: &str, text: &str) -> Result<Value, Reason> {
    let not = || Reason::NotOf(path.to_owned(), text.to_owned());
    match meant {
        Meant::One(sort) => Value::of(*sort, text).ok_or_else(not),
        Meant::Shape => Value::guessed(text)
            .filter(|value| matches!(value.sort(), Sort::Ip | Sort::Network | Sort::Domain))
            .ok_or_else(not),
        Meant::Hash => {
            let method = path.split_once("hashes.").map_or("", |(_, method)| method);
            let method: String = method.chars().filter(char::is_ascii_alphanumeric).collect();
            let sort = match method.to_ascii_uppercase().as_str() {
                "MD5" => Sort::Md5,
                "SHA1" => Sort::Sha1,
                "SHA256" => Sort::Sha256,
                "SHA512" => Sort::Sha512,
                _ => return Err(Reason::Unknown(path.to_owned())),
            };
            Value::of(sort, text).ok_or_else(not)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: Result<&str, Reason>) {
        let found = terms(pattern).map(|terms| {
            let all = |values: &Vec<Value>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
            terms.iter().map(all).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(found, expected.map(str::to_owned), "{pattern}");
    }

    #[test]
    fn what_says_that_values_are_equal_is_read() {
        let md5 = "0123456789abcdef0123456789abcdef";
        check("[ipv4-addr:value = '192.0.2.7']", Ok("192.0.2.7"));
        check("[ipv4-addr:value = '192.0.2.0/24']", Ok("192.0.2.0/24"));
        check("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", Ok("192.0.2.0/24"));
        check(
            "[ipv6-addr:value = '2001:db8::/48' OR domain-name:value = 'Evil.example']",
            Ok("2001:db8::/48 evil.example"),
        );
        check("[domain-name:value IN ('a.example', 'b.example')]", Ok("a.example b.example"));
        check("[network-traffic:dst_ref.value = '192.0.2.9']", Ok("192.0.2.9"));
        check("[url:value = 'http://a.example/it\\'s?a=b']", Ok("a.example/it's?a=b"));
        check(&format!("[file:hashes.MD5 = '{md5}' AND file:name = 'A.exe']"), Ok(&format!("a.exe+{md5}")));
        check(
            &format!("[file:hashes.'MD5' = '{md5}'] OR [email-addr:value='a@b.example']"),
            Ok(&format!("{md5} a@b.example")),
        );
        check(
            "([domain-name:value = 'a.example' AND (file:name = 'x' OR file:name = 'y')])",
            Ok("a.example+x a.example+y"),
        );
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let unknown = |word: &str| Err(Reason::Unknown(word.to_owned()));
        check("[ipv4-addr:value = '192.0.2.7'] FOLLOWEDBY [url:value = 'http://a.example']", unknown("FOLLOWEDBY"));
        check("[ipv4-addr:value = '192.0.2.7'] AND [url:value = 'http://a.example']", unknown("AND"));
        check("[ipv4-addr:value = '192.0.2.7'] WITHIN 5 SECONDS", unknown("WITHIN"));
        check("[domain-name:value LIKE '%.example']", unknown("LIKE"));
        check("[domain-name:value MATCHES '.*']", unknown("MATCHES"));
        check("[domain-name:value != 'a.example']", unknown("!="));
        check("[NOT domain-name:value = 'a.example']", unknown("NOT"));
        check("[domain-name:value NOT = 'a.example']", unknown("NOT"));
        check("[process:command_line = 'x']", unknown("process:command_line"));
        check("[file:hashes.'ssdeep' = 'x']", unknown("file:hashes.'ssdeep'"));
        check("[ipv4-addr:value = 'nobody']", Err(Reason::NotOf("ipv4-addr:value".to_owned(), "nobody".to_owned())));
        check("[ipv4-addr:value = '192.0.2.7'", Err(Reason::Pattern(30)));
        check("[ipv4-addr:value = '192.0.2.7", Err(Reason::Pattern(20)));
        check("[ipv4-addr:value = 7]", Err(Reason::Pattern(19)));
        check("", Err(Reason::Pattern(0)));
        check(&format!("{}file:name = 'a'", "(".repeat(99)), Err(Reason::Deep));
        check(&format!("[{}file:name = 'a'", "(".repeat(99)), Err(Reason::Deep));
        check(&" ".repeat(PATTERN_BYTES_MAX + 1), Err(Reason::Long));
        let alternatives =
            |path: &str| (0..40).map(|n| format!("{path} = 'n{n}.example'")).collect::<Vec<_>>().join(" OR ");
        let (one, other) = (alternatives("domain-name:value"), alternatives("file:name"));
        check(&format!("[({one}) AND ({other})]"), Err(Reason::Many));
    }
}
