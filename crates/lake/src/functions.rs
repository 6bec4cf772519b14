//! The functions of the field, for questions: what each is called, what it takes and what it answers.
//!
//! [`FUNCTIONS`] lists them as people write them, and [`register`] makes them known to the engine. Each function's logic is a
//! plain Rust function in a file of its own; `rare` is none and lives in `resolve`. What the engine brings itself is not listed.

mod bin;
mod cidr;
mod decode;
mod domain;
mod entropy;
mod growth;
mod record;
mod seen;
mod text;
mod uid;
mod word;

pub use decode::DECODED_BYTES_MAX;
pub(crate) use growth::JOINED;
pub use growth::{CONSTANT_BYTES_MAX, GROWTH_BYTES_MAX};
pub(crate) use record::{matches_rest, record_of};
pub(crate) use uid::event_uid;
pub use word::{WORD_BYTES_MAX, WORD_COLUMNS_MAX};

use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use datafusion::prelude::SessionContext;
use std::hash::{Hash, Hasher};

/// A function that questions may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is written, with its arguments.
    pub usage: &'static str,
}

/// The functions of the field.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "base64_decode", usage: "base64_decode(text)" },
    Function { name: "cidr_match", usage: "cidr_match(address, '10.0.0.0/8')" },
    Function { name: "entropy", usage: "entropy(text)" },
    Function { name: "first_seen", usage: "first_seen(time)" },
    Function { name: "hex_decode", usage: "hex_decode(text)" },
    Function { name: "last_seen", usage: "last_seen(time)" },
    Function { name: "matches_word", usage: "matches_word(text, …, 'word')" },
    Function { name: "rare", usage: "rare(value [, times])" },
    Function { name: "registered_domain", usage: "registered_domain(host)" },
    Function { name: "url_decode", usage: "url_decode(text)" },
];

/// Makes the functions known to a session, and replaces the engine's own where ours are faster.
pub(crate) fn register(context: &SessionContext) {
    growth::bound(context);
    for simple in [
        Simple::texts("base64_decode", 1, DataType::Utf8View, decode::base64),
        Simple::texts("hex_decode", 1, DataType::Utf8View, decode::hex),
        Simple::texts("url_decode", 1, DataType::Utf8View, decode::url),
        Simple::texts("registered_domain", 1, DataType::Utf8View, domain::registered),
        Simple::texts("entropy", 1, DataType::Float64, entropy::entropy),
        Simple::texts("cidr_match", 2, DataType::Boolean, cidr::matches),
        Simple::new("matches_word", Signature::variadic_any(Volatility::Immutable), DataType::Boolean, word::matches),
    ] {
        context.register_udf(ScalarUDF::new_from_impl(simple));
    }
    for udf in bin::faster() {
        context.register_udf(udf);
    }
    for udaf in seen::aggregates() {
        context.register_udaf(udaf);
    }
}

/// What a function does with one batch of its arguments.
type Run = fn(&ScalarFunctionArgs) -> Result<ColumnarValue>;

/// A function whose answer's type does not depend on its arguments.
#[derive(Debug)]
pub(crate) struct Simple {
    name: &'static str,
    signature: Signature,
    returns: DataType,
    run: Run,
}

impl Simple {
    pub(crate) fn new(name: &'static str, signature: Signature, returns: DataType, run: Run) -> Simple {
        Simple { name, signature, returns, run }
    }

    fn texts(name: &'static str, arguments: usize, returns: DataType, run: Run) -> Simple {
        Simple::new(name, Signature::string(arguments, Volatility::Immutable), returns, run)
    }
}

/// The name alone says which function it is: there is one of each.
impl PartialEq for Simple {
    fn eq(&self, other: &Simple) -> bool {
        self.name == other.name
    }
}

impl Eq for Simple {}

impl Hash for Simple {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Simple {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        (self.run)(&args)
    }
}
