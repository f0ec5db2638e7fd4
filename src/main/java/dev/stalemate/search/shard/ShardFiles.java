package dev.stalemate.search.shard;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The checkpoint of a search in parts, in a directory of whatever file system its parts reach. */
public interface ShardFiles {
    /** The directory, for messages. */
    String name();

    /** The manifest; null where there is none. */
    byte @Nullable [] manifest() throws IOException;

    /** Replaces the manifest at once. */
    void manifest(byte[] text) throws IOException;
}
