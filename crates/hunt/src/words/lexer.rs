//! Characters to tokens.
//!
//! Keyboards differ: the quotation marks, parentheses and colon of Chinese and of word processors count as the plain ones.

use super::WordsError;
use std::iter::Peekable;
use std::str::CharIndices;

/// A piece of a search and where it begins, in characters from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) piece: Piece,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `-` or `!` right before something.
    Minus,
    /// `field:` right before a parenthesis.
    Scope(String),
    Term(Term),
}

/// A word, or a field and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) field: Option<String>,
    pub(super) test: Test,
    pub(super) value: String,
    /// Whether the value stood in quotation marks, so that nothing in it is a wildcard.
    pub(super) quoted: bool,
    /// All of it, as it was written.
    pub(super) whole: String,
}

/// How a field is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// `:`
    Has,
    /// `:=`
    Is,
    Less,
    LessOrIs,
    More,
    MoreOrIs,
}

const TESTS: [(&str, Test); 5] =
    [("=", Test::Is), (">=", Test::MoreOrIs), ("<=", Test::LessOrIs), (">", Test::More), ("<", Test::Less)];

/// The tokens of a search.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, WordsError> {
    let mut lexer = Lexer { text, chars: text.char_indices().peekable(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    /// Characters that were read.
    at: usize,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

impl<'a> Lexer<'a> {
    fn token(&mut self) -> Result<Option<Token>, WordsError> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
        let at = self.at + 1;
        let Some(first) = self.peek() else { return Ok(None) };
        let piece = match first {
            c if is_open(c) => self.take(Piece::Open),
            c if is_close(c) => self.take(Piece::Close),
            '-' | '!' | '－' if self.behind().is_some_and(|c| !c.is_whitespace() && !is_close(c)) => {
                self.take(Piece::Minus)
            }
            _ => self.term()?,
        };
        Ok(Some(Token { at, piece }))
    }

    fn term(&mut self) -> Result<Piece, WordsError> {
        let start = self.offset();
        let name = match self.quoted()? {
            Some(text) if !self.peek().is_some_and(is_colon) => {
                let whole = self.text[start..self.offset()].to_owned();
                return Ok(Piece::Term(Term { field: None, test: Test::Has, value: text, quoted: true, whole }));
            }
            Some(name) => name,
            None => self.bare(true).to_owned(),
        };
        if name.is_empty() || !self.peek().is_some_and(is_colon) {
            return Ok(self.word(start));
        }
        self.next();
        self.asked(start, name)
    }

    /// What follows `field:`.
    fn asked(&mut self, start: usize, name: String) -> Result<Piece, WordsError> {
        if self.peek().is_some_and(is_open) {
            return Ok(Piece::Scope(name));
        }
        let rest = &self.text[self.offset()..];
        let found = TESTS.into_iter().find(|(sign, _)| rest.starts_with(sign));
        let test = found.map_or(Test::Has, |(_, test)| test);
        (0..found.map_or(0, |(sign, _)| sign.len())).for_each(|_| self.next());
        let quoted = self.quoted()?;
        let is_quoted = quoted.is_some();
        let value = quoted.unwrap_or_else(|| self.bare(false).to_owned());
        let whole = self.text[start..self.offset()].to_owned();
        Ok(Piece::Term(Term { field: Some(name), test, value, quoted: is_quoted, whole }))
    }

    /// The rest of a word that names no field.
    fn word(&mut self, start: usize) -> Piece {
        self.bare(false);
        let word = self.text[start..self.offset()].to_owned();
        match word.as_str() {
            "AND" | "&&" => Piece::And,
            "OR" | "||" => Piece::Or,
            "NOT" => Piece::Not,
            _ => Piece::Term(Term { field: None, test: Test::Has, value: word.clone(), quoted: false, whole: word }),
        }
    }

    /// Characters up to a blank or a parenthesis that was opened before, and where a name is read, up to a colon.
    fn bare(&mut self, name: bool) -> &'a str {
        let start = self.offset();
        let mut open = 0_u32;
        while let Some(c) = self.peek() {
            match c {
                c if c.is_whitespace() => break,
                c if is_open(c) => open += 1,
                c if is_close(c) && open == 0 => break,
                c if is_close(c) => open -= 1,
                c if name && (is_colon(c) || is_quote(c)) => break,
                _ => {}
            }
            self.next();
        }
        &self.text[start..self.offset()]
    }

    /// The text in quotation marks, where it begins here. A mark within it is written twice.
    fn quoted(&mut self) -> Result<Option<String>, WordsError> {
        if !self.peek().is_some_and(is_quote) {
            return Ok(None);
        }
        let at = self.at + 1;
        self.next();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.next();
            if !is_quote(c) {
                text.push(c);
            } else if c == '"' && self.peek() == Some('"') {
                text.push('"');
                self.next();
            } else {
                return Ok(Some(text));
            }
        }
        Err(WordsError::Unclosed { at })
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    /// The character behind the next one.
    fn behind(&mut self) -> Option<char> {
        self.text[self.offset()..].chars().nth(1)
    }

    fn next(&mut self) {
        self.at += usize::from(self.chars.next().is_some());
    }

    fn take(&mut self, piece: Piece) -> Piece {
        self.next();
        piece
    }

    fn offset(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(offset, _)| *offset)
    }
}
