/**
 * Boot logs and all other texts that state memory types: each {@link Format} is a class that knows one program's lines and makes
 * {@link dev.stalemate.real.map.Recording}s of them; {@link LogParser} finds the recordings in a file.
 *
 * <p>May use {@code real.line}, {@code real.format} and {@code real.map}. A reader says what it could not read.
 */
@NullMarked
package dev.stalemate.real.log;

import org.jspecify.annotations.NullMarked;
