// A bare @fastify/static, in a process of its own: FOLDER PORT
import fastifyStatic from "@fastify/static";
import fastify from "fastify";

const [root = "", port = ""] = process.argv.slice(2);
const app = fastify();
await app.register(fastifyStatic, { root });
await app.listen({ host: "127.0.0.1", port: Number(port) });
