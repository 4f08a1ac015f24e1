/**
 * The one host of this window. `main.ts` sets it before anything is drawn; tests set a {@link FakeHost}. Whatever
 * call is refused because the registry is locked, the session hears of it: nobody else has to look for that code.
 */
import type { Host } from './host';

let present: Host | undefined;
let onLocked: () => void = () => {};

export function setHost(host: Host): void {
  present = noticingLocks(host);
}

export function host(): Host {
  if (!present) throw new Error('setHost() runs before the first component');
  return present;
}

/** Called for each call that was refused with `locked`; its caller hears the refusal, too. */
export function whenLocked(listener: () => void): void {
  onLocked = listener;
}

function noticingLocks(host: Host): Host {
  return new Proxy(host, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]) => {
        try {
          return await member.apply(target, values);
        } catch (error) {
          if ((error as { code?: unknown } | null)?.code === 'locked') onLocked();
          throw error;
        }
      };
    },
  });
}
