// A session as it is typed into the form, and as it is stored.
import type { Bottle, Dots, Mixture, SessionDone, ZoneName } from "../api.types";

export interface InkRow {
  ink: string;
  parts: number | null;
  lot: string;
}

export interface SessionFields {
  done_on: string;
  card_id: string; // "": none
  inks: InkRow[];
  water_parts: number | null;
  diluent_lot: string;
  density_per_cm2: number | null;
  diameter_mm: number | null;
  top_mm: number | null;
  bottom_mm: number | null;
  ml_used: number | null;
  needle: string;
  needle_lot: string;
  who: string;
  note: string;
}

export type SessionBody = Omit<SessionDone, "id" | "version">;

/** What the form starts with: the mixture and dots of the screen, as many dots as the plan has for this session, the lots of the bottles in use, the last session's hand and needle. */
export function started(
  today: string,
  mixture: Mixture | null,
  dots: Dots | null,
  bottles: Bottle[],
  last: SessionDone | null,
  who: string,
  planned_density_per_cm2: number | null = null,
): SessionFields {
  const used = mixture ?? last?.mixture ?? { parts: {}, water_parts: 0 };
  const lot_of = (ink: string) => bottles.find((bottle) => bottle.ink === ink && !bottle.expired)?.lot ?? last?.lots[ink] ?? "";
  return {
    done_on: today,
    card_id: "",
    inks: Object.entries(used.parts).map(([ink, parts]) => ({ ink, parts, lot: lot_of(ink) })),
    water_parts: used.water_parts,
    diluent_lot: last?.lots[""] ?? "",
    density_per_cm2: planned_density_per_cm2 === null ? (last?.density_per_cm2 ?? null) : Math.round(planned_density_per_cm2), // the screen's are of all sessions
    diameter_mm: dots?.diameter_mm ?? last?.diameter_mm ?? null,
    top_mm: dots?.top_mm ?? last?.top_mm ?? null,
    bottom_mm: dots?.bottom_mm ?? last?.bottom_mm ?? null,
    ml_used: null,
    needle: last?.needle ?? "",
    needle_lot: last?.needle_lot ?? "",
    who: who || (last?.who ?? ""),
    note: "",
  };
}

export function ofSession(session: SessionDone): SessionFields {
  const { done_on, card_id, density_per_cm2, diameter_mm, top_mm, bottom_mm, ml_used, needle, needle_lot, who, note } = session;
  return {
    ...{ done_on, density_per_cm2, diameter_mm, top_mm, bottom_mm, ml_used, needle, needle_lot, who, note },
    card_id: card_id ?? "",
    inks: Object.entries(session.mixture.parts).map(([ink, parts]) => ({ ink, parts, lot: session.lots[ink] ?? "" })),
    water_parts: session.mixture.water_parts,
    diluent_lot: session.lots[""] ?? "",
  };
}

/** What is missing before it can be stored: names of fields, in their order. */
export function missing(fields: SessionFields): ("done_on" | "inks" | "water_parts" | "density_per_cm2")[] {
  const named = fields.inks.filter((row) => row.ink !== "");
  return [
    ...(fields.done_on === "" ? (["done_on"] as const) : []),
    ...(named.length === 0 || named.some((row) => row.parts === null || row.parts <= 0) ? (["inks"] as const) : []),
    ...(fields.water_parts === null ? (["water_parts"] as const) : []),
    ...(fields.density_per_cm2 === null ? (["density_per_cm2"] as const) : []),
  ];
}

/** As the server stores it; of a session that is there already, what healed stays. */
export function body(fields: SessionFields, zone: ZoneName, before: SessionDone | null): SessionBody {
  const named = fields.inks.filter((row) => row.ink !== "");
  const lots = Object.fromEntries([...named.map((row) => [row.ink, row.lot] as const), ["", fields.diluent_lot] as const].filter(([, lot]) => lot.trim() !== ""));
  const { done_on, diameter_mm, top_mm, bottom_mm, ml_used, needle, needle_lot, who, note } = fields;
  return {
    ...{ done_on, zone, diameter_mm, top_mm, bottom_mm, ml_used, needle, needle_lot, who, note, lots },
    card_id: fields.card_id || null,
    mixture: { parts: Object.fromEntries(named.map((row) => [row.ink, row.parts ?? 0])), water_parts: fields.water_parts ?? 0 },
    density_per_cm2: fields.density_per_cm2 ?? 0,
    healed: before?.healed ?? null,
  };
}
