"""A stand-in for the LINE platform: Messaging API, tokens, LIFF server API, LINE Login and the
consoles.

It implements LINE's documents over real HTTP and knows nothing of the program that talks to it.
Start with :func:`sandbox.line.app.make_app` and :class:`sandbox.line.platform.LinePlatform`.
"""
