// What tree-sitter is asked of Ruby.

export const RUBY = `
(class name: (_) @name) @class
(module name: (_) @name) @module
(method name: (_) @name) @method
(singleton_method name: (_) @name) @method
(assignment left: (constant) @name right: (call method: (identifier) block: (do_block))) @class
(assignment left: (constant) @name) @constant
(alias name: (_) @name) @method
(call method: (identifier) @attribute arguments: (argument_list (simple_symbol) @name)) @field
(comment) @comment
(call method: (identifier) @require arguments: (argument_list . (string) @from)) @import
(ERROR) @error
`
