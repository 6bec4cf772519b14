//! `matches_word(text, …, 'word')`: whether any of the texts contains the word, whatever its case.
//!
//! A null text contains nothing, so that the negation keeps rows without a value, as whoever searches expects. A word that is
//! nothing but ASCII is looked for by its rarest letter, many bytes at a time.

use super::text::{constant, to_truths};
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
    let finder = Finder::new(word);
    any(columns, args.number_rows, |column| to_truths(column, |text| finder.finds(text)))
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

    proptest! {
        #[test]
        fn the_quick_way_finds_what_the_plain_way_finds(word in "[ -~]{1,5}", text in "[ -~é]{0,40}") {
            let plain = text.to_ascii_lowercase().contains(&word.to_ascii_lowercase());
            prop_assert_eq!(Finder::new(&word).finds(&text), plain);
        }
    }
}
