// Sizes that the screen's scale is set by.
export const card_mm = { long: 85.6, short: 53.98 }; // a bank card, ISO/IEC 7810 ID-1
export const usual_px_per_mm = 96 / 25.4; // what CSS takes a screen to be
