/** How dictionaries are typed. */

/** One dictionary in both languages. */
export interface Both<Words> {
  readonly ko: Words;
  readonly en: Words;
}

/** The same keys and parameters, any words. */
export type Widen<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Text]: Widen<Text[Key]> };
