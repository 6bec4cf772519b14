//! Lists the kinds under `content/kinds` and the remedies of the catalogue, so that both are part of the program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let content = root.join("../../content");
    let mut files = Vec::new();
    for folder in ["kinds/families", "kinds"] {
        list(&content.join(folder), "yml", &mut files);
    }
    files.sort();
    let mut code = String::from(
        "/// The files of `content/kinds`: name and text.\npub(crate) static FILES: &[(&str, &str)] = &[\n",
    );
    for file in &files {
        let name = file.strip_prefix(&content).expect("listed below it").to_string_lossy().replace('\\', "/");
        let path = file.canonicalize().expect("it was just listed");
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("a string takes it");
    }
    code.push_str(
        "];\n/// The messages that say how to make a field appear.\npub(crate) static REMEDIES: &[&str] = &[\n",
    );
    for id in remedies(&content.join("messages")) {
        writeln!(code, "    {id:?},").expect("a string takes it");
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("builtin.rs"), code).expect("cargo made the folder");
}

fn list(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_file() && path.extension().is_some_and(|found| found == extension) {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}

fn remedies(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    list(folder, "ftl", &mut files);
    let mut ids: Vec<String> = files
        .iter()
        .filter(|file| file.to_string_lossy().ends_with(".en.ftl"))
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|text| text.lines().filter_map(remedy).collect::<Vec<_>>())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

fn remedy(line: &str) -> Option<String> {
    let (id, _) = line.split_once('=')?;
    id.starts_with("remedy-").then(|| id.trim().to_owned())
}
