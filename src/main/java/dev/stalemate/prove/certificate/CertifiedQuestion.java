package dev.stalemate.prove.certificate;

/**
 * A question of a certificate.
 *
 * @param name what it asks, in a line
 * @param possible whether it must be satisfiable; else it must not be
 * @param asserted what is asked whether it can hold: an {@code assert} of SMT-LIB 2, of what {@link Questions} define
 */
public record CertifiedQuestion(String name, boolean possible, String asserted) {}
