package dev.stalemate.patch.c;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The symbols of an object file, as {@code nm} lists them.
 *
 * @param all in the order of the list
 */
record Symbols(ImmutableList<Symbol> all) {
    private static final Pattern LINE = Pattern.compile("[0-9a-fA-F]*\\s*([A-Za-z?-]) (\\S+)(?:\\t(.*))?");
    /** The compiler numbers static variables of functions: {@code count.0}. */
    private static final Pattern NUMBER = Pattern.compile("\\.[0-9]+$");

    /** Data that can be written, of any kind: initialised, not initialised, common, small, or of one thread. */
    private static final String WRITABLE = "bBdDcCgGsS";

    /** Code and data of which there is one for all objects. */
    private static final String STRONG = "TDBRCGS";

    /** One of them; the place in the source is empty where it is not known. */
    record Symbol(char kind, String name, String place) {}

    static Symbols of(String nm) {
        ImmutableList.Builder<Symbol> all = ImmutableList.builder();
        nm.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line.stripLeading());
            if (matcher.matches()) {
                String place = matcher.group(3);
                String name = NUMBER.matcher(matcher.group(2)).replaceFirst("");
                all.add(new Symbol(matcher.group(1).charAt(0), name, place == null ? "" : place));
            }
        });
        return new Symbols(all.build());
    }

    /** Variables. */
    ImmutableList<Symbol> writable() {
        return all.stream().filter(s -> WRITABLE.indexOf(s.kind) >= 0).collect(ImmutableList.toImmutableList());
    }

    /** What it takes from elsewhere. */
    ImmutableSet<String> undefined() {
        return all.stream().filter(s -> s.kind == 'U').map(Symbol::name).collect(ImmutableSet.toImmutableSet());
    }

    /** What it defines for all: no other object can define it, too. */
    ImmutableSet<String> defined() {
        return all.stream()
                .filter(s -> STRONG.indexOf(s.kind) >= 0)
                .map(Symbol::name)
                .collect(ImmutableSet.toImmutableSet());
    }

    /** What it offers to others. */
    ImmutableSet<String> offered() {
        return all.stream()
                .filter(s -> Character.isUpperCase(s.kind) && s.kind != 'U')
                .map(Symbol::name)
                .collect(ImmutableSet.toImmutableSet());
    }
}
