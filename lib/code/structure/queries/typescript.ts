// What tree-sitter is asked of TypeScript, with and without JSX.
import { SHARED } from './javascript.ts'

const IN_MODULE = (declaration: string) => `
(ambient_declaration ${declaration})
(internal_module body: (statement_block ${declaration}))
(internal_module body: (statement_block (export_statement declaration: ${declaration})))
(module body: (statement_block (export_statement declaration: ${declaration})))`

export const TYPESCRIPT = `
(abstract_class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(enum_body name: (_) @name @constant)
(enum_assignment name: (_) @name) @constant
(type_alias_declaration name: (_) @name) @type
(internal_module name: (_) @name) @module
(module name: (_) @name) @module
(function_signature name: (_) @name) @overload
(class_body (method_signature name: (_) @name) @overload)
(interface_body (method_signature name: (_) @name) @method)
(abstract_method_signature name: (_) @name) @method
(interface_body (property_signature name: (_) @name) @field)
(type_alias_declaration value: (object_type (property_signature name: (_) @name) @field))
(type_alias_declaration value: (object_type (method_signature name: (_) @name) @method))
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)]) @method
(public_field_definition name: (_) @name) @field
${IN_MODULE('(lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @constant)')}
${IN_MODULE('(lexical_declaration kind: "let" (variable_declarator name: (identifier) @name) @variable)')}
${IN_MODULE('(variable_declaration (variable_declarator name: (identifier) @name) @variable)')}
(import_statement (import_require_clause (identifier) @imported source: (string) @from)) @import
${SHARED}`
