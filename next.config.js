/** @type {import('next').NextConfig} */
const nextConfig = {
  distDir: process.env.ROLLCALL_BUILD_DIR ?? '.next',
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'pino', '@prisma/client', 'pg-boss'],
  // Behind proxy.ts a body is cut at 10 MB, without a word to the sender, unless this says more.
  experimental: { serverActions: { bodySizeLimit: '17mb' }, proxyClientMaxBodySize: '65mb' },
}

export default nextConfig
