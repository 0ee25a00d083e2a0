"""A command for each operation on documents and collections, as docs/api.md has them."""


def sales_examples(key: str, url: str) -> dict[str, str]:
    """Return the commands by operation; `key` is the header, `url` the root of the API."""
    document = (
        '{"issuer_cuit": "30610400562", "type_code": 1, "point_of_sale": 3, "number": 1045, '
        '"issue_date": "2026-11-10", "receiver_doc": "30712345671", "receiver_name": '
        '"Ferretería El Tornillo S.R.L.", "currency": "ARS", "net_minor": 10000000, "vat_minor": '
        '2100000, "total_minor": 12100000, "lines": [{"family": "SW-GESTION", "net_minor": '
        '10000000, "gross_minor": 12100000}]}'
    )
    receipt = (
        '{"uid": "0b1f7c1e-3a55-4d0c-9a57-0e2f6c1d8b42", "invoice": {"issuer_cuit": "30610400562", '
        '"type_code": 1, "point_of_sale": 3, "number": 1045}, "receipt_number": "0001-00000377", '
        '"means": "TRANSFER", "amount_minor": 4000000, "received_date": "2026-11-12"}'
    )
    send = f'curl -X POST {key} -H "Content-Type: application/json"'
    return {
        "list_documents": f'curl {key} "{url}/documents?state=unlinked&limit=50"',
        "create_document": f"{send} \\\n  -d '{document}' {url}/documents",
        "create_documents": (
            f'curl {key} -H "Content-Type: application/x-ndjson" \\\n'
            f"  --data-binary @facturas.jsonl {url}/documents/batch"
        ),
        "get_document": f"curl {key} {url}/documents/1",
        "create_collection": f"{send} \\\n  -d '{receipt}' {url}/collections",
        "create_collections": (
            f'curl {key} -H "Content-Type: application/x-ndjson" \\\n'
            f"  --data-binary @cobranzas.jsonl {url}/collections/batch"
        ),
        "get_collection": f"curl {key} {url}/collections/1",
        "clear_cheque": f'{send} -d \'{{"cleared_date": "2026-11-20"}}\' {url}/collections/1/clearing',
        "register_certificate": (
            f'{send} -d \'{{"certificate": "0001-2026"}}\' {url}/collections/1/certificate'
        ),
        "get_waiting_collection": f"curl {key} {url}/collections/waiting/1",
        "clear_waiting_cheque": (
            f'{send} -d \'{{"cleared_date": "2026-11-20"}}\' {url}/collections/waiting/1/clearing'
        ),
        "reverse_waiting_collection": (
            f'{send} \\\n  -d \'{{"uid": "2b1f7c1e-3a55-4d0c-9a57-0e2f6c1d8b42", "on_date": "2026-11-21",'
            f' "reason": "Cheque rechazado"}}\' {url}/collections/waiting/1/reversal'
        ),
        "reverse_collection": (
            f'{send} \\\n  -d \'{{"uid": "1b1f7c1e-3a55-4d0c-9a57-0e2f6c1d8b42", '
            f'"on_date": "2026-11-21", "reason": "Cheque rechazado"}}\' {url}/collections/1/reversal'
        ),
    }
