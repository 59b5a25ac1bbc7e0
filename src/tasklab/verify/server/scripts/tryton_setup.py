"""Make a company and its users in a new Tryton database.

Run as `python tryton_setup.py CONFIG DATABASE`, with a JSON object of passwords by user name on the input; prints a
JSON object of the ids it made. Record rules of Tryton show nobody a task before their user belongs to a company.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from trytond import config  # type: ignore[import-not-found]
from trytond.pool import Pool  # type: ignore[import-not-found]
from trytond.transaction import Transaction  # type: ignore[import-not-found]

_GROUPS = ("Project Administration", "Timesheet Administration")


def main() -> None:
    """Read the passwords, write the ids."""
    config_file, database = sys.argv[1:]
    # Older series have the function on an object of the module only, newer ones may drop that object.
    getattr(config, "config", config).update_etc(config_file)
    pool = Pool(database)
    pool.init()
    with Transaction().start(database, 0):  # 0: nobody, whom no access rule holds
        ids = _make(pool, json.load(sys.stdin))
    json.dump(ids, sys.stdout)


def _make(pool: Any, words: dict[str, str]) -> dict[str, str]:
    party, currency = (
        _create(pool, "party.party", name="Acme"),
        _create(pool, "currency.currency", name="Euro", code="EUR", symbol="E"),
    )
    company = _create(pool, "company.company", party=party.id, currency=currency.id)
    ids = {"company_id": str(company.id)}
    admin = pool.get("res.user")(1)
    pool.get("res.user").write([admin], {"name": "Admin"})
    for name, word in words.items():
        groups = pool.get("res.group").search([("name", "in", _GROUPS if name == "alice" else ())])
        user = _create(
            pool, "res.user", name=name.title(), login=name, password=word, groups=[("add", [g.id for g in groups])]
        )
        ids[f"{name}_id"] = str(user.id)
        _employ(pool, user, company, ids)
    _employ(pool, admin, company, ids)
    return ids


def _employ(pool: Any, user: Any, company: Any, ids: dict[str, str]) -> None:
    """Make the user one of the company's employees: time entries and assignments are an employee's."""
    person = _create(pool, "party.party", name=user.name)
    with Transaction().set_context(company=company.id):
        employee = _create(pool, "company.employee", party=person.id, company=company.id)
    pool.get("res.user").write(
        [user],
        {
            "companies": [("add", [company.id])],
            "company": company.id,
            "employees": [("add", [employee.id])],
            "employee": employee.id,
        },
    )
    ids[f"{user.login}_employee_id"] = str(employee.id)


def _create(pool: Any, model: str, **values: Any) -> Any:
    (record,) = pool.get(model).create([values])
    return record


if __name__ == "__main__":
    main()
