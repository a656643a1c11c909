// What tree-sitter is asked of Rust.

export const RUST = `
(function_item name: (identifier) @name) @function
(function_signature_item name: (identifier) @name) @function
(struct_item name: (type_identifier) @name) @struct
(union_item name: (type_identifier) @name) @struct
(enum_item name: (type_identifier) @name) @enum
(enum_variant name: (identifier) @name) @constant
(trait_item name: (type_identifier) @name) @trait
(impl_item type: (_) @name) @implementation
(const_item name: (identifier) @name) @constant
(static_item name: (identifier) @name) @variable
(type_item name: (type_identifier) @name) @type
(associated_type name: (type_identifier) @name) @type
(mod_item name: (identifier) @name) @module
(macro_definition name: (identifier) @name) @macro
(struct_item body: (field_declaration_list (field_declaration name: (field_identifier) @name) @field))
(union_item body: (field_declaration_list (field_declaration name: (field_identifier) @name) @field))
(attribute_item) @lead
[(line_comment) (block_comment)] @comment
(use_declaration argument: (_) @from) @import
(extern_crate_declaration name: (identifier) @from) @import
(ERROR) @error
`
