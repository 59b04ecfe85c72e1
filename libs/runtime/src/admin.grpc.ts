import { Audit } from '#audit';
import {
  AdminService,
  type AuditProjectionsRequest,
  type AuditProjectionsResponse,
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
import { pageOf, pageTokenOf, ParkedEvents, ReadSideKeeper } from '#eventing';
import { callContext } from '#ports';
import { GrpcService } from './grpc/contract.js';

/** The read side of this process, for operators. */
@GrpcService(AdminService)
export class AdminGrpc extends AdminService {
  constructor(
    private readonly keeper: ReadSideKeeper,
    private readonly parked: ParkedEvents,
    private readonly audit: Audit,
  ) {
    super();
  }

  override async listProjections(): Promise<ListProjectionsResponse> {
    const all = await this.keeper.statuses();
    return {
      projections: all.map(({ lag, rebuilding, ...status }) => ({
        ...status,
        ...(lag === undefined ? {} : { lag }),
        ...(rebuilding === undefined ? {} : { rebuilding }),
      })),
    };
  }

  override rebuildProjection({ name }: RebuildProjectionRequest): Promise<RebuildProjectionResponse> {
    return this.keeper.rebuild(name);
  }

  override auditProjections(request: AuditProjectionsRequest): Promise<AuditProjectionsResponse> {
    return this.audit.rows(request);
  }

  override async listParked({ pageSize, pageToken }: ListParkedRequest): Promise<ListParkedResponse> {
    const page = pageOf({ pageSize, pageToken }, 'parked', ['string']);
    const { size, after } = page;
    const { items: found, total } = await this.parked.list(size + 1, after && String(after[0]));
    const items = found.slice(0, size);
    const last = items.at(-1);
    return {
      items,
      totalCount: total,
      ...(found.length > size && last ? { nextPageToken: pageTokenOf(page, [last.id]) } : {}),
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
