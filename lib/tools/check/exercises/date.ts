/**
 * Dates as students write them: 25/02/2020, 2020-Feb-24, 12 april.
 *
 * @module
 */

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-zé]*\\.?";
const DATE = new RegExp(
  [
    `\\d{4}\\s*[-/. ]\\s*(?:\\d{1,2}|${MONTH})\\s*[-/. ]\\s*\\d{1,2}(?:st|nd|rd|th)?`,
    `\\d{1,2}(?:st|nd|rd|th)?[-/. ]*(?:(?:of|de)\\s+)?${MONTH}(?:[-/., ]*(?:(?:of|de)\\s+)?\\d{2,4})?`,
    `${MONTH}[-/. ]*\\d{1,2}(?:st|nd|rd|th)?(?:[-/., ]+\\d{4})?`,
    `\\d{1,2}\\s*[-/]\\s*\\d{1,2}(?:\\s*[-/]\\s*\\d{2,4})?`,
    `\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}`,
  ].map((date) => `(?<![\\p{L}\\d])${date}(?![\\p{L}\\d])`).join("|"),
  "iu",
);
// Whole words only: Marbella is a place
const MONTH_ALONE = new RegExp(
  "(?<![\\p{L}\\d/-])(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)(?:[-/., ]+(?:(?:of|de) )?\\d{4})?|\\d{1,2} ?[-/] ?\\d{4}|\\d{4} ?[-/] ?\\d{1,2})(?![\\p{L}\\d/-])",
  "iu",
);

/** The date in a line, or the month without a day, and the line without them. */
export function takeDate(line: string): { date: string; month: string; rest: string } {
  const date = line.match(DATE)?.[0] ?? "";
  const month = date ? "" : line.match(MONTH_ALONE)?.[0] ?? "";
  const found = date || month;
  const rest = found ? line.replace(found, " | ") : line;
  return { date: date.trim(), month: month.trim(), rest };
}
