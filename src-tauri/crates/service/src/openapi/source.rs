//! The parts of a document that are looked at (OpenAPI 3.0.4, 3.1.1, 3.2.0: 4.1 and on), as they stand there.

use super::loose::{Entries, Fields, List, Object, pass_over, value};
use serde::de::MapAccess;

#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) openapi: String,
    /// What earlier versions of the format have in its place.
    pub(super) swagger: String,
    pub(super) info: Object<Info>,
    pub(super) servers: List<Server>,
    pub(super) tags: List<Tag>,
    pub(super) paths: Entries<PathItem>,
    pub(super) components: Object<Components>,
}

#[derive(Debug, Default)]
pub(super) struct Info {
    pub(super) title: String,
}

#[derive(Debug, Default)]
pub(super) struct Components {
    pub(super) path_items: Entries<PathItem>,
}

#[derive(Debug, Default)]
pub(super) struct Server {
    pub(super) url: String,
    pub(super) variables: Entries<Variable>,
}

#[derive(Debug, Default)]
pub(super) struct Variable {
    pub(super) default: String,
}

#[derive(Debug, Default)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) titles: Titles,
    /// What documentation tools show in place of the name.
    pub(super) display_name: String,
}

/// Blank where there are none.
#[derive(Debug, Default)]
pub(super) struct Titles {
    pub(super) ko: String,
    pub(super) en: String,
}

#[derive(Debug, Default)]
pub(super) struct PathItem {
    pub(super) reference: String,
    pub(super) servers: List<Server>,
    /// By method.
    pub(super) operations: Vec<(String, Object<Operation>)>,
}

#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) summary: String,
    pub(super) titles: Titles,
    pub(super) tags: Vec<String>,
    pub(super) deprecated: bool,
    pub(super) servers: List<Server>,
}

impl Fields for Source {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "openapi" => self.openapi = value(map)?,
            "swagger" => self.swagger = value(map)?,
            "info" => self.info = value(map)?,
            "servers" => self.servers = value(map)?,
            "tags" => self.tags = value(map)?,
            "paths" => self.paths = value(map)?,
            "components" => self.components = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Info {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "title" => self.title = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Components {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "pathItems" => self.path_items = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Server {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "url" => self.url = value(map)?,
            "variables" => self.variables = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Variable {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "default" => self.default = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Tag {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "name" => self.name = value(map)?,
            "x-displayName" => self.display_name = value(map)?,
            _ => self.titles.field(name, map)?,
        }
        Ok(())
    }
}

impl Fields for Titles {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "x-title-ko" => self.ko = value(map)?,
            "x-title-en" => self.en = value(map)?,
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for PathItem {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "$ref" => self.reference = value(map)?,
            "servers" => self.servers = value(map)?,
            // `query` and the others by their names came with 3.2.
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
                self.operations.push((name.to_ascii_uppercase(), value(map)?));
            }
            "additionalOperations" => {
                self.operations.extend(value::<Entries<Operation>, A>(map)?.0);
            }
            _ => pass_over(map)?,
        }
        Ok(())
    }
}

impl Fields for Operation {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "operationId" => self.id = value(map)?,
            "summary" => self.summary = value(map)?,
            "tags" => self.tags = value(map)?,
            "deprecated" => self.deprecated = value(map)?,
            "servers" => self.servers = value(map)?,
            _ => self.titles.field(name, map)?,
        }
        Ok(())
    }
}
