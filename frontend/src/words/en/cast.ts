export const cast = {};
