// Names of collections: one for each model, whatever the model is called.
import { describe, expect, it } from 'vitest'
import { collectionNameOf, requireCollectionName } from '#lib/vectors/check-input.ts'

describe('the name of a collection', () => {
  it('is made of purpose and model, in letters that every store takes', () => {
    expect(collectionNameOf('code', 'all-MiniLM-L6-v2')).toBe('code_all_minilm_l6_v2')
    expect(collectionNameOf('code', 'BAAI/bge-m3:latest')).toBe('code_baai_bge_m3_latest')
  })

  it('of any model is a valid one', () => {
    for (const model of ['', '..', 'x'.repeat(500), 'Ünïcode/模型', "'; DROP TABLE x; --"]) {
      const name = collectionNameOf('code', model)
      expect(requireCollectionName(name)).toBe(name)
    }
  })

  it('tells two long names apart that begin alike', () => {
    const long = 'sentence-transformers/paraphrase-multilingual-mpnet-base'
    expect(collectionNameOf('code', `${long}-v1`)).not.toBe(collectionNameOf('code', `${long}-v2`))
  })
})
