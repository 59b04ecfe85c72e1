import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ImportAnswer, ImportRecord } from '#contracts';
import { TakesLines, unsupported } from '#runtime';
import { concurrently, linesOf } from './imports.lines.js';
import { ImportRecords, LONGEST_LINE } from './imports.records.js';

const NDJSON = 'application/x-ndjson';

/** Records at work at a time, per request: enough to fill a group commit. */
const AT_ONCE = 8;

@Controller('v1/admin/imports')
@ApiTags('admin')
export class ImportsController {
  constructor(private readonly records: ImportRecords) {}

  /**
   * Takes another system's history, one record per line, and answers one line per line as each is done, in any order,
   * while more are still coming. A line that is refused leaves the others alone.
   */
  @Post()
  @HttpCode(200)
  @TakesLines()
  @ApiProduces(NDJSON)
  @ApiBody({ type: ImportRecord })
  @ApiOkResponse({ type: ImportAnswer })
  importRecords(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (!(request.body instanceof Readable)) throw unsupported(request);
    const answers = concurrently(linesOf(request.body, LONGEST_LINE), AT_ONCE, this.records.session());
    // From here on it is a stream, not an answer that has to come in time: its head goes out before the first line is done.
    reply.hijack();
    reply.raw.writeHead(200, { ...reply.getHeaders(), 'content-type': NDJSON } as OutgoingHttpHeaders).flushHeaders();
    // What ends it early is the caller, who has gone; lines at work are done all the same.
    pipeline(asText(answers), reply.raw).catch(() => {});
  }
}

async function* asText(answers: AsyncIterable<ImportAnswer[]>): AsyncGenerator<string> {
  for await (const some of answers) yield some.map((answer) => `${JSON.stringify(answer)}\n`).join('');
}
