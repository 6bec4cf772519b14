//! The rules of one log source compiled together.
//!
//! Tests that several rules share are kept once. Each rule is listed under the tests that
//! [`crate::cover`] chose for it, in tables by field: texts that a value must be, begin with, end
//! with or contain. Values are looked up in the tables; conditions run only for rules so found.

use crate::ast::Comparison;
use crate::cover::cover;
use crate::expr::{Cidr, Expr, FieldMatch, Number, Op, RegexText, Test, TimePart};
use crate::pattern::{Pattern, Shape};
use crate::regex_text;
use crate::tables::{SlotTables, TableBuilder};
use atalaya_model::Message;
use memchr::memmem::Finder;
use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

/// Slots one partition may have.
pub const SLOTS_MAX: usize = u16::MAX as usize;

/// A rule to compile, and how its fields are called in the events it will see.
pub struct Member<'r> {
    /// The number by which matches are reported.
    pub rule: u32,
    /// The rule's condition.
    pub expr: &'r Expr,
    /// The slot name that answers a field of the rule.
    pub slot_name: &'r dyn Fn(&str) -> String,
    /// Further fields of the rule whose values will be asked for: those that group correlations.
    pub more_fields: Vec<String>,
}

/// The rules of one log source compiled together. Immutable; shared by threads.
pub struct Partition {
    slots: Vec<String>,
    by_name: FxHashMap<String, u16>,
    pub(crate) tests: Vec<CompiledTest>,
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) tables: Vec<SlotTables>,
    /// Tables for keywords, over every value of the event.
    pub(crate) anywhere: SlotTables,
    /// Rules that are evaluated on every event.
    pub(crate) always: Vec<u32>,
    /// What could not be compiled: rule and reason.
    refused: Vec<(u32, Message)>,
}

pub(crate) struct CompiledRule {
    pub(crate) rule: u32,
    pub(crate) node: Node,
}

/// A condition over numbered tests.
pub(crate) enum Node {
    And(Box<[Node]>),
    Or(Box<[Node]>),
    AtLeast(u32, Box<[Node]>),
    Not(Box<Node>),
    Test(u32),
}

pub(crate) struct CompiledTest {
    /// The slot; `None` for keywords.
    pub(crate) slot: Option<u16>,
    pub(crate) op: CompiledOp,
}

pub(crate) enum CompiledOp {
    Text(Pattern),
    /// This text occurs, in the value as it is if the flag says so, else in the folded value.
    Contains(Box<Finder<'static>>, bool),
    Number(Number),
    Bool(bool),
    Null,
    Exists,
    Regex(Box<Regex>),
    Cidr(Cidr),
    Compare(Comparison, Number),
    Field {
        other: u16,
        how: FieldMatch,
        cased: bool,
    },
    TimePart(TimePart, Comparison, Number),
}

impl Partition {
    /// Compiles rules together. A rule that cannot be compiled is left out and listed in [`Partition::refused`].
    #[must_use]
    pub fn compile(members: &[Member<'_>]) -> Partition {
        let mut compiler = Compiler::default();
        for member in members {
            if let Err(reason) = compiler.member(member) {
                compiler.refused.push((member.rule, reason));
            }
        }
        compiler.finish()
    }

    /// The names of the slots, by number.
    #[must_use]
    pub fn slots(&self) -> &[String] {
        &self.slots
    }

    /// The slot of that name, if any rule asks for it.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }

    /// How many rules the partition holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether the partition holds no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Rules that could not be compiled, each with the reason.
    #[must_use]
    pub fn refused(&self) -> &[(u32, Message)] {
        &self.refused
    }
}

#[derive(Default)]
struct Compiler<'e> {
    slots: Vec<String>,
    by_name: FxHashMap<String, u16>,
    tests: Vec<CompiledTest>,
    test_numbers: FxHashMap<(Option<u16>, Op), u32>,
    /// A rule that several names of fields make twice asks for both.
    rules: Vec<CompiledRule>,
    tables: FxHashMap<Option<u16>, TableBuilder>,
    always: Vec<u32>,
    refused: Vec<(u32, Message)>,
    lifetime: std::marker::PhantomData<&'e ()>,
}

impl Compiler<'_> {
    fn member(&mut self, member: &Member<'_>) -> Result<(), Message> {
        let node = self.node(member.expr, member.slot_name)?;
        for field in &member.more_fields {
            self.slot(&(member.slot_name)(field))?;
        }
        let local = self.rules.len() as u32;
        match cover(member.expr) {
            None => self.always.push(local),
            Some(cover) => {
                for test in cover.tests {
                    self.list(test, local, member.slot_name)?;
                }
            }
        }
        self.rules.push(CompiledRule { rule: member.rule, node });
        Ok(())
    }

    fn slot(&mut self, name: &str) -> Result<u16, Message> {
        if let Some(slot) = self.by_name.get(name) {
            return Ok(*slot);
        }
        if self.slots.len() >= SLOTS_MAX {
            return Err(Message::new("rule-fields-too-many").with("limit", SLOTS_MAX));
        }
        let slot = self.slots.len() as u16;
        self.slots.push(name.to_owned());
        self.by_name.insert(name.to_owned(), slot);
        Ok(slot)
    }

    fn node(&mut self, expr: &Expr, name: &dyn Fn(&str) -> String) -> Result<Node, Message> {
        Ok(match expr {
            Expr::And(children) => Node::And(self.nodes(children, name)?),
            Expr::Or(children) => Node::Or(self.nodes(children, name)?),
            Expr::AtLeast(count, children) => Node::AtLeast(*count, self.nodes(children, name)?),
            Expr::Not(child) => Node::Not(Box::new(self.node(child, name)?)),
            Expr::Test(test) => Node::Test(self.test(test, name)?),
        })
    }

    /// Children in the order written, negations last: they are asked only where the rest holds.
    fn nodes(&mut self, children: &[Expr], name: &dyn Fn(&str) -> String) -> Result<Box<[Node]>, Message> {
        let (negated, plain): (Vec<&Expr>, Vec<&Expr>) =
            children.iter().partition(|child| matches!(child, Expr::Not(_)));
        plain.into_iter().chain(negated).map(|child| self.node(child, name)).collect()
    }

    fn test(&mut self, test: &Test, name: &dyn Fn(&str) -> String) -> Result<u32, Message> {
        let slot = test.field.as_deref().map(|field| self.slot(&name(field))).transpose()?;
        let mut op = test.op.clone();
        if let Op::Field { other, .. } = &mut op {
            *other = name(other);
        }
        if let Some(number) = self.test_numbers.get(&(slot, op.clone())) {
            return Ok(*number);
        }
        let compiled = self.op(&op)?;
        let number = self.tests.len() as u32;
        self.tests.push(CompiledTest { slot, op: compiled });
        self.test_numbers.insert((slot, op), number);
        Ok(number)
    }

    fn op(&mut self, op: &Op) -> Result<CompiledOp, Message> {
        Ok(match op {
            Op::Text(pattern) => match &pattern.shape {
                Shape::Contains(text) => CompiledOp::Contains(Box::new(Finder::new(text).into_owned()), pattern.cased),
                _ => CompiledOp::Text(pattern.clone()),
            },
            Op::Number(number) => CompiledOp::Number(*number),
            Op::Bool(value) => CompiledOp::Bool(*value),
            Op::Null => CompiledOp::Null,
            Op::Exists => CompiledOp::Exists,
            Op::Regex(regex) => CompiledOp::Regex(Box::new(compile_regex(regex)?)),
            Op::Cidr(cidr) => CompiledOp::Cidr(*cidr),
            Op::Compare(comparison, number) => CompiledOp::Compare(*comparison, *number),
            Op::TimePart(part, comparison, number) => CompiledOp::TimePart(*part, *comparison, *number),
            Op::Field { other, how, cased } => CompiledOp::Field { other: self.slot(other)?, how: *how, cased: *cased },
        })
    }

    /// Lists the rule under the test, in the tables of the test's slot.
    fn list(&mut self, test: &Test, local: u32, name: &dyn Fn(&str) -> String) -> Result<(), Message> {
        let slot = test.field.as_deref().map(|field| self.slot(&name(field))).transpose()?;
        self.tables.entry(slot).or_default().list(&test.op, local);
        Ok(())
    }

    fn finish(mut self) -> Partition {
        let anywhere = self.tables.remove(&None).unwrap_or_default().build();
        let tables =
            (0..self.slots.len()).map(|slot| self.tables.remove(&Some(slot as u16)).unwrap_or_default().build());
        Partition {
            tables: tables.collect(),
            anywhere,
            slots: self.slots,
            by_name: self.by_name,
            tests: self.tests,
            rules: self.rules,
            always: self.always,
            refused: self.refused,
        }
    }
}

fn compile_regex(regex: &RegexText) -> Result<Regex, Message> {
    regex_text::compile(regex)
}
