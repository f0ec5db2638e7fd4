/**
 * Certificates: the questions whose answers are a proof, as a folder of text which solvers can be asked without this program.
 *
 * <p>Knows no model. May use {@code prove.solve} and {@code prove.answer}.
 */
@NullMarked
package dev.stalemate.prove.certificate;

import org.jspecify.annotations.NullMarked;
