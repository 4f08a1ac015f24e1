import { expect, test } from 'vitest';
import type { CatalogueView } from '../host/types/CatalogueView';
import { filterGroups, treeGroups } from './catalogue';

const catalogue: CatalogueView = {
  revision: '1',
  groups: [
    {
      id: 'build',
      title: { ko: '빌드', en: 'Build' },
      apis: [
        {
          id: 'build-create',
          title: { ko: '빌드 생성', en: 'Create a build' },
          method: 'POST',
          path: '/v1/build',
          deprecated: false,
        },
        {
          id: 'build-run',
          title: { ko: '태그 생성', en: 'Create a tag' },
          method: 'POST',
          path: null,
          deprecated: true,
        },
      ],
    },
    {
      id: 'cluster',
      title: { ko: '클러스터', en: 'Cluster' },
      apis: [
        {
          id: 'cluster-list',
          title: { ko: '목록 조회', en: 'List' },
          method: null,
          path: null,
          deprecated: false,
        },
      ],
    },
  ],
};

test.each([
  ['', ['build-create', 'build-run', 'cluster-list']],
  ['태그', ['build-run']],
  ['TAG', ['build-run']],
  ['클러스터', ['cluster-list']],
  ['빌드', ['build-create', 'build-run']],
  ['빌드 create', ['build-create', 'build-run']],
  ['post /v1', ['build-create']],
  ['빌드 목록', []],
])('searching %j finds %j', (query, ids) => {
  expect(filterGroups(catalogue, query).flatMap((group) => group.apis.map((api) => api.id))).toEqual(ids);
});

test('Hangul that was typed decomposed finds the composed title', () => {
  expect(filterGroups(catalogue, '태그'.normalize('NFD'))).toHaveLength(1);
});

test('an API without a path says so instead of showing one, and a deprecated one says that', () => {
  const words = { noPath: '경로 없음', noPathTitle: '…', deprecated: '폐기 예정' };
  const items = treeGroups(catalogue.groups, 'en', words)[0]?.items;
  expect(items).toEqual([
    { id: 'build-create', label: 'Create a build', detail: 'POST /v1/build' },
    { id: 'build-run', label: 'Create a tag', lack: '경로 없음', lackTitle: '…', mark: '폐기 예정' },
  ]);
});
