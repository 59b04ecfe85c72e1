import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusals, type Problem } from '#contracts';
import { AppError } from '#ports';
import { platformProblems } from './problem-catalogue.js';
import { indexPage, problemPage, slugOf } from './problem-pages.js';

/** Every code that an answer can carry; the kebab form of its name is its page. */
const PROBLEMS: Readonly<Record<string, Problem>> = { ...platformProblems, ...refusals };

export const problemOf = (code: string): Problem | undefined =>
  Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;

/** The relative address of a code's page: the `type` of a problem document. */
export const problemType = (code: string) => `/problems/${slugOf(code)}`;

/** What stands behind the `type` of a problem document, for people and for programs; and the list of them all. */
@Controller('problems')
@ApiExcludeController()
export class ProblemsController {
  @Get()
  @Header('cache-control', 'public, max-age=3600')
  all(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return wantsPage(request, reply)
      ? indexPage(PROBLEMS)
      : Object.entries(PROBLEMS).map(([code, each]) => ({ code, ...each }));
  }

  @Get(':slug')
  @Header('cache-control', 'public, max-age=3600')
  page(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const code = slug.toUpperCase().replaceAll('-', '_');
    const found = problemOf(code);
    if (!found || slug !== slug.toLowerCase()) throw new AppError('notFound', 'NOT_FOUND', 'There is no such problem.');
    return wantsPage(request, reply) ? problemPage(code, found) : { code, ...found };
  }
}

/** Whether the caller wants a page; sets the type of what is answered accordingly. */
function wantsPage({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  const isPage = headers.accept?.includes('text/html') ?? false;
  void reply.header('vary', 'accept').type(isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
  return isPage;
}
