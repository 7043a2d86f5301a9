"""What MiniStack 1.5.33 lacks and the deployed stack needs. Each patch gives it something that AWS has, and nothing that AWS has
not; the template's own specs assert what is only ignored here (ResultWriter, throttling, X-Ray, lifecycle)."""
import copy
import json
from datetime import datetime, timezone

from ministack.services import apigateway, eventbridge, stepfunctions
from ministack.services.cloudformation import provisioners


def keep_integration_subtype() -> None:
    """CloudFormation drops the subtype of an HTTP API's integration. Served test: POST /jobs reaches the bus."""
    properties_of = provisioners._apigw_v2_integration_props

    def with_subtype(props):
        kept = properties_of(props)
        if "IntegrationSubtype" in props:
            kept["integrationSubtype"] = props["IntegrationSubtype"]
        return kept

    provisioners._apigw_v2_integration_props = with_subtype


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def put_events_without_lambda() -> None:
    """An integration of the subtype EventBridge-PutEvents puts the request on the bus, or says that it is malformed. Served tests:
    the same, and that JSON which is none starts nothing."""
    invoke = apigateway._invoke_lambda_proxy

    async def invoke_or_put(integration, api_id, stage, path, method, headers, body, *args, **kwargs):
        if integration.get("integrationSubtype") != "EventBridge-PutEvents":
            return await invoke(integration, api_id, stage, path, method, headers, body, *args, **kwargs)
        text = body.decode() if isinstance(body, (bytes, bytearray)) else body or ""
        if not is_object(text):
            entry = {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
            answer = json.dumps({"FailedEntryCount": 1, "Entries": [entry]}).encode()
            return 200, {"Content-Type": "application/json"}, answer
        mapped = {
            name: text if value == "$request.body" else value
            for name, value in integration.get("requestParameters", {}).items()
        }
        status, _, answer = eventbridge._put_events({"Entries": [mapped]})
        encoded = answer if isinstance(answer, bytes) else answer.encode()
        return status, {"Content-Type": "application/json"}, encoded

    apigateway._invoke_lambda_proxy = invoke_or_put


def create_archives() -> None:
    """CloudFormation knows no AWS::Events::Archive. Served test: the stack deploys."""

    def create(logical_id, props, stack_name):
        name = props.get("ArchiveName") or f"{stack_name}-{logical_id}"
        pattern = props.get("EventPattern", "")
        status, _, answer = eventbridge._create_archive(
            {
                "ArchiveName": name,
                "EventSourceArn": props["SourceArn"],
                "EventPattern": pattern if isinstance(pattern, str) else json.dumps(pattern),
                "RetentionDays": int(props.get("RetentionDays", 0)),
            }
        )
        if status >= 400:
            raise ValueError(answer)
        return name, {"ArchiveName": name, "Arn": json.loads(answer)["ArchiveArn"]}

    def delete(physical_id, props):
        eventbridge._delete_archive({"ArchiveName": physical_id})

    provisioners._RESOURCE_HANDLERS["AWS::Events::Archive"] = {"create": create, "delete": delete}


def evaluate_distributed_maps() -> None:
    """A Distributed Map with JSONata leaves its reader, selector and concurrency unevaluated. Served test: every job."""
    run_map = stepfunctions._run_distributed_map
    evaluate = stepfunctions._apply_jsonata_template

    def run(state, raw_input, effective, iterator, execution, context):
        if stepfunctions._state_query_language(state, context) != "JSONata":
            return run_map(state, raw_input, effective, iterator, execution, context)
        reader = dict(state["ItemReader"])
        reader["Arguments"] = evaluate(reader["Arguments"], raw_input, context)
        items = []
        for index, item in enumerate(stepfunctions._read_map_items(reader, effective, context)):
            seen = copy.deepcopy(context)
            seen["Map"] = {"Item": {"Index": index, "Value": item}}
            items.append(evaluate(state["ItemSelector"], raw_input, seen))
        plain = {
            "Type": "Map",
            "ItemsPath": "$.items",
            "MaxConcurrency": evaluate(state.get("MaxConcurrency", 0), raw_input, context),
            "ToleratedFailurePercentage": state.get("ToleratedFailurePercentage", 0),
            "Next": state["Next"],
        }
        run_map(plain, {"items": items}, {"items": items}, iterator, execution, context)
        output = stepfunctions._apply_jsonata_output(state, raw_input, context, result={}, default={})
        return output, stepfunctions._next_or_end(state)

    stepfunctions._run_distributed_map = run


class Entered(dict):
    """The states of a machine; whichever is looked up is written down as entered."""

    def __init__(self, states, execution):
        super().__init__(states)
        self.execution = execution

    def get(self, name, default=None):
        state = super().get(name, default)
        if state is not None:
            details = {"stateEnteredEventDetails": {"name": name}}
            stepfunctions._add_event(self.execution, f"{state['Type']}StateEntered", details)
        return state


def record_what_children_enter() -> None:
    """The history of a map's child lacks the states that it entered. Served test: transitions a page are counted."""
    run_machine = stepfunctions._run_sub_machine

    def run(states, start_at, input_data, execution, ctx):
        watched = Entered(states, execution) if execution.get("mapRunArn") else states
        return run_machine(watched, start_at, input_data, execution, ctx)

    stepfunctions._run_sub_machine = run


SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"


def tell_scheduled_time() -> None:
    """EventBridge Scheduler leaves the context attribute of a target's input as it is written. Served test: a schedule fires."""
    invoke = eventbridge._invoke_target

    def invoke_told(target, event, rule, view=None):
        if event.get("Source") != "aws.scheduler" or SCHEDULED_TIME not in target.get("Input", ""):
            return invoke(target, event, rule, view)
        # It looks every ten seconds; what it then fires was due at the minute.
        minute = datetime.fromtimestamp(event["Time"] // 60 * 60, tz=timezone.utc)
        told = target["Input"].replace(SCHEDULED_TIME, minute.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return invoke({**target, "Input": told}, event, rule, view)

    eventbridge._invoke_target = invoke_told


def apply() -> None:
    tell_scheduled_time()
    keep_integration_subtype()
    put_events_without_lambda()
    create_archives()
    evaluate_distributed_maps()
    record_what_children_enter()
