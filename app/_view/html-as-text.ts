// A remark plugin: HTML in markdown becomes the text that it is written with.

interface Node {
  type: string
  readonly children?: readonly Node[]
}

export function htmlAsText(): (tree: Node) => void {
  return function change(node) {
    if (node.type === 'html') node.type = 'text'
    for (const child of node.children ?? []) change(child)
  }
}
