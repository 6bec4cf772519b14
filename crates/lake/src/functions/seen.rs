//! `first_seen(time)` and `last_seen(time)`: the engine's `min` and `max` under the words of the field.
//!
//! The engine's own, so that it still answers them from the files' statistics.

use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::logical_expr::AggregateUDF;
use std::sync::Arc;

pub(super) fn aggregates() -> [AggregateUDF; 2] {
    [
        Arc::unwrap_or_clone(min_udaf()).with_aliases(["first_seen"]),
        Arc::unwrap_or_clone(max_udaf()).with_aliases(["last_seen"]),
    ]
}
