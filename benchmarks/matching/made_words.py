"""Words of which made companies consist: surnames, given names, trades, fancies, streets."""


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words("""
    María José Juan Carlos Ana Luis Jorge Marta Miguel Rosa Pedro Laura Daniel Silvia Ricardo
    Graciela Roberto Mónica Eduardo Susana Héctor Patricia Oscar Claudia Alberto Liliana Raúl Alicia
    Mario Norma Walter Elena Hugo Mirta Rubén Beatriz Sergio Gladys Néstor Stella Julio Olga Víctor
    Nélida Pablo Florencia Diego Carolina Gustavo Valeria Martín Romina Fernando Vanesa Marcelo
    Natalia Alejandro Lucía Gabriel Sofía Adrián Camila Cristian Paula Matías Julieta Nicolás
    Agustina Federico Micaela Sebastián Rocío Facundo Milagros Leandro Brenda Ezequiel Daiana Franco
    Antonella Lautaro Celeste Ramón Delia Evaristo Otilia Genoveva Celerina Adelmo Amalia Eusebio
    Zulema Porfirio Hilda Celia
""")
SURNAMES = _words("""
    González Rodríguez Gómez Fernández López Díaz Martínez Pérez García Sánchez Romero Sosa Torres
    Álvarez Ruiz Ramírez Flores Benítez Acosta Medina Herrera Suárez Aguirre Giménez Gutiérrez
    Pereyra Rojas Molina Castro Ortiz Silva Núñez Luna Juárez Cabrera Ríos Morales Godoy Moreno
    Ferreyra Domínguez Carrizo Peralta Castillo Ledesma Quiroga Vega Vera Muñoz Ojeda Ponce Villalba
    Cardozo Navarro Coronel Vázquez Ramos Vargas Cáceres Arias Figueroa Córdoba Correa Maldonado Paz
    Rivero Miranda Mansilla Farías Roldán Méndez Guzmán Agüero Hernández Lucero Cruz Páez Escobar
    Mendoza Barrios Bustos Ávila Ayala Blanco Soria Maidana Acuña Leiva Duarte Moyano Campos Soto
    Martín Valdez Bravo Chávez Velázquez Olivera Toledo Franco Rossi Russo Ferrari Esposito Bianchi
    Romano Ricci Marino Greco Bruno Gallo Conti Costa Mancini Giordano Rizzo Lombardi Moretti
    Colombo Caruso
""")
TRADES = _words("""
    Ferretería Panadería Carnicería Verdulería Supermercado Autoservicio Almacén Kiosco Farmacia
    Óptica Librería Juguetería Bazar Zapatería Indumentaria Mueblería Corralón Pinturería Maderera
    Metalúrgica Transportes Logística Distribuidora Repuestos Automotores Gomería Lubricentro
    Inmobiliaria Veterinaria Agropecuaria Semillería Frigorífico Bodega Heladería Restaurante
    Pizzería Parrilla Cafetería Hotel Hostería Gimnasio Perfumería Peluquería Electricidad
    Iluminación Refrigeración Informática Seguridad Limpieza Construcciones Servicios Consultora
    Estudio Clínica Laboratorio Colegio Instituto Imprenta Gráfica Textil Confecciones Calzados
    Marroquinería Golosinas Bebidas Lácteos Alimentos Fiambrería Pescadería Vivero Florería
    Dietética Electrónica Computación Telefonía Sanitarios Aberturas Vidriería Herrería Tornería
    Matricería Plásticos Envases Papelera Química Combustibles Estación Maquinarias
""")
FANCIES = _words("""
    Sol Luna Estrella Aurora Horizonte Cóndor Puma Ñandú Hornero Ceibo Jacarandá Quebracho Algarrobo
    Pampa Patagonia Litoral Cuyo Andes Aconcagua Tronador Lanín Paraná Uruguay Iguazú Atlántica
    Pacífico Mayo Julio Libertad Independencia Progreso Porvenir Esperanza Fortuna Amistad Unión
    Alianza Central Moderna Universal Argentina Americana Europea Colonial Imperial Real Nacional
    Federal Criolla Gaucha Trébol Roble Álamo Cedro Olivo Rosedal Jardín Bosque Lago Río Puente Faro
    Puerto Ancla Timón Norte Sur Oeste Este Victoria Gloria Soberana Reina Princesa Favorita Familia
    Nona Abuela Tradición Rincón
""")
ROLES = _words("""
    info ventas administracion contacto compras pagos gerencia consultas hola facturacion cobranzas
""")
FREE_MAIL = _words("""
    gmail.com hotmail.com yahoo.com.ar outlook.com live.com.ar fibertel.com.ar speedy.com.ar
    arnet.com.ar
""")
STREETS = _words("""
    Rivadavia San·Martín Belgrano Mitre Sarmiento Moreno Urquiza Alsina Alberdi Roca Colón
    Corrientes Córdoba Santa·Fe Tucumán Salta Jujuy Mendoza Entre·Ríos Catamarca La·Rioja Chacabuco
    Maipú Ayacucho Junín Lavalle Balcarce Pueyrredón Güemes Dorrego Brown Pellegrini Yrigoyen Perón
    Avellaneda Italia España Francia Libertad Independencia 9·de·Julio 25·de·Mayo Las·Heras Lamadrid
    Castelli Paso Larrea Azcuénaga Vieytes Saavedra Suipacha Esmeralda Florida Echeverría Monroe
    Cabildo Triunvirato Álvarez·Thomas
""")
SYLLABLES = _words("""
    ba be bi bo bra ca ce cla co cri cu da de di do dra fa fe fi flo fra ga ge gi go gra gu ja ju la
    le li lo lu ma me mi mo mu na ne ni no nu pa pe pi pla po pra ra re ri ro ru sa se si so su ta
    te ti to tra tri tu va ve vi vo ya yo za zo
""")
ENDINGS = _words("""
    ni ri tti llo sso zzi no rez ga guez ma dini chi ski ner man lli raga rri tta co
""")
AREAS = {
    "C": "11", "B": "221 223 291 236 249 2324 2262", "X": "351 358 353 3564",
    "S": "341 342 3492 3462", "M": "261 260 2626",
    "T": "381 3865", "E": "343 345", "A": "387 3878", "Y": "388 3884", "N": "376 3755",
    "W": "379 3777", "H": "362 364", "J": "264", "L": "2954 2302", "Q": "299 2942",
    "R": "298 294", "D": "266 2657", "F": "380 3825", "K": "383", "G": "385",
    "P": "370", "U": "280 297", "Z": "2966", "V": "2901 2964",
}  # fmt: skip
