"""A stand-in for AI providers on this machine: their real APIs, invented contents, no charge.

`fablewright up --simulate` lets a newcomer try the way through a provider with it; tests let it fail
as providers do. `python -m fablewright.simulator --help` says how to start it.
"""

BASES = {
    "openai": "/openai/v1",
    "openrouter": "/openrouter/api/v1",
    "runware": "/runware/v1",
    "elevenlabs": "/elevenlabs",
    "kokoro": "/kokoro",
    "comfyui": "/comfyui",
}
"""Where a client's base address of each vendor points."""
