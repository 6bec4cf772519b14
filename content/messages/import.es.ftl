# Importar logs: al diario, y de ahí al lago.

import-about = Guarda logs: duraderos, buscables y cada evento una sola vez
import-help-organization = De quién son los logs. Obligatorio.
import-help-source = De dónde vienen, por ejemplo fw-01 o domain-controllers. Obligatorio.
import-help-acknowledged = Escribe en este archivo una línea por cada lote que ya está a salvo en el disco; - es la salida estándar.
import-error-stdout = --json y --acknowledged - escribirían los dos en la salida estándar.
    .remedy = Indique un archivo para lo confirmado.
