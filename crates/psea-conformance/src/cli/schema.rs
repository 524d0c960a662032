//! `schema`.

use std::fs;
use std::io::Write;

use super::CliError;
use super::args::SchemaArgs;

/// Suite and schema, as they were when this command was built.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

pub(crate) fn print(args: &SchemaArgs) -> Result<(), CliError> {
    let suite = args.suite.name();
    let schema = match &args.dir {
        Some(dir) => {
            let path = dir.join("schema").join(format!("{suite}.schema.json"));
            fs::read_to_string(&path).map_err(|error| CliError::Schema { path, error })?
        }
        None => EMBEDDED
            .iter()
            .find(|(name, _)| *name == suite)
            .map(|(_, schema)| (*schema).to_owned())
            .ok_or(CliError::NoSchema(suite))?,
    };
    let mut out = anstream::stdout().lock();
    write!(out, "{schema}")?;
    out.flush()?;
    Ok(())
}
