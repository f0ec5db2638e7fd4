/**
 * What several verbs share: options, what their arguments select, the saved files that they read and write.
 *
 * <p>Knows no verb. May use {@code cli.session} and the rooms below {@code cli}.
 */
@NullMarked
package dev.stalemate.cli.shared;

import org.jspecify.annotations.NullMarked;
