//! The program from outside: what it prints and how it ends.

mod arguments;
mod lists;
mod program;
mod scan;
