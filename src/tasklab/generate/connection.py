"""Plans how an adapter reaches a site: its address, its credentials, what its errors mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import literal, quoted
from tasklab.generate.context import MESSAGE
from tasklab.generate.plan import Constant, Function
from tasklab.generate.step import StepPlanner
from tasklab.generate.value import Values
from tasklab.spec import expression as e
from tasklab.spec.path import Every, Index, Key, parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.model import ErrorRule, LoginAuth, OAuth2Auth

AUTH = "tasklab.adapter.auth"


def plan_attributes(context: Context) -> tuple[Constant, ...]:
    """Plan the class attributes."""
    spec = context.spec
    attributes = [Constant("platform", None, quoted(spec.platform)), Constant("version", None, quoted(spec.version))]
    limits = {name: value for name, value in spec.limits.model_dump(exclude_defaults=True).items() if value is not None}
    if limits:
        context.imports.use("tasklab.adapter.limit", "Limits")
        arguments = [
            f"{name}={literal(value.lower() if name.endswith('_header') else value)}" for name, value in limits.items()
        ]
        attributes.append(Constant("limits", None, f"Limits({', '.join(arguments)})"))
    if spec.errors:
        context.imports.use("tasklab.adapter.error_rule", "ErrorRule")
        rules = ", ".join(_error_rule(rule) for rule in spec.errors)
        attributes.append(Constant("error_rules", None, f"({rules},)"))
    if spec.connection.served is not None:
        attributes.append(Constant("served_header", None, quoted(spec.connection.served.header.lower())))
    secrets = tuple(name for name, parameter in spec.connection.parameters.items() if parameter.type == "secret")
    if secrets:
        attributes.append(Constant("secret_parameters", None, literal(secrets)))
    if spec.unavailable:
        attributes.append(_unavailable(context))
    return tuple(attributes)


def _unavailable(context: Context) -> Constant:
    context.imports.use("tasklab.adapter.adapter", "Absence")
    context.imports.use("typing", "ClassVar")
    context.imports.use("collections.abc", "Mapping")
    rows = ", ".join(
        f"{quoted(name)}: Absence({quoted(absence.because)}, {quoted(absence.source)})"
        for name, absence in context.spec.unavailable.items()
    )
    return Constant("unavailable", "ClassVar[Mapping[str, Absence]]", f"{{{rows}}}")


def _error_rule(rule: ErrorRule) -> str:
    parts = [quoted(rule.kind)]
    if rule.status is not None:
        parts.append(f"status={literal(tuple(rule.status) if isinstance(rule.status, list) else (rule.status,))}")
    for name in ("path", "detail", "code"):
        path = getattr(rule, name)
        if path is not None:
            parts.append(f"{name}={literal(_steps(path))}")
    if "equals" in rule.model_fields_set:
        parts.append(f"equals={literal(rule.equals)}")
    if rule.matches is not None:
        parts.append(f"matches={quoted(rule.matches)}")
    if rule.says is not None:
        parts.append(f"says={quoted(rule.says)}")
    if rule.fields:
        parts.append(f"fields={literal(tuple(rule.fields.items()))}")
    if rule.methods is not None:
        parts.append(f"methods={literal(tuple(rule.methods))}")
    return f"ErrorRule({', '.join(parts)})"


def _steps(path: str) -> tuple[str | int | None, ...]:
    steps: list[str | int | None] = []
    for step in parse_path(path).steps:
        match step:
            case Key(name, is_place) if is_place:
                steps.append(int(name))
            case Key(name):
                steps.append(name)
            case Index(number):
                steps.append(number)
            case Every():
                steps.append(None)
    return tuple(steps)


def plan_connection(context: Context) -> tuple[Function, ...]:
    """Plan the properties that a session asks for: the address, the credentials, the headers of every request."""
    functions = [_base_url(context), _auth(context)]
    if context.spec.connection.headers:
        functions.append(_headers(context))
    if context.spec.connection.served is not None:
        functions.append(_served(context, context.spec.connection.served.version))
    if context.spec.connection.auth.kind == "login":
        functions.append(_log_in(context, context.spec.connection.auth))
    if context.spec.connection.proof is not None:
        functions.append(_proof(context, context.spec.connection.proof))
    return tuple(function for function in functions if function is not None)


def _values(context: Context, where: str) -> Values:
    return Values(context, BodyBuilder(), f"connection.{where}")


def _property(values: Values, name: str, result: str, summary: str, expression: str) -> Function:
    values.body.add(f"return {expression}")
    return Function(name, (), result, (summary,), values.body.built(), decorators=("property",))


def _base_url(context: Context) -> Function:
    values = _values(context, "base_url")
    text = values.text(e.parse_text(context.spec.connection.base_url), "path").text
    return _property(values, "base_url", "str", "The address that every path is below.", text)


def _auth(context: Context) -> Function | None:
    auth = context.spec.connection.auth
    values = _values(context, "auth")
    use = context.imports.use

    def text(raw: object) -> str:
        return values.as_text(values.data(e.parse_value(raw))).text

    match auth.kind:
        case "none":
            return None
        case "header":
            made = f"{use(AUTH, 'HeaderAuth')}({quoted(auth.name)}, {text(auth.value)})"
        case "bearer":
            made = f"{use(AUTH, 'BearerAuth')}({text(auth.token)})"
        case "basic":
            made = f"{use(AUTH, 'BasicAuth')}({text(auth.username)}, {text(auth.password)})"
        case "query":
            pairs = ", ".join(f"({quoted(name)}, {text(raw)})" for name, raw in auth.values.items())
            made = f"{use(AUTH, 'QueryAuth')}(({pairs},))"
        case "oauth2":
            made = _oauth2(values, auth)
        case _:
            made = f"{use(AUTH, 'LoginAuth')}(self._log_in)"
    kind = made.partition("(")[0]
    return _property(values, "auth", kind, "How requests show whom they are for.", made)


def _oauth2(values: Values, auth: OAuth2Auth) -> str:
    def text(raw: object) -> str:
        value = e.parse_value(raw)
        made = values.as_text(values.data(value)).text
        needed = values.conditions(value)
        return f"{made} if {' and '.join(needed)} else None" if needed else made

    parts = [
        f"token_url={values.text(e.parse_text(auth.token_url), 'path').text}",
        f"client_id={text(auth.client_id)}",
        f"refresh_token={text(f'${auth.refresh_token}')}",
    ]
    parts += [f"{name}={text(raw)}" for name in ("client_secret", "scope") if (raw := getattr(auth, name)) is not None]
    parts += [f"parameter={quoted(auth.refresh_token)}", "rules=self.error_rules"]
    return f"{values.context.imports.use(AUTH, 'OAuth2Auth')}({', '.join(parts)})"


def _proof(context: Context, name: str) -> Function:
    values = _values(context, "proof")
    context.fact_type(name)
    remember = context.imports.use(MESSAGE, "Remember")
    made = f"{remember}({quoted(name)}, self._remember_{name})"
    return _property(values, "proof", remember, "What only a good credential gives, asked before anything else.", made)


def _headers(context: Context) -> Function:
    values = _values(context, "headers")
    pairs = ", ".join(
        f"({quoted(name)}, {values.as_text(values.data(e.parse_value(raw))).text})"
        for name, raw in context.spec.connection.headers.items()
    )
    result = context.imports.use(MESSAGE, "Pairs")
    return _property(values, "headers", result, "Headers of every request.", f"({pairs},)")


def _served(context: Context, version: object) -> Function:
    values = _values(context, "served")
    text = values.as_text(values.data(e.parse_value(version))).text
    return _property(
        values, "served_version", "str", "What an answer has to say about the version that served it.", text
    )


def _log_in(context: Context, auth: LoginAuth) -> Function:
    values = _values(context, "auth.login")
    StepPlanner(values, "log_in", is_write=False, needs_auth=False).plan(auth.login)
    pairs: list[Any] = [
        f"({quoted(name)}, {values.as_text(values.data(e.parse_value(raw))).text})"
        for name, raw in auth.headers.items()
    ]
    values.body.add(f"return ({', '.join(pairs)},)")
    result = f"{context.imports.use(MESSAGE, 'Flow')}[{context.imports.use(MESSAGE, 'Pairs')}]"
    return Function(
        "_log_in", (), result, ("Log in, and return the headers of a logged-in request.",), values.body.built()
    )
