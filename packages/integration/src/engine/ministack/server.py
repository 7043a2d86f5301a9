"""Serves MiniStack by uvicorn in place of Hypercorn: the same app, and a parser of HTTP and an event loop that are not Python's own.
Most of what the emulator does for a request is to read and write HTTP. MiniStack's own image lacks both, and keeps Hypercorn."""
import hypercorn.asyncio

try:
    import uvicorn
    import uvloop
except ImportError:
    uvicorn = uvloop = None


async def serve(app, config) -> None:
    host, _, port = config.bind[0].rpartition(":")
    await uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=int(port),
            http="httptools",
            ws="none",
            log_level=config.loglevel.lower(),
            access_log=False,
            # The app names both itself, as AWS does.
            server_header=False,
            date_header=False,
            timeout_keep_alive=int(config.keep_alive_timeout),
        )
    ).serve()


def apply() -> None:
    if uvicorn is None:
        return
    hypercorn.asyncio.serve = serve
    uvloop.install()
