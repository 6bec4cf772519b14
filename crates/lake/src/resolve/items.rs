//! The items of SELECT: what `*` stands for, and how columns are headed; and pieces that the resolved question is made of.

use super::parts;
use super::scope::{Relation, meant};
use crate::functions::JOINED;
use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments, Ident,
    ObjectName, ObjectNamePart, SelectItem, SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

/// One item of SELECT: a record column is headed with its canonical name, and `*` leaves computed columns out.
pub(super) fn item_of(item: SelectItem, relations: &[Relation], items: &mut Vec<SelectItem>) {
    let stored = relations.iter().any(|relation| relation.stored);
    match item {
        SelectItem::UnnamedExpr(expr) => items.push(headed(expr, relations)),
        SelectItem::Wildcard(options) if stored && relations.len() == 1 => {
            items.push(SelectItem::Wildcard(without_computed(options, &relations[0])));
        }
        SelectItem::Wildcard(options) if stored && relations.iter().all(|relation| !relation.alias.is_empty()) => {
            for relation in relations {
                let options = without_computed(options.clone(), relation);
                items.push(SelectItem::QualifiedWildcard(of(relation), options));
            }
        }
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
            let relation = relations.iter().find(|relation| relation.is_called(&parts(&name)));
            items.push(match relation {
                Some(relation) => SelectItem::QualifiedWildcard(of(relation), without_computed(options, relation)),
                None => SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options),
            });
        }
        other => items.push(other),
    }
}

fn of(relation: &Relation) -> SelectItemQualifiedWildcardKind {
    SelectItemQualifiedWildcardKind::ObjectName(object(&[&relation.alias]))
}

fn headed(expr: Expr, relations: &[Relation]) -> SelectItem {
    match meant(&expr, relations).filter(|column| column.canonical.is_some()) {
        Some(column) => SelectItem::ExprWithAlias { alias: quoted(column.shown()), expr },
        None => SelectItem::UnnamedExpr(expr),
    }
}

/// What `*` stands for where it is of this relation: its columns without those that are computed.
fn without_computed(mut options: WildcardAdditionalOptions, relation: &Relation) -> WildcardAdditionalOptions {
    let columns = relation.columns.iter().flatten().filter(|column| column.computed && relation.stored);
    let mut left_out: Vec<ObjectName> = columns.map(|column| object(&[&column.name])).collect();
    match options.opt_exclude.take() {
        Some(ExcludeSelectItem::Single(name)) => left_out.push(name),
        Some(ExcludeSelectItem::Multiple(names)) => left_out.extend(names),
        None => {}
    }
    options.opt_exclude = (!left_out.is_empty()).then_some(ExcludeSelectItem::Multiple(left_out));
    options
}

/// The name, to be taken exactly.
pub(super) fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

/// The name with its schema, to be taken exactly.
pub(super) fn object(parts: &[&str]) -> ObjectName {
    ObjectName(parts.iter().map(|part| ObjectNamePart::Identifier(quoted(part))).collect())
}

/// `left || right` as the call of a function, which is bounded.
pub(super) fn join(expr: &mut Expr) {
    let whole = std::mem::replace(expr, Expr::Identifier(quoted("")));
    let Expr::BinaryOp { left, right, .. } = whole else { return };
    let args = [*left, *right].map(|argument| FunctionArg::Unnamed(FunctionArgExpr::Expr(argument)));
    let list = FunctionArgumentList { duplicate_treatment: None, args: args.to_vec(), clauses: Vec::new() };
    *expr = Expr::Function(Function {
        name: object(&[JOINED]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(list),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    });
}
