"""What `./universo help` says."""

HELP = """\
Universo: el programa de partners, en marcha con dos comandos.

  ./universo run        instala lo necesario, pone todo en marcha y muestra la dirección
       --port N         puerto del servidor web (8000)
       --host H         dirección en la que escucha (127.0.0.1)
       --no-demo        sin datos de demostración
       --reset [--yes]  borra la base de datos propia y empieza de cero
  ./universo test       corre las pruebas, salvo los grupos lentos (admite opciones de pytest)

  ./universo e2e        recorre el producto en un navegador de verdad
  ./universo check      revisa estilo, tipos, capas, migraciones, traducciones y plantillas
  ./universo bench      corre las mediciones de benchmarks/
  ./universo tour       cuenta la historia completa, paso a paso, en una base descartable
  ./universo due-date   calcula un vencimiento: due-date 2026-12-04T17:30 --days 15 --json
  ./universo reward     calcula recompensas de un archivo: reward ARCHIVO.json --json
  ./universo import     importa un archivo de facturas o cobranzas: import ARCHIVO --dry-run --json
  ./universo reconcile  recalcula el libro desde los documentos y compara: reconcile --json
  ./universo match      busca las empresas de un archivo en otro, como la evaluación: match --help
  ./universo cross-match  compara dos archivos enteros, o uno con la base: cross-match --help
  ./universo spark-test   prueba que los dos motores de cross-match digan lo mismo (Java 17)
  ./universo lock       vuelve a fijar las dependencias (requirements*.lock)
  ./universo help       muestra esta ayuda

Cualquier otra palabra es un comando de administración, con su base de datos en marcha:
  ./universo show_demo_people · ./universo migrate · ./universo shell · …

Con DATABASE_URL (y DATABASE_OWNER_URL) se usa esa base en lugar de la propia.
"""
