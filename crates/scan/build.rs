//! Lists the rules of `content/rules`, examples of its correlations and the samples of `content/kinds/samples` so that they are
//! part of the program.

use std::path::{Path, PathBuf};

fn main() {
    rules();
    samples();
    examples();
}

/// The crate's folder as it is now: what was built in one checkout may run in another.
fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"))
}

/// The samples: kind, file, bytes.
fn samples() {
    let folder = root().join("../../content/kinds/samples");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut code = String::from("static SAMPLES: &[(&str, &str, &[u8])] = &[\n");
    for kind in list(&folder).iter().filter(|path| path.is_dir()) {
        println!("cargo:rerun-if-changed={}", kind.display());
        for file in list(kind) {
            let path = file.canonicalize().expect("the file was just listed");
            code.push_str(&format!("    ({:?}, {:?}, include_bytes!({:?})),\n", name(kind), name(&file), path));
        }
    }
    code.push_str("];\n");
    write("samples.rs", &code);
}

/// What is in a folder, in order.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok());
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a listed path has a name").to_string_lossy().into_owned()
}

/// For each file of rules that has a correlation the examples that it must find: its name, and the bytes.
fn examples() {
    let rules = root().join("../../content/rules");
    let mut code = String::from("static EXAMPLES: &[(&str, &[u8])] = &[\n");
    for folder in list(&rules.join("examples")).iter().filter(|path| path.is_dir()) {
        let rule = rules.join(format!("{}.yml", name(folder)));
        let text = std::fs::read_to_string(&rule).unwrap_or_default();
        if !text.lines().any(|line| line == "correlation:") {
            continue;
        }
        println!("cargo:rerun-if-changed={}", folder.display());
        for example in list(folder).into_iter().filter(|path| name(path).starts_with("match-")) {
            let path = example.canonicalize().expect("the file was just listed");
            code.push_str(&format!("    ({:?}, include_bytes!({:?})),\n", format!("builtin/{}", name(&rule)), path));
        }
    }
    code.push_str("];\n");
    write("examples.rs", &code);
}

fn write(file: &str, code: &str) {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(file);
    std::fs::write(out, code).expect("OUT_DIR can be written to");
}

fn rules() {
    let folder = root().join("../../content/rules");
    println!("cargo:rerun-if-changed={}", folder.display());
    let files = list(&folder).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "yml"));
    let mut code = String::from("static BUILTIN: &[(&str, &str)] = &[\n");
    for file in files {
        let path = file.canonicalize().expect("the file was just listed");
        code.push_str(&format!("    ({:?}, include_str!({:?})),\n", format!("builtin/{}", name(&file)), path));
    }
    code.push_str("];\n");
    write("builtin_rules.rs", &code);
}
