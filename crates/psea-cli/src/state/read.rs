//! Members of a strictly read JSON object, with errors that name them.

use std::path::Path;

use psea::jose::json::{Kind, Object, Value};

use crate::failure::Failure;

/// One file's members. Every error names the file and the member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'p> {
    pub(super) path: &'p Path,
    pub(super) code: &'static str,
    pub(super) fix: &'static str,
}

impl Reader<'_> {
    pub(super) fn bad(&self, field: &str, problem: &str) -> Failure {
        Failure::new(self.code, format!("`{field}` {problem}"))
            .file(self.path)
            .field(field)
            .fix(self.fix)
    }

    /// Refuses members beside `known`.
    pub(super) fn only(
        &self,
        object: Object<'_, '_>,
        known: &[&str],
        within: &str,
    ) -> Result<(), Failure> {
        for (name, _) in object {
            if !known.iter().any(|known| name == **known) {
                let field = format!("{within}{name}");
                let known = known.join(", ");
                return Err(self
                    .bad(&field, "is not a member that is known here")
                    .fix(format!("remove it, or correct its name; known are: {known}")));
            }
        }
        Ok(())
    }

    pub(super) fn required<'d, 'a>(
        &self,
        object: Object<'d, 'a>,
        name: &str,
        within: &str,
    ) -> Result<Value<'d, 'a>, Failure> {
        object.get(name).ok_or_else(|| self.bad(&format!("{within}{name}"), "is missing"))
    }

    pub(super) fn text(&self, value: Value<'_, '_>, field: &str) -> Result<String, Failure> {
        let text = value.as_text().ok_or_else(|| self.kind(value.kind(), field, "a string"))?;
        Ok(text.to_cow().into_owned())
    }

    pub(super) fn boolean(&self, value: Value<'_, '_>, field: &str) -> Result<bool, Failure> {
        value.as_bool().ok_or_else(|| self.kind(value.kind(), field, "true or false"))
    }

    pub(super) fn number(&self, value: Value<'_, '_>, field: &str) -> Result<u64, Failure> {
        value
            .as_integer()
            .and_then(|number| u64::try_from(number).ok())
            .ok_or_else(|| self.kind(value.kind(), field, "an integer of 0 to 2^53 − 1"))
    }

    pub(super) fn array<'d, 'a>(
        &self,
        value: Value<'d, 'a>,
        field: &str,
    ) -> Result<impl Iterator<Item = Value<'d, 'a>> + use<'d, 'a>, Failure> {
        let array = value.as_array().ok_or_else(|| self.kind(value.kind(), field, "an array"))?;
        Ok(array.iter())
    }

    pub(super) fn object<'d, 'a>(
        &self,
        value: Value<'d, 'a>,
        field: &str,
    ) -> Result<Object<'d, 'a>, Failure> {
        value.as_object().ok_or_else(|| self.kind(value.kind(), field, "an object"))
    }

    fn kind(&self, is: Kind, field: &str, must: &str) -> Failure {
        self.bad(field, &format!("must be {must}, and is {is}"))
    }
}
