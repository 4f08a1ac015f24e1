import { expect, test } from 'vitest';
import { sample } from '../host/fake-sample';
import { merge } from './merge';
import {
  apiKey,
  changeApi,
  changeGroup,
  groupKey,
  moveTo,
  sameTree,
  type Tree,
  type TreeApi,
  treeOf,
  withApi,
  without,
} from './tree';

const before = treeOf(sample.groups);
const create = apiKey('build-create');
const title = (ko: string) => ({ title: { ko, en: ko } });
const mine: TreeApi = {
  key: 'new 1',
  isNew: true,
  id: 'mine',
  title: { ko: '내 것', en: 'Mine' },
  method: 'GET',
  path: '/mine',
  deprecated: false,
};
const theirs: TreeApi = { ...mine, key: apiKey('theirs'), isNew: false, id: 'theirs' };

function merged(own: Tree, other: Tree): Tree {
  const { tree, collisions } = merge(before, own, other);
  expect(collisions).toEqual([]);
  return tree;
}

test('where one side changed nothing, the other is taken', () => {
  const changed = withApi(changeApi(before, create, title('다른 이름')), groupKey('cluster'), mine);
  expect(sameTree(merged(changed, before), changed)).toBe(true);
  const other = withApi(without(before, create), groupKey('cluster'), theirs);
  expect(sameTree(merged(before, other), other)).toBe(true);
});

test('what both did to different things holds', () => {
  const own = withApi(changeApi(before, create, title('내 이름')), groupKey('build'), mine);
  const other = withApi(without(before, apiKey('cluster-list')), groupKey('build'), theirs);
  const tree = merged(own, other);
  const ids = tree.map(({ apis }) => apis.map(({ id }) => id));
  expect(ids).toEqual([
    ['build-create', 'build-run', 'build-run-log', 'mine', 'theirs'],
    [],
    ['pl-list-service'],
  ]);
  expect(tree[0]?.apis[0]?.title.ko).toBe('내 이름');
});

test('what both changed stays as the person has it, and is told', () => {
  const { tree, collisions } = merge(
    before,
    changeApi(before, create, title('내 이름')),
    changeApi(before, create, title('그들의 이름')),
  );
  expect(tree[0]?.apis[0]?.title.ko).toBe('내 이름');
  expect(collisions).toEqual([create]);
});

test('what both changed alike is no collision', () => {
  const both = changeGroup(
    changeApi(before, create, title('같은 이름')),
    groupKey('build'),
    title('같은 그룹'),
  );
  expect(sameTree(merged(both, both), both)).toBe(true);
});

test('what the person changed and others removed comes back as new, and is told', () => {
  const { tree, collisions } = merge(
    before,
    changeApi(before, create, title('내 이름')),
    without(before, create),
  );
  expect(tree[0]?.apis[0]).toMatchObject({ id: 'build-create', isNew: true, title: { ko: '내 이름' } });
  expect(collisions).toEqual([create]);
});

test('what the person removed stays away, and what others put into its group is kept', () => {
  const own = without(before, groupKey('cluster'));
  const other = withApi(changeApi(before, apiKey('cluster-list'), title('x')), groupKey('cluster'), theirs);
  const tree = merged(own, other);
  expect(tree.map(({ id, apis }) => [id, ...apis.map((api) => api.id)].join(' '))).toEqual([
    'build build-create build-run build-run-log',
    'pipeline pl-list-service',
    'cluster theirs',
  ]);
});

test('an API that the person moved stays where they put it, with what others changed of it', () => {
  const own = moveTo(before, create, groupKey('cluster'));
  const tree = merged(own, changeApi(before, create, title('그들의 이름')));
  expect(tree[1]?.apis.map((api) => api.title.ko)).toEqual(['클러스터 목록 조회', '그들의 이름']);
});
