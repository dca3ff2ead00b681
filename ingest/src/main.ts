// libuv's threads run the engine's statements beside decompression and file work; four are too few, and the
// number is read once, before the first of them starts.
process.env.UV_THREADPOOL_SIZE ??= "16";

const { run } = await import("./cli.js");
await run(process.argv);
