/** @type {import('next').NextConfig} */
const nextConfig = {
  distDir: process.env.ROLLCALL_BUILD_DIR ?? '.next',
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'pino', '@prisma/client', 'pg-boss'],
  experimental: { serverActions: { bodySizeLimit: '17mb' } },
}

export default nextConfig
