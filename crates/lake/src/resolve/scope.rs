//! What names mean at one place of a question: the tables after FROM, common table expressions, and names given in SELECT.

use super::names::{ColumnName, Names, TableNames, column, comparison};
use super::parts;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArguments, Ident, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
    TableAlias, TableFactor, TableWithJoins,
};

/// Something after FROM.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// The names that it may be called by in front of a column: its alias, or its own name and that with its schema.
    pub(super) called: Vec<Vec<String>>,
    /// What the engine is to call it.
    pub(super) alias: String,
    /// Its columns; `None` where only the engine knows them.
    pub(super) columns: Option<Vec<ColumnName>>,
    /// Whether it is a stored table, which has columns that `*` leaves out.
    pub(super) stored: bool,
}

impl Relation {
    /// Whether these parts, in front of a column, mean it.
    pub(super) fn is_called(&self, prefix: &[Ident]) -> bool {
        let same = |called: &[String]| {
            called.len() == prefix.len()
                && called.iter().zip(prefix).all(|(called, written)| comparison(written)(called, &written.value))
        };
        self.called.iter().any(|called| same(called))
    }

    pub(super) fn column(&self, written: &Ident) -> Option<&ColumnName> {
        column(self.columns.as_deref()?, written)
    }
}

/// A common table expression.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) name: Ident,
    /// Its columns; `None` where only the engine knows them.
    pub(super) columns: Option<Vec<ColumnName>>,
    /// Tables that it reads.
    pub(super) read: usize,
}

/// What one query or one SELECT adds to what can be named inside it.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The common table expressions, in their order.
    pub(super) expressions: Vec<Expression>,
    /// Tables that the question read before it came here.
    pub(super) read_before: usize,
    /// How many of them can be seen where the visitor is.
    pub(super) seen: usize,
    /// Whether they can see themselves.
    pub(super) recursive: bool,
    pub(super) relations: Vec<Relation>,
    /// The names that SELECT gives.
    pub(super) given: Vec<String>,
    /// Whether those names come before columns, as in ORDER BY.
    pub(super) given_first: bool,
}

impl Scope {
    pub(super) fn given(&self, written: &Ident) -> Option<&str> {
        let same = comparison(written);
        let exact = self.given.iter().find(|name| **name == written.value);
        exact.or_else(|| self.given.iter().find(|name| same(name, &written.value))).map(String::as_str)
    }
}

/// What is around a place: the scopes from the outermost in, and the names of the lake.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) names: &'a Names,
    pub(super) scopes: &'a [Scope],
}

impl<'a> Around<'a> {
    /// The common table expression of this name that can be seen here.
    pub(super) fn expression(&self, name: &Ident) -> Option<&'a Expression> {
        let same = comparison(name);
        self.scopes.iter().rev().find_map(|scope| {
            let seen = (scope.seen + usize::from(scope.recursive)).min(scope.expressions.len());
            scope.expressions[..seen].iter().rev().find(|known| same(&known.name.value, &name.value))
        })
    }

    /// What FROM brings.
    pub(super) fn relations(&self, from: &[TableWithJoins]) -> Vec<Relation> {
        let mut relations = Vec::new();
        for table in from {
            self.add(&table.relation, &mut relations);
            table.joins.iter().for_each(|join| self.add(&join.relation, &mut relations));
        }
        relations
    }

    fn add(&self, factor: &TableFactor, relations: &mut Vec<Relation>) {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                relations.push(self.named(&parts(name), alias.as_ref()))
            }
            TableFactor::Derived { subquery, alias, .. } => {
                relations.push(aliased(alias.as_ref(), "", self.outputs(subquery)));
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                relations.extend(self.relations(std::slice::from_ref(table_with_joins)));
            }
            TableFactor::Table { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::UNNEST { alias, .. } => {
                relations.push(aliased(alias.as_ref(), "", None));
            }
            _ => relations.push(aliased(None, "", None)),
        }
    }

    fn named(&self, name: &[Ident], alias: Option<&TableAlias>) -> Relation {
        if let [name] = name
            && let Some(known) = self.expression(name)
        {
            return aliased(alias, &known.name.value, known.columns.clone());
        }
        match self.names.table(name) {
            Some(table) => stored(table, alias),
            None => aliased(alias, name.last().map_or("", |name| &name.value), None),
        }
    }

    /// The columns that a query answers with; `None` where only the engine knows them.
    pub(super) fn outputs(&self, query: &Query) -> Option<Vec<ColumnName>> {
        if query.with.is_some() {
            return None;
        }
        self.select_outputs(first_select(&query.body)?)
    }

    pub(super) fn select_outputs(&self, select: &Select) -> Option<Vec<ColumnName>> {
        let relations = self.relations(&select.from);
        let mut outputs = Vec::new();
        for item in &select.projection {
            match item {
                SelectItem::ExprWithAlias { alias, .. } => outputs.push(plain(&alias.value)),
                SelectItem::UnnamedExpr(expr) => outputs.push(plain(&shown(expr, &relations)?)),
                SelectItem::Wildcard(_) => {
                    for relation in &relations {
                        outputs.extend(starred(relation)?);
                    }
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    outputs.extend(starred(relations.iter().find(|relation| relation.is_called(&parts(name)))?)?);
                }
                _ => return None,
            }
        }
        Some(outputs)
    }
}

/// The SELECT whose columns name those of the whole.
pub(super) fn first_select(body: &SetExpr) -> Option<&Select> {
    let mut body = body;
    loop {
        match body {
            SetExpr::Select(select) => return Some(select),
            SetExpr::Query(query) => body = &query.body,
            SetExpr::SetOperation { left, .. } => body = left,
            _ => return None,
        }
    }
}

fn starred(relation: &Relation) -> Option<impl Iterator<Item = ColumnName>> {
    Some(relation.columns.as_ref()?.iter().filter(|column| !column.computed).cloned())
}

fn plain(name: &str) -> ColumnName {
    ColumnName { name: name.to_owned(), canonical: None, computed: false }
}

/// How a column that SELECT names without an alias is headed; `None` where it is no column.
fn shown(expr: &Expr, relations: &[Relation]) -> Option<String> {
    let written = match expr {
        Expr::Identifier(written) => written.clone(),
        Expr::CompoundIdentifier(written) => written.last()?.clone(),
        Expr::Function(function) => words(function)?.pop()?,
        _ => return None,
    };
    Some(meant(expr, relations).map_or(written.value, |column| column.shown().to_owned()))
}

/// The column of FROM that an item of SELECT is, and nothing more.
pub(super) fn meant<'a>(expr: &Expr, relations: &'a [Relation]) -> Option<&'a ColumnName> {
    let written = match expr {
        Expr::Identifier(written) => std::slice::from_ref(written),
        Expr::CompoundIdentifier(written) => written,
        Expr::Function(function) => &words(function)?,
        _ => return None,
    };
    (0..written.len()).find_map(|from| {
        let of_relation = |relation: &&Relation| from == 0 || relation.is_called(&written[..from]);
        relations.iter().filter(of_relation).find_map(|relation| relation.column(&joined(&written[from..])))
    })
}

/// The parts with dots between them, as one name.
pub(super) fn joined(written: &[Ident]) -> Ident {
    let value = written.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
    Ident { value, ..written.last().cloned().unwrap_or_else(|| "".into()) }
}

/// The words, with dots between them, that the parser took for a function without arguments.
pub(super) fn words(function: &Function) -> Option<Vec<Ident>> {
    matches!(function.args, FunctionArguments::None).then(|| parts(&function.name))
}

fn stored(table: &TableNames, alias: Option<&TableAlias>) -> Relation {
    let mut relation = aliased(alias, &table.kind, Some(table.columns().to_vec()));
    relation.stored = true;
    if alias.is_none() {
        let (schema, name) = table.reference();
        relation.called.push(vec![name.to_owned()]);
        relation.called.push(vec![name.replace('-', "_")]);
        relation.called.push(vec![schema.to_owned(), name.to_owned()]);
        relation.called.push(vec![schema.to_owned(), name.replace('-', "_")]);
    }
    relation
}

fn aliased(alias: Option<&TableAlias>, name: &str, columns: Option<Vec<ColumnName>>) -> Relation {
    let renamed = alias.is_some_and(|alias| !alias.columns.is_empty());
    let alias = alias.map_or(name, |alias| &alias.name.value).to_owned();
    Relation { called: vec![vec![alias.clone()]], alias, columns: columns.filter(|_| !renamed), stored: false }
}
