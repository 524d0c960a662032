//! One vector and one file of vectors.

use crate::core::json::Json;

/// A vector of any suite: what all have in common, then the suite's own members.
#[derive(Clone, Debug)]
pub(crate) struct Vector {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) sections: Vec<&'static str>,
    pub(crate) flags: Vec<String>,
    members: Vec<(String, Json)>,
}

impl Vector {
    /// A vector without members of its suite.
    pub(crate) fn new(id: &str, title: &str, sections: &[&'static str]) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            sections: sections.to_vec(),
            flags: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Adds a flag.
    pub(crate) fn flag(&mut self, flag: &str) {
        assert!(self.flags.iter().all(|f| f != flag), "{} flagged {flag} twice", self.id);
        self.flags.push(flag.to_owned());
    }

    /// Adds a flag to a vector in the making.
    pub(crate) fn flagged(mut self, flag: &str) -> Self {
        self.flag(flag);
        self
    }

    /// Adds a member of the suite.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.members.push((name.to_owned(), value.into()));
        self
    }

    /// Whether something in it must be refused.
    pub(crate) fn is_negative(&self) -> bool {
        self.flags.iter().any(|flag| flag == "negative")
    }

    fn json(&self) -> Json {
        let mut json = Json::object([
            ("id", self.id.as_str().into()),
            ("title", self.title.as_str().into()),
            ("sections", Json::strings(&self.sections)),
            ("flags", Json::strings(&self.flags)),
        ]);
        for (name, value) in &self.members {
            json.push(name, value.clone());
        }
        json
    }
}

/// A suite and its vectors, in the order in which they are published.
#[derive(Clone, Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) vectors: Vec<Vector>,
}

impl Suite {
    /// The file's text.
    pub(crate) fn file(&self) -> String {
        let vectors: Vec<_> = self.vectors.iter().map(Vector::json).collect();
        Json::object([
            ("format", "psea-vectors/1".into()),
            ("suite", self.name.into()),
            ("draft", "draft-yossif-psea-03".into()),
            ("vectors", Json::Array(vectors)),
        ])
        .pretty()
    }
}
