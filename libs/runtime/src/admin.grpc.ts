import {
  AdminService,
  type ListParkedRequest,
  type ListParkedResponse,
  type ListProjectionsResponse,
  type RebuildProjectionRequest,
  type RebuildProjectionResponse,
  type RetryParkedRequest,
  type RetryParkedResponse,
  type SkipParkedRequest,
  type SkipParkedResponse,
} from '#contracts';
import { IndexFeeders, pageOf, pageTokenOf, ParkedEvents, Projections } from '#eventing';
import { callContext } from '#ports';
import { GrpcService } from './grpc/contract.js';

/** The read side of this process, for operators. */
@GrpcService(AdminService)
export class AdminGrpc extends AdminService {
  constructor(
    private readonly projections: Projections,
    private readonly feeders: IndexFeeders,
    private readonly parked: ParkedEvents,
  ) {
    super();
  }

  override async listProjections(): Promise<ListProjectionsResponse> {
    const indexes = (await this.feeders.statuses()).map((status) => ({
      ...status,
      rate: 0,
      parked: 0,
      rebuilding: undefined,
    }));
    const all = [...(await this.projections.statuses()), ...indexes];
    return {
      projections: all.map(({ lag, rebuilding, ...status }) => ({
        ...status,
        ...(lag === undefined ? {} : { lag }),
        ...(rebuilding === undefined ? {} : { rebuilding }),
      })),
    };
  }

  override async rebuildProjection({ name }: RebuildProjectionRequest): Promise<RebuildProjectionResponse> {
    const index = this.feeders.find(name);
    if (!index) return this.projections.rebuild(name);
    return { events: 0, rows: await this.feeders.rebuild(index), different: 0 };
  }

  override async listParked({ pageSize, pageToken }: ListParkedRequest): Promise<ListParkedResponse> {
    const { size, after } = pageOf({ pageSize, pageToken });
    const { items, total } = await this.parked.list(size, after && String(after[0]));
    const last = items.at(-1);
    return {
      items,
      totalCount: total,
      ...(items.length === size && last ? { nextPageToken: pageTokenOf([last.id]) } : {}),
    };
  }

  override async retryParked({ id }: RetryParkedRequest): Promise<RetryParkedResponse> {
    return { resumed: await this.parked.retry(id) };
  }

  override async skipParked({ id, reason }: SkipParkedRequest): Promise<SkipParkedResponse> {
    await this.parked.skip(id, reason, callContext()?.principal ?? 'anonymous');
    return {};
  }
}
