//! The tests of Sigma: reading, the reference evaluator, and what the specification says of both.

mod corpus;
mod generate;
mod naive;
mod parsing;
mod vectors;
