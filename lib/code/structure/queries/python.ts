// What tree-sitter is asked of Python.

const AT_TOP = (statement: string) => `
(module (expression_statement ${statement}))
(module (if_statement consequence: (block (expression_statement ${statement}))))
(module (if_statement alternative: (else_clause body: (block (expression_statement ${statement})))))
(module (try_statement body: (block (expression_statement ${statement}))))
(module (try_statement (except_clause (block (expression_statement ${statement})))))`

export const PYTHON = `
(class_definition name: (identifier) @name) @class
(function_definition name: (identifier) @name) @function
(class_definition body: (block (expression_statement (assignment left: (identifier) @name) @field)))
${AT_TOP('(assignment left: (identifier) @name) @variable')}
(module (expression_statement (assignment left: (pattern_list (identifier) @name)) @variable))
(module (expression_statement (assignment right: (assignment left: (identifier) @name)) @variable))
(type_alias_statement left: (type (identifier) @name)) @type
(decorator) @lead
(comment) @comment
(import_statement name: [(dotted_name) @from (aliased_import name: (dotted_name) @from)]) @import
(import_from_statement module_name: (_) @from name: [(dotted_name) @imported (aliased_import name: (dotted_name) @imported)]) @import
(import_from_statement module_name: (_) @from (wildcard_import) @imported) @import
(ERROR) @error
`
