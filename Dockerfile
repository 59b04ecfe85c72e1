# One image for every app: the command names it, `docker run daybook order`. Nothing but Node is needed at run time.
FROM node:24.11-bookworm-slim AS build
WORKDIR /daybook
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24.11-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /daybook
COPY --from=build /daybook/package.json ./
COPY --from=build /daybook/node_modules ./node_modules
COPY --from=build /daybook/dist ./dist
COPY --from=build /daybook/tools/start-app.mjs ./tools/
COPY --from=build /daybook/tools/healthcheck.mjs ./tools/
RUN mkdir /data && chown node /data
USER node
VOLUME /data
EXPOSE 3000 50051
ENTRYPOINT ["node", "tools/start-app.mjs"]
CMD ["platform"]
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["node", "tools/healthcheck.mjs"]
