package dev.stalemate.paging;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The data of one frame, which a guest and a device that doesn't snoop write and read: in RAM and in the caches of all CPUs. These are coherent
 * with each other, and accesses that go around them look into them first, as on CPUs with self-snoop: only the device's don't. A run chooses the
 * frame as it first writes to one.
 *
 * <p>An access has the type that the leaf gives it, and the guest does what the type that it relies on asks for: it flushes what it believes WB
 * after a write, for the device, and what it believes cached before a read. So each read should find what was written last. One that doesn't
 * ends the run.
 */
public final class FollowedData {
    private static final List<String> WRITERS = List.of("nobody", "guest", "device");
    /** What data are called, by the number of their writer. */
    private static final List<String> FOUND =
            List.of("what was there at first", "what the guest wrote", "what the device wrote");

    private static final int NOBODY = 0;
    private static final int GUEST = 1;
    private static final int DEVICE = 2;

    private static final List<String> READERS = List.of("none", "the guest's", "the device's");

    /** The names of the accesses. */
    public static final String GUEST_WRITES = "guest-writes";

    public static final String GUEST_READS = "guest-reads";
    public static final String DEVICE_WRITES = "device-writes";
    public static final String DEVICE_READS = "device-reads";

    private static final String IN_DATA = "-in-data";

    private static final int ALL_CPUS = 0;
    private static final int LINE = 0;

    private final boolean present;
    private final Index frame;
    private final CacheLines lines;
    private final CacheActions caches;
    /** The frame: none, or 1 + its number. */
    private final IntField followed;
    /** Who wrote last. */
    private final IntField newest;
    /** Whose read found something else. */
    private final IntField wrongRead;

    /** Declares the fields; without {@code present} there are none. */
    public FollowedData(Layout.Builder layout, boolean present, Index frame) {
        this.present = present;
        this.frame = frame;
        Layout.Builder b = layout.part(present).actor("device", DEVICE_WRITES, DEVICE_READS);
        followed = b.number("data-of", 1 + frame.size(), f -> f == 0 ? "none" : frame.name() + " " + frame.text(f - 1));
        b.reference(followed, frame, 1);
        newest = b.number("last-writer", WRITERS.size(), WRITERS::get);
        wrongRead = b.number("wrong-read", READERS.size(), READERS::get);
        b.unseen(followed, newest, wrongRead);
        lines = CacheLines.of(Index.single("cpus"), Index.single("line"), WRITERS.size(), WRITERS::get)
                .checking(CacheDraft.Checks.UC_AND_WC)
                .declare(layout, present);
        caches = lines.actions();
    }

    /** Whether no earlier entry of a PAT has the type of this one: an access for each type is enough. */
    public static boolean isFirstOfItsType(long pat, int index) {
        for (int i = 0; i < index; i++) {
            if (Pat.entry(pat, i) == Pat.entry(pat, index)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a frame's data are followed, or can be from now on. */
    public boolean mayFollow(long[] s, int f) {
        return !followed.is(s, 0) || follows(s, f);
    }

    /** Whether a frame's data are followed. */
    public boolean follows(long[] s, int f) {
        return followed.get(s, 0) == 1 + f;
    }

    /**
     * The guest writes to a frame.
     *
     * @param is the type of the access
     * @param reliedOn the type that the guest takes it for
     */
    public void guestWrites(long[] s, int f, MemType is, MemType reliedOn) {
        followed.set(s, 0, 1 + f);
        newest.set(s, 0, GUEST);
        lines.store(s, ALL_CPUS, LINE, is, GUEST);
        if (reliedOn == MemType.WB) {
            lines.flush(s, LINE);
        }
    }

    /** The guest reads from the frame that is followed, with types as when it {@link #guestWrites writes}. */
    public void guestReads(long[] s, MemType is, MemType reliedOn) {
        if (reliedOn.cached()) {
            lines.flush(s, LINE);
        }
        judge(s, GUEST, lines.load(s, ALL_CPUS, LINE, is));
    }

    /** The device writes to a frame. */
    public void deviceWrites(long[] s, int f) {
        followed.set(s, 0, 1 + f);
        newest.set(s, 0, DEVICE);
        lines.deviceWrites(s, LINE, false, DEVICE);
    }

    /** The device reads from the frame that is followed. */
    public void deviceReads(long[] s) {
        judge(s, DEVICE, lines.deviceReads(s, LINE, false));
    }

    /** The hypervisor writes all caches back and invalidates them. The frame stays the one that is followed. */
    public void flush(long[] s) {
        lines.flush(s, LINE);
    }

    private void judge(long[] s, int reader, int data) {
        wrongRead.set(s, 0, data == newest.get(s, 0) ? 0 : reader);
    }

    /** All caches are written back and invalidated, and no frame is followed any longer. */
    private void forget(long[] s) {
        lines.flush(s, LINE);
        lines.setRam(s, LINE, NOBODY);
        newest.set(s, 0, NOBODY);
        followed.set(s, 0, 0);
    }

    /**
     * The actions of a system beside those of data, as they are where data are followed.
     *
     * @param accesses what the guest and the device do with data
     * @param flushing the names of others as a part of which all caches are written back and invalidated
     */
    public List<Action> actions(List<Action> others, List<Action> accesses, Set<String> flushing) {
        if (!present) {
            return others;
        }
        List<Action> all = new ArrayList<>();
        for (Action action : others) {
            boolean flushes = flushing.contains(action.name());
            all.add(action.with((s, a) -> !wrongRead.is(s, 0) && action.guard().test(s, a), (s, a) -> {
                action.effect().apply(s, a);
                if (flushes) {
                    forget(s);
                }
            }));
        }
        for (Action access : accesses) {
            all.add(access.with((s, a) -> !wrongRead.is(s, 0) && access.guard().test(s, a), access.effect()));
        }
        all.add(caches.writeBacks());
        all.add(caches.evictions());
        return all;
    }

    /** With each law of a system one about data, where that law says something. */
    public List<Law> laws(List<Law> others) {
        if (!present) {
            return others;
        }
        List<Law> all = new ArrayList<>(others);
        for (Law law : others) {
            if (law.kind() == Law.Kind.ALWAYS) {
                all.add(Law.always(
                                name(law.name()),
                                Breaks.COHERENCE,
                                "every read finds what was written last, where " + law.name() + " says something")
                        .where(s -> followed.is(s, 0) && law.premise().test(s))
                        .holds(s -> !wrongRead.is(s, 0))
                        .explainedBy(s -> new Diagnosis(Breaks.COHERENCE, List.of(wrong(s), found(s))))
                        .because(law));
            }
        }
        return all;
    }

    /** The name of the law about data that belongs to another one; that of a law about data is its own. */
    public static String name(String law) {
        return law.endsWith(IN_DATA) ? law : law + IN_DATA;
    }

    private String wrong(long[] s) {
        boolean device = wrongRead.get(s, 0) == DEVICE;
        return (device ? "the device reads old data from " : "the guest reads old data from ") + frame.name() + " "
                + frame.text(followed.get(s, 0) - 1) + ": "
                + (newest.get(s, 0) == GUEST ? "the guest" : "the device") + " has written since";
    }

    private String found(long[] s) {
        String ram = "RAM has " + FOUND.get(lines.ram(s, LINE));
        if (!lines.has(s, ALL_CPUS, LINE)) {
            return ram + ", and no cache has the line";
        }
        return ram + ", and the cache has " + FOUND.get(lines.data(s, ALL_CPUS, LINE))
                + (lines.isDirty(s, ALL_CPUS, LINE) ? ", not written back yet" : "");
    }
}
