use std::path::PathBuf;

/// The directory of the XDG Base Directory Specification, or the system's like of it.
pub(crate) fn for_state() -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(std::env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    if cfg!(windows) {
        return absolute("LOCALAPPDATA");
    }
    let home = || Some(std::env::home_dir()?.join(".local/state")).filter(|it| it.is_absolute());
    absolute("XDG_STATE_HOME").or_else(home)
}
