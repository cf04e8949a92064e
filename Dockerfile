# syntax=docker/dockerfile:1
# One image per service from this one file, and one that makes their places in the database:
#   docker build --build-arg SERVICE=ordering --tag inkluderende-kommune/ordering .
#   docker build --target provision --tag inkluderende-kommune/provision .
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.base.json tsconfig.build.json ./
COPY libs libs
COPY services services
COPY infra infra
RUN node node_modules/@nestjs/cli/bin/nest.js build all

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# What is optional is the embedded PostgreSQL, 59 MB that no container starts.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/libs dist/libs

FROM runtime AS provision
COPY --from=build /app/dist/services dist/services
COPY --from=build /app/dist/infra dist/infra
# The demo's key is made here; a new volume takes over the folder's owner.
RUN install --directory --owner=node --group=node --mode=700 /keys
USER node
CMD ["node", "--enable-source-maps", "dist/infra/provision/main.js"]

# Last, so that it is what a build without --target makes.
FROM runtime AS service
ARG SERVICE
RUN test -n "${SERVICE}" || { echo "Say which service: --build-arg SERVICE=ordering" >&2; exit 1; }
COPY --from=build /app/dist/services/${SERVICE} dist/services/${SERVICE}
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The exec form takes no variables but WORKDIR does. Node gets SIGTERM itself, and stops in order.
WORKDIR /app/dist/services/${SERVICE}/src
CMD ["node", "--enable-source-maps", "main.js"]
