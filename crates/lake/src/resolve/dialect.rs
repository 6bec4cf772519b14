//! The SQL that questions are written in: the parser's generic one, without what is not for asking, within bounded work.
//!
//! The parser tries several readings of a word one after the other, and of the words inside it again, so that a text of a
//! hundred words can keep it busy for years. Here each beginning of an expression is counted, and the parser stops when
//! there were too many.

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect};
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use std::any::TypeId;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Beginnings of expressions that the parser may try for one question.
const TRIES_MAX: usize = 200_000;

#[derive(Debug, Default)]
pub(super) struct Asking {
    tries: AtomicUsize,
}

/// Answers a list of the parser's questions about the language with yes.
macro_rules! yes {
    ($($feature:ident),* $(,)?) => {
        $(fn $feature(&self) -> bool {
            true
        })*
    };
}

impl Dialect for Asking {
    fn dialect(&self) -> TypeId {
        GenericDialect.dialect()
    }

    fn is_delimited_identifier_start(&self, letter: char) -> bool {
        GenericDialect.is_delimited_identifier_start(letter)
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        GenericDialect.is_identifier_start(letter)
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        GenericDialect.is_identifier_part(letter)
    }

    fn parse_prefix(&self, _parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        let tries = self.tries.fetch_add(1, Ordering::Relaxed);
        (tries >= TRIES_MAX).then_some(Err(ParserError::RecursionLimitExceeded))
    }

    yes! {
        supports_unicode_string_literal,
        supports_group_by_expr,
        supports_group_by_with_modifier,
        supports_left_associative_joins_without_parens,
        supports_window_function_null_treatment_arg,
        supports_window_clause_named_window_reference,
        supports_select_wildcard_except,
        supports_select_wildcard_exclude,
        supports_select_wildcard_replace,
        supports_select_wildcard_rename,
        supports_select_wildcard_ilike,
        allow_extract_custom,
        allow_extract_single_quotes,
        supports_extract_comma_syntax,
        supports_parens_around_table_factor,
        supports_values_as_table_factor,
        supports_limit_comma,
        supports_bitwise_shift_operators,
        supports_struct_literal,
        supports_dictionary_syntax,
        supports_nested_comments,
        supports_string_escape_constant,
        supports_filter_during_aggregation,
        supports_interval_options,
        supports_comma_separated_trim,
    }
}
