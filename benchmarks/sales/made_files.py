"""Files of invoices and collections of any size, for measurements; the same ones every time.

    python benchmarks/sales/made_files.py --rows 1000000 --folder DIR

Each invoice has one line; each is collected in one to three parts, 1.2 on average.
"""

import argparse
from pathlib import Path

ISSUER = "30000000007"
CUSTOMER = "30-00000007-4"
INVOICES, COLLECTIONS = "facturas.csv", "cobranzas.csv"


def write_invoices(path: Path, rows: int) -> None:
    """Write a file of invoices with lines, as `;` separated values with a decimal comma."""
    with path.open("w", encoding="utf-8") as file:
        file.write("fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;moneda;producto;"
                   "descripcion;neto;iva;total\n")  # fmt: skip
        for n in range(rows):
            point, number = 1 + n // 10_000_000, 1 + n % 10_000_000
            net = 100_000 + n * 7_919 % 90_000_000
            vat = net * 21 // 100
            file.write(
                f"{1 + n % 28:02d}/10/2026;1;{point};{number};{CUSTOMER};Cliente {n % 5_000};ARS;"
                f"POS-SOFT;Licencia anual;{_amount(net)};{_amount(vat)};{_amount(net + vat)}\n"
            )


def write_collections(path: Path, rows: int) -> int:
    """Write what was collected of those invoices; return how many receipts."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("recibo;fecha;tipo;punto_de_venta;factura;medio;importe\n")
        for n in range(rows):
            point, number = 1 + n // 10_000_000, 1 + n % 10_000_000
            net = 100_000 + n * 7_919 % 90_000_000
            total = net + net * 21 // 100
            parts = 2 if n % 5 == 0 else 1
            for part in range(parts):
                amount = total // parts if part else total - total // parts * (parts - 1)
                count += 1
                file.write(
                    f"R-{count:08d};{1 + n % 20:02d}/11/2026;1;{point};{number};transferencia;"
                    f"{_amount(amount)}\n"
                )
    return count


def _amount(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02d}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, default=Path())
    options = parser.parse_args()
    write_invoices(options.folder / INVOICES, options.rows)
    print(write_collections(options.folder / COLLECTIONS, options.rows), "receipts")


if __name__ == "__main__":
    main()
