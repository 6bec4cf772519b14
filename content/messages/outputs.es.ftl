# Encabezados de la línea de tiempo, palabras de la capa de ATT&CK y del paquete STIX.

timeline-time = Hora (UTC)
timeline-level = Nivel
timeline-rule = Regla
timeline-rule-id = Identificador de la regla
timeline-attack = Técnicas de ATT&CK
timeline-host = Equipo
timeline-user = Cuenta
timeline-source = Dirección de origen
timeline-destination = Dirección de destino
timeline-process = Programa
timeline-happened = Qué pasó
timeline-file = Archivo
timeline-record = Número de registro
timeline-uid = Identificador del hallazgo
timeline-count = Eventos
layer-name = Hallazgos del { $day }
layer-description = Técnicas encontradas. Puntaje: cantidad de hallazgos; color: el nivel más grave. Hallazgos con técnica: { $findings }; sin técnica y por eso fuera de esta capa: { $others }.
layer-technique = Nombre
layer-program = Programa que lo generó
layer-time = Hora del análisis (UTC)
layer-more-rules = y { $count } reglas más
stix-rule-note = La detección está en la regla Sigma con este identificador.
