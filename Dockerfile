# syntax=docker/dockerfile:1
# Channelwright in a container. The configuration is mounted; secrets come from the environment.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY adapters ./adapters
# zod is a peer dependency: what embeds the package brings it. Here nothing does.
RUN npm run build \
  && cp -r node_modules/zod /tmp/zod \
  && npm prune --omit=dev --no-audit --no-fund \
  && mv /tmp/zod node_modules/zod

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist/src ./dist/src
COPY --from=build /build/dist/adapters ./dist/adapters
COPY templates ./templates
# The user of the image owns nothing but the folder of an embedded store.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM: takes nothing more in, lets calls under way end, hands its slots over.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "dist/src/cli/bin.js"]
CMD ["--config", "/etc/channelwright/channelwright.yaml", "run"]
