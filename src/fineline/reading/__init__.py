"""Reading an article: sentences that speak to a case's propositions, and the attributed figures in them.

Everything found is a draft. A person accepts, edits or rejects it; nothing else carries it into the evidence. No name
of a person and no place below an oblast is kept: what is capitalised and on no list is struck out.

The libraries that read language come with the extra ``fineline[read]``; `extra` says so when they are missing.
"""
