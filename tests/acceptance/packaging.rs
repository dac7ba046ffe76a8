//! The bases of the image, and how scripts get programs.

use std::path::Path;

use crate::fixtures::root;

/// The image arguments of the Dockerfile: `BUILD_IMAGE=rust:1.95.0-slim`.
fn images() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("packaging/Dockerfile")).unwrap();
    for base in text.lines().filter_map(|line| line.strip_prefix("FROM ")) {
        assert!(base.starts_with("${"), "every base is an argument, which scripts/pin-images reads: {base}");
    }
    let arguments = text.lines().filter_map(|line| line.strip_prefix("ARG "));
    arguments.filter(|argument| argument.contains("_IMAGE=")).map(str::to_owned).collect()
}

#[test]
fn image_bases_have_exact_tags_and_pinned_ones_a_digest() {
    let images = images();
    assert_eq!(images.len(), 2, "{images:?}");
    for image in &images {
        let tag = image.rsplit_once(':').unwrap().1;
        let version = tag.split('-').next().unwrap();
        assert!(version.contains('.') && version.split('.').all(|part| part.parse::<u32>().is_ok()), "{image}");
    }
    let toolchain = std::fs::read_to_string(root().join("rust-toolchain.toml")).unwrap();
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = ")).unwrap().trim_matches('"');
    assert!(images[0].contains(&format!(":{channel}-")), "{images:?}");
    // written by scripts/pin-images where a registry can be reached
    let Ok(pinned) = std::fs::read_to_string(root().join("packaging/images.env")) else { return };
    for (line, image) in pinned.lines().zip(&images) {
        let digest = line.strip_prefix(&**image).and_then(|rest| rest.strip_prefix("@sha256:"));
        let is_hex = |digest: &str| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(digest.is_some_and(is_hex), "{line}: run scripts/pin-images");
    }
}

#[test]
fn nothing_is_piped_into_a_shell() {
    fn check(path: &Path) {
        if path.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                check(&entry.unwrap().path());
            }
        } else if let Ok(text) = std::fs::read_to_string(path) {
            for line in text.lines() {
                let mut piped = line.split('|').skip(1).filter_map(|command| command.split_whitespace().next());
                let shell = piped.find(|word| ["sh", "bash", "dash", "zsh", "sudo"].contains(word));
                assert_eq!(shell, None, "{}: {line}", path.display());
            }
        }
    }
    for folder in ["packaging", "scripts", ".ci", "Makefile", "bench"] {
        check(&root().join(folder));
    }
}
