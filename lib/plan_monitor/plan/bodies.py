"""Agencies in time, and the groups under which the plan names several of them."""

import datetime as dt

from plan_monitor.plan.strict import Basis, Strict


class Signature(Strict):
    """Who signs: authority and post in capitals, and a name."""

    authority: str | None = None
    post: str
    name: str


class Agency(Strict):
    """A body that the plan names, from when to when it exists, and who takes over its items."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str | None = None
    basis: Basis | None = None
    protocol_order: int
    letterhead: str | None = None
    reports: bool = True
    parent: str | None = None
    document_code: str | None = None
    place: str | None = None
    signature: Signature | None = None
    email: str | None = None
    note: str | None = None


class Group(Strict):
    """Several agencies under one name in the plan, e.g. "Các sở, ngành"."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    reading: str | None = None
