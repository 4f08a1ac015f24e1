/** The sample catalogue of the fake host, as it ships with the application, shortened. */
import type { CatalogueView } from './types/CatalogueView';

export const sample: CatalogueView = {
  revision: 'sample',
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
          title: { ko: '빌드 실행 - 태그 생성', en: 'Run build - Create a tag' },
          method: 'POST',
          path: null,
          deprecated: false,
        },
        {
          id: 'build-run-log',
          title: { ko: '빌드 실행 로그 조회', en: 'Get build run log' },
          method: 'GET',
          path: '/v1/build/run/log/{buildRunSeq}',
          deprecated: false,
        },
      ],
    },
    {
      id: 'cluster',
      title: { ko: '클러스터', en: 'Cluster' },
      apis: [
        {
          id: 'cluster-list',
          title: { ko: '클러스터 목록 조회', en: 'Cluster list' },
          method: null,
          path: null,
          deprecated: false,
        },
      ],
    },
    {
      id: 'pipeline',
      title: { ko: '파이프라인', en: 'Pipeline' },
      apis: [
        {
          id: 'pl-list-service',
          title: { ko: '파이프라인 목록 조회', en: 'List pipelines of a service' },
          method: 'POST',
          path: '/api/pl/list/service/{serviceSeq}',
          deprecated: false,
        },
      ],
    },
  ],
};
