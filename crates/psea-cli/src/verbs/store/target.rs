use std::path::{Path, PathBuf};

/// Which store is meant.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Target {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,

    /// A PostgreSQL database, as libpq names them: "host=… dbname=…" or postgresql://…
    #[cfg(feature = "postgres")]
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Store<'a> {
    Embedded(&'a Path),
    #[cfg(feature = "postgres")]
    Postgres(&'a str),
}

impl Target {
    pub(super) fn store(&self) -> Store<'_> {
        #[cfg(feature = "postgres")]
        if let Some(url) = &self.postgres {
            return Store::Postgres(url);
        }
        // The command line had to name one of the two.
        Store::Embedded(self.state.as_deref().unwrap_or(Path::new(".")))
    }
}
