//! `matches_word(text, …, 'word')`: whether any of the texts contains the word, whatever its case.
//!
//! A null text contains nothing, so that the negation keeps rows without a value, as whoever searches expects. A word that is
//! nothing but ASCII is looked for by its rarest letter, many bytes at a time. A field that a record has several times is one
//! text, an array of JSON, in which some words are written differently: they are looked for in its values too.

use super::text::{constant, to_truths};
use crate::sheet::rest::{Item, Items, push_json};
use datafusion::arrow::array::{Array, AsArray, BooleanArray};
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use memchr::memchr2_iter;
use std::sync::Arc;

/// Bytes that a word may have.
pub const WORD_BYTES_MAX: usize = 1024;
/// Columns that one call may search.
pub const WORD_COLUMNS_MAX: usize = 1024;

pub(super) fn matches(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let Some((word, columns)) = args.args.split_last().filter(|(_, columns)| !columns.is_empty()) else {
        return Err(DataFusionError::Plan("matches_word: wants texts and a word".to_owned()));
    };
    let Some(word) = constant(word).filter(|word| !word.is_empty()) else {
        return Err(DataFusionError::Plan("matches_word: the last argument must be the word to find".to_owned()));
    };
    if word.len() > WORD_BYTES_MAX || columns.len() > WORD_COLUMNS_MAX {
        return Err(DataFusionError::Plan("matches_word: the word is too long or the columns are too many".to_owned()));
    }
    let sought = Sought::new(word);
    any(columns, args.number_rows, |column| to_truths(column, |text| sought.is_in(text)))
}

/// A word, and how it is written inside JSON where that differs.
struct Sought {
    finder: Finder,
    written: Option<Finder>,
}

impl Sought {
    fn new(word: &str) -> Sought {
        let written = in_json(word);
        Sought { finder: Finder::new(word), written: (written != word).then(|| Finder::new(&written)) }
    }

    fn is_in(&self, text: &str) -> bool {
        let of_value = |item: &Item<'_>| matches!(item, Item::Text(value) if self.finder.finds(value));
        self.finder.finds(text)
            || text.starts_with('[')
                && self.written.as_ref().is_some_and(|written| written.finds(text))
                && Items::parse(text).is_ok_and(|items| items.0.iter().any(of_value))
    }
}

/// The word as the lake writes it inside a text of JSON.
pub(super) fn in_json(word: &str) -> String {
    let mut quoted = String::with_capacity(word.len() + 2);
    push_json(&mut quoted, word);
    quoted[1..quoted.len() - 1].to_owned()
}

/// Whether any column of a row is judged true. A null is not.
pub(super) fn any(
    columns: &[ColumnarValue],
    rows: usize,
    judge: impl Fn(&ColumnarValue) -> Result<ColumnarValue>,
) -> Result<ColumnarValue> {
    let mut found = BooleanBuffer::new_unset(rows);
    for column in columns {
        if is_all_null(column) {
            continue;
        }
        let judged = judge(column)?.into_array(rows)?;
        let judged = judged.as_boolean();
        let truths = match judged.nulls() {
            Some(nulls) => judged.values() & nulls.inner(),
            None => judged.values().clone(),
        };
        found = &found | &truths;
    }
    Ok(ColumnarValue::Array(Arc::new(BooleanArray::new(found, None))))
}

fn is_all_null(column: &ColumnarValue) -> bool {
    match column {
        ColumnarValue::Array(array) => array.null_count() == array.len(),
        ColumnarValue::Scalar(value) => value.is_null(),
    }
}

/// Looks for one word in many texts.
#[derive(Debug)]
pub(crate) struct Finder {
    /// In lower case.
    word: String,
    /// The place of the rarest letter, and that letter in both cases. `None`: the word is not only ASCII.
    rarest: Option<(usize, u8, u8)>,
}

impl Finder {
    pub(crate) fn new(word: &str) -> Finder {
        let word = word.to_lowercase();
        let rarest = word.bytes().enumerate().max_by_key(|&(_, byte)| rarity(byte)).filter(|_| word.is_ascii());
        let rarest = rarest.map(|(at, byte)| (at, byte, byte.to_ascii_uppercase()));
        Finder { word, rarest }
    }

    /// Whether the text contains the word.
    pub(crate) fn finds(&self, text: &str) -> bool {
        match self.rarest {
            Some(rarest) => self.finds_ascii(text.as_bytes(), rarest),
            None => text.len() >= self.word.len() / 2 && !text.is_ascii() && text.to_lowercase().contains(&self.word),
        }
    }

    fn finds_ascii(&self, text: &[u8], (at, lower, upper): (usize, u8, u8)) -> bool {
        let word = self.word.as_bytes();
        let Some(last) = text.len().checked_sub(word.len()) else { return false };
        let starts = memchr2_iter(lower, upper, &text[at..=at + last]);
        starts.into_iter().any(|start| text[start..start + word.len()].eq_ignore_ascii_case(word))
    }
}

/// How rare a byte is in logs, roughly; more is rarer.
fn rarity(byte: u8) -> usize {
    const COMMON_FIRST: &[u8] = b"e0 sto1inra2c.d3l4m56-789p/u\\_hfgb:w\"vy,k={}x()z'j[]q";
    COMMON_FIRST.iter().position(|&common| common == byte).unwrap_or(COMMON_FIRST.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_found_whatever_its_case() {
        for (word, text, expected) in [
            ("powershell", "C:\\Windows\\PowerShell.EXE", true),
            ("PowerShell", "powershell", true),
            ("powershell", "power shell", false),
            ("a", "", false),
            ("abc", "ab", false),
            ("\\\\srv\\", "\\\\SRV\\c$", true),
            ("ñandú", "El ÑANDÚ corre", true),
            ("ñandú", "el nandu", false),
            ("查詢", "執行查詢完成", true),
            ("@", "a@b", true),
            ("e", "E", true),
        ] {
            assert_eq!(Finder::new(word).finds(text), expected, "{word} in {text}");
        }
    }

    #[test]
    fn a_word_is_found_in_the_values_of_an_array() {
        let array = r#"["C:\\Windows\\evil.exe",null,"say \"hi\"","a\u000ab",[]]"#;
        for (word, expected) in [
            ("windows\\evil.exe", true),
            ("evil.exe", true),
            ("say \"HI\"", true),
            ("a\nb", true),
            ("windows\\\\evil.exe", true), // as it is written: the text itself
            ("hi\"b", false),
            ("windows\\good.exe", false),
        ] {
            assert_eq!(Sought::new(word).is_in(array), expected, "{word:?}");
        }
        assert!(!Sought::new("a\\b").is_in("[x] a\\\\b is no array"));
    }

    proptest! {
        #[test]
        fn the_quick_way_finds_what_the_plain_way_finds(word in "[ -~]{1,5}", text in "[ -~é]{0,40}") {
            let plain = text.to_ascii_lowercase().contains(&word.to_ascii_lowercase());
            prop_assert_eq!(Finder::new(&word).finds(&text), plain);
        }
    }
}
