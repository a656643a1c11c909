// What tree-sitter is asked of PHP.

export const PHP = `
(class_declaration name: (name) @name) @class
(interface_declaration name: (name) @name) @interface
(trait_declaration name: (name) @name) @trait
(enum_declaration name: (name) @name) @enum
(enum_case name: (name) @name) @constant
(namespace_definition name: (namespace_name) @name) @module
(function_definition name: (name) @name) @function
(method_declaration name: (name) @name) @method
(const_declaration (const_element (name) @name)) @constant
(property_declaration (property_element name: (variable_name (name) @name))) @field
(program (expression_statement (assignment_expression left: (variable_name (name) @name) right: [(anonymous_function) (arrow_function)])) @function)
(expression_statement (function_call_expression function: (name) @define arguments: (arguments . (argument (string (string_content) @name)))) @constant)
(attribute_list) @lead
(comment) @comment
(namespace_use_clause [(qualified_name) (name)] @from) @import
(expression_statement [(require_once_expression (string) @from) (require_expression (string) @from) (include_expression (string) @from) (include_once_expression (string) @from)]) @import
(ERROR) @error
`
