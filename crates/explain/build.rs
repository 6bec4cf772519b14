//! Lists the files of `content/attack`, so that the techniques and tactics are part of the program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("../../content/attack");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yml"));
    files.sort();
    let mut code = String::from(
        "/// The files of `content/attack`: name and text.\npub(crate) static FILES: &[(&str, &str)] = &[\n",
    );
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().expect("a listed file has a name").to_string_lossy().into_owned();
        let path = path.canonicalize().expect("it was just listed");
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("a string takes it");
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("attack.rs"), code).expect("cargo made the folder");
}
