import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Audit } from '#audit';
import {
  AdminService,
  IsText,
  Order,
  OrderService,
  ParkedEvent,
  Product,
  ProductService,
  ProjectionStatus,
  RetryParkedResponse,
  Saga,
  SagaAction,
  SagaService,
  SagaState,
  SkipParkedResponse,
} from '#contracts';
import { AppError } from '#ports';
import {
  answerRead,
  AnswersAccepted,
  AnswersRead,
  AnswersWrite,
  answerWrite,
  atLeisure,
  dateTime,
  enumOf,
  Id,
  IdempotencyKey,
  invalid,
  listAnswer,
  listOf,
  listQuery,
  MinPosition,
  Name,
  pageOf,
  text,
  uuid,
  type ListAnswer,
} from '#runtime';
import { Operation, Operations } from './operations.js';
import { paged } from './paging.js';

const SearchQuery = listQuery({
  sort: [],
  filters: { q: text(), in: listOf(enumOf({ products: 'products', orders: 'orders' })) },
});
const SagasQuery = listQuery({
  sort: ['startedAt', 'updatedAt'],
  filters: { state: enumOf(SagaState), olderThan: dateTime, order: uuid },
});
const ParkedQuery = listQuery({ sort: [], filters: {} });

type SearchQuery = InstanceType<typeof SearchQuery>;
type SagasQuery = InstanceType<typeof SagasQuery>;
type ParkedQuery = InstanceType<typeof ParkedQuery>;

/** How often an operation that runs elsewhere is asked how far it is, ms. */
const TELL_EVERY_MS = 1_000;

/** Why an event is passed over. */
class Skip {
  @IsText({ min: 1, max: 500 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 500 })
  reason!: string;
}

class FoundAnywhere {
  @ApiProperty({ type: pageOf(Product), required: false }) products?: ListAnswer<Product>;
  @ApiProperty({ type: pageOf(Order), required: false }) orders?: ListAnswer<Order>;
}

@Controller('v1/admin')
@ApiTags('admin')
export class AdminController {
  constructor(
    private readonly products: ProductService,
    private readonly orders: OrderService,
    private readonly sagas: SagaService,
    private readonly admin: AdminService,
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  /** Everything that holds the words: one list per kind, each with its own total. */
  @Get('search')
  @ApiOkResponse({ type: FoundAnywhere })
  async search(@Query() query: SearchQuery, @MinPosition() minPosition: string | undefined) {
    const { in: kinds = ['products', 'orders'], ...rest } = query;
    if (rest.cursor && new Set(kinds).size > 1) {
      throw invalid([{ parameter: 'cursor', code: 'INVALID', message: 'belongs to one list: name it by in' }]);
    }
    const request = { ...paged(rest), minPosition };
    const [products, orders] = await Promise.all([
      kinds.includes('products') ? this.products.listProducts({ ...request, showArchived: true }) : undefined,
      kinds.includes('orders') ? this.orders.listOrders(request) : undefined,
    ]);
    return {
      ...(products && { products: listAnswer(rest, products) }),
      ...(orders && { orders: listAnswer(rest, orders) }),
    };
  }

  @Get('sagas')
  @ApiOkResponse({ type: pageOf(Saga) })
  async listSagas(@Query() query: SagasQuery, @MinPosition() minPosition: string | undefined) {
    return listAnswer(query, await this.sagas.listSagas({ ...paged(query), minPosition }));
  }

  @Get('sagas/:id')
  @AnswersRead(Saga)
  async getSaga(@Name('id', 100) sagaId: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return answerRead(reply, (await this.sagas.getSaga({ sagaId })).saga);
  }

  @Post('sagas/:id/retry')
  @AnswersWrite(Saga)
  async retrySaga(
    @Name('id', 100) sagaId: string,
    @Body() action: SagaAction,
    @IdempotencyKey() commandId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.sagas.retrySaga({ sagaId, action, commandId: commandId ?? '' });
    return answerWrite(reply, done, done.saga);
  }

  @Post('sagas/:id/skip')
  @AnswersWrite(Saga)
  async skipSaga(
    @Name('id', 100) sagaId: string,
    @Body() action: SagaAction,
    @IdempotencyKey() commandId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.sagas.skipSaga({ sagaId, action, commandId: commandId ?? '' });
    return answerWrite(reply, done, done.saga);
  }

  @Post('sagas/:id/compensate')
  @AnswersWrite(Saga)
  async compensateSaga(
    @Name('id', 100) sagaId: string,
    @Body() action: SagaAction,
    @IdempotencyKey() commandId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.sagas.compensateSaga({ sagaId, action, commandId: commandId ?? '' });
    return answerWrite(reply, done, done.saga);
  }

  @Get('parked')
  @ApiOkResponse({ type: pageOf(ParkedEvent) })
  async listParked(@Query() query: ParkedQuery) {
    const { size: pageSize, cursor, page = 1 } = query;
    let found = await this.admin.listParked({ pageSize, ...(cursor && { pageToken: cursor }) });
    // Several processes have what is parked: a page is where those before it ended.
    for (let passed = 1; passed < page; passed++) {
      const { totalCount, nextPageToken: pageToken } = found;
      if (!pageToken) return listAnswer(query, { items: [], totalCount });
      found = await this.admin.listParked({ pageSize, pageToken });
    }
    return listAnswer(query, found);
  }

  @Post('parked/:id/retry')
  @HttpCode(200)
  @ApiOkResponse({ type: RetryParkedResponse })
  retryParked(@Name('id', 300) id: string) {
    return this.admin.retryParked({ id });
  }

  @Post('parked/:id/skip')
  @HttpCode(200)
  @ApiOkResponse({ type: SkipParkedResponse })
  skipParked(@Name('id', 300) id: string, @Body() { reason }: Skip) {
    return this.admin.skipParked({ id, reason });
  }

  @Get('projections')
  @ApiOkResponse({ type: [ProjectionStatus] })
  async listProjections() {
    return (await this.admin.listProjections({})).projections;
  }

  @Post('projections/:name/rebuild')
  @AnswersAccepted(Operation)
  async rebuildProjection(@Name('name', 100) name: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { projections } = await this.admin.listProjections({});
    if (!projections.some((each) => each.name === name)) {
      throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name}.`);
    }
    return accepted(reply, await this.operations.start('rebuild', (progress) => this.rebuild(name, progress)));
  }

  /** Everything that must hold over the log and the read models; its findings are the operation's result. */
  @Post('audit')
  @AnswersAccepted(Operation)
  async startAudit(@Res({ passthrough: true }) reply: FastifyReply) {
    const run = (progress: (done: unknown) => void) =>
      this.audit.run(progress, (request) => this.admin.auditProjections(request));
    return accepted(reply, await this.operations.start('audit', run));
  }

  /** Tells how far it is as the list of projections does; a moment in which that is not known is left out. */
  private rebuild(name: string, progress: (done: unknown) => void) {
    return atLeisure(async () => {
      const look = async () => {
        const { projections } = await this.admin.listProjections({});
        const rebuilding = projections.find((each) => each.name === name)?.rebuilding;
        if (rebuilding !== undefined) progress({ rebuilding });
      };
      const telling = setInterval(() => void look().catch(() => undefined), TELL_EVERY_MS);
      try {
        return await this.admin.rebuildProjection({ name });
      } finally {
        clearInterval(telling);
      }
    });
  }
}

@Controller('v1/operations')
@ApiTags('operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get(':id')
  @ApiOkResponse({ type: Operation })
  getOperation(@Id() id: string) {
    return this.operations.find(id);
  }
}

/** What takes long is looked at where it says. */
export function accepted(reply: FastifyReply, operation: Operation): Operation {
  void reply.header('location', `/v1/operations/${operation.id}`);
  return operation;
}
