"""Whether nobody has more rights than a role gives, which a migration may lack the rights to ensure."""

from __future__ import annotations

from sqlalchemy import and_, column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from imgsearch.doctor.check import Check

_PROC = table("pg_proc", *map(column, ("oid", "proname", "proowner", "prosecdef", "proleakproof", "pronamespace")))
_ROLES = table("pg_roles", *map(column, ("oid", "rolsuper", "rolcanlogin")))
_DEPEND = table("pg_depend", *map(column, ("objid", "deptype")))
#: Of those that 0035_orders.sql takes that from, one.
BY_ORDER = "names of hidden pictures can be found by their order, which only a superuser can end"
LARGE_OBJECTS = "every login can make large objects, which only a superuser can end"
REMEDY = "run `imgsearch db upgrade` as a superuser or, for temporary tables, as the owner of the database"


def check_rights(session: Session) -> Check:
    """Functions with a login's rights, functions that everybody may call, and temporary tables for everybody."""
    of_extension = exists().where(_DEPEND.c.objid == _PROC.c.oid, _DEPEND.c.deptype == "e")
    in_public = _PROC.c.pronamespace == func.to_regnamespace("public")
    callable_by_all = func.has_function_privilege("public", _PROC.c.oid, "EXECUTE")
    mighty = and_(_PROC.c.prosecdef, or_(_ROLES.c.rolsuper, _ROLES.c.rolcanlogin))
    functions = select(_PROC.c.proname).join(_ROLES, _ROLES.c.oid == _PROC.c.proowner).where(in_public)
    loose = [
        (functions.where(~of_extension, mighty), "functions with the rights of a login"),
        (functions.where(~of_extension, callable_by_all), "functions that everybody may call"),
        (functions.where(of_extension, ~callable_by_all), "functions of the extension that not everybody may call"),
    ]
    wrong = []
    for statement, what in loose:
        names = sorted(map(str, session.scalars(statement)))
        if names:
            wrong.append(f"{what}: {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}")
    if session.scalar(select(func.has_database_privilege("public", func.current_database(), "TEMPORARY"))):
        wrong.append("everybody may make temporary tables")
    found_by_order = select(_PROC.c.proname).where(_PROC.c.proname == "text_lt", _PROC.c.proleakproof)
    makes_objects = select(_PROC.c.proname).where(_PROC.c.proname == "lo_create", callable_by_all)
    # On hosted servers nobody is one, so that this is said and asks for nothing.
    hosted = ((found_by_order, BY_ORDER), (makes_objects, LARGE_OBJECTS))
    said = [*wrong, *(what for statement, what in hosted if session.scalar(select(statement.exists())))]
    return Check("rights", "; ".join(said) or "no login can widen its own", REMEDY if wrong else None)
