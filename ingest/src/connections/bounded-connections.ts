import type { Socket } from "node:net";

export interface ConnectionBounds {
  /** Connections that may be open at once. */
  readonly most: number;
  /** Of these, how many one sender may have; Infinity for no limit. */
  readonly mostOfSender: number;
  /** Whom a connection comes from; undefined for one that is not counted by its sender, as a proxy's. */
  readonly senderOf: (socket: Socket) => string | undefined;
}

/**
 * Keeps the number of open connections, in all and of each sender, within bounds. The one that has been quiet for
 * longest is ended for a new one: connections that are held without a word are the first to go, and an honest sender
 * gets in however many there are. A connection whose answer is under way is never ended.
 */
export interface BoundedConnections {
  /** Counts a new connection until it closes. Ends another one, or this one, where they are too many. */
  add(socket: Socket): void;
  /** Counts it no longer, though it is open. */
  remove(socket: Socket): void;
  /** The connection has done something: it is now the last to be ended. */
  touch(socket: Socket): void;
  /** An answer of it is under way: it is not ended until as many are {@link release}d. */
  keep(socket: Socket): void;
  release(socket: Socket): void;
}

/** Connections of one sender; those that may be ended stand in the order in which they fell quiet. */
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
