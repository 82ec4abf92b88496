// Short messages between the processes that share a database.

export interface ChannelSettings {
  /** What tells this process from all others; it hears nothing of itself. */
  readonly sender: string;
  /** Called with each message of another process, in the order in which they were sent. Must not throw. */
  readonly onMessage: (message: string) => void;
  /** Called when messages may have been missed, before any later one. Must not throw. */
  readonly onGap: () => void;
}

export interface Channel {
  /** Sends to all other processes. Tried again until it has gone; one too many that wait, and everybody has a gap. */
  send(message: string): void;
  /** Whether what others send now would be heard within a second. */
  isHeard(): boolean;
  close(): Promise<void>;
}

/** Resolves when it hears. */
export type OpenChannel = (settings: ChannelSettings) => Promise<Channel>;
