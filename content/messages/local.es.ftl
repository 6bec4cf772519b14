# Comandos que un centro en marcha lleva a cabo.

local-fail-words = Aquí funciona un centro y no se le puede pasar este comando: sus palabras no son UTF-8, o esta carpeta ya no existe.
    .remedy = Vaya a una carpeta que exista y repita el comando en UTF-8.
local-fail-broken = El centro que funciona aquí interrumpió la respuesta.
    .remedy = Repita el comando; sin un centro en marcha, trabaja directamente con el directorio de datos.
local-fail-busy = El centro ya lleva a cabo { $limit } comandos.
    .remedy = Repita el comando cuando uno de ellos haya terminado.
local-fail-not-here = Aquí funciona un centro, y mientras funciona no lleva a cabo este comando.
    .remedy = Detenga el centro y repita el comando.
local-fail-fault = El comando tropezó con una falla del programa; el centro sigue en marcha.
    .remedy = Repórtelo, por favor, junto con el comando.
