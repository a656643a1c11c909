# Sparky in one image: installed and built as ./sparky does it anywhere, run by a user without rights.
FROM node:24-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sparky
COPY . .
# The image brings its own Node 24, so the packaged one is removed again.
RUN ./sparky setup \
 && rm -rf node_modules/node-linux-* .next/cache \
 && mkdir -p .cache .next/cache

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /data sparky \
 && install -d -o sparky -g sparky -m 0700 /data
COPY --from=build /opt/sparky /opt/sparky
RUN chown sparky:sparky /opt/sparky/.cache /opt/sparky/.next/cache
USER sparky
WORKDIR /data
ENV NODE_ENV=production SPARKY_DATA=/data SPARKY_HOST=0.0.0.0 SPARKY_PORT=3000 SPARKY_ROOTS=/repositories
EXPOSE 3000
VOLUME ["/data"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "/opt/sparky/deploy/healthcheck.mjs"]
ENTRYPOINT ["/opt/sparky/sparky"]
CMD ["start"]
