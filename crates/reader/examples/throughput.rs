//! How fast inputs are read, without and with hashing: `throughput PATH...`.
#![allow(clippy::print_stdout)]

use std::ops::ControlFlow;
use std::time::Instant;

use atalaya_reader::{Input, Limits, Piece, read};

fn main() {
    let inputs: Vec<Input> = std::env::args_os().skip(1).map(|path| Input::Path(path.into())).collect();
    for hashing in [false, true] {
        let limits = Limits { hashing, ..Limits::default() };
        let (mut bytes, mut lines, recycler, start) = (0u64, 0u64, limits.recycler.clone(), Instant::now());
        let outcome = read(&inputs, &limits, &mut |piece| {
            match piece {
                Piece::Unit(unit) => {
                    bytes += unit.bytes.len() as u64;
                    lines = lines.max(unit.first_record);
                    recycler.give(unit.bytes);
                }
                Piece::Skipped { name, message } => println!("skipped {name}: {message:?}"),
                Piece::Damage(damage) => println!("{damage:?}"),
                Piece::Open(info) if inputs.len() == 1 && !hashing => println!("{info:?}"),
                _ => {}
            }
            ControlFlow::Continue(())
        });
        let seconds = start.elapsed().as_secs_f64();
        println!("hashing {hashing}: {outcome:?}, {:.0} MB/s", bytes as f64 / 1e6 / seconds);
    }
}
