import type { Socket } from "node:net";

export interface ConnectionBounds {
  /** Most open connections. */
  readonly most: number;
  /** Most open connections of one sender; Infinity for no limit. */
  readonly mostOfSender: number;
  /** The sender of a connection; undefined when senders are not limited, for example behind a proxy. */
  readonly senderOf: (socket: Socket) => string | undefined;
}

/**
 * Limits open connections, in total and per sender. A new connection replaces the one that has been idle for longest,
 * so that idle connections of an attacker never keep an honest sender out. A connection with a pending answer is
 * never closed.
 */
export interface BoundedConnections {
  /** Counts a new connection until it closes. If there are too many, closes another one, or this one. */
  add(socket: Socket): void;
  /** Stops counting a connection that stays open. */
  remove(socket: Socket): void;
  /** Marks a connection as active: it is now the last to be closed. */
  touch(socket: Socket): void;
  /** Protects a connection with a pending answer. Each call needs a {@link release}. */
  keep(socket: Socket): void;
  release(socket: Socket): void;
}

/** Connections of one sender; `quiet` lists those that may be closed, idle for longest first. */
interface Sender {
  open: number;
  readonly quiet: Set<Socket>;
}

interface Connection {
  readonly name: string | undefined;
  readonly sender: Sender;
  answers: number;
}

export function boundConnections({ most, mostOfSender, senderOf }: ConnectionBounds): BoundedConnections {
  const open = new Map<Socket, Connection>();
  const quiet = new Set<Socket>();
  const senders = new Map<string, Sender>();

  function remove(socket: Socket): void {
    const found = open.get(socket);
    if (found === undefined) return;
    open.delete(socket);
    hide(socket, found);
    found.sender.open--;
    if (found.sender.open === 0 && found.name !== undefined) senders.delete(found.name);
  }

  function end(socket: Socket): void {
    remove(socket);
    socket.destroy();
  }

  function hide(socket: Socket, { sender }: Connection): void {
    quiet.delete(socket);
    sender.quiet.delete(socket);
  }

  function touch(socket: Socket): void {
    const found = open.get(socket);
    if (found === undefined || found.answers > 0) return;
    hide(socket, found);
    quiet.add(socket);
    found.sender.quiet.add(socket);
  }

  return {
    add(socket) {
      const name = senderOf(socket);
      const sender = (name !== undefined && senders.get(name)) || { open: 0, quiet: new Set<Socket>() };
      if (name !== undefined) senders.set(name, sender);
      open.set(socket, { name, sender, answers: 0 });
      sender.open++;
      socket.once("close", () => remove(socket));
      if (name !== undefined && sender.open > mostOfSender) end(first(sender.quiet) ?? socket);
      if (open.size > most) end(first(quiet) ?? socket);
      touch(socket);
    },
    remove,
    touch,
    keep(socket) {
      const found = open.get(socket);
      if (found === undefined) return;
      found.answers++;
      hide(socket, found);
    },
    release(socket) {
      const found = open.get(socket);
      if (found === undefined) return;
      found.answers--;
      touch(socket);
    },
  };
}

const first = <Each>(set: ReadonlySet<Each>): Each | undefined => set.values().next().value;
