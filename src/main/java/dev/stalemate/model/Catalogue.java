package dev.stalemate.model;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.text.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Systems by name. Each is made when it is first needed, and once: most runs are about one of them. Any thread may ask. */
public final class Catalogue {
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final Pattern SUFFIX = Pattern.compile("[a-z]+$");

    private final ImmutableList<Entry> entries;

    private Catalogue(List<Entry> entries) {
        this.entries = ImmutableList.copyOf(entries);
    }

    /** A system that may not be made yet. */
    public static final class Entry {
        private final String name;
        private final ImmutableSet<String> families;
        private final Supplier<? extends ModelSystem> maker;
        private @Nullable ModelSystem made;

        private Entry(String name, Set<String> families, Supplier<? extends ModelSystem> maker) {
            this.name = name;
            this.families = ImmutableSet.copyOf(families);
            this.maker = maker;
        }

        /** The system's name. */
        public String name() {
            return name;
        }

        /** The families of its claims. */
        public ImmutableSet<String> families() {
            return families;
        }

        private synchronized ModelSystem system() {
            ModelSystem system = made;
            if (system == null) {
                system = maker.get();
                made = system;
            }
            return system;
        }

        private synchronized boolean isMade() {
            return made != null;
        }
    }

    /**
     * A system that is made when it is first needed.
     *
     * @param families of its claims, with spaces between them, as {@link #family} has them: {@code K15 K16}
     */
    public static Entry entry(String name, String families, Supplier<? extends ModelSystem> maker) {
        return new Entry(name, ImmutableSet.copyOf(WORDS.split(families)), maker);
    }

    /** The systems in the order in which they are listed and checked. */
    public static Catalogue of(Entry... entries) {
        return new Catalogue(Arrays.asList(entries));
    }

    /** Systems that are there already. */
    public static Catalogue of(List<? extends ModelSystem> systems) {
        return new Catalogue(systems.stream().map(Catalogue::made).toList());
    }

    private static Entry made(ModelSystem system) {
        Entry entry = new Entry(system.name(), families(system), () -> system);
        entry.made = system;
        return entry;
    }

    /** The family of a claim: its id without the small letters at its end, {@code K17} of {@code K17b} and {@code H20} of {@code H20fix}. */
    public static String family(String id) {
        return SUFFIX.matcher(id).replaceFirst("");
    }

    /** The families of a system's claims. */
    public static ImmutableSet<String> families(ModelSystem system) {
        return system.claims().stream().map(claim -> family(claim.id())).collect(ImmutableSet.toImmutableSet());
    }

    /** The same with more systems at the end. */
    public Catalogue with(Entry... more) {
        return new Catalogue(
                Stream.concat(entries.stream(), Arrays.stream(more)).toList());
    }

    /** The same with a system in the place of the one of its name. */
    public Catalogue replacing(ModelSystem system) {
        return new Catalogue(entries.stream()
                .map(entry -> entry.name.equals(system.name()) ? made(system) : entry)
                .toList());
    }

    /** Its entries. */
    public ImmutableList<Entry> entries() {
        return entries;
    }

    /** The names of all systems. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /** All systems. */
    public List<ModelSystem> all() {
        return entries.stream().map(Entry::system).toList();
    }

    /** The systems that were needed so far. */
    public List<ModelSystem> made() {
        return entries.stream().filter(Entry::isMade).map(Entry::system).toList();
    }

    /**
     * The system of a name.
     *
     * @throws IllegalArgumentException if there is none: it says which may have been meant
     */
    public ModelSystem system(String name) {
        ModelSystem found = find(name);
        if (found == null) {
            throw new IllegalArgumentException(Names.missing("no system '" + name + "'", name, names()));
        }
        return found;
    }

    /** The system of a name; null if there is none. */
    public @Nullable ModelSystem find(String name) {
        return entries.stream()
                .filter(entry -> entry.name.equals(name))
                .map(Entry::system)
                .findFirst()
                .orElse(null);
    }

    /** Every claim of every system. */
    public List<Claim> claims() {
        return all().stream().flatMap(system -> system.claims().stream()).toList();
    }

    /** The claims of an id, and those whose ids have small letters after it: {@code K17} stands for {@code K17b}, too. */
    public List<Claim> claims(String id) {
        return entries.stream()
                .filter(entry -> entry.families.contains(family(id)))
                .flatMap(entry -> entry.system().claims().stream())
                .filter(claim -> claim.id().startsWith(id)
                        && SUFFIX.matcher("a" + claim.id().substring(id.length()))
                                .matches())
                .toList();
    }

    /**
     * The claim of an id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Claim claim(String id) {
        return claims(id).stream()
                .filter(claim -> claim.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no claim '" + id + "'"));
    }
}
