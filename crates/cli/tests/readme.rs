//! The READMEs in both languages say the same.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The commands of the examples; what is said about one behind `#` is in the page's own language.
fn commands(page: &str) -> Vec<&str> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("$ "));
    lines
        .map(|line| line.split("  #").next().unwrap().trim())
        .collect()
}

/// The first cells of tables.
fn cells(page: &str) -> Vec<&str> {
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap()).collect()
}

#[test]
fn both_pages_show_the_same_commands_files_and_parts() {
    let (english, chinese) = (read("README.md"), read("README.zh.md"));
    assert!(commands(&english).len() > 20);
    assert_eq!(commands(&english), commands(&chinese));
    assert_eq!(cells(&english), cells(&chinese));
    let parts = |page: &str| page.matches("\n## ").count();
    assert_eq!(parts(&english), parts(&chinese));
    assert!(english.contains("(README.zh.md)") && chinese.contains("(README.md)"));
}

#[test]
fn links_lead_somewhere() {
    for name in ["README.md", "README.zh.md"] {
        let page = read(name);
        for link in page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            assert!(root().join(link).exists(), "{name} links to {link}");
        }
    }
}
