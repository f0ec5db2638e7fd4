package dev.stalemate.real.xen;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A command that the lab's tool knows: what it needs, what it writes before it says how the command ended, and how it may end badly. */
enum LabVerb {
    CREATE(3, 4, Said.NOTHING, Errno.ENOMEM),
    /** The library's own error for "not all of it" is EBUSY. */
    RAM(5, Said.NOTHING, Errno.ENOMEM, Errno.EBUSY),
    MTRRINIT(2, Said.NOTHING),
    LOAD(2, Said.NOTHING),
    USE(3, Said.NOTHING),
    RD(2, 4, Said.BY_GUEST),
    WR(3, 5, Said.BY_GUEST),
    WRMSR(3, Said.BY_GUEST + Said.FAULT),
    RDMSR(2, Said.BY_GUEST + "= (?<value>[0-9a-f]{16}) " + Said.FAULT),
    CR0(3, Said.BY_GUEST + "cr0=[0-9a-f]{8} "),
    WBINVD(1, Said.BY_GUEST),
    IOMEM(5, Said.NOTHING),
    IOPORT(5, Said.NOTHING),
    MMAP(6, Said.NOTHING, Errno.ENOMEM),
    PIN(5, Said.NOTHING),
    PHYSMAP(5, Said.NOTHING, Errno.ENOMEM),
    UNPHYSMAP(3, Said.NOTHING),
    GRANT(6, Said.NOTHING),
    MAPGRANT(5, Said.BY_GUEST + "hypercall (?<call>-?[0-9]{1,9}) status (?<status>-?[0-9]{1,9}) handle [0-9]{1,10} "),
    /** Only the hardware domain may; the error is an entry's own. */
    FOREIGN(5, "err (?<error>-?[0-9]{1,9}) ", Errno.EPERM),
    TARGET(3, Said.NOTHING, Errno.EPERM, Errno.EINVAL),
    MTRRCTX(
            2,
            3,
            "(?<record>def [0-9a-f]+ pat [0-9a-f]+ cap [0-9a-f]+ var(?: [0-9a-f]+){16} fixed(?: [0-9a-f]+){11}) "),
    SAVERESTORE(2, Said.NOTHING),
    DUMP(2, Said.CONSOLE + " [0-9]{1,6}\\.[0-9]{2}s"),
    KEYS(3, Said.CONSOLE),
    DESTROY(2, Said.NOTHING);

    private static final class Said {
        static final String NOTHING = "";

        /** A guest that doesn't answer any more. */
        static final String BY_GUEST = "(?<lost>TIMEOUT |DOMAIN DOWN reason [0-9]{1,9} crashed [0-9]{1,9} )?";

        static final String FAULT = "(?<fault>#GP )?";
        static final String CONSOLE =
                "console (?<bytes>[0-9]{1,9}) bytes -> (?<console>[A-Za-z0-9._-]{1,200}\\.console\\.txt) ";
    }

    /** Errors as Linux numbers them. */
    private static final class Errno {
        static final int EPERM = 1;
        static final int ENOMEM = 12;
        static final int EBUSY = 16;
        static final int EINVAL = 22;
    }

    private static final String ENDED =
            "(?:ok|rc=(?<rc>-?[0-9]{1,9})(?: errno=(?<errno>[0-9]{1,3}) \\([^()]{1,80}\\))?)";
    private static final String EXIT = "(?:[A-Z_]{1,20}/)?[0-9]{1,3}\\*[0-9]{1,9}";
    private static final String EXITS = "(?:  exits\\[(?<exits>" + EXIT + "(?: " + EXIT + ")*)\\])?";

    private final int words;
    private final int mostWords;
    private final Pattern answer;
    private final ImmutableSet<Integer> excused;

    LabVerb(int words, String said, Integer... excused) {
        this(words, words, said, excused);
    }

    LabVerb(int words, int mostWords, String said, Integer... excused) {
        this.words = words;
        this.mostWords = mostWords;
        this.answer = Pattern.compile(said + ENDED + EXITS);
        this.excused = ImmutableSet.copyOf(excused);
    }

    /** The verb of a word, or null. */
    static @Nullable LabVerb of(String word) {
        return Arrays.stream(values())
                .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(null);
    }

    /** How many words the tool wants before it takes the command for one of this verb, the verb included. */
    int words() {
        return words;
    }

    /** How many words mean something: the tool ignores the words after them. */
    int mostWords() {
        return mostWords;
    }

    /** What the tool writes behind such a command, without its time. */
    Pattern answer() {
        return answer;
    }

    /** Whether Xen may have had a reason for an error that is not modelled, such as a machine that has no memory left. */
    boolean excuses(int errno) {
        return excused.contains(errno);
    }
}
