// What tree-sitter is asked of shell scripts and PowerShell.

export const BASH = `
(function_definition name: (word) @name) @function
(program (variable_assignment name: (variable_name) @name) @variable)
(program (declaration_command (variable_assignment name: (variable_name) @name) @variable))
(comment) @comment
(command name: (command_name) @source . argument: (_) @from) @import
(ERROR) @error
`

export const POWERSHELL = `
(function_statement (function_name) @name) @function
(class_statement . (simple_name) @name) @class
(class_method_definition (simple_name) @name) @method
(class_property_definition (variable) @name) @field
(enum_statement (simple_name) @name) @enum
(enum_member (simple_name) @name) @constant
(comment) @comment
(command command_name: (command_name) @source command_elements: (command_elements (generic_token) @from)) @import
(ERROR) @error
`
