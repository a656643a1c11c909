// What tree-sitter is asked of JavaScript; TypeScript adds to it.

const FUNCTION = '[(arrow_function) (function_expression) (generator_function)]'
/** Objects that are given a name: their functions can be called by it. */
const NAMED_OBJECT = (object: string) => `
(variable_declarator value: ${object})
(assignment_expression right: ${object})
(export_statement value: ${object})
(pair value: ${object})`
const REQUIRE = '(call_expression function: (identifier) @require arguments: (arguments . (string) @from))'
const AT_TOP = (declaration: string) => `
(program ${declaration})
(program (export_statement declaration: ${declaration}))`

/** Both name a field of a class differently. */
export const SHARED = `
(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(variable_declarator name: (identifier) @name value: (class)) @class
(function_declaration name: (identifier) @name) @function
(generator_function_declaration name: (identifier) @name) @function
(variable_declarator name: (identifier) @name value: ${FUNCTION}) @function
(method_definition name: (_) @name) @method
(assignment_expression left: (member_expression object: (_) @owner property: (_) @name) right: ${FUNCTION}) @function
(assignment_expression left: (member_expression object: (_) @owner property: (_) @name) right: (assignment_expression right: ${FUNCTION})) @function
(assignment_expression left: (member_expression object: (_) @owner property: (_) @name) right: (class)) @class
(assignment_expression left: (identifier) @name right: ${FUNCTION}) @function
(function_expression name: (identifier) @name) @function
${NAMED_OBJECT(`(object (pair key: [(property_identifier) (string)] @name value: ${FUNCTION}) @method)`)}
${AT_TOP('(lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @constant)')}
${AT_TOP('(lexical_declaration kind: "let" (variable_declarator name: (identifier) @name) @variable)')}
${AT_TOP('(variable_declaration (variable_declarator name: (identifier) @name) @variable)')}
(program (expression_statement (assignment_expression left: (member_expression object: (_) @exports property: (_) @name)) @variable))
(program (expression_statement (assignment_expression left: (member_expression object: (_) @exports property: (_) @name) right: (assignment_expression)) @variable))
(decorator) @lead
(comment) @comment
(import_statement source: (string) @from) @import
(import_statement (import_clause [(identifier) @imported (named_imports (import_specifier name: (_) @imported)) (namespace_import (identifier) @imported)]) source: (string) @from) @import
(export_statement source: (string) @from) @import
(export_statement (export_clause (export_specifier name: (_) @imported)) source: (string) @from) @import
(variable_declarator value: ${REQUIRE}) @import
(variable_declarator value: (member_expression object: ${REQUIRE})) @import
(ERROR) @error
`

export const JAVASCRIPT = `
(field_definition property: (_) @name value: ${FUNCTION}) @method
(field_definition property: (_) @name) @field
${SHARED}`
