import { describe, expect, test } from 'vitest';
import { sample } from '../host/fake-sample';
import { findIn } from './find';
import {
  apiKey,
  changeApi,
  groupKey,
  inputOf,
  moveTo,
  placeOf,
  sameTree,
  step,
  type Tree,
  treeOf,
  withGroup,
  without,
} from './tree';

const tree = treeOf(sample.groups);
const shape = (of: Tree) => of.map(({ id, apis }) => [id, ...apis.map((api) => api.id)].join(' '));

test('a tree that nobody changed is the catalogue again', () => {
  expect(inputOf(tree, 'r')).toEqual({ ...sample, revision: 'r' });
});

test('a title in one language stands for both, and a blank method or path is none', () => {
  const changed = changeApi(tree, apiKey('build-create'), {
    title: { ko: '', en: 'X' },
    method: '',
    path: ' ',
  });
  const api = inputOf(changed, '').groups[0]?.apis[0];
  expect(api).toMatchObject({ title: { ko: 'X', en: 'X' }, method: null, path: null });
});

describe('a step', () => {
  test.each<[string, -1 | 1, string[]]>([
    [
      apiKey('build-run'),
      -1,
      ['build build-run build-create build-run-log', 'cluster cluster-list', 'pipeline pl-list-service'],
    ],
    [
      apiKey('build-run-log'),
      1,
      ['build build-create build-run', 'cluster build-run-log cluster-list', 'pipeline pl-list-service'],
    ],
    [
      apiKey('pl-list-service'),
      -1,
      ['build build-create build-run build-run-log', 'cluster cluster-list pl-list-service', 'pipeline'],
    ],
    [
      groupKey('cluster'),
      -1,
      ['cluster cluster-list', 'build build-create build-run build-run-log', 'pipeline pl-list-service'],
    ],
  ])('of %s by %i', (key, by, expected) => {
    expect(shape(step(tree, key, by))).toEqual(expected);
  });

  test.each<[string, -1 | 1]>([
    [groupKey('build'), -1],
    [groupKey('pipeline'), 1],
    [apiKey('build-create'), -1],
    [apiKey('pl-list-service'), 1],
    ['nothing', 1],
  ])('of %s by %i leads nowhere', (key, by) => {
    expect(step(tree, key, by)).toBe(tree);
  });
});

test('an API goes to the end of another group, and nowhere if it is there already', () => {
  expect(shape(moveTo(tree, apiKey('build-create'), groupKey('cluster')))[1]).toBe(
    'cluster cluster-list build-create',
  );
  expect(moveTo(tree, apiKey('build-create'), groupKey('build'))).toBe(tree);
});

test('what is taken out and put back where it was is no change', () => {
  const place = placeOf(tree, groupKey('cluster'));
  const group = tree[place?.group ?? 0];
  const rest = without(tree, groupKey('cluster'));
  expect(sameTree(rest, tree)).toBe(false);
  expect(group && sameTree(withGroup(rest, group, place?.group), tree)).toBe(true);
});

test.each([
  ['', 5],
  ['클러스터', 1],
  ['로그 get', 1],
  ['/V1/BUILD', 2],
  ['build-create', 1],
  ['빌드', 3],
  ['nothing', 0],
])('searching %j leaves %i APIs', (search, apis) => {
  expect(findIn(tree, search).flatMap((group) => group.apis)).toHaveLength(apis);
});
