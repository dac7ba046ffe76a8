//! The schemas that values share.

use portcullis_domain::{OrganizationId, SubjectId};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, SchemaFormat, Type};

/// Texts without control characters.
pub(super) const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// Texts without control characters and outer spaces.
pub(super) const TRIMMED: &str =
    r"^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f])?$";

/// Texts without control characters that are not blank.
pub(super) const NOT_BLANK: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// The ids of an identity provider.
pub(super) const VISIBLE_ASCII: &str = "^[!-~]+$";

/// Sixteen letters and digits that Crockford's base 32 decodes (all but U), with dashes and spaces anywhere.
pub(super) const ENROLMENT_CODE: &str = r"^[- ]*([0-9A-TV-Za-tv-z][- ]*){16}$";

/// One plain e-mail address: a local part of atoms between dots, and a domain of labels.
pub(super) const ADDRESS: &str = concat!(
    r"^(?=[^@]{1,64}@)[!#-'*+/0-9=?A-Z^-~-]+(\.[!#-'*+/0-9=?A-Z^-~-]+)*",
    r"@[0-9A-Za-z]([!#-'*+/0-9=?A-Z^-~-]{0,61}[0-9A-Za-z])?(\.[0-9A-Za-z]([!#-'*+/0-9=?A-Z^-~-]{0,61}[0-9A-Za-z])?)*$",
);

pub(crate) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The schema of a subject's id.
pub(crate) fn subject_id() -> ObjectBuilder {
    bounded(VISIBLE_ASCII, SubjectId::LONGEST)
}

/// The schema of an organization's id.
pub(crate) fn organization_id() -> ObjectBuilder {
    bounded(VISIBLE_ASCII, OrganizationId::LONGEST)
}

pub(super) fn uuid() -> ObjectBuilder {
    text().format(Some(SchemaFormat::Custom("uuid".to_owned())))
}

pub(super) fn bounded(pattern: &str, longest: usize) -> ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(longest)).pattern(Some(pattern))
}

pub(super) fn whole() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::Integer))
}

/// Implements the schema of a value.
macro_rules! described {
    ($name:ident, $doc:literal, $schema:expr) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $schema.description(Some($doc.trim())).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

pub(super) use described;
