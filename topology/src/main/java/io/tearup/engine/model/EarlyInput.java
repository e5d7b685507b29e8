package io.tearup.engine.model;

/**
 * An input that waits for what it may have overtaken.
 *
 * @param number counted up within the risk group; inputs are taken in its order
 * @param until clock of the group at which it is refused if it cannot be taken by then, microseconds
 * @param receipt the input itself, in whatever form its bringer can read it again; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Opaque, handed on as it came, never compared.
public record EarlyInput(long number, long until, byte[] receipt) {}
