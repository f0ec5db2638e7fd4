package dev.stalemate.outside;

import java.util.List;

/** Something that answers the line protocol. */
public interface Implementation {
    /** Asks requests, of which the first is a reset; none is blank or a comment, so that each has one answer. */
    Exchange ask(List<String> requests);
}
