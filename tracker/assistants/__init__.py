"""The record for assistants: tools of the Model Context Protocol, which only read.

    arguments.py    the arguments of each tool, checked (the door to pydantic)
    outputs.py      the schema of each answer
    tools.py        one function for each tool: arguments → answer
    server.py       the protocol on standard input and output (the door to mcp)

A tool is the command of the same name, with the same arguments and the same JSON. It writes nothing
and asks no server.
"""
