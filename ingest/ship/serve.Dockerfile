# syntax=docker/dockerfile:1
# The image of Safar's simple mode: `safar serve`, with its ClickHouse inside. Built from the top of the repository:
#   docker build --file ingest/ship/serve.Dockerfile --tag safar-serve .
#   docker run --detach --name safar --volume safar:/var/lib/safar --publish 127.0.0.1:7070:7070 safar-serve
#   docker logs safar        # the write key and the password
# ClickHouse's library needs glibc, so that this image is Debian's and not Alpine's.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /safar
COPY package.json package-lock.json .npmrc ./
COPY schemas/package.json schemas/
COPY sdk-web/package.json sdk-web/
COPY sdk-node/package.json sdk-node/
COPY ingest/package.json ingest/
# npm links the command, so its file must be there.
COPY ingest/bin ingest/bin

FROM manifests AS build
RUN npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.json rollup.config.mjs ./
COPY schemas schemas
COPY sdk-web sdk-web
COPY sdk-node sdk-node
COPY ingest ingest
RUN npm run build

FROM manifests AS packages
# With the optional packages: they are the engine.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM ${NODE_IMAGE}
WORKDIR /safar
ENV NODE_ENV=production \
    SAFAR_DATA=/var/lib/safar \
    SAFAR_LISTEN=0.0.0.0 \
    SAFAR_QUERY_LISTEN=0.0.0.0 \
    SAFAR_OPS_LISTEN=0.0.0.0 \
    SAFAR_OPS_PORT=9464
COPY --from=packages /safar ./
COPY --from=build /safar/schemas/dist schemas/dist
COPY --from=build /safar/schemas/clickhouse schemas/clickhouse
COPY --from=build /safar/schemas/json schemas/json
COPY --from=build /safar/sdk-web/dist sdk-web/dist
COPY --from=build /safar/sdk-node/dist sdk-node/dist
COPY --from=build /safar/ingest/dist ingest/dist
COPY --from=build /safar/ingest/journeys ingest/journeys
COPY --from=build /safar/ingest/dashboard/dist ingest/dashboard/dist
COPY --from=build /safar/ingest/dashboard/page.html ingest/dashboard/
COPY --from=build /safar/ingest/demo-shop/assets ingest/demo-shop/assets
COPY --from=build /safar/ingest/demo-shop/dist ingest/demo-shop/dist
COPY --from=build /safar/ingest/demo-shop/check.html /safar/ingest/demo-shop/page.html ingest/demo-shop/
RUN ln -s /safar/ingest/bin/safar.js /usr/local/bin/safar && install -d -o 1000 -g 1000 /var/lib/safar
USER 1000:1000
VOLUME /var/lib/safar
EXPOSE 7070 8123 9000 9464
# The image has neither wget nor curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:9464/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# What was accepted is stored before it ends: docker stop --time 45.
STOPSIGNAL SIGTERM
ENTRYPOINT ["safar"]
CMD ["serve"]
