//! The items of SELECT: what `*` stands for, and how columns are headed.

use super::parts;
use super::scope::{Relation, meant};
use crate::provider::{RECORD, UID};
use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, ObjectName, ObjectNamePart, SelectItem, SelectItemQualifiedWildcardKind,
    WildcardAdditionalOptions,
};

/// One item of SELECT: a record column is headed with its canonical name, and `*` leaves computed columns out.
pub(super) fn item_of(item: SelectItem, relations: &[Relation], items: &mut Vec<SelectItem>) {
    let stored = relations.iter().any(|relation| relation.stored);
    match item {
        SelectItem::UnnamedExpr(expr) => items.push(headed(expr, relations)),
        SelectItem::Wildcard(options) if stored && relations.len() == 1 => {
            items.push(SelectItem::Wildcard(without_computed(options)));
        }
        SelectItem::Wildcard(options) if stored && relations.iter().all(|relation| !relation.alias.is_empty()) => {
            for relation in relations {
                let options = if relation.stored { without_computed(options.clone()) } else { options.clone() };
                items.push(SelectItem::QualifiedWildcard(of(relation), options));
            }
        }
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
            let relation = relations.iter().find(|relation| relation.is_called(&parts(&name)));
            items.push(match relation {
                Some(relation) if relation.stored => {
                    SelectItem::QualifiedWildcard(of(relation), without_computed(options))
                }
                Some(relation) => SelectItem::QualifiedWildcard(of(relation), options),
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

fn without_computed(mut options: WildcardAdditionalOptions) -> WildcardAdditionalOptions {
    let computed = [UID, RECORD].map(|name| object(&[name]));
    if options.opt_exclude.is_none() && options.opt_except.is_none() {
        options.opt_exclude = Some(ExcludeSelectItem::Multiple(computed.to_vec()));
    }
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
