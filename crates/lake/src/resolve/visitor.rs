//! The walk over a question that gives every name its exact spelling.

use super::balance::balance;
use super::items::{item_of, join, object, quoted};
use super::names::{ColumnName, Names};
use super::scope::{Around, Expression, Relation, Scope, first_select, joined, words};
use super::{SQL_TABLES_MAX, nearest, parts, rare, sizes, unknown_table};
use crate::session::QueryError;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Query, Select,
    SelectItem, TableAlias, TableFactor, VisitorMut, With,
};
use std::ops::ControlFlow;

/// What the engine's planner knows as functions beside its lists.
const PLANNED: &[&str] = &["grouping", "unnest", "rare"];
/// The functions that may stand after FROM.
const TABLE_FUNCTIONS: &[&str] = &["generate_series", "range"];

pub(super) struct Resolver<'a> {
    names: &'a Names,
    scopes: Vec<Scope>,
    rare: rare::Calls,
    /// Tables that the question reads so far.
    read: usize,
}

type Step = Result<(), Box<QueryError>>;

impl<'a> Resolver<'a> {
    pub(super) fn new(names: &'a Names) -> Resolver<'a> {
        Resolver { names, scopes: Vec::new(), rare: rare::Calls::default(), read: 0 }
    }

    fn around(&self) -> Around<'_> {
        Around { names: self.names, scopes: &self.scopes }
    }

    /// Enters a query: its common table expressions, and what ORDER BY can name.
    fn enter_query(&mut self, query: &Query) {
        self.scopes.push(Scope { given_first: true, read_before: self.read, ..Scope::default() });
        if let Some(with) = &query.with {
            self.enter_with(with);
        }
        let Some(select) = first_select(&query.body) else { return };
        let relations = self.around().relations(&select.from);
        let given = self.around().select_outputs(select).unwrap_or_else(|| aliases(select));
        self.change(|scope| {
            scope.relations = relations;
            scope.given = given.into_iter().map(|column| column.name).collect();
            scope.seen = 0;
        });
    }

    fn enter_with(&mut self, with: &With) {
        for expression in &with.cte_tables {
            let columns = self.around().outputs(&expression.query).filter(|_| expression.alias.columns.is_empty());
            self.change(|scope| {
                scope.expressions.push(Expression { name: expression.alias.name.clone(), columns, read: 1 });
                scope.seen += 1;
            });
        }
        self.change(|scope| scope.recursive = with.recursive);
    }

    fn change(&mut self, change: impl FnOnce(&mut Scope)) {
        if let Some(scope) = self.scopes.last_mut() {
            change(scope);
        }
    }

    fn leave_query(&mut self) {
        let read = self.scopes.pop().map_or(0, |scope| self.read - scope.read_before);
        self.change(|scope| {
            // The first queries inside a query are its common table expressions.
            if let Some(expression) = scope.expressions.get_mut(scope.seen) {
                expression.read = read;
                scope.seen += 1;
            }
        });
    }

    fn enter_select(&mut self, select: &mut Select) -> Step {
        sizes::of_groups(&select.group_by)?;
        self.rare.rewrite(select)?;
        let relations = self.around().relations(&select.from);
        for item in std::mem::take(&mut select.projection) {
            item_of(item, &relations, &mut select.projection);
        }
        let given = aliases(select).into_iter().map(|column| column.name).collect();
        self.scopes.push(Scope { relations, given, ..Scope::default() });
        for join in select.from.iter_mut().flat_map(|table| &mut table.joins) {
            self.join(&mut join.join_operator);
        }
        Ok(())
    }

    /// The columns of USING.
    fn join(&self, operator: &mut JoinOperator) {
        let (JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)) = operator
        else {
            return;
        };
        let JoinConstraint::Using(columns) = constraint else { return };
        for column in columns {
            if let [written] = &parts(column)[..]
                && let Found::Column(name) = self.find(written)
            {
                *column = object(&[&name]);
            }
        }
    }

    /// Counts tables that the question reads.
    fn reads(&mut self, tables: usize) -> Step {
        self.read = self.read.saturating_add(tables);
        if self.read > SQL_TABLES_MAX { Err(Box::new(QueryError::TooComplex)) } else { Ok(()) }
    }

    fn table(&mut self, name: &mut ObjectName, alias: &mut Option<TableAlias>) -> Step {
        let written = parts(name);
        if let [only] = &written[..]
            && let Some(known) = self.around().expression(only)
        {
            *name = object(&[&known.name.value]);
            let read = known.read.max(1);
            return self.reads(read);
        }
        self.reads(1)?;
        let table = self.names.table(&written).ok_or_else(|| Box::new(unknown_table(name, self.names)))?;
        let (schema, table_name) = table.reference();
        *name = object(&[schema, table_name]);
        let called = quoted(&table.kind);
        alias.get_or_insert(TableAlias { explicit: true, name: called, columns: Vec::new(), at: None });
        Ok(())
    }

    fn expr(&self, expr: &mut Expr) -> Step {
        balance(expr)?;
        sizes::of_cast(expr)?;
        match expr {
            Expr::Identifier(written) => match self.find(written) {
                Found::Column(name) => *written = quoted(&name),
                Found::Perhaps => {}
                Found::Nowhere => return Err(Box::new(self.unknown_column(&written.value))),
            },
            Expr::CompoundIdentifier(written) => {
                if let Some(found) = self.qualified(written)? {
                    *expr = found;
                }
            }
            Expr::Function(function) => match self.word(function) {
                Some(column) => *expr = column,
                None => self.function(function)?,
            },
            Expr::BinaryOp { op: BinaryOperator::StringConcat, .. } => join(expr),
            _ => {}
        }
        Ok(())
    }

    /// The column that the parser took for a function without arguments, such as `user`.
    fn word(&self, function: &Function) -> Option<Expr> {
        let written = words(function)?;
        if let [written] = &written[..] {
            let Found::Column(name) = self.find(written) else { return None };
            return Some(Expr::Identifier(quoted(&name)));
        }
        self.qualified(&written).ok().flatten()
    }

    fn function(&self, function: &mut Function) -> Step {
        let written = parts(&function.name);
        let name = written.iter().map(|part| part.value.to_lowercase()).collect::<Vec<_>>().join(".");
        let known = self.names.functions().contains(&name) || PLANNED.contains(&name.as_str());
        if !known {
            let near = nearest(&name, self.names.functions().iter().map(String::as_str));
            return Err(Box::new(QueryError::UnknownFunction { name, near }));
        }
        if name == "rare" {
            return Err(Box::new(QueryError::Misplaced { function: "rare" }));
        }
        sizes::of_call(&name, function)?;
        function.name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(name))]);
        Ok(())
    }

    /// What a name without a table in front means here.
    fn find(&self, written: &Ident) -> Found {
        let mut unsure = false;
        for (height, scope) in self.scopes.iter().rev().enumerate() {
            let here = height == 0 || !scope.given_first;
            let given = scope.given(written).filter(|_| here).map(|name| Found::Column(name.to_owned()));
            if let (true, Some(given)) = (scope.given_first, &given) {
                return given.clone();
            }
            if let Some(column) = scope.relations.iter().find_map(|relation| relation.column(written)) {
                return Found::Column(column.name.clone());
            }
            if let Some(given) = given {
                return given;
            }
            unsure |= scope.relations.iter().any(|relation| relation.columns.is_none());
        }
        if unsure { Found::Perhaps } else { Found::Nowhere }
    }

    /// What a name with dots means: a table and its column, or a canonical name that has dots itself.
    fn qualified(&self, written: &[Ident]) -> Result<Option<Expr>, Box<QueryError>> {
        for split in (1..written.len()).rev() {
            let (prefix, rest) = written.split_at(split);
            let Some(relation) = self.relation(prefix) else { continue };
            let rest = joined(rest);
            if let Some(column) = relation.column(&rest) {
                return Ok(Some(Expr::CompoundIdentifier(vec![quoted(&relation.alias), quoted(&column.name)])));
            }
            if relation.columns.is_none() {
                return Ok(Some(Expr::CompoundIdentifier(vec![quoted(&relation.alias), rest])));
            }
            return Err(Box::new(self.unknown_column(&rest.value)));
        }
        match self.find(&joined(written)) {
            Found::Column(name) => Ok(Some(Expr::Identifier(quoted(&name)))),
            Found::Perhaps => Ok(None),
            Found::Nowhere => Err(Box::new(self.unknown_column(&joined(written).value))),
        }
    }

    fn relation(&self, prefix: &[Ident]) -> Option<&Relation> {
        self.scopes.iter().rev().find_map(|scope| scope.relations.iter().find(|relation| relation.is_called(prefix)))
    }

    fn unknown_column(&self, name: &str) -> QueryError {
        let relations = self.scopes.iter().flat_map(|scope| &scope.relations);
        let columns = relations.filter_map(|relation| relation.columns.as_ref()).flatten();
        QueryError::unknown_column(name, columns.map(ColumnName::shown), self.names)
    }
}

#[derive(Clone)]
enum Found {
    /// The exact name.
    Column(String),
    /// Only the engine can tell.
    Perhaps,
    Nowhere,
}

/// The names that SELECT gives with AS.
fn aliases(select: &Select) -> Vec<ColumnName> {
    let given = select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        _ => None,
    });
    given.map(|name| ColumnName { name, canonical: None, computed: false }).collect()
}

fn flow(step: Step) -> ControlFlow<Box<QueryError>> {
    match step {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}

impl VisitorMut for Resolver<'_> {
    type Break = Box<QueryError>;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Self::Break> {
        self.enter_query(query);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<Self::Break> {
        self.leave_query();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        flow(self.enter_select(select))
    }

    fn post_visit_select(&mut self, _select: &mut Select) -> ControlFlow<Self::Break> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Self::Break> {
        flow(match factor {
            TableFactor::Table { name, alias, args: None, .. } => self.table(name, alias),
            TableFactor::Table { name, .. } | TableFactor::Function { name, .. } => {
                let name = name.to_string().to_lowercase();
                if TABLE_FUNCTIONS.contains(&name.as_str()) {
                    return ControlFlow::Continue(());
                }
                let near = nearest(&name, TABLE_FUNCTIONS.iter().copied());
                Err(Box::new(QueryError::UnknownFunction { name, near }))
            }
            TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } | TableFactor::UNNEST { .. } => Ok(()),
            _ => Err(Box::new(QueryError::NotAQuestion)),
        })
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Self::Break> {
        flow(self.expr(expr))
    }
}
