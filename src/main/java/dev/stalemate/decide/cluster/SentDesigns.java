package dev.stalemate.decide.cluster;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.open.OwnDesigns;
import dev.stalemate.patch.open.Patches;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Users' own designs that this process was sent. Each is opened once, for all threads, as a search on one machine does; what runs for them
 * ends with {@link #closeAll}.
 */
public final class SentDesigns {
    private static final Map<Key, Opened> OPEN = new HashMap<>();
    private static volatile boolean ending;

    private SentDesigns() {}

    private record Key(String system, SentFile file) {}

    private record Opened(Patch patch, Patches running) {}

    /**
     * A system with designs beside its own.
     *
     * @throws ClusterException if one can't be opened here, such as for want of a compiler
     */
    static ModelSystem beside(Catalogue systems, String system, List<SentFile> files) {
        if (files.isEmpty()) {
            return systems.system(system);
        }
        List<Patch> patches = new ArrayList<>();
        for (SentFile file : files) {
            patches.add(opened(systems, new Key(system, file)));
        }
        return OwnDesigns.beside(systems.system(system), patches);
    }

    private static Patch opened(Catalogue systems, Key key) {
        synchronized (OPEN) {
            Opened open = OPEN.get(key);
            if (open == null) {
                open = open(systems, key);
                OPEN.put(key, open);
            }
            return open.patch;
        }
    }

    private static Opened open(Catalogue systems, Key key) {
        Patches running = new Patches(systems, () -> ending);
        Opened opened = null;
        try {
            Patches.Ways ways = new Patches.Ways(key.system(), key.file().base(), CProgram.systemsCompiler(), false);
            opened = new Opened(running.open(key.file().file(), ways), running);
            return opened;
        } catch (PatchException e) {
            throw new ClusterException("the worker on " + host() + " can't open a design: " + e.getMessage());
        } finally {
            if (opened == null) {
                running.close();
            }
        }
    }

    /** Ends what runs for them, and removes what was made for them, in a process that is done with its work. */
    public static void closeAll() {
        ending = true;
        synchronized (OPEN) {
            OPEN.values().forEach(opened -> opened.running.close());
            OPEN.clear();
            ending = false;
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "a host without a name";
        }
    }
}
