//! Tokens to a query.

use super::lexer::{Piece, Term, Token};
use super::{NESTING_MAX, TERMS_MAX, WordsError};

/// What must hold of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Query<T> {
    Term(T),
    Not(Box<Query<T>>),
    /// All of these; of none, everything.
    All(Vec<Query<T>>),
    /// One of these.
    Any(Vec<Query<T>>),
}

/// The query that the tokens are; of none, everything.
pub(super) fn parse(tokens: &[Token]) -> Result<Query<Term>, WordsError> {
    let terms = tokens.iter().filter(|token| matches!(token.piece, Piece::Term(_))).count();
    if terms > TERMS_MAX {
        return Err(WordsError::TooMany);
    }
    if tokens.is_empty() {
        return Ok(Query::All(Vec::new()));
    }
    let mut parser = Parser { tokens, next: 0, depth: 0, scope: None };
    let query = parser.any()?;
    match parser.peek() {
        None => Ok(query),
        Some(token) => Err(WordsError::Parenthesis { at: token.at }),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
    /// The field that the words within a parenthesis are about.
    scope: Option<String>,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Query<Term>, WordsError> {
        let mut parts = vec![self.all()?];
        while self.peek().is_some_and(|token| token.piece == Piece::Or) {
            self.next += 1;
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Query::Any))
    }

    fn all(&mut self) -> Result<Query<Term>, WordsError> {
        let mut parts = vec![self.not()?];
        while let Some(token) = self.peek() {
            match token.piece {
                Piece::Or | Piece::Close => break,
                Piece::And => self.next += 1,
                _ => {}
            }
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Query::All))
    }

    fn not(&mut self) -> Result<Query<Term>, WordsError> {
        let Some(token) = self.peek() else { return Err(self.dangling()) };
        if !matches!(token.piece, Piece::Not | Piece::Minus) {
            return self.part();
        }
        self.next += 1;
        let inner = self.deeper(Parser::not)?;
        Ok(Query::Not(Box::new(inner)))
    }

    fn part(&mut self) -> Result<Query<Term>, WordsError> {
        let Some(token) = self.peek() else { return Err(self.dangling()) };
        match &token.piece {
            Piece::Term(term) => {
                self.next += 1;
                let mut term = term.clone();
                term.field = term.field.or_else(|| self.scope.clone());
                Ok(Query::Term(term))
            }
            Piece::Open => self.within(token.at),
            Piece::Scope(field) => {
                self.next += 1;
                let outer = self.scope.replace(field.clone());
                let query = self.within(token.at);
                self.scope = outer;
                query
            }
            _ => Err(self.dangling()),
        }
    }

    /// What stands in parentheses, the first of which is next.
    fn within(&mut self, at: usize) -> Result<Query<Term>, WordsError> {
        self.next += 1;
        let query = self.deeper(Parser::any)?;
        match self.peek() {
            Some(token) if token.piece == Piece::Close => self.next += 1,
            _ => return Err(WordsError::Parenthesis { at }),
        }
        Ok(query)
    }

    fn deeper(
        &mut self,
        read: fn(&mut Parser<'a>) -> Result<Query<Term>, WordsError>,
    ) -> Result<Query<Term>, WordsError> {
        self.depth += 1;
        if self.depth > NESTING_MAX {
            return Err(WordsError::TooDeep);
        }
        let query = read(self);
        self.depth -= 1;
        query
    }

    /// That something should stand here: the complaint names what stands here, or at the end what is before.
    fn dangling(&self) -> WordsError {
        let token = self.peek().or_else(|| self.tokens.last());
        let (word, at) = token.map_or(("", 1), |token| (shown(&token.piece), token.at));
        WordsError::Dangling { word: word.to_owned(), at }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }
}

fn shown(piece: &Piece) -> &str {
    match piece {
        Piece::Open => "(",
        Piece::Close => ")",
        Piece::And => "AND",
        Piece::Or => "OR",
        Piece::Not => "NOT",
        Piece::Minus => "-",
        Piece::Scope(field) => field,
        Piece::Term(term) => &term.whole,
    }
}

fn one_or(mut parts: Vec<Query<Term>>, many: fn(Vec<Query<Term>>) -> Query<Term>) -> Query<Term> {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}
