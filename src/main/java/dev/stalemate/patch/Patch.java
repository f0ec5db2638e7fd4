package dev.stalemate.patch;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Design;
import dev.stalemate.model.PatchFile;

/**
 * A user's own design, ready to be stepped, and what its file says of how it is asked.
 *
 * @param system the system's name
 * @param design the design; its name is the file's, without its ending
 * @param base the name of the design of which it is a change
 * @param scope where it is asked; empty where the file does not say
 * @param never conditions in which no state may be, see {@code --never}
 * @param file what it was read from
 */
public record Patch(
        String system, Design design, String base, String scope, ImmutableList<String> never, PatchFile file) {}
