//! Which fields a rule cannot do without.

use atalaya_model::Message;
use atalaya_schema::{AddressTable, FieldSource, Kind, Schema, Serve};
use atalaya_sigma::expr::{Expr, Op};
use std::collections::BTreeSet;

/// Fields without a value in which the rule cannot hold, whatever else the event carries.
pub(crate) fn needed_fields(expr: &Expr) -> BTreeSet<&str> {
    needed(expr, true)
}

/// The table of addresses that the field is made with and that the user did not bring.
pub(crate) fn table_lacking(schema: &Schema, serve: &Serve, field: &str) -> Option<AddressTable> {
    let FieldSource::Derived(ix) = serve.source_of(field) else { return None };
    let table = schema.derivation(ix).table?;
    (!schema.addresses().is_some_and(|addresses| addresses.has(table))).then_some(table)
}

/// What to do so that the field gets a value.
pub(crate) fn remedy(schema: &Schema, kind: &Kind, serve: usize, field: &str) -> Option<Message> {
    let table = table_lacking(schema, &kind.serves[serve], field);
    table.map(AddressTable::remedy).or_else(|| kind.remedy(serve, field).map(Message::new))
}

/// Fields without a value in which the expression cannot come out so.
fn needed<'e>(expr: &'e Expr, holds: bool) -> BTreeSet<&'e str> {
    let all = |children: &'e [Expr]| children.iter().flat_map(|child| needed(child, holds)).collect();
    let any = |children: &'e [Expr]| common(children.iter().map(|child| needed(child, holds)));
    match (expr, holds) {
        (Expr::Test(test), true) => match &test.op {
            Op::Null => BTreeSet::new(),
            Op::Field { other, .. } => test.field.as_deref().into_iter().chain([other.as_str()]).collect(),
            // What only an empty value fits; `*` fits that too, and still asks for a value.
            Op::Text(pattern) if pattern.matches("") && !pattern.matches("x") => BTreeSet::new(),
            _ => test.field.as_deref().into_iter().collect(),
        },
        (Expr::Test(test), false) if test.op == Op::Null => test.field.as_deref().into_iter().collect(),
        (Expr::Test(_) | Expr::AtLeast(..), false) => BTreeSet::new(),
        (Expr::And(children), true) | (Expr::Or(children), false) => all(children),
        (Expr::Or(children), true) | (Expr::And(children), false) => any(children),
        (Expr::AtLeast(count, children), true) if *count as usize >= children.len() => all(children),
        (Expr::AtLeast(_, children), true) => any(children),
        (Expr::Not(child), holds) => needed(child, !holds),
    }
}

fn common<'e>(mut sets: impl Iterator<Item = BTreeSet<&'e str>>) -> BTreeSet<&'e str> {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |common, set| common.intersection(&set).copied().collect())
}
