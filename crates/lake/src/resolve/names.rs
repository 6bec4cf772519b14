//! The names that one caller's questions may use: his kinds, their columns, and functions.

use datafusion::sql::sqlparser::ast::Ident;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

/// A column of a table that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnName {
    /// As the engine knows it.
    pub(crate) name: String,
    /// As people know it, where that differs: the canonical name of a record column.
    pub(crate) canonical: Option<String>,
    /// Whether `*` leaves it out, because it is computed and must be asked for by name.
    pub(crate) computed: bool,
}

impl ColumnName {
    /// What answers are headed with.
    pub(crate) fn shown(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.name)
    }

    fn is(&self, written: &Ident, same: fn(&str, &str) -> bool) -> bool {
        same(&self.name, &written.value)
    }

    fn is_canonical(&self, written: &Ident, same: fn(&str, &str) -> bool) -> bool {
        self.canonical.as_deref().is_some_and(|name| same(name, &written.value))
    }
}

/// Compares as quotes want it: exactly inside them, without regard to case outside.
pub(super) fn comparison(written: &Ident) -> fn(&str, &str) -> bool {
    match written.quote_style {
        Some(_) => |left, right| left == right,
        None => |left, right| left.eq_ignore_ascii_case(right) || left.to_lowercase() == right.to_lowercase(),
    }
}

/// The column that is meant among these: one of that name, else one of that canonical name.
pub(super) fn column<'a>(columns: &'a [ColumnName], written: &Ident) -> Option<&'a ColumnName> {
    let same = comparison(written);
    let named = columns.iter().find(|column| column.name == written.value);
    let named = named.or_else(|| columns.iter().find(|column| column.is(written, same)));
    named
        .or_else(|| columns.iter().find(|column| column.canonical.as_deref() == Some(&written.value)))
        .or_else(|| columns.iter().find(|column| column.is_canonical(written, same)))
}

/// A table that can be asked. Its columns are listed when they are wanted.
pub(crate) struct TableNames {
    /// The kind; `events` for the view over all.
    pub(crate) kind: String,
    columns: LazyLock<Vec<ColumnName>, Box<dyn FnOnce() -> Vec<ColumnName> + Send + Sync>>,
}

impl fmt::Debug for TableNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)
    }
}

impl TableNames {
    pub(crate) fn new(kind: &str, columns: impl FnOnce() -> Vec<ColumnName> + Send + Sync + 'static) -> TableNames {
        TableNames { kind: kind.to_owned(), columns: LazyLock::new(Box::new(columns)) }
    }

    /// Its columns, in their order.
    pub(crate) fn columns(&self) -> &[ColumnName] {
        &self.columns
    }

    /// Schema and table as the engine knows them.
    pub(crate) fn reference(&self) -> (&str, &str) {
        reference(&self.kind)
    }
}

/// The schema of kinds whose names have no dot.
pub(crate) const PUBLIC: &str = "public";

/// Schema and table of a kind as the engine knows them: its name up to the first dot, and what follows.
pub(crate) fn reference(kind: &str) -> (&str, &str) {
    kind.split_once('.').unwrap_or((PUBLIC, kind))
}

/// What a caller's questions may name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    tables: BTreeMap<String, TableNames>,
    functions: BTreeSet<String>,
}

impl Names {
    pub(crate) fn new(tables: impl IntoIterator<Item = TableNames>, functions: BTreeSet<String>) -> Names {
        Names { tables: tables.into_iter().map(|table| (table.kind.clone(), table)).collect(), functions }
    }

    /// The kinds, in the order of the alphabet.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &TableNames> {
        self.tables.values()
    }

    /// The table of this name: the parts with dots between them are a kind's name, with or without `public` before it.
    pub(crate) fn table(&self, parts: &[Ident]) -> Option<&TableNames> {
        let written = parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let written = written.strip_prefix("public.").unwrap_or(&written);
        if let Some(table) = self.tables.get(written) {
            return Some(table);
        }
        let quoted = parts.iter().any(|part| part.quote_style.is_some());
        let same =
            |kind: &str| if quoted { kind.replace('-', "_") == written } else { folded(kind) == folded(written) };
        self.tables.values().find(|table| same(&table.kind))
    }

    pub(crate) fn functions(&self) -> &BTreeSet<String> {
        &self.functions
    }

    /// The kinds that have a column of this name, or of this canonical name.
    pub(crate) fn kinds_with(&self, written: &str) -> Vec<String> {
        let written = Ident::new(written);
        let has = |table: &&TableNames| column(table.columns(), &written).is_some();
        self.tables.values().filter(has).map(|table| table.kind.clone()).collect()
    }
}

fn folded(kind: &str) -> String {
    kind.to_lowercase().replace('-', "_")
}
