"""Several writes in one call: the same on every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError, Problem, UnsupportedMethodError
from tasklab.unified.page import BatchItem, BatchResult, Deleted
from tasklab.unified.wire import parse_parameters

if TYPE_CHECKING:
    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow
    from tasklab.unified.parameter.task import BatchOperation, TaskBatchParameters


def run_batch(adapter: Adapter, parameters: TaskBatchParameters) -> Flow[BatchResult]:
    """Run the operations in order; one that fails does not stop the others."""
    items: list[BatchItem] = []
    for index, operation in enumerate(parameters.operations):
        try:
            result = yield from _run(adapter, operation)
        except MethodError as error:
            problem = msgspec.convert(adapter.located(error).to_problem(), Problem)
            items.append(BatchItem(index=index, error=problem))
        else:
            is_gone = isinstance(result, Deleted)
            items.append(BatchItem(index=index, deleted=result) if is_gone else BatchItem(index=index, result=result))
    return BatchResult(items=items)


def _run(adapter: Adapter, operation: BatchOperation) -> Flow[Any]:
    method = METHODS[operation.method]
    absence = adapter.unavailable.get(method.name)
    make = getattr(adapter, method.python_name, None)
    if absence is not None or make is None:
        why = absence.because if absence else f"the adapter has no method {method.name}"
        raise UnsupportedMethodError(why, method=method.name)
    try:
        return (yield from make(parse_parameters(method, operation.parameters)))
    except MethodError as error:
        error.method = method.name
        raise
