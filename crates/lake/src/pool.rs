//! Names and columns that many tables share, each kept once: four thousand tables have twenty kinds.

use std::sync::Arc;

use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is kept once.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    texts: FxHashSet<Arc<str>>,
    fields: FxHashMap<String, Vec<Arc<Field>>>,
}

impl Pool {
    /// The text, shared.
    pub(crate) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let text: Arc<str> = text.into();
        self.texts.insert(text.clone());
        text
    }

    /// The schema, of fields that are shared.
    pub(crate) fn schema(&mut self, schema: &Schema) -> SchemaRef {
        let fields: Vec<_> = schema.fields().iter().map(|field| self.field(field)).collect();
        Arc::new(Schema::new(fields))
    }

    fn field(&mut self, field: &Arc<Field>) -> Arc<Field> {
        let same_name = self.fields.entry(field.name().clone()).or_default();
        if let Some(known) = same_name.iter().find(|known| *known == field) {
            return known.clone();
        }
        same_name.push(field.clone());
        field.clone()
    }
}
