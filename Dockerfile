# The server as an image: `docker build -t lianshen .`. Nobody has built it where it was written; test/deploy reads it.
ARG NODE_TAG=24-slim

# The scripts of packages are not run: better-sqlite3 ships its binary, and the Node that package-lock.json brings for
# machines with an older one is left out, since this image has Node 24.
FROM node:${NODE_TAG} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE_TAG}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY domain ./domain
COPY store ./store
COPY projections ./projections
COPY sagas ./sagas
COPY app ./app
COPY api ./api
COPY cli ./cli
# All that it writes lies here; /app belongs to root and may be read-only.
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=300s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: SIGTERM reaches the server, which drains and stops by itself.
CMD ["node", "cli/start.mjs"]
