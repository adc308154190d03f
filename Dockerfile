# Written with care; it has not been run.
FROM node:20-bookworm-slim AS build
WORKDIR /rollcall
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node -e "import('./launch/prepare.mjs').then((m) => m.prepare())" \
 && node -e "import('./launch/web.mjs').then((m) => m.buildWeb('.next'))" \
 && node -e "import('./launch/bundle.mjs').then((m) => m.bundle())"

FROM node:20-bookworm-slim
WORKDIR /rollcall
COPY --from=build --chown=node:node /rollcall /rollcall
USER node
ENV ROLLCALL_HOST=0.0.0.0 PORT=3000
EXPOSE 3000
CMD ["npm", "start"]
