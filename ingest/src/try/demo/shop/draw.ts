import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** The simulator's random numbers. The same seed gives the same numbers in the same order. */
export interface Draw {
  /** A whole number between two, both included. */
  int(from: number, to: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** An item of the list, all equally likely. */
  pick<T>(list: readonly T[]): T;
  /** A key of the table; a value twice as high makes its key twice as likely. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
  /** An exponentially distributed waiting time with this mean. */
  wait(mean: number): number;
}

/** @param seed a whole number; equal seeds give equal simulations */
export function seededDraw(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  const chance = (probability: number) => uniformFloat64(generator) < probability;
  return {
    int: (from, to) => uniformInt(generator, from, to),
    chance,
    pick: (list) => list[uniformInt(generator, 0, list.length - 1)]!,
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = uniformFloat64(generator) * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      return entries.at(-1)![0];
    },
    wait: (mean) => -mean * Math.log(1 - uniformFloat64(generator)),
  };
}
