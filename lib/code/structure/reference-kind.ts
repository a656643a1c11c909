// What a name is used for where it stands, told from the nodes of the tree around it.
import type { NodeFact } from './grammars.ts'

export const REFERENCE_KINDS = ['call', 'import', 'type', 'inherit', 'write', 'read'] as const
export type ReferenceKind = (typeof REFERENCE_KINDS)[number]

/** Nodes looked at from the name outwards. */
export const LEVELS = 9

const TEXT = /comment|string|char|heredoc|regex|jsx_text|^text$|escape|html/
const IMPORT = /^(?:import|use_|using_|namespace_use|preproc_include|export_clause|export_specifier|extern_crate)/
const INHERIT =
  /^(?:superclass|extends_clause|extends_type_clause|class_heritage|implements_clause|super_interfaces|extends_interfaces|base_list|base_class_clause|base_clause|class_interface_clause)$/
const TYPE_NODE =
  /^(?:type|type_identifier|type_annotation|type_arguments|type_descriptor|generic_type|type_list|type_spec|pointer_type|slice_type|array_type|map_type|reference_type|type_parameters|composite_literal|trait_bounds)$/
/** `a.name`, `a::name`, `name<T>`: what is done with them is done with the name. */
const PART =
  /^(?:member_expression|attribute|selector_expression|field_expression|scoped_identifier|scoped_type_identifier|qualified_identifier|qualified_name|member_access_expression|generic_function|generic_name|template_function|template_method|nested_identifier|scope_resolution|field_access|class_constant_access_expression|command_name|command_name_expr|dependent_name|non_null_expression|parenthesized_expression|variable_name|optional_chain|type_identifier)$/
const LAST_PART = /^(?:property|attribute|field|name|member|method|function|type|)$/
const CALL =
  /^(?:call|call_expression|method_invocation|object_creation_expression|new_expression|function_call_expression|member_call_expression|nullsafe_member_call_expression|scoped_call_expression|invocation_expression|macro_invocation|command|decorator|marker_annotation|annotation|jsx_opening_element|jsx_self_closing_element|attribute_item|invokation_expression)$/
const CALLED = /^(?:function|method|name|constructor|macro|type|command_name|)$/
const ASSIGNMENT =
  /^(?:assignment|assignment_expression|augmented_assignment|augmented_assignment_expression|assignment_statement|operator_assignment|compound_assignment_expr|update_expression|variable_assignment)$/
const DECLARES =
  /^(?:variable_declarator|required_parameter|optional_parameter|formal_parameter|spread_parameter|parameter|parameters|formal_parameters|typed_parameter|default_parameter|typed_default_parameter|parameter_declaration|optional_parameter_declaration|variadic_parameter|let_declaration|short_var_declaration|var_spec|const_spec|init_declarator|closure_parameters|lambda_parameters|method_parameters|block_parameters|keyword_argument|simple_parameter|range_clause|for_in_clause|for_statement|for_in_statement|for_expression|catch_clause|labeled_statement|field_initializer|keyed_element|literal_element|property_signature|enhanced_for_statement|field_declaration|enumerator|enum_variant|pair|function_declarator|pointer_declarator|array_declarator)$/
const DECLARED = /^(?:name|pattern|left|declarator|label|key|)$/

/** `declared`: the name of something else that is called so, such as a parameter; undefined in comments and texts. */
export function referenceKind(chain: readonly NodeFact[]): ReferenceKind | 'declared' | undefined {
  const [leaf] = chain
  if (leaf === undefined || !leaf.isNamed || TEXT.test(leaf.type)) return undefined
  if (chain.some(({ type }) => IMPORT.test(type))) return 'import'
  let at = 0
  // As far out as the name is what the expression ends with: `a.b.name` of `a.b.name()`.
  while (PART.test(chain[at + 1]?.type ?? '') && LAST_PART.test(chain[at]?.field ?? '') && endsAlike(chain, at)) at += 1
  const [node, parent] = [chain[at], chain[at + 1]]
  if (node === undefined || parent === undefined) return 'read'
  if (CALL.test(parent.type) && CALLED.test(node.field) && isCallee(node, parent)) return 'call'
  if (isInherited(chain)) return 'inherit'
  if (ASSIGNMENT.test(parent.type) && /^(?:left|name|argument|)$/.test(node.field)) return 'write'
  // `x, y = …` of Python and Go.
  if (/^(?:expression_list|pattern_list|left_assignment_list)$/.test(parent.type) && parent.field === 'left')
    return chain[at + 2]?.type === 'short_var_declaration' || chain[at + 2]?.type === 'for_statement'
      ? 'declared'
      : 'write'
  if (at === 0 && DECLARES.test(parent.type) && DECLARED.test(leaf.field) && leaf.type !== 'type_identifier')
    return isValue(leaf, parent) ? 'read' : 'declared'
  if (
    leaf.type === 'type_identifier' ||
    TYPE_NODE.test(parent.type) ||
    /^(?:type|return_type|result)$/.test(node.field)
  )
    return 'type'
  return 'read'
}

function endsAlike(chain: readonly NodeFact[], at: number): boolean {
  const [inner, outer] = [chain[at], chain[at + 1]]
  if (inner === undefined || outer === undefined) return false
  // Of `name<T>` the name is the beginning.
  return inner.end === outer.end || /generic|template|parenthesized/.test(outer.type)
}

/** The first thing in a call without fields is what is called. */
function isCallee(node: NodeFact, parent: NodeFact): boolean {
  return node.field !== '' || node.start - parent.start <= 'new '.length
}

function isInherited(chain: readonly NodeFact[]): boolean {
  return chain.some(
    ({ type, field }, index) =>
      INHERIT.test(type) || field === 'superclasses' || (field === 'trait' && chain[index + 1]?.type === 'impl_item'),
  )
}

/** `{ key: name }` and `for x in name` hold the name as a value. */
function isValue({ field, end }: NodeFact, parent: NodeFact): boolean {
  return field === '' && end === parent.end && !/parameter/.test(parent.type)
}
