//! Bills of materials: one `CycloneDX` file for each published crate.
//!
//! No time, no random serial number, no path: the same tree gives the same octets.

mod model;

use std::collections::BTreeMap;
use std::fs;

use cargo_metadata::{Package, TargetKind};

use self::model::{Bill, Component, Dependencies, Hash, Licence, Metadata, Property, Reference};
use super::workspace::{Crate, Tree, Workspace};
use super::{Answer, Options, policy};

pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    let folder = workspace.metadata.target_directory.join("sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{folder}: {error}"))?;
    let (mut least, mut most, mut octets) = (usize::MAX, 0, 0_usize);
    let published = workspace.published();
    for package in &published {
        let tree = workspace.tree(package, &["--all-features"])?;
        let usual = workspace.tree(package, &[])?.len();
        let text = text(&bill(workspace, package, &tree)?)?;
        let file = folder.join(format!("{}-{}.cdx.json", package.name, package.version));
        fs::write(&file, &text).map_err(|error| format!("{file}: {error}"))?;
        let (usual, all) = (usual.saturating_sub(1), tree.len().saturating_sub(1));
        let twice = twice(&tree);
        println!(
            "{:22} {usual:>4} by default, {all:>4} with all features, {:>7} octets{}",
            package.name.as_str(),
            text.len(),
            if twice.is_empty() { String::new() } else { format!("; twice: {}", twice.join(", ")) },
        );
        (least, most) = (least.min(all), most.max(all));
        octets = octets.saturating_add(text.len());
    }
    Ok(format!(
        "{} files in {folder}, {least} to {most} components each, {octets} octets",
        published.len()
    ))
}

/// What one crate is made of.
fn bill(workspace: &Workspace, of: &Package, tree: &Tree) -> Result<Bill, String> {
    let mut components = BTreeMap::new();
    for one in tree.keys() {
        let package = workspace.package(one).ok_or_else(|| format!("{one} is not in the lock"))?;
        let checksum = workspace.checksums.get(one).map(String::as_str);
        components.insert(one.clone(), component(package, checksum)?);
    }
    let root = components.remove(&Crate::from(of)).ok_or("a crate without itself")?;
    let dependencies = tree
        .iter()
        .map(|(one, needs)| Dependencies { of: purl(one), on: needs.iter().map(purl).collect() });
    let features = of.features.keys().filter(|name| *name != "default");
    let features = features.cloned().collect::<Vec<_>>().join(",");
    let property = Property { name: "cargo:features", value: features };
    Ok(Bill {
        format: "CycloneDX",
        specification: "1.5",
        version: 1,
        metadata: Metadata { component: root, properties: vec![property] },
        components: components.into_values().collect(),
        dependencies: dependencies.collect(),
    })
}

fn component(package: &Package, checksum: Option<&str>) -> Result<Component, String> {
    let of = Crate::from(package);
    let program = package.targets.iter().all(|target| !target.is_kind(TargetKind::Lib))
        && package.targets.iter().any(|target| target.is_kind(TargetKind::Bin));
    let licence = package.license.as_deref().ok_or_else(|| format!("{of}: no licence"))?;
    let licence = policy::expression(licence).map_err(|why| format!("{of}: {why}"))?;
    let hash = |sum: &str| Hash { algorithm: "SHA-256", content: sum.to_owned() };
    let repository =
        package.repository.iter().map(|url| Reference { kind: "vcs", url: url.clone() });
    Ok(Component {
        kind: if program { "application" } else { "library" },
        reference: purl(&of),
        name: of.name.clone(),
        version: of.version.clone(),
        // On one line, as CycloneDX wants it.
        description: package
            .description
            .as_deref()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        hashes: checksum.map(hash).into_iter().collect(),
        licences: vec![Licence { expression: licence.to_string() }],
        purl: purl(&of),
        references: repository.collect(),
    })
}

/// `pkg:cargo/name@version`, by the rules of package URLs.
fn purl(of: &Crate) -> String {
    format!("pkg:cargo/{}@{}", of.name, of.version.replace('+', "%2B"))
}

/// The names of which a tree has several versions.
fn twice(tree: &Tree) -> Vec<&str> {
    let names: Vec<_> = tree.keys().map(|one| one.name.as_str()).collect();
    let mut names: Vec<_> = names
        .windows(2)
        .filter(|two| two.first() == two.last())
        .flat_map(|two| two.first())
        .copied()
        .collect();
    names.dedup();
    names
}

fn text(bill: &Bill) -> Result<String, String> {
    let mut text = serde_json::to_string_pretty(bill).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests;
