//! Lists the rules of `content/rules` so that they are part of the program.

use std::path::{Path, PathBuf};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/rules");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yml"))
        .collect();
    files.sort();
    let mut code = String::from("static BUILTIN: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.file_name().expect("a file in a folder has a name").to_string_lossy().into_owned();
        let path = file.canonicalize().expect("the file was just listed");
        code.push_str(&format!("    ({:?}, include_str!({:?})),\n", format!("builtin/{name}"), path));
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("builtin_rules.rs");
    std::fs::write(out, code).expect("OUT_DIR can be written to");
}
