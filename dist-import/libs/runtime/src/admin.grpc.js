var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { AdminService, } from '#contracts';
import { pageOf, pageTokenOf, ParkedEvents, ReadSideKeeper } from '#eventing';
import { callContext } from '#ports';
import { GrpcService } from './grpc/contract.js';
/** The read side of this process, for operators. */
let AdminGrpc = class AdminGrpc extends AdminService {
    keeper;
    parked;
    constructor(keeper, parked) {
        super();
        this.keeper = keeper;
        this.parked = parked;
    }
    async listProjections() {
        const all = await this.keeper.statuses();
        return {
            projections: all.map(({ lag, rebuilding, ...status }) => ({
                ...status,
                ...(lag === undefined ? {} : { lag }),
                ...(rebuilding === undefined ? {} : { rebuilding }),
            })),
        };
    }
    rebuildProjection({ name }) {
        return this.keeper.rebuild(name);
    }
    async listParked({ pageSize, pageToken }) {
        const { size, after } = pageOf({ pageSize, pageToken });
        const { items, total } = await this.parked.list(size, after && String(after[0]));
        const last = items.at(-1);
        return {
            items,
            totalCount: total,
            ...(items.length === size && last ? { nextPageToken: pageTokenOf([last.id]) } : {}),
        };
    }
    async retryParked({ id }) {
        return { resumed: await this.parked.retry(id) };
    }
    async skipParked({ id, reason }) {
        await this.parked.skip(id, reason, callContext()?.principal ?? 'anonymous');
        return {};
    }
};
AdminGrpc = __decorate([
    GrpcService(AdminService),
    __metadata("design:paramtypes", [ReadSideKeeper,
        ParkedEvents])
], AdminGrpc);
export { AdminGrpc };
//# sourceMappingURL=admin.grpc.js.map