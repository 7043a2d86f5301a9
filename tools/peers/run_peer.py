"""Runs one peer, with its documented settings, against an API that pages by offset; prints one line of JSON.

    python run_peer.py dlt|singer-sdk|airbyte-cdk URL [--page-size 100] [--start-at startAt] [--count count]
                       [--total totalRecords] [--records payload] [--out FILE]

{"peer", "version", "seconds", "records", "distinct", "error"}: the records that the peer handed out, how many different ids
they have, and what it reported, null if it reported nothing. Nothing is loaded anywhere: the time is that of the extraction.
--out writes the records as they were handed out, one JSON text a line.
Nothing is tuned either; a peer's own retries and waits are part of its time.
"""

import argparse
import importlib.metadata
import json
import logging
import os
import sys
import time
import warnings
from urllib.parse import urlsplit

# No peer reports home, and none writes a log between the lines of a table.
os.environ.update(
    RUNTIME__DLTHUB_TELEMETRY="false",
    RUNTIME__LOG_LEVEL="CRITICAL",
    DO_NOT_TRACK="1",
    SINGER_SDK_LOG_CONFIG="",
)
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def dlt_records(url, api):
    """dlt's RESTClient with an OffsetPaginator, which ends at the stated total or at an empty page."""
    from dlt.sources.helpers.rest_client import RESTClient
    from dlt.sources.helpers.rest_client.paginators import OffsetPaginator

    client = RESTClient(
        base_url=f"{url.scheme}://{url.netloc}",
        paginator=OffsetPaginator(
            limit=api.page_size,
            offset_param=api.start_at,
            limit_param=api.count,
            total_path=api.total,
        ),
        data_selector=api.records,
    )
    return (record for page in client.paginate(url.path) for record in page)


def singer_sdk_records(url, api):
    """The Singer SDK's RESTStream with an OffsetPaginator, whose has_more its docs leave to the tap: the stated total."""
    from singer_sdk import RESTStream, Tap
    from singer_sdk.pagination import OffsetPaginator
    from singer_sdk.typing import IntegerType, PropertiesList, Property, StringType

    class TotalPaginator(OffsetPaginator):
        def has_more(self, response):
            return self.get_next(response) < response.json()[api.total]

    class Records(RESTStream):
        name = "records"
        path = url.path
        url_base = f"{url.scheme}://{url.netloc}"
        records_jsonpath = f"$.{api.records}[*]"
        schema = PropertiesList(Property("id", IntegerType), Property("payload", StringType)).to_dict()

        def get_new_paginator(self):
            return TotalPaginator(start_value=0, page_size=api.page_size)

        def get_url_params(self, context, next_page_token):
            return {api.start_at: next_page_token, api.count: api.page_size}

    class PartnerTap(Tap):
        name = "tap-partner"
        config_jsonschema = PropertiesList().to_dict()

        def discover_streams(self):
            return [Records(self)]

    return iter(PartnerTap(config={}).streams["records"].get_records(None))


def airbyte_cdk_records(url, api):
    """The Airbyte CDK's low-code source with OffsetIncrement, which ends at a page that is not full."""
    from airbyte_cdk.models import (
        AirbyteStream,
        ConfiguredAirbyteCatalog,
        ConfiguredAirbyteStream,
        DestinationSyncMode,
        SyncMode,
        Type,
    )
    from airbyte_cdk.sources.declarative.concurrent_declarative_source import (
        ConcurrentDeclarativeSource,
    )

    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "payload": {"type": "string"}},
    }
    manifest = {
        "version": "6.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["records"]},
        "streams": [
            {
                "type": "DeclarativeStream",
                "name": "records",
                "schema_loader": {"type": "InlineSchemaLoader", "schema": schema},
                "retriever": {
                    "type": "SimpleRetriever",
                    "requester": {
                        "type": "HttpRequester",
                        "url_base": f"{url.scheme}://{url.netloc}",
                        "path": url.path,
                        "http_method": "GET",
                    },
                    "record_selector": {
                        "type": "RecordSelector",
                        "extractor": {"type": "DpathExtractor", "field_path": [api.records]},
                    },
                    "paginator": {
                        "type": "DefaultPaginator",
                        "page_token_option": {
                            "type": "RequestOption",
                            "inject_into": "request_parameter",
                            "field_name": api.start_at,
                        },
                        "page_size_option": {
                            "type": "RequestOption",
                            "inject_into": "request_parameter",
                            "field_name": api.count,
                        },
                        "pagination_strategy": {
                            "type": "OffsetIncrement",
                            "page_size": api.page_size,
                        },
                    },
                },
            }
        ],
        "spec": {
            "type": "Spec",
            "connection_specification": {"type": "object", "properties": {}},
        },
    }
    stream = AirbyteStream(
        name="records", json_schema=schema, supported_sync_modes=[SyncMode.full_refresh]
    )
    catalog = ConfiguredAirbyteCatalog(
        streams=[
            ConfiguredAirbyteStream(
                stream=stream,
                sync_mode=SyncMode.full_refresh,
                destination_sync_mode=DestinationSyncMode.append,
            )
        ]
    )
    source = ConcurrentDeclarativeSource(catalog=catalog, config={}, state=[], source_config=manifest)
    messages = source.read(logging.getLogger("airbyte"), {}, catalog, [])
    return (message.record.data for message in messages if message.type == Type.RECORD)


PEERS = {
    "dlt": dlt_records,
    "singer-sdk": singer_sdk_records,
    "airbyte-cdk": airbyte_cdk_records,
}


def run(peer, url, api):
    records, ids, error = 0, set(), None
    out = open(api.out, "w") if api.out else None
    begun = time.monotonic()
    try:
        source = PEERS[peer](urlsplit(url), api)
        # Imports and set-up are not what is compared.
        begun = time.monotonic()
        for record in source:
            records += 1
            ids.add(record.get("id"))
            if out:
                print(json.dumps(record, default=str), file=out, flush=True)
    # Whatever a peer raises is its report; it is what the table is about.
    except Exception as problem:  # noqa: BLE001
        text = str(problem).strip().splitlines()
        error = f"{type(problem).__name__}: {text[0] if text else ''}"[:300]
    return {
        "peer": peer,
        "version": importlib.metadata.version(peer),
        "seconds": round(time.monotonic() - begun, 3),
        "records": records,
        "distinct": len(ids),
        "error": error,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("url")
    parser.add_argument("--page-size", type=int, default=100)
    parser.add_argument("--start-at", default="startAt")
    parser.add_argument("--count", default="count")
    parser.add_argument("--total", default="totalRecords")
    parser.add_argument("--records", default="payload")
    parser.add_argument("--out")
    api = parser.parse_args()
    # Whatever a peer prints is not our result.
    result, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(run(api.peer, api.url, api)), file=result)


if __name__ == "__main__":
    main()
