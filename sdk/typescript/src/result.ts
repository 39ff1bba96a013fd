import { members, text } from "./json.js";

/** An event that the log holds: stored by this call, or (`duplicate`) by an earlier one. */
export interface IngestResult {
  readonly id: string;
  readonly status: "accepted" | "duplicate";
}

/** Why an event was rejected: a stable lower_snake code, and a sentence for people. */
export interface EventError {
  readonly code: string;
  readonly message: string;
}

/** An event that the server refused; sending it again unchanged gets the same answer. */
export interface RejectedEvent {
  /** The server's name for the refused event, if it gave one. */
  readonly id: string | undefined;
  readonly status: "rejected";
  readonly error: EventError;
}

/** What became of one event of a batch. */
export type EventResult = IngestResult | RejectedEvent;

/** What became of a batch; `results` are in the order of the events. */
export interface BatchResult {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly results: readonly EventResult[];
}

export function batchResult(results: readonly EventResult[]): BatchResult {
  const count = (status: EventResult["status"]) =>
    results.filter((result) => result.status === status).length;
  return {
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    rejected: count("rejected"),
    results,
  };
}

/** Reads the results of `expected` events; undefined when that is not what `value` is. */
export function readResults(value: unknown, expected: number): EventResult[] | undefined {
  if (!Array.isArray(value) || value.length !== expected) {
    return undefined;
  }
  const results = value.map(readResult);
  return results.every((result) => result !== undefined) ? results : undefined;
}

function readResult(value: unknown): EventResult | undefined {
  const { id, status, error } = members(value);
  switch (status) {
    case "accepted":
    case "duplicate":
      return typeof id === "string" ? { id, status } : undefined;
    case "rejected":
      return { id: text(id), status, error: readError(error) };
    default:
      return undefined;
  }
}

function readError(value: unknown): EventError {
  const { code, detail, message } = members(value);
  const named = text(code) ?? text(value) ?? "rejected";
  return { code: named, message: text(detail) ?? text(message) ?? named };
}
