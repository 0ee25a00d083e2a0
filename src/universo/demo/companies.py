"""The prospects and known customers of the demo: invented companies with synthetic CUITs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A notice of the demo: who sent it, how many business days ago, of which company."""

    key: str
    sender: str  # mailbox of the sponsor's person
    days_ago: int
    legal_name: str
    trade_name: str
    cuit: str
    province: str
    locality: str
    phone: str
    web: str
    contact: str
    role: str
    need: str
    families: tuple[str, ...]
    budget: str
    currency: str
    timeframe: str


CASES = (
    Case(
        "tornillo", "lucia", 13, "Ferretería El Tornillo S.R.L.", "El Tornillo", "30000046074",
        "B", "San Isidro", "011 4743-2210", "eltornillo.example", "Raúl Medina", "Dueño",
        "Punto de venta con facturación electrónica en tres cajas y control de stock.",
        ("SW-PDV", "HW-PDV"), "18.500,00", "USD", "THREE_MONTHS",
    ),
    Case(
        "farmacias", "rosa", 10, "Farmacias del Litoral S.A.", "", "30000046147",
        "S", "Rosario", "0341 421-7733", "farmaciaslitoral.example", "Marta Ibáñez", "Gerenta",
        "Recambio de controladores fiscales y etiquetas de góndola en siete sucursales.",
        ("HW-FISCAL", "HW-ETIQUETAS"), "42.300,00", "USD", "SIX_MONTHS",
    ),
    Case(
        "riobravo", "lucia", 7, "Cervecería Río Bravo S.A.S.", "Río Bravo", "",
        "C", "Palermo", "011 4831-9055", "", "Julián Ocampo", "Encargado",
        "Comandas, stock y cobro con QR en el salón y la barra.",
        ("SW-GASTRO",), "9.800.000,00", "ARS", "ONE_MONTH",
    ),
    Case(
        "tornillo2", "rosa", 4, "El Tornillo Ferreteria SRL", "Ferretería El Tornillo", "",
        "B", "San Isidro", "+54 11 4743-2210", "", "Raúl Medina", "Titular",
        "Quiere cambiar el sistema de caja y emitir factura electrónica en el mostrador.",
        ("SW-PDV",), "15.000,00", "USD", "THREE_MONTHS",
    ),
    Case(
        "esquina", "tomas", 2, "Autoservicio La Esquina de Sosa Hnos. S.H.", "La Esquina",
        "30000046228", "X", "Villa María", "0353 453-1200", "", "Delia Sosa", "Socia",
        "Facturación electrónica y balanzas con impresión de ticket integradas a la caja.",
        ("SW-FE", "HW-LECTORES"), "6.400,00", "USD", "THREE_MONTHS",
    ),
    Case(
        "corralon", "lucia", 1, "Corralon San Javier", "San Javier Materiales", "",
        "T", "Yerba Buena", "+54 381 425-1212", "", "Elvira Paz", "Encargada",
        "Gestión de stock por depósito y facturación electrónica en el mostrador del corralón.",
        ("SW-GESTION", "SW-FE"), "7.300.000,00", "ARS", "THREE_MONTHS",
    ),
    Case(
        "hotel", "lucia", 0, "Hotel Sierras Altas S.A.", "", "30000046295",
        "X", "La Falda", "03548 42-5566", "sierrasaltas.example", "Gustavo Lema", "Gerente general",
        "Facturación de mostrador y terminales de autoconsulta para huéspedes.",
        ("SW-FE", "HW-PDV"), "27.900,00", "USD", "SIX_MONTHS",
    ),
    Case(
        "paginas", "lucia", 20, "Librería Páginas S.R.L.", "Páginas", "30000046368",
        "B", "La Plata", "0221 424-8811", "", "Inés Roldán", "Dueña",
        "Software de gestión comercial para dos locales con stock compartido.",
        ("SW-GESTION",), "5.200.000,00", "ARS", "ONE_MONTH",
    ),
    Case(
        "ombu", "lucia", 24, "Supermercados El Ombú S.A.", "El Ombú", "30000046430",
        "T", "San Miguel de Tucumán", "0381 422-9090", "elombu.example", "Hernán Ponce",
        "Jefe de sistemas",
        "Renovación de la línea de cajas: terminales, lectores y software de punto de venta.",
        ("SW-PDV", "HW-PDV", "HW-LECTORES"), "61.000,00", "USD", "SIX_MONTHS",
    ),
    Case(
        "kiosco", "tomas", 28, "Avenida Kioscos S.A.S.", "Kiosco Avenida", "30000046503",
        "C", "Caballito", "011 4902-3311", "", "Paula Frías", "Encargada",
        "Software de punto de venta sencillo para cuatro kioscos abiertos las 24 horas.",
        ("SW-PDV",), "3.900.000,00", "ARS", "ONE_MONTH",
    ),
    Case(
        "espiga", "lucia", 34, "Panadería La Espiga S.H.", "La Espiga", "",
        "B", "Morón", "011 4629-7070", "", "Oscar Vidal", "Socio",
        "Cobro rápido en mostrador y facturación electrónica en la panadería.",
        ("SW-PDV", "SW-FE"), "2.100.000,00", "ARS", "ONE_MONTH",
    ),
    Case(
        "andina", "lucia", 70, "Distribuidora Andina S.A.", "Andina", "30000046570",
        "B", "Pilar", "0230 442-1188", "andina.example", "Mirta Salas", "Gerenta de compras",
        "Lectores inalámbricos y relevamiento de depósito, con gestión de stock.",
        ("SW-GESTION", "HW-LECTORES"), "33.750.000,00", "ARS", "SIX_MONTHS",
    ),
    Case(
        "bazar", "tomas", 62, "Bazar Hogar Feliz S.R.L.", "Hogar Feliz", "30000046643",
        "C", "Flores", "011 4612-2020", "", "Liliana Costa", "Dueña",
        "Gestión comercial con cuentas corrientes para el bazar y su depósito.",
        ("SW-GESTION",), "8.000,00", "USD", "THREE_MONTHS",
    ),
    Case(
        "arcoiris", "lucia", 23, "Pinturerías Arcoíris S.A.", "Arcoíris", "30000046716",
        "B", "Quilmes", "011 4253-6001", "", "Fabián Luna", "Gerente",
        "Controladores fiscales de nueva generación para seis pinturerías.",
        ("HW-FISCAL",), "12.100,00", "USD", "THREE_MONTHS",
    ),
    Case(
        "patitas", "rosa", 30, "Clínica Veterinaria Patitas S.R.L.", "Patitas", "30000046783",
        "S", "Santa Fe", "0342 455-8080", "", "Clara Benet", "Veterinaria",
        "Facturación electrónica con turnos y stock de farmacia veterinaria.",
        ("SW-FE",), "1.800.000,00", "ARS", "ONE_MONTH",
    ),
    Case(
        "pasofirme", "tomas", 16, "Zapatería Paso Firme", "Paso Firme", "",
        "X", "Río Cuarto", "0358 462-3030", "", "Ernesto Paz", "Dueño",
        "Punto de venta y facturación para dos zapaterías del centro.",
        ("SW-PDV",), "2.600.000,00", "ARS", "LATER",
    ),
)  # fmt: skip

DRAFT = {
    "legal_name": "Gimnasio Vértice",
    "province": "B",
    "locality": "Tigre",
    "need": "Cobro de cuotas y control de acceso; falta hablar con el dueño.",
}

# (external id, legal name, trade name, CUIT, province, locality, phone)
CORPORATE = (
    (
        "H-0001",
        "Hipermercados del Sur S.A.",
        "Híper Sur",
        "30000046856",
        "Q",
        "Neuquén",
        "0299 447-1000",
    ),
    (
        "H-0002",
        "Cadena de Farmacias Central S.A.",
        "Central",
        "30000046929",
        "C",
        "Almagro",
        "011 4861-2000",
    ),
    (
        "H-0003",
        "Hotelera Sierra Alta S.R.L.",
        "Sierra Alta",
        "30000046996",
        "X",
        "Cosquín",
        "03541 45-1010",
    ),
    (
        "H-0004",
        "Estaciones de Servicio Ruta 9 S.A.",
        "Ruta 9",
        "30000047062",
        "S",
        "Rosario",
        "0341 430-5000",
    ),
    (
        "H-0005",
        "Mayorista La Colmena S.A.C.I.F.",
        "La Colmena",
        "30000047135",
        "B",
        "Avellaneda",
        "011 4222-7000",
    ),
)
NORTE_BASE = (
    ("N-101", "Clinica Veterinaria Patitas SRL", "Patitas", "30000046783", "S", "Santa Fe", "0342 455-8080"),
    ("N-102", "Corralón San Javier S.R.L.", "San Javier", "30000047275", "T", "Yerba Buena", "0381 425-1212"),
    ("N-103", "Librería Escolar del Norte S.H.", "", "30000047348", "A", "Salta", "0387 431-2323"),
    # One house with three brands and one telephone: a phone that is shared proves little.
    ("N-104", "Palermo Unida S.A.", "Cervecería Río Manso", "30000047410", "C", "Palermo", "011 4831-9055"),
    ("N-105", "Bares del Río S.R.L.", "Bar Río Seco", "30000047488", "C", "Palermo", "011 4831-9055"),
    ("N-106", "Parrilla Costanera S.A.S.", "Don Bravo", "30000047550", "C", "Palermo", "011 4831-9055"),
)  # fmt: skip
