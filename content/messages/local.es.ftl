# Órdenes que un centro en marcha lleva a cabo.

local-fail-words = Aquí funciona un centro, y no se le puede pasar esta orden: sus palabras no son UTF-8, o esta carpeta ya no existe.
local-fail-broken = El centro que funciona aquí interrumpió la respuesta.
    .remedy = Repita la orden; sin un centro en marcha trabaja sobre la carpeta de datos misma.
local-fail-busy = El centro ya lleva a cabo { $limit } órdenes.
    .remedy = Repita la orden cuando una de ellas haya terminado.
local-fail-not-here = Aquí funciona un centro, y mientras funciona no lleva a cabo esta orden.
    .remedy = Detenga el centro y repita la orden.
